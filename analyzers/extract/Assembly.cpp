//===- Assembly.cpp - Blocks of assembly ----------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Assembler.h"
#include "extract/Inputs.h"
#include "extract/Objects.h"
#include "extract/Regions.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace winnow::extract {

namespace {

/// Where a label of Regions.h ended up.
struct Label {
  section_iterator Section;
  uint64_t Offset = 0;
};

} // namespace

/// The labels that start with \p Prefix, by the number behind it.
static Expected<std::map<size_t, Label>>
findLabels(const ELFObjectFileBase &Object, StringRef Prefix) {
  std::map<size_t, Label> Labels;
  for (const ELFSymbolRef &S : Object.symbols()) {
    Expected<StringRef> Name = S.getName();
    if (!Name)
      return Name.takeError();
    size_t Number = 0;
    if (!Name->consume_front(Prefix) || Name->getAsInteger(10, Number))
      continue;
    Expected<section_iterator> Section = S.getSection();
    if (!Section)
      return Section.takeError();
    Expected<uint64_t> Address = S.getAddress();
    if (!Address)
      return Address.takeError();
    if (*Section != Object.section_end())
      Labels.insert({Number, {*Section, *Address}});
  }
  return Labels;
}

static Error addRegions(const ELFObjectFileBase &Object, StringRef File,
                        ArrayRef<std::string> Regions, const block::Decoder &D,
                        const SourceLines &Lines, Sink &Into) {
  Expected<std::map<size_t, Label>> Begins = findLabels(Object, RegionBegin);
  if (!Begins)
    return Begins.takeError();
  Expected<std::map<size_t, Label>> Ends = findLabels(Object, RegionEnd);
  if (!Ends)
    return Ends.takeError();
  for (const auto &[Number, Begin] : *Begins) {
    if (Number >= Regions.size())
      continue;
    const std::string &Name = Regions[Number];
    Expected<StringRef> Code = Begin.Section->getContents();
    if (!Code)
      return Code.takeError();
    uint64_t End = Code->size();
    auto Ending = Ends->find(Number);
    if (Ending != Ends->end()) {
      if (Ending->second.Section != Begin.Section)
        return createStringError("region '" + Name +
                                 "' ends in another section");
      End = Ending->second.Offset;
    }
    ++Into.Functions;
    ArrayRef<uint8_t> Bytes = arrayRefFromStringRef(
        Code->slice(std::min<uint64_t>(Begin.Offset, End), End));
    block::RunOptions Run;
    Run.DropPadding = false;
    block::Cut C = D.cut(Bytes, Run);
    for (const block::Undecodable &Bad : C.Bad)
      Into.Complain({(File + ": " + Name + "+0x" +
                      utohexstr(Bad.Offset, /*LowerCase=*/true))
                         .str(),
                     "no instruction"});
    for (block::Piece &P : C.Blocks) {
      ExtractedBlock B{std::move(P.Block), {File.str(), Name, P.Offset, "", 0}};
      Lines.find(*Begin.Section, Begin.Offset + P.Offset, B);
      Into.Block(std::move(B));
    }
  }
  return Error::success();
}

Error readAssembly(MemoryBufferRef Input, const block::Decoder &D,
                   const ExtractOptions &Options, Sink &Into) {
  StringRef File = Input.getBufferIdentifier();
  Expected<MarkedText> Marked = markRegions(Input);
  if (!Marked)
    return Marked.takeError();
  MemoryBufferRef Text =
      Marked->Regions.empty() ? Input : MemoryBufferRef(Marked->Text, File);
  Expected<Assembled> Result =
      assemble(Text, Options.AssemblySyntax, Options.Includes);
  if (!Result)
    return Result.takeError();
  for (Diagnostic &W : Result->Warnings)
    Into.Complain(std::move(W));
  MemoryBufferRef Object(
      StringRef(Result->Object.data(), Result->Object.size()), File);
  if (Marked->Regions.empty() || !Options.Function.empty())
    return readObject(Object, D, Options, Into);

  Expected<std::unique_ptr<Binary>> B = createBinary(Object);
  if (!B)
    return B.takeError();
  Expected<const ELFObjectFileBase *> ELF = asELF(**B);
  if (!ELF)
    return ELF.takeError();
  SourceLines Lines = Options.SourceLines ? SourceLines(**ELF) : SourceLines();
  if (Error E = addRegions(**ELF, File, Marked->Regions, D, Lines, Into))
    return createStringError(File + ": " + toString(std::move(E)));
  return Error::success();
}

} // namespace winnow::extract
