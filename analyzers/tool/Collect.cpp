//===- Collect.cpp - winnow collect ---------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Harvest.h"
#include "tool/CollectReport.h"
#include "tool/Files.h"
#include "tool/Import.h"
#include "tool/Packages.h"
#include "tool/Progress.h"
#include "tool/Tally.h"
#include "tool/Tool.h"

using namespace llvm;

namespace winnow::tool {

namespace {

constexpr char Overview[] =
    "Harvests the basic blocks of binaries into a store.\n\n"
    "Reads every ELF file and archive under the paths, once: a second run "
    "goes\n"
    "on where the first was stopped, and reads what is new. Several runs may\n"
    "work on one store. With --import, blocks and cycles come from a CSV as\n"
    "BHive's.\n\n"
    "EXAMPLES:\n"
    "  winnow collect /usr/bin /usr/lib -o blocks.db\n"
    "  winnow collect --import=hsw.csv --machine=haswell -o blocks.db\n";

/// Reads files into a store.
class Collector {
public:
  Collector(datasets::Harvest &H, const block::Decoder &D) : H(H), D(D) {}

  /// False where the store failed; a file that cannot be read only warns.
  Error add(const CodeFile &File, StringRef Package, Progress &Bar) {
    Expected<std::optional<datasets::SourceId>> Id =
        H.claim({File.Path, File.Size, File.Modified, Package.str()});
    if (!Id)
      return Id.takeError();
    if (!*Id) {
      ++Run.KnownFiles;
      return Error::success();
    }
    Tally Counted;
    if (Error E = read(File, Counted)) {
      Bar.clear();
      // Its text starts with the file.
      printWarning(toString(std::move(E)));
      ++Run.UnreadableFiles;
      return H.abandon(**Id);
    }
    Expected<uint64_t> New = H.finish(**Id, Counted.finish(D), Counted.Counts);
    if (!New)
      return New.takeError();
    ++Run.Files;
    Run.Blocks += Counted.Counts.Blocks;
    Run.NewBlocks += *New;
    return Error::success();
  }

  RunCounts Run;

private:
  Error read(const CodeFile &File, Tally &Into) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(
        File.Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!Buffer)
      return createStringError(File.Path + ": " + Buffer.getError().message());
    extract::ExtractOptions Options;
    Options.Kind = extract::InputKind::Object;
    Options.SourceLines = false;
    auto Block = [&](extract::ExtractedBlock &&B) { Into.add(B.Block); };
    auto Complain = [&](extract::Diagnostic &&) { ++Into.Counts.Undecodable; };
    extract::Sink Sink{Block, Complain};
    Error E = extractEach(**Buffer, D, Options, Sink);
    Into.Counts.Functions = Sink.Functions;
    return E;
  }

  datasets::Harvest &H;
  const block::Decoder &D;
};

Error collect(datasets::Store &S, const block::Decoder &D,
              ArrayRef<std::string> Paths, StringRef DpkgInfo) {
  std::vector<CodeFile> Files = findCodeFiles(Paths, printWarning);
  Packages Owners(DpkgInfo);
  Expected<datasets::Harvest> H = datasets::Harvest::start(S);
  if (!H)
    return H.takeError();
  uint64_t Bytes = 0;
  for (const CodeFile &File : Files)
    Bytes += File.Size;
  Collector C(*H, D);
  {
    Progress Bar(errs(), "read", Bytes >> 20, "MiB");
    uint64_t Read = 0, Shown = 0;
    for (const CodeFile &File : Files) {
      if (Error E = C.add(File, Owners.ownerOf(File.Path), Bar))
        return E;
      Read += File.Size;
      Bar.note(withCommas(C.Run.Blocks) + " blocks");
      Bar.advance((Read >> 20) - Shown);
      Shown = Read >> 20;
    }
  }
  return printReport(outs(), S, C.Run);
}

} // namespace

int runCollect(int Argc, const char **Argv) {
  static cl::OptionCategory Group("Options of winnow collect");
  static cl::list<std::string> Paths(
      cl::Positional, cl::desc("<file or folder> ..."), cl::cat(Group));
  static cl::opt<std::string> Output("o", cl::desc("The store (blocks.db)"),
                                     cl::value_desc("file"),
                                     cl::init("blocks.db"), cl::cat(Group));
  static cl::list<std::string> Imports(
      "import", cl::desc("A CSV of hex,cycles to import; may be repeated"),
      cl::value_desc("file"), cl::cat(Group));
  static cl::opt<std::string> Machine(
      "machine", cl::desc("The machine that imported cycles are of"),
      cl::value_desc("name"), cl::cat(Group));
  static cl::opt<unsigned> Executions(
      "executions",
      cl::desc("How many executions imported cycles are of (1; in the original "
               "BHive files 100)"),
      cl::value_desc("number"), cl::init(1), cl::cat(Group));
  static cl::opt<std::string> DpkgInfo(
      "dpkg-info", cl::desc("Where dpkg keeps the lists of files"),
      cl::value_desc("folder"), cl::init("/var/lib/dpkg/info"), cl::Hidden,
      cl::cat(Group));
  if (!parseOptions(Argc, Argv, Group, Overview))
    return ExitUsage;
  if (Executions == 0) {
    printError("--executions: must be 1 or more");
    return ExitUsage;
  }
  if (Paths.empty() && Imports.empty()) {
    printError("nothing to collect: name files, folders or --import=FILE");
    return ExitUsage;
  }

  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D) {
    printError(D.takeError());
    return ExitFailure;
  }
  Expected<datasets::Store> S = datasets::Store::openOrCreate(Output);
  if (!S) {
    printError(S.takeError());
    return ExitFailure;
  }
  for (const std::string &Path : Imports)
    if (Error E = importBHive(*S, **D, Path, Machine, Executions)) {
      printError(std::move(E));
      return ExitFailure;
    }
  if (!Paths.empty())
    if (Error E = collect(*S, **D, Paths, DpkgInfo)) {
      printError(std::move(E));
      return ExitFailure;
    }
  return ExitSuccess;
}

} // namespace winnow::tool
