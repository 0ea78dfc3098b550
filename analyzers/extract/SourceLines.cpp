//===- SourceLines.cpp - Where in the source a block is -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/SourceLines.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"

using namespace llvm;
using namespace llvm::object;

namespace winnow::extract {

/// The relocations of \p Table name symbols and a section that are there.
static Error checkRelocations(const ELF64 &File, ELF64::Elf_Shdr_Range Sections,
                              const ELF64LE::Shdr &Table) {
  Expected<ELF64::Elf_Rela_Range> Relocations = File.relas(Table);
  if (!Relocations)
    return Relocations.takeError();
  if (Table.sh_link >= Sections.size() || Table.sh_info >= Sections.size())
    return createStringError("relocations of no section");
  const ELF64LE::Shdr &SymbolTable = Sections[Table.sh_link];
  // A static executable has relocations without symbols.
  uint64_t Count = 0;
  if (SymbolTable.sh_type == ELF::SHT_SYMTAB ||
      SymbolTable.sh_type == ELF::SHT_DYNSYM) {
    Expected<ELF64::Elf_Sym_Range> Symbols = File.symbols(&SymbolTable);
    if (!Symbols)
      return Symbols.takeError();
    Count = Symbols->size();
  }
  for (const ELF64LE::Rela &R : *Relocations)
    if (uint32_t Symbol = R.getSymbol(false); Symbol && Symbol >= Count)
      return createStringError("a relocation by no symbol");
  return Error::success();
}

/// The symbols have names and sections that are there.
static Error checkSymbols(const ELF64 &File, ELF64::Elf_Shdr_Range Sections,
                          const ELF64LE::Shdr &Table) {
  Expected<ELF64::Elf_Sym_Range> Symbols = File.symbols(&Table);
  if (!Symbols)
    return Symbols.takeError();
  Expected<StringRef> Names = File.getStringTableForSymtab(Table, Sections);
  if (!Names)
    return Names.takeError();
  for (const ELF64LE::Sym &S : *Symbols) {
    if (Expected<StringRef> Name = S.getName(*Names); !Name)
      return Name.takeError();
    if (S.st_shndx >= Sections.size() && S.st_shndx < ELF::SHN_LORESERVE)
      return createStringError("a symbol of no section");
  }
  return Error::success();
}

/// Fails where ObjectFile, which has no errors for most of what it is asked,
/// would end the process.
static Error checkObject(const ELF64 &File) {
  Expected<ELF64::Elf_Shdr_Range> Sections = File.sections();
  if (!Sections)
    return Sections.takeError();
  for (const ELF64LE::Shdr &S : *Sections) {
    if (Expected<StringRef> Name = File.getSectionName(S); !Name)
      return Name.takeError();
    if (S.sh_type != ELF::SHT_NOBITS && S.sh_type != ELF::SHT_NULL)
      if (Expected<ArrayRef<uint8_t>> Contents = File.getSectionContents(S);
          !Contents)
        return Contents.takeError();
    Error Wrong = Error::success();
    if (S.sh_type == ELF::SHT_SYMTAB || S.sh_type == ELF::SHT_DYNSYM)
      Wrong = joinErrors(std::move(Wrong), checkSymbols(File, *Sections, S));
    else if (S.sh_type == ELF::SHT_RELA)
      Wrong =
          joinErrors(std::move(Wrong), checkRelocations(File, *Sections, S));
    else if (S.sh_type == ELF::SHT_REL || S.sh_type == ELF::SHT_CREL)
      Wrong = joinErrors(std::move(Wrong),
                         createStringError("relocations x86-64 does not have"));
    if (Wrong)
      return Wrong;
  }
  return Error::success();
}

SourceLines::SourceLines(const ELF64LEObjectFile &Object) {
  if (Error E = checkObject(Object.getELFFile())) {
    consumeError(std::move(E));
    return;
  }
  auto Ignore = [](Error E) { consumeError(std::move(E)); };
  DWARF = DWARFContext::create(Object,
                               DWARFContext::ProcessDebugRelocations::Process,
                               nullptr, "", Ignore, Ignore);
  const DWARFObject &Parts = DWARF->getDWARFObj();
  DWARFDataExtractor Data(Parts, Parts.getLineSection(),
                          /*IsLittleEndian=*/true, /*AddressSize=*/8);
  DWARFUnitVector NoUnits;
  DWARFDebugLine::SectionParser Parser(
      Data, *DWARF, DWARFUnitVector::iterator_range(NoUnits));
  while (!Parser.done()) {
    Tables.push_back(Parser.parseNext(Ignore, Ignore));
    for (const DWARFDebugLine::Sequence &S : Tables.back().Sequences)
      if (S.isValid())
        Runs.push_back({S.SectionIndex, S.LowPC, S.HighPC, Tables.size() - 1});
  }
  llvm::sort(Runs, [](const Run &A, const Run &B) {
    return std::tie(A.Section, A.Low, A.High, A.Table) <
           std::tie(B.Section, B.Low, B.High, B.Table);
  });
}

const SourceLines::Run *SourceLines::findRun(uint64_t Section,
                                             uint64_t Address) const {
  auto After = std::upper_bound(
      Runs.begin(), Runs.end(), std::pair(Section, Address),
      [](const std::pair<uint64_t, uint64_t> &Place, const Run &R) {
        return Place < std::pair(R.Section, R.Low);
      });
  if (After == Runs.begin())
    return nullptr;
  const Run &R = *std::prev(After);
  return R.Section == Section && Address < R.High ? &R : nullptr;
}

bool SourceLines::findLine(const Run &R, uint64_t Address, Origin &O) const {
  const DWARFDebugLine::LineTable &Table = Tables[R.Table];
  uint32_t Row = Table.lookupAddress({Address, R.Section});
  if (Row >= Table.Rows.size() || Table.Rows[Row].Line == 0)
    return false;
  std::string File;
  if (!Table.getFileNameByIndex(Table.Rows[Row].File, "",
                                DILineInfoSpecifier::FileLineInfoKind::RawValue,
                                File))
    return false;
  O.SourceFile = File == TextItself ? O.File : File;
  O.Line = Table.Rows[Row].Line;
  return true;
}

void SourceLines::find(const Section &In, uint64_t Offset,
                       ExtractedBlock &B) const {
  if (Runs.empty())
    return;
  uint64_t At = In.Address + Offset;
  for (uint8_t Length : B.Block.Lengths) {
    // In an executable, addresses are enough, and tables name no section.
    const Run *R = findRun(In.Index, At);
    if (!R)
      R = findRun(SectionedAddress::UndefSection, At);
    if (R && findLine(*R, At, B.From))
      return;
    At += Length;
  }
}

} // namespace winnow::extract
