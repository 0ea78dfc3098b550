//===- Reasons.cpp - A derivation's steps in words --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Reasons.h"
#include "isl/set.h"

namespace winnow::share {

static std::string text(const IntVector &V) {
  std::string Text = "(";
  for (size_t I = 0; I != V.size(); ++I)
    Text += (I ? "," : "") + std::to_string(V[I]);
  return Text + ")";
}

static std::string labels(const std::vector<Facet> &Facets,
                          const IntVector &Reuse) {
  std::string Text;
  for (const Facet &F : Facets) {
    Label L = F.labelOf(Reuse);
    if (F.Equality || L == Label::Zero ||
        (L == Label::Neg && F.Kind == Boundary::Strong))
      continue;
    Text += (Text.empty() ? "" : "; ") + F.Text +
            (L == Label::Pos ? " lets in" : " lets out");
  }
  return Text;
}

/// "; d is filled with the same values in every iteration of i0"
static std::string refills(const Reduction &R, const Transform &T) {
  if (T.Refilled.empty())
    return "";
  std::string Text;
  for (const std::string &Array : T.Refilled)
    Text += (Text.empty() ? "; " : " and ") + Array;
  const char *Name =
      isl_set_get_dim_name(R.Domain.get(), isl_dim_set, T.Carrier);
  return Text + (T.Refilled.size() == 1 ? " is" : " are") +
         " filled with the same values in every iteration of " +
         (Name ? Name : "i" + std::to_string(T.Carrier));
}

std::string reasonToCarry(const Reduction &R, const Transform &T,
                          const std::vector<Facet> &Facets) {
  std::string Labels = labels(Facets, T.Reuse);
  return "r = " + text(T.Reuse) + ": " + T.AddSize.text() + " terms come" +
         (T.termsLeave() ? ", " + T.SubSize.text() + " leave" : "") +
         (Labels.empty() ? "" : " (" + Labels + ")") + refills(R, T) +
         (T.Reversed ? "; the loop of dimension " + std::to_string(T.Carrier) +
                           " runs backwards"
                     : "");
}

std::string reasonToScale() {
  return "the same factor in every term: taken out by distributivity";
}

std::string reasonToCount() {
  return "ones: the innermost loop's are counted by its bounds";
}

std::string reasonToNest(const Sum &S, const Nested &N) {
  std::string Loops;
  for (unsigned D = S.Outer; D != N.Inner.Outer; ++D) {
    std::string Form;
    for (unsigned I = 0; I != N.Inner.Forms[D].size(); ++I)
      if (int C = N.Inner.Forms[D][I])
        Form += (Form.empty() ? "" : " + ") +
                (C == 1 ? "" : std::to_string(C) + "*") + std::to_string(I);
    Loops += (Loops.empty() ? "" : ", ") + Form;
  }
  return "grouped by dimension " + Loops + ", since " +
         (S.Part == Sum::Whole ? "the terms do" : "a factor does") +
         " not change with the others";
}

std::string reasonToSplit(const Reduction &R) {
  return "the sum of " + std::to_string(R.Parts.size()) +
         " products, each shared by itself";
}

std::string reasonToDropLoops() {
  return "a repeated term changes nothing: of equal ones the first is read";
}

std::string reasonToSlide(const Node &N) {
  std::string Along = "r = " + text(N.Reuse) + ": ";
  return Along + (N.Method == Node::Slide::Queue
                      ? "a queue of two stacks, as no end of the interval ever "
                        "goes back"
                      : "tables of widths 1, 2, 4, ..., as all intervals have "
                        "one width");
}

std::string reasonToPiece(unsigned Count) {
  return "the terms in " + std::to_string(Count) +
         " pieces, each shared by itself";
}

std::string reasonForBuckets(const Reduction &R, const Transform &T,
                             bool Unwinds) {
  bool Leave = !T.Sub.is_empty().is_true();
  return reasonToCarry(R, T, {}) +
         (Leave ? Unwinds ? "; last in, first out" : "; taken away" : "");
}

std::string reasonToRepeat() {
  return "equal terms: one is repeated by doubling, as often as the bounds of "
         "the innermost loop say";
}

} // namespace winnow::share
