//===- Functions.cpp - Where the code of an object is ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Functions.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
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

bool holdsCode(const SectionRef &S, StringRef Name) {
  uint64_t Flags = ELFSectionRef(S).getFlags();
  return (Flags & ELF::SHF_EXECINSTR) && !S.isVirtual() &&
         !Name.starts_with(".plt") && Name != ".iplt";
}

void addSymbol(const ELFSymbolRef &Symbol, const ELFObjectFileBase &Object,
               MarkMap &Marks, function_ref<void(Error)> Report) {
  uint8_t Type = Symbol.getELFType();
  if (Type != ELF::STT_FUNC && Type != ELF::STT_GNU_IFUNC &&
      Type != ELF::STT_NOTYPE)
    return;
  Expected<section_iterator> Section = Symbol.getSection();
  if (!Section)
    return Report(Section.takeError());
  if (*Section == Object.section_end())
    return;
  Expected<StringRef> Name = Symbol.getName();
  if (!Name)
    return Report(Name.takeError());
  if (Name->empty())
    return;
  Expected<uint64_t> Address = Symbol.getAddress();
  if (!Address)
    return Report(Address.takeError());
  Mark M;
  // In a relocatable object, every section starts at zero.
  M.Offset = *Address - (*Section)->getAddress();
  M.IsFunction = Type != ELF::STT_NOTYPE;
  M.Size = M.IsFunction ? Symbol.getSize() : 0;
  M.Rank = (M.IsFunction ? 4 : 0) + (M.Size > 0 ? 2 : 0) +
           (Symbol.getBinding() != ELF::STB_LOCAL ? 1 : 0);
  M.Name = Name->str();
  Marks[(*Section)->getIndex()].push_back(std::move(M));
}

/// The functions that unwinders know, which survive stripping.
void addFrames(const ELFObjectFileBase &Object, MarkMap &Marks) {
  // A relocatable object has its symbols.
  if (Object.isRelocatableObject())
    return;
  auto Ignore = [](Error E) { consumeError(std::move(E)); };
  std::unique_ptr<DWARFContext> DWARF = DWARFContext::create(
      Object, DWARFContext::ProcessDebugRelocations::Ignore, nullptr, "",
      Ignore, Ignore);
  Expected<const DWARFDebugFrame *> Frames = DWARF->getEHFrame();
  if (!Frames)
    return Ignore(Frames.takeError());
  std::map<uint64_t, SectionRef> ByAddress;
  for (const SectionRef &S : Object.sections())
    if (ELFSectionRef(S).getFlags() & ELF::SHF_EXECINSTR)
      ByAddress[S.getAddress()] = S;
  for (const dwarf::FrameEntry &Entry : (*Frames)->entries()) {
    const auto *F = dyn_cast<dwarf::FDE>(&Entry);
    if (!F)
      continue;
    auto After = ByAddress.upper_bound(F->getInitialLocation());
    if (After == ByAddress.begin())
      continue;
    const SectionRef &S = std::prev(After)->second;
    Mark M;
    M.Offset = F->getInitialLocation() - S.getAddress();
    M.Size = F->getAddressRange();
    M.IsFunction = true;
    Marks[S.getIndex()].push_back(std::move(M));
  }
}

/// The functions of one section.
class SectionCutter {
public:
  SectionCutter(SectionRef S, ArrayRef<uint8_t> Code,
                std::vector<Function> &Into)
      : S(S), Code(Code), Into(Into) {}

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

  SectionRef S;
  ArrayRef<uint8_t> Code;
  std::vector<Function> &Into;
};

} // namespace

std::vector<Function> findFunctions(const ELFObjectFileBase &Object,
                                    function_ref<void(Error)> Report) {
  MarkMap Marks;
  for (const ELFSymbolRef &S : Object.symbols())
    addSymbol(S, Object, Marks, Report);
  for (const ELFSymbolRef &S : Object.getDynamicSymbolIterators())
    addSymbol(S, Object, Marks, Report);
  addFrames(Object, Marks);

  std::vector<Function> All;
  for (const SectionRef &S : Object.sections()) {
    Expected<StringRef> Name = S.getName();
    if (!Name) {
      Report(Name.takeError());
      continue;
    }
    if (!holdsCode(S, *Name))
      continue;
    Expected<StringRef> Contents = S.getContents();
    if (!Contents) {
      Report(Contents.takeError());
      continue;
    }
    SectionCutter(S, arrayRefFromStringRef(*Contents), All)
        .cut(std::move(Marks[S.getIndex()]));
  }
  return All;
}

} // namespace winnow::extract
