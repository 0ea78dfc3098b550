//===- SelfCheck.cpp - Instructions whose cycles are known ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/SelfCheck.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace winnow::measure {

namespace {

struct Entry {
  const char *What;
  const char *Assembly;
  /// At most 15 bytes; the length is Size.
  uint8_t Bytes[12];
  uint8_t Size;
  uint8_t Instructions;
  /// The feature without which the instruction faults, or null.
  const char *Needs;
  /// On every CPU, on Zen 4, on Zen 5; 0: not known.
  double Any, Zen4, Zen5;
};

// Any: Agner Fog's tables and uops.info have these figures for all of Intel's
// large cores since 2013 and AMD's since 2017. Zen 4: AMD's optimization guide,
// which our readings on one agree with; the way to a vector and back is our
// own reading. Zen 5: its adders of two cycles, for
// vectors of integers too, are described in Yee's "Zen5's AVX512 teardown"
// (2024); division and square root are one cycle below LLVM's table, which is
// that of Zen 4.
constexpr Entry Table[] = {
    {"integer add",
     "add %rbx, %rax",
     {0x48, 0x01, 0xd8},
     3,
     1,
     nullptr,
     1,
     0,
     0},
    {"integer multiply",
     "imul %rbx, %rax",
     {0x48, 0x0f, 0xaf, 0xc3},
     4,
     1,
     nullptr,
     3,
     0,
     0},
    {"byte swap and add",
     "bswap %rax; add %rbx, %rax",
     {0x48, 0x0f, 0xc8, 0x48, 0x01, 0xd8},
     6,
     2,
     nullptr,
     0,
     2,
     2},
    {"checksum",
     "crc32 %rcx, %rax",
     {0xf2, 0x48, 0x0f, 0x38, 0xf1, 0xc1},
     6,
     1,
     "sse4.2",
     3,
     0,
     0},
    {"load", "mov (%rax), %rax", {0x48, 0x8b, 0x00}, 3, 1, nullptr, 0, 4, 4},
    {"address of three parts",
     "lea 5(%rax,%rcx,2), %rax",
     {0x48, 0x8d, 0x44, 0x48, 0x05},
     5,
     1,
     nullptr,
     0,
     2,
     2},
    {"floating-point add",
     "vaddsd %xmm1, %xmm0, %xmm0",
     {0xc5, 0xfb, 0x58, 0xc1},
     4,
     1,
     "avx",
     0,
     3,
     2},
    {"floating-point multiply",
     "vmulsd %xmm1, %xmm0, %xmm0",
     {0xc5, 0xfb, 0x59, 0xc1},
     4,
     1,
     "avx",
     0,
     3,
     3},
    {"fused multiply-add",
     "vfmadd231sd %xmm1, %xmm2, %xmm0",
     {0xc4, 0xe2, 0xe9, 0xb9, 0xc1},
     5,
     1,
     "fma",
     0,
     4,
     4},
    {"the same, 256 bits",
     "vfmadd231pd %ymm1, %ymm2, %ymm0",
     {0xc4, 0xe2, 0xed, 0xb8, 0xc1},
     5,
     1,
     "fma",
     0,
     4,
     4},
    {"the same, 512 bits",
     "vfmadd231pd %zmm1, %zmm2, %zmm0",
     {0x62, 0xf2, 0xed, 0x48, 0xb8, 0xc1},
     6,
     1,
     "avx512f",
     0,
     4,
     4},
    {"vector integer add",
     "vpaddd %xmm1, %xmm0, %xmm0",
     {0xc5, 0xf9, 0xfe, 0xc1},
     4,
     1,
     "avx",
     0,
     1,
     2},
    {"shuffle",
     "vpshufb %ymm1, %ymm0, %ymm0",
     {0xc4, 0xe2, 0x7d, 0x00, 0xc1},
     5,
     1,
     "avx2",
     0,
     2,
     2},
    {"divide, single",
     "vdivps %xmm1, %xmm0, %xmm0",
     {0xc5, 0xf8, 0x5e, 0xc1},
     4,
     1,
     "avx",
     0,
     11,
     10},
    {"divide, double",
     "vdivpd %xmm1, %xmm0, %xmm0",
     {0xc5, 0xf9, 0x5e, 0xc1},
     4,
     1,
     "avx",
     0,
     13,
     13},
    {"square root, double",
     "vsqrtsd %xmm0, %xmm0, %xmm0",
     {0xc5, 0xfb, 0x51, 0xc0},
     4,
     1,
     "avx",
     0,
     21,
     20},
    {"to a vector and back",
     "vmovq %rax, %xmm0; vmovq %xmm0, %rax",
     {0xc4, 0xe1, 0xf9, 0x6e, 0xc0, 0xc4, 0xe1, 0xf9, 0x7e, 0xc0},
     10,
     2,
     "avx",
     0,
     6,
     7},
    {"two stores",
     "mov %rax, (%rdi); mov %rcx, 64(%rdi)",
     {0x48, 0x89, 0x07, 0x48, 0x89, 0x4f, 0x40},
     7,
     2,
     nullptr,
     0,
     2,
     1},
    {"six adds a cycle, or four",
     "cmp %rax, %r8",
     {0x49, 0x39, 0xc0},
     3,
     1,
     nullptr,
     0,
     0.25,
     1.0 / 6},
    {"two loads",
     "mov (%rdi), %rax; mov 8(%rdi), %rcx",
     {0x48, 0x8b, 0x07, 0x48, 0x8b, 0x4f, 0x08},
     7,
     2,
     nullptr,
     0,
     0,
     0.5},
};

} // namespace

