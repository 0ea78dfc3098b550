//===- PortPressure.cpp - The busiest units -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bounds/PortPressure.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"

namespace winnow::bounds {

PortPressureFinder::PortPressureFinder(const Machine &M) {
  for (size_t I = 0; I < M.units().size(); ++I)
    if (M.units()[I].Count > 1)
      Several.emplace_back(uint64_t(1) << I, M.units()[I].Count - 1);
}

unsigned PortPressureFinder::count(uint64_t Mask) const {
  unsigned Count = unsigned(llvm::popcount(Mask));
  for (const auto &[Unit, More] : Several)
    if (Mask & Unit)
      Count += More;
  return Count;
}

void PortPressureFinder::add(const Schedule &S) {
  for (const Schedule::Busy &B : S.Units) {
    auto Same = llvm::find_if(
        Sets, [&](const Schedule::Busy &Have) { return Have.Mask == B.Mask; });
    if (Same != Sets.end())
      Same->Cycles += B.Cycles;
    else
      Sets.push_back(B);
  }
}

PortPressure PortPressureFinder::take() {
  Unions.clear();
  for (const Schedule::Busy &S : Sets) {
    size_t Before = Unions.size();
    auto Add = [&](uint64_t U) {
      if (!llvm::is_contained(Unions, U))
        Unions.push_back(U);
    };
    Add(S.Mask);
    for (size_t I = 0; I < Before && Unions.size() < MaxUnions; ++I)
      // Sets without a common unit bound each other in no way.
      if (Unions[I] & S.Mask)
        Add(Unions[I] | S.Mask);
  }
  PortPressure P;
  for (uint64_t U : Unions) {
    unsigned Cycles = 0;
    for (const Schedule::Busy &S : Sets)
      if ((S.Mask & ~U) == 0)
        Cycles += S.Cycles;
    double Bound = double(Cycles) / count(U);
    // Of equal bounds, the one with fewer units says more.
    if (Bound > P.Cycles || (Bound == P.Cycles && P.Units &&
                             llvm::popcount(U) < llvm::popcount(P.Units)))
      P = {Bound, U};
  }
  Sets.clear();
  return P;
}

} // namespace winnow::bounds
