//===- Report.cpp - What is said about predicted blocks -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Report.h"

using namespace llvm;

namespace winnow::report {

Subject subjectOf(const estimate::Model &M, const estimate::Estimator &E) {
  Subject S;
  S.CPU = E.head().CPU;
  S.Model = M.name();
  S.ValidationError = E.head().Error;
  S.Units.reserve(E.machine().units().size());
  for (const bounds::Machine::Unit &U : E.machine().units())
    S.Units.push_back(U.Name);
  return S;
}

std::vector<std::string> busyUnits(const Subject &S, const bounds::Bounds &B) {
  if (B[bounds::Bottleneck::Ports].Value <= 0)
    return {};
  std::vector<std::string> Names;
  for (size_t U = 0; U < S.Units.size(); ++U)
    if (B.BusyUnits >> U & 1)
      Names.push_back(S.Units[U]);
  if (Names.empty())
    Names.emplace_back("stores");
  return Names;
}

std::vector<std::string> linesOf(const block::BasicBlock &B,
                                 const block::Decoder &D, block::Syntax As) {
  SmallVector<StringRef, 32> Parts;
  std::string Text = D.print(B, As);
  StringRef(Text).split(Parts, '\n', -1, false);
  std::vector<std::string> Lines;
  Lines.reserve(Parts.size());
  for (StringRef P : Parts)
    Lines.push_back(P.str());
  return Lines;
}

} // namespace winnow::report