double CheckedFigure::deviation() const {
  return (Got.Value.Value - Expected.Value) / Expected.Value;
}

CheckedFigure::Verdict CheckedFigure::verdict() const {
  if (Got.How != Status::Ok)
    return Got.How == Status::Unstable || Got.How == Status::Lost ? TooNoisy
                                                                  : Wrong;
  if (std::abs(deviation()) <= SelfCheckTolerance)
    return Good;
  // Readings that lie apart as far as they are off prove nothing.
  return std::abs(Got.Value.Value - Expected.Value) <= Got.Spread.Value
             ? TooNoisy
             : Wrong;
}

bool SelfCheck::anyWrong() const {
  return any_of(Figures, [](const CheckedFigure &F) {
    return F.verdict() == CheckedFigure::Wrong;
  });
}

bool SelfCheck::anyTooNoisy() const {
  return any_of(Figures, [](const CheckedFigure &F) {
    return F.verdict() == CheckedFigure::TooNoisy;
  });
}

Expected<SelfCheck> runSelfCheck(Measurer &M, StringRef Cpu) {
  const auto Features = sys::getHostCPUFeatures();
  SelfCheck Result;
  std::vector<Work> Blocks;
  const FrontEnd Feeds = M.clock().Feeds;
  for (const Entry &E : Table) {
    if (E.Needs && !Features.lookup(E.Needs))
      continue;
    const double Own = Cpu == "znver4" ? E.Zen4 : Cpu == "znver5" ? E.Zen5 : 0;
    double Known = E.Any != 0 ? E.Any : Own;
    if (Known == 0) {
      ++Result.LeftOut;
      continue;
    }
    // What decoders deliver in a cycle: four instructions, and 16 bytes.
    if (Feeds == FrontEnd::Decoders)
      Known = std::max({Known, E.Instructions / 4.0, E.Size / 16.0});
    Result.Figures.push_back({E.What, E.Assembly, {Known}, {}});
    Blocks.push_back({ArrayRef(E.Bytes, E.Size), E.Instructions});
  }
  if (Error E = M.measure(Blocks, [&](size_t I, const Measured &What) {
        Result.Figures[I].Got = What;
      }))
    return E;
  // What is off is measured twice more, and the middle one counts: a neighbour
  // goes away, a fault of the method does not.
  for (size_t I = 0; I < Result.Figures.size(); ++I) {
    CheckedFigure &F = Result.Figures[I];
    if (F.verdict() != CheckedFigure::Wrong)
      continue;
    SmallVector<Measured, 3> Tries = {F.Got};
    for (unsigned Try = 0; Try < 2; ++Try)
      if (Error E = M.measure(Blocks[I], [&](size_t, const Measured &What) {
            Tries.push_back(What);
          }))
        return E;
    llvm::sort(Tries, [](const Measured &A, const Measured &B) {
      return A.Value.Value < B.Value.Value;
    });
    F.Got = Tries[1];
  }
  return Result;
}

} // namespace winnow::measure
