//===- Mca.cpp - llvm-mca on many blocks ----------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "eval/Mca.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow::eval {

static constexpr int Iterations = 100;
static constexpr size_t BlocksAtOnce = 500;

/// Runs \p Arguments with its output in a file, which is read.
static Expected<std::unique_ptr<MemoryBuffer>>
outputOf(StringRef Program, ArrayRef<StringRef> Arguments) {
  SmallString<64> Path;
  if (std::error_code EC =
          sys::fs::createTemporaryFile("winnow-mca", "out", Path))
    return createStringError("a temporary file: " + EC.message());
  FileRemover Remove(Path);
  // Warnings about skipped instructions are many and say nothing new.
  std::optional<StringRef> Redirects[] = {StringRef(""), StringRef(Path),
                                          StringRef("")};
  std::string Message;
  int Status = sys::ExecuteAndWait(Program, Arguments, std::nullopt, Redirects,
                                   /*SecondsToWait=*/300, 0, &Message);
  if (Status != 0)
    return createStringError(
        Program + ": " +
        (Message.empty() ? "exit status " + std::to_string(Status) : Message));
  ErrorOr<std::unique_ptr<MemoryBuffer>> Out = MemoryBuffer::getFile(Path);
  if (!Out)
    return createStringError(Path + ": " + Out.getError().message());
  return std::move(*Out);
}

std::string findMca() {
  for (const char *Name : {"llvm-mca-22", "llvm-mca"}) {
    ErrorOr<std::string> Path = sys::findProgramByName(Name);
    if (!Path)
      continue;
    Expected<std::unique_ptr<MemoryBuffer>> Out =
        outputOf(*Path, {*Path, "--version"});
    if (Out && (*Out)->getBuffer().contains("version 22."))
      return *Path;
    if (!Out)
      consumeError(Out.takeError());
  }
  return "";
}

static Error askSome(StringRef Program, StringRef CPU,
                     ArrayRef<block::BasicBlock> Blocks,
                     const block::Decoder &D, MutableArrayRef<double> Cycles) {
  SmallString<64> Path;
  int File = -1;
  if (std::error_code EC =
          sys::fs::createTemporaryFile("winnow-mca", "s", File, Path))
    return createStringError("a temporary file: " + EC.message());
  FileRemover Remove(Path);
  {
    raw_fd_ostream OS(File, /*shouldClose=*/true);
    for (size_t I = 0; I < Blocks.size(); ++I)
      OS << "# LLVM-MCA-BEGIN " << I << '\n'
         << D.print(Blocks[I], block::Syntax::ATT) << "# LLVM-MCA-END " << I
         << '\n';
    OS.flush();
    if (OS.has_error()) {
      std::error_code EC = OS.error();
      OS.clear_error();
      return createStringError(Path + ": " + EC.message());
    }
  }
  std::string OnCPU = ("-mcpu=" + CPU).str();
  std::string Times = "-iterations=" + std::to_string(Iterations);
  Expected<std::unique_ptr<MemoryBuffer>> Out =
      outputOf(Program, {Program, "-mtriple=x86_64", OnCPU, Times, "-json",
                         "-skip-unsupported-instructions=any",
                         "-instruction-info=0", "-resource-pressure=0", Path});
  if (!Out)
    return Out.takeError();
  Expected<json::Value> Parsed = json::parse((*Out)->getBuffer());
  if (!Parsed)
    return createStringError(Program + ": " + toString(Parsed.takeError()));
  const json::Object *Top = Parsed->getAsObject();
  const json::Array *Regions = Top ? Top->getArray("CodeRegions") : nullptr;
  if (!Regions)
    return createStringError(Program + ": its output has no regions");
  for (const json::Value &Value : *Regions) {
    const json::Object *Region = Value.getAsObject();
    const json::Object *Summary =
        Region ? Region->getObject("SummaryView") : nullptr;
    std::optional<StringRef> Name =
        Region ? Region->getString("Name") : std::nullopt;
    std::optional<int64_t> Total =
        Summary ? Summary->getInteger("TotalCycles") : std::nullopt;
    size_t Index = 0;
    if (!Name || !Total || Name->getAsInteger(10, Index) ||
        Index >= Cycles.size())
      continue;
    Cycles[Index] = double(*Total) / Iterations;
  }
  return Error::success();
}

Expected<std::vector<double>> askMca(StringRef Program, StringRef CPU,
                                     ArrayRef<block::BasicBlock> Blocks,
                                     const block::Decoder &D) {
  std::vector<double> Cycles(Blocks.size());
  for (size_t From = 0; From < Blocks.size(); From += BlocksAtOnce) {
    size_t Count = std::min(BlocksAtOnce, Blocks.size() - From);
    if (Error E = askSome(Program, CPU, Blocks.slice(From, Count), D,
                          MutableArrayRef(Cycles).slice(From, Count)))
      return E;
  }
  return Cycles;
}

} // namespace winnow::eval
