//===- Functions.cpp - Where the code of an object is ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Functions.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugFrame.h"
#include <map>

using namespace llvm;
using namespace llvm::object;

namespace winnow::extract {

namespace {

/// What a symbol or a frame description says about a place in a section.
struct Mark {
  uint64_t Offset = 0;
  uint64_t Size = 0;
  bool IsFunction = false;
  /// Of two symbols in one place, that of the higher rank names it.
  unsigned Rank = 0;
  std::string Name;
};

/// The marks of each section, by its index.
using MarkMap = std::map<uint64_t, std::vector<Mark>>;

bool holdsCode(const ELF64LE::Shdr &S, StringRef Name) {
  return (S.sh_flags & ELF::SHF_EXECINSTR) && S.sh_type != ELF::SHT_NOBITS &&
         !Name.starts_with(".plt") && Name != ".iplt";
}

/// A symbol of a section that holds something; nothing else has a place.
std::optional<Mark> readSymbol(const ELF64LE::Sym &Symbol, StringRef Name,
                               uint64_t SectionAddress) {
  uint8_t Type = Symbol.getType();
  if (Name.empty() || (Type != ELF::STT_FUNC && Type != ELF::STT_GNU_IFUNC &&
                       Type != ELF::STT_NOTYPE))
    return std::nullopt;
  Mark M;
  // In a relocatable object, every section starts at zero.
  M.Offset = Symbol.st_value - SectionAddress;
  M.IsFunction = Type != ELF::STT_NOTYPE;
  M.Size = M.IsFunction ? uint64_t(Symbol.st_size) : 0;
  M.Rank = (M.IsFunction ? 4 : 0) + (M.Size > 0 ? 2 : 0) +
           (Symbol.getBinding() != ELF::STB_LOCAL ? 1 : 0);
  M.Name = Name.str();
  return M;
}

Error addSymbols(const ELF64 &File, ELF64::Elf_Shdr_Range Sections,
                 const ELF64LE::Shdr &Table, MarkMap &Marks) {
  Expected<ELF64::Elf_Sym_Range> Symbols = File.symbols(&Table);
  if (!Symbols)
    return Symbols.takeError();
  Expected<StringRef> Names = File.getStringTableForSymtab(Table, Sections);
  if (!Names)
    return Names.takeError();
  for (const ELF64LE::Sym &Symbol : *Symbols) {
    // Reserved numbers mean absolute and common symbols, and files of more than
    // 65,000 sections, whose symbols we do without.
    if (Symbol.st_shndx == ELF::SHN_UNDEF ||
        Symbol.st_shndx >= ELF::SHN_LORESERVE ||
        Symbol.st_shndx >= Sections.size())
      continue;
    Expected<StringRef> Name = Symbol.getName(*Names);
    if (!Name)
      return Name.takeError();
    if (std::optional<Mark> M =
            readSymbol(Symbol, *Name, Sections[Symbol.st_shndx].sh_addr))
      Marks[Symbol.st_shndx].push_back(std::move(*M));
  }
  return Error::success();
}

/// The functions that unwinders know, which survive stripping.
void addFrames(const ELF64LE::Shdr &EHFrame, ArrayRef<uint8_t> Contents,
               ELF64::Elf_Shdr_Range Sections, MarkMap &Marks) {
  DWARFDebugFrame Frames(Triple::x86_64, /*IsEH=*/true, EHFrame.sh_addr);
  DWARFDataExtractor Data(Contents, /*IsLittleEndian=*/true,
                          /*AddressSize=*/8);
  // What was read before an error is as good as any.
  consumeError(Frames.parse(Data));
  std::map<uint64_t, unsigned> ByAddress;
  for (unsigned I = 0; I < Sections.size(); ++I)
    if (Sections[I].sh_flags & ELF::SHF_EXECINSTR)
      ByAddress[Sections[I].sh_addr] = I;
  for (const dwarf::FrameEntry &Entry : Frames.entries()) {
    const auto *F = dyn_cast<dwarf::FDE>(&Entry);
    if (!F)
      continue;
    auto After = ByAddress.upper_bound(F->getInitialLocation());
    if (After == ByAddress.begin())
      continue;
    const auto &[Address, Index] = *std::prev(After);
    Mark M;
    M.Offset = F->getInitialLocation() - Address;
    M.Size = F->getAddressRange();
    M.IsFunction = true;
    Marks[Index].push_back(std::move(M));
  }
}

/// The functions of one section.
class SectionCutter {
public:
  SectionCutter(Section S, ArrayRef<uint8_t> Code, std::vector<Function> &Into)
      : S(std::move(S)), Code(Code), Into(Into) {}

