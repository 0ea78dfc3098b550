//===- Bounds.cpp - What a block cannot be faster than --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bounds/Bounds.h"
#include "llvm/Support/Format.h"
#include <numeric>

using namespace llvm;

namespace winnow::bounds {

using namespace graph;

const char *nameOf(Bottleneck B) {
  static const char *const Names[] = {"fetch", "decode", "issue", "ports",
                                      "chain"};
  return Names[unsigned(B)];
}

Bottleneck Bounds::tightest() const {
  unsigned Best = 0;
  for (unsigned I = 1; I < Bottlenecks; ++I)
    if (Of[I].Value >= Of[Best].Value)
      Best = I;
  return Bottleneck(Best);
}

BoundsFinder::BoundsFinder(Machine &M) : M(M), Ports(M) {}

/// The length decoders take 16 aligned bytes at a time, five instructions in a
/// cycle. Copies of a block lie differently until they fill whole pieces of 16.
Cycles BoundsFinder::fetch(ArrayRef<const Known *> Block) const {
  constexpr unsigned Piece = 16, PrefixPenalty = 3, LongInstruction = 10;
  unsigned AtOnce = M.core().Predecoders;
  if (M.core().Decoders == 0)
    return {};
  unsigned Length = 0, Long = 0;
  for (const Known *K : Block) {
    Length += K->Read.Length;
    Long += K->Read.Length > LongInstruction;
  }
  if (Length == 0)
    return {};
  if (AtOnce == 0) {
    unsigned Width = M.core().FetchBytes;
    return {
        std::max(double(Length) / Width, Width == Piece ? double(Long) : 0)};
  }
  unsigned Copies = Piece / std::gcd(Piece, Length);
  unsigned Pieces = Length * Copies / Piece;
  struct Work {
    unsigned Instructions = 0, Prefixes = 0;
  };
  SmallVector<Work, 64> Of(Pieces);
  unsigned At = 0;
  for (unsigned C = 0; C < Copies; ++C)
    for (const Known *K : Block) {
      unsigned Opcode = (At + K->Read.OpcodeOffset) / Piece;
      unsigned Last = (At + K->Read.Length - 1) / Piece;
      ++Of[Last].Instructions;
      // An instruction whose opcode is in an earlier piece is seen there too.
      if (Opcode != Last)
        ++Of[Opcode].Instructions;
      Of[Opcode].Prefixes += K->Read.is(LengthChanging);
      At += K->Read.Length;
    }
  unsigned Total = 0;
  auto Plain = [&](const Work &W) {
    return (W.Instructions + AtOnce - 1) / AtOnce;
  };
  for (unsigned P = 0; P < Pieces; ++P) {
    unsigned Before = Plain(Of[P ? P - 1 : Pieces - 1]);
    unsigned Penalty = PrefixPenalty * Of[P].Prefixes;
    Total += Plain(Of[P]);
    // What the piece before takes hides a part.
    unsigned Hidden = Before ? Before - 1 : 0;
    Total += Penalty > Hidden ? Penalty - Hidden : 0;
  }
  return {double(Total) / Copies};
}

/// Decodes copies until one starts at a decoder where another did.
Cycles BoundsFinder::decode(ArrayRef<const Known *> Block) {
  unsigned Decoders = M.core().Decoders;
  if (Decoders == 0 || Block.empty())
    return {};
  if (!M.core().FirstIsComplex)
    return {double(Block.size()) / Decoders};
  constexpr unsigned Never = ~0u;
  // By the number of instructions decoded in the cycle in which a copy starts.
  std::vector<unsigned> CycleAt(Decoders + 1, Never), CopyAt(Decoders + 1);
  unsigned Cycle = 0, Taken = 0;
  for (unsigned Copy = 0;; ++Copy) {
    if (CycleAt[Taken] != Never)
      return {double(Cycle - CycleAt[Taken]) / (Copy - CopyAt[Taken])};
    CycleAt[Taken] = Cycle;
    CopyAt[Taken] = Copy;
    for (const Known *K : Block) {
      unsigned MicroOps = M.schedule(*K).MicroOps;
      bool NeedsFirst = MicroOps > 1;
      if (Taken == Decoders || (NeedsFirst && Taken > 0)) {
        ++Cycle;
        Taken = 0;
      }
      if (MicroOps > Decoders) {
        // The microcode decodes nothing else meanwhile.
        Cycle += (MicroOps + Decoders - 1) / Decoders;
        Taken = 0;
      } else {
        Taken += MicroOps;
      }
    }
  }
}

Bounds BoundsFinder::find(ArrayRef<const Known *> Block) {
  Read.clear();
  for (const Known *K : Block)
    Read.push_back(&K->Read);
  Finder.find(Read);
  return find(Block, Finder);
}

Bounds BoundsFinder::find(ArrayRef<const Known *> Block,
                          const DependenceFinder &Dependences) {
  Bounds B;
  unsigned MicroOps = 0;
  for (const Known *K : Block) {
    const Schedule &S = M.schedule(*K);
    B.Unknown += !S.Known;
    MicroOps += S.MicroOps;
    Ports.add(S);
  }
  Edges.clear();
  for (const Dependence &D : Dependences.found()) {
    const Known &To = *Block[D.Between.To];
    if (M.has(D, To))
      Edges.push_back({D.Between.From, D.Between.To,
                       M.latency(D, *Block[D.Between.From], To),
                       D.Between.Carried});
  }
  CriticalCycle C = findCriticalCycle(uint32_t(Block.size()), Edges);
  PortPressure P = Ports.take();
  if (M.core().PairsStores && Dependences.storeCycles() > P.Cycles)
    P = {Dependences.storeCycles(), 0};
  auto Set = [&](Bottleneck Which, Cycles C) { B.Of[unsigned(Which)] = C; };
  Set(Bottleneck::Fetch, fetch(Block));
  Set(Bottleneck::Decode, decode(Block));
  Set(Bottleneck::Issue, {double(MicroOps) / M.core().IssueWidth});
  Set(Bottleneck::Ports, {P.Cycles});
  Set(Bottleneck::Chain, {C.cycles()});
  B.BusyUnits = P.Units;
  B.Chain = std::move(C.Nodes);
  return B;
}

void print(const Bounds &B, const Machine &M, raw_ostream &OS) {
  OS << M.cpu() << ": at least " << format("%.2f", B.cycles().Value)
     << " cycles, by " << nameOf(B.tightest()) << ':';
  for (unsigned I = 0; I < Bottlenecks; ++I) {
    Bottleneck Which = Bottleneck(I);
    OS << (I ? ", " : " ") << nameOf(Which) << ' '
       << format("%.2f", B[Which].Value);
    if (Which == Bottleneck::Ports && B[Which].Value > 0) {
      OS << " (";
      bool First = true;
      for (size_t U = 0; U < M.units().size(); ++U)
        if (B.BusyUnits >> U & 1) {
          OS << (First ? "" : " ") << M.units()[U].Name;
          First = false;
        }
      OS << (First ? "stores)" : ")");
    }
    if (Which == Bottleneck::Chain && !B.Chain.empty()) {
      OS << " (";
      for (size_t C = 0; C < B.Chain.size(); ++C)
        OS << (C ? " " : "") << B.Chain[C];
      OS << ')';
    }
  }
  if (B.Unknown)
    OS << "; " << B.Unknown << " not in LLVM's model";
  OS << '\n';
}

} // namespace winnow::bounds
