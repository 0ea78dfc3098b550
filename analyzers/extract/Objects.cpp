//===- Objects.cpp - Blocks of machine code in files ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Objects.h"
#include "block/Hex.h"
#include "extract/Inputs.h"
#include "extract/SourceLines.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Object/Archive.h"

using namespace llvm;
using namespace llvm::object;

namespace winnow::extract {

/// "ELF file for aarch64", for the message that it cannot be read.
static std::string describe(const Binary &B) {
  if (const auto *O = dyn_cast<ObjectFile>(&B))
    return (O->getFileFormatName() + " file for " +
            Triple::getArchTypeName(O->getArch()))
        .str();
  if (B.isMachOUniversalBinary())
    return "universal Mach-O file";
  return "file of a kind that holds no x86-64 code";
}

Expected<const ELF64LEObjectFile *> asELF(const Binary &B) {
  const auto *Object = dyn_cast<ELF64LEObjectFile>(&B);
  if (Object && Object->getArch() == Triple::x86_64)
    return Object;
  return createStringError("a " + describe(B) +
                           "; only ELF files for x86-64 can be read");
}

bool isNamed(StringRef Symbol, StringRef Wanted) {
  if (Symbol == Wanted)
    return true;
  std::string Plain = demangle(std::string_view(Symbol));
  // "ns::f(int) const" is found by its name alone, too.
  return Plain == Wanted ||
         (Plain != Symbol && StringRef(Plain).starts_with(Wanted) &&
          Plain[Wanted.size()] == '(');
}

/// Hands the blocks of one function to \p Take.
static void cutFunction(const Function &F, StringRef File,
                        const block::Decoder &D, bool IsWritten, Sink &Into,
                        function_ref<void(Unplaced &&)> Take) {
  ++Into.Functions;
  block::RunOptions Run;
  Run.Address = F.In.Address + F.Offset;
  Run.Starts = F.Labels;
  // A run without a name may start with what aligned it, but not one that
  // somebody wrote.
  Run.Reached = IsWritten || !F.Name.empty();
  block::Cut C = D.cut(F.Bytes, Run);
  // A place without a symbol is a place in its section.
  uint64_t Base = F.Name.empty() ? F.Offset : 0;
  const std::string &Symbol = F.Name.empty() ? F.In.Name : F.Name;
  for (const block::Undecodable &Bad : C.Bad)
    Into.Complain({(File + ": " + Symbol + "+0x" +
                    utohexstr(Base + Bad.Offset, /*LowerCase=*/true))
                       .str(),
                   "no instruction (" +
                       block::toHex(F.Bytes.slice(
                           Bad.Offset, std::min<uint64_t>(Bad.Size, 16))) +
                       (Bad.Size > 16 ? "...)" : ")")});
  for (block::Piece &P : C.Blocks)
    Take({{std::move(P.Block), {File.str(), Symbol, Base + P.Offset, "", 0}},
          F.In,
          F.Offset + P.Offset});
}

/// Adds the functions of one ELF file; counts those that were wanted.
static size_t addELF(const ELF64LEObjectFile &Object, StringRef File,
                     const block::Decoder &D, const ExtractOptions &Options,
                     bool IsWritten, Sink &Into) {
  auto Complain = [&](Error E) {
    Into.Complain({File.str(), toString(std::move(E))});
  };
  std::vector<Function> Functions =
      findFunctions(Object.getELFFile(), Complain);
  std::vector<Unplaced> Blocks;
  // Without lines, nothing has to be kept.
  auto Take = [&](Unplaced &&U) {
    if (Options.SourceLines)
      Blocks.push_back(std::move(U));
    else
      Into.Block(std::move(U.Block));
  };
  size_t Found = 0;
  for (const Function &F : Functions) {
    if (!Options.Function.empty() && !isNamed(F.Name, Options.Function))
      continue;
    cutFunction(F, File, D, IsWritten, Into, Take);
    ++Found;
  }
  if (IsWritten && !Blocks.empty()) {
    // What our assembler made can be trusted.
    SourceLines Lines(Object);
    for (Unplaced &U : Blocks)
      Lines.find(U.In, U.Offset, U.Block);
  } else if (Error E = placeInSource(Object, Blocks)) {
    Complain(std::move(E));
  }
  for (Unplaced &U : Blocks)
    Into.Block(std::move(U.Block));
  return Found;
}

static Expected<size_t> addBinary(const Binary &B, StringRef File,
                                  const block::Decoder &D,
                                  const ExtractOptions &Options, bool IsWritten,
                                  Sink &Into) {
  Expected<const ELF64LEObjectFile *> Object = asELF(B);
  if (!Object)
    return Object.takeError();
  return addELF(**Object, File, D, Options, IsWritten, Into);
}

/// A member that cannot be used is reported; the others count.
static Expected<size_t> addArchive(const Archive &A, StringRef File,
                                   const block::Decoder &D,
                                   const ExtractOptions &Options, Sink &Into) {
  size_t Found = 0;
  Error Failure = Error::success();
  for (const Archive::Child &C : A.children(Failure)) {
    std::string Member = (File + "(?)").str();
    if (Expected<StringRef> Name = C.getName())
      Member = (File + "(" + *Name + ")").str();
    else
      consumeError(Name.takeError());
    Expected<size_t> Added = [&]() -> Expected<size_t> {
      // LLVM believes the size that a member claims.
      Expected<StringRef> Content = C.getBuffer();
      if (!Content)
        return Content.takeError();
      StringRef Whole = A.getMemoryBufferRef().getBuffer();
      if (!A.isThin() &&
          (Content->begin() < Whole.begin() || Content->end() > Whole.end()))
        return createStringError("the member goes beyond the archive's end");
      Expected<std::unique_ptr<Binary>> B = C.getAsBinary();
      if (!B)
        return B.takeError();
      return addBinary(**B, Member, D, Options, /*IsWritten=*/false, Into);
    }();
    if (Added)
      Found += *Added;
    else
      Into.Complain({Member, toString(Added.takeError())});
  }
  if (Failure)
    return Failure;
  return Found;
}

Error readObject(MemoryBufferRef Input, const block::Decoder &D,
                 const ExtractOptions &Options, Sink &Into) {
  return readObject(Input, D, Options, /*IsWritten=*/false, Into);
}

Error readObject(MemoryBufferRef Input, const block::Decoder &D,
                 const ExtractOptions &Options, bool IsWritten, Sink &Into) {
  StringRef File = Input.getBufferIdentifier();
  Expected<size_t> Found = [&]() -> Expected<size_t> {
    // Not a Binary unless there is a context to read it into.
    if (identify_magic(Input.getBuffer()) == file_magic::bitcode)
      return createStringError(
          "LLVM bitcode; only ELF files for x86-64 can be read");
    Expected<std::unique_ptr<Binary>> B = createBinary(Input);
    if (!B)
      return B.takeError();
    if (const auto *A = dyn_cast<Archive>(B->get()))
      return addArchive(*A, File, D, Options, Into);
    return addBinary(**B, File, D, Options, IsWritten, Into);
  }();
  if (!Found)
    return createStringError(File + ": " + toString(Found.takeError()));
  if (*Found == 0 && !Options.Function.empty())
    return createStringError(File + ": no function is named '" +
                             Options.Function + "'");
  return Error::success();
}

} // namespace winnow::extract
