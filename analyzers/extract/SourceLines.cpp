//===- SourceLines.cpp - Where in the source a block is -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/SourceLines.h"
#include "extract/Child.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"

using namespace llvm;
using namespace llvm::object;

namespace winnow::extract {

SourceLines::SourceLines(const ELF64LEObjectFile &Object) {
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

static bool hasLineTable(const ELF64 &File) {
  Expected<ELF64::Elf_Shdr_Range> Sections = File.sections();
  if (!Sections) {
    consumeError(Sections.takeError());
    return false;
  }
  return any_of(*Sections, [&](const ELF64LE::Shdr &S) {
    Expected<StringRef> Name = File.getSectionName(S);
    if (Name)
      return Name->starts_with(".debug_line");
    consumeError(Name.takeError());
    return false;
  });
}

Error placeInSource(const ELF64LEObjectFile &Object,
                    MutableArrayRef<Unplaced> Blocks) {
  if (Blocks.empty() || !hasLineTable(Object.getELFFile()))
    return Error::success();
  Expected<std::string> Found = runInChild("LLVM's reader of line tables", [&] {
    SourceLines Lines(Object);
    std::string All;
    for (Unplaced &U : Blocks) {
      Lines.find(U.In, U.Offset, U.Block);
      pack(All, U.Block.From.SourceFile);
      pack(All, std::to_string(U.Block.From.Line));
    }
    return All;
  });
  if (!Found)
    return Found.takeError();
  StringRef Rest = *Found;
  for (Unplaced &U : Blocks) {
    U.Block.From.SourceFile = unpack(Rest).str();
    if (unpack(Rest).getAsInteger(10, U.Block.From.Line))
      return createStringError("line tables that make no sense");
  }
  return Error::success();
}

} // namespace winnow::extract
