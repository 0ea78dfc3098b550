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
#include "extract/SourceLines.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include <map>

using namespace llvm;
using namespace llvm::object;

namespace winnow::extract {

namespace {

/// Where a label of Regions.h ended up.
struct Label {
  unsigned Section = 0;
  uint64_t Offset = 0;
};

} // namespace

/// The labels that start with \p Prefix, by the number behind it.
static Expected<std::map<size_t, Label>> findLabels(const ELF64 &File,
                                                    StringRef Prefix) {
  std::map<size_t, Label> Labels;
  Expected<ELF64::Elf_Shdr_Range> Sections = File.sections();
  if (!Sections)
    return Sections.takeError();
  for (const ELF64LE::Shdr &Table : *Sections) {
    if (Table.sh_type != ELF::SHT_SYMTAB)
      continue;
    Expected<ELF64::Elf_Sym_Range> Symbols = File.symbols(&Table);
    if (!Symbols)
      return Symbols.takeError();
    Expected<StringRef> Names = File.getStringTableForSymtab(Table, *Sections);
    if (!Names)
      return Names.takeError();
    for (const ELF64LE::Sym &S : *Symbols) {
      Expected<StringRef> Name = S.getName(*Names);
      if (!Name)
        return Name.takeError();
      size_t Number = 0;
      if (Name->consume_front(Prefix) && !Name->getAsInteger(10, Number) &&
          S.st_shndx < Sections->size())
        Labels.insert({Number, {S.st_shndx, S.st_value}});
    }
  }
  return Labels;
}

static Error addRegions(const ELF64 &Object, StringRef File,
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
    Expected<const ELF64LE::Shdr *> Header = Object.getSection(Begin.Section);
    if (!Header)
      return Header.takeError();
    Expected<ArrayRef<uint8_t>> Code = Object.getSectionContents(**Header);
    if (!Code)
      return Code.takeError();
    Section In{Begin.Section, (*Header)->sh_addr, ""};
    uint64_t End = Code->size();
    auto Ending = Ends->find(Number);
    if (Ending != Ends->end()) {
      if (Ending->second.Section != Begin.Section)
        return createStringError("region '" + Name +
                                 "' ends in another section");
      End = std::min<uint64_t>(End, Ending->second.Offset);
    }
    ++Into.Functions;
    uint64_t Start = std::min(Begin.Offset, End);
    ArrayRef<uint8_t> Bytes = Code->slice(Start, End - Start);
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
      Lines.find(In, Begin.Offset + P.Offset, B);
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
    return readObject(Object, D, Options, /*IsWritten=*/true, Into);

  Expected<std::unique_ptr<Binary>> B = createBinary(Object);
  if (!B)
    return B.takeError();
  Expected<const ELF64LEObjectFile *> ELF = asELF(**B);
  if (!ELF)
    return ELF.takeError();
  SourceLines Lines = Options.SourceLines ? SourceLines(**ELF) : SourceLines();
  if (Error E = addRegions((*ELF)->getELFFile(), File, Marked->Regions, D,
                           Lines, Into))
    return createStringError(File + ": " + toString(std::move(E)));
  return Error::success();
}

} // namespace winnow::extract