  void cut(std::vector<Mark> Marks) {
    // Symbols beyond the section are of no use; those of one place become one.
    erase_if(Marks, [&](const Mark &M) { return M.Offset >= Code.size(); });
    sort(Marks, [](const Mark &A, const Mark &B) {
      return std::tuple(A.Offset, -int(A.Rank), -A.Size, StringRef(A.Name)) <
             std::tuple(B.Offset, -int(B.Rank), -B.Size, StringRef(B.Name));
    });
    Marks.erase(
        llvm::unique(Marks, [](const Mark &A,
                               const Mark &B) { return A.Offset == B.Offset; }),
        Marks.end());
    if (Marks.empty())
      return add("", 0, Code.size());
    uint64_t End = 0;
    for (size_t I = 0; I < Marks.size(); ++I) {
      const Mark &M = Marks[I];
      if (M.Offset < End && !M.IsFunction) {
        Into.back().Labels.push_back(M.Offset - Into.back().Offset);
        continue;
      }
      // A frame without a name inside a function is a part of it.
      if (M.Offset < End && M.Name.empty())
        continue;
      End = M.Size > 0 ? M.Offset + std::min(M.Size, Code.size() - M.Offset)
                       : nextOf(Marks, I, /*Functions=*/false);
      End = std::min(End, nextOf(Marks, I, /*Functions=*/true));
      add(M.Name, M.Offset, End);
    }
  }

private:
  /// Where the next symbol is, or the end of the section. Nameless frames do
  /// not end a function that has a size.
  uint64_t nextOf(ArrayRef<Mark> Marks, size_t I, bool Functions) const {
    for (const Mark &M : Marks.drop_front(I + 1))
      if (!Functions || (M.IsFunction && !M.Name.empty()))
        return M.Offset;
    return Code.size();
  }

  void add(StringRef Name, uint64_t Start, uint64_t End) {
    if (End > Start)
      Into.push_back(
          {Name.str(), S, Start, Code.slice(Start, End - Start), {}});
  }

  Section S;
  ArrayRef<uint8_t> Code;
  std::vector<Function> &Into;
};

} // namespace

std::vector<Function> findFunctions(const ELF64 &File,
                                    function_ref<void(Error)> Report) {
  Expected<ELF64::Elf_Shdr_Range> Sections = File.sections();
  if (!Sections) {
    Report(Sections.takeError());
    return {};
  }
  auto NameOf = [&](const ELF64LE::Shdr &S) {
    Expected<StringRef> Name = File.getSectionName(S);
    if (Name)
      return *Name;
    consumeError(Name.takeError());
    return StringRef();
  };
  MarkMap Marks;
  for (const ELF64LE::Shdr &S : *Sections) {
    if (S.sh_type == ELF::SHT_SYMTAB || S.sh_type == ELF::SHT_DYNSYM)
      if (Error E = addSymbols(File, *Sections, S, Marks))
        Report(std::move(E));
    // A relocatable object has its symbols, and its frames no addresses.
    if (File.getHeader().e_type == ELF::ET_REL || NameOf(S) != ".eh_frame" ||
        S.sh_type == ELF::SHT_NOBITS)
      continue;
    if (Expected<ArrayRef<uint8_t>> Contents = File.getSectionContents(S))
      addFrames(S, *Contents, *Sections, Marks);
    else
      Report(Contents.takeError());
  }

  std::vector<Function> All;
  for (unsigned I = 0; I < Sections->size(); ++I) {
    const ELF64LE::Shdr &S = (*Sections)[I];
    StringRef Name = NameOf(S);
    if (!holdsCode(S, Name))
      continue;
    Expected<ArrayRef<uint8_t>> Contents = File.getSectionContents(S);
    if (!Contents) {
      Report(Contents.takeError());
      continue;
    }
    SectionCutter({I, S.sh_addr, Name.str()}, *Contents, All)
        .cut(std::move(Marks[I]));
  }
  return All;
}

} // namespace winnow::extract
