//===- Windows.cpp - Sums over moving windows -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Windows of one to three dimensions, of any element of one or two arrays, and
/// for several offsets of one to the other:
/// \code
///   for y, x, d:
///     for v < w, u < w:
///       s += abs(a[(y+v)*m + x+u + d] - b[(y+v)*m + x+u])
/// \endcode
///
//===----------------------------------------------------------------------===//

#include "Nest.h"

#include <algorithm>

using namespace winnow;

namespace {

class WindowWriter : NestWriter {
public:
  explicit WindowWriter(uint64_t Seed) : NestWriter(Seed, "window") {}
  Program run();

private:
  /// How the loop over a window in one dimension is written.
  enum class Style {
    Relative, ///< for v < w: a[y + v]
    Absolute, ///< for y <= v < y + w: a[v]
    Centered, ///< for y - w <= v <= y + w: a[v + w]
    Growing,  ///< for y <= v <= 2 * y: a[v]
    Others    ///< for v < n, where v != y: a[v]
  };

  struct Dimension {
    Style How;
    std::string Extent;
  };

  void chooseShape();
  std::string extent();
  std::string place(unsigned D) const;
  std::string index() const;
  Range outerRange();
  Range window(unsigned D) const;
  Expression product();
  Expression term();
  Operator chooseOperator();
  void writeLevel(unsigned Level);

  std::vector<Dimension> Dimensions;
  bool Offsets = false; ///< a loop over the offset of one array to the other
  std::string Width;    ///< how many elements a row has
  std::string MostOffsets;
  unsigned Outer = 1; ///< loops around the window
  unsigned Start = 1; ///< inside how many loops accumulators start
  std::vector<Expression> Terms;
  std::vector<Accumulator> Accumulators;
};

} // namespace

std::string WindowWriter::extent() {
  const char *const Usual[] = {"w", "w", "w", "2 * w", "w + 1", "3", "4"};
  const char *const Others[] = {"1", "2", "5", "n", "2"};
  return friendly() ? Random.pick(Usual) : Random.pick(Others);
}

void WindowWriter::chooseShape() {
  chooseTypes(25);
  // Order is what decides, which takes no great number of tests.
  if (floating() && Random.percent(60)) {
    Allowed = Regrouping::Fast;
    P.OpenZeroSign = true;
  }
  const unsigned Roll = Random.below(100);
  const unsigned Count = Roll < 40 ? 1 : Roll < 85 ? 2 : 3;
  for (unsigned D = 0; D != Count; ++D) {
    const Style Styles[] = {Style::Relative, Style::Relative, Style::Absolute,
                            Style::Centered};
    Style S = Random.pick(Styles);
    if (S == Style::Centered && (unsignedIndex() || !Random.percent(60)))
      S = Style::Absolute;
    if (Count < 3 && Random.percent(20))
      S = Random.percent(50) ? Style::Growing : Style::Others;
    Dimensions.push_back({S, extent()});
  }
  Offsets = Random.percent(Count == 3 ? 5 : 25);
  MostOffsets = Random.percent(60) ? "w" : "3";
  Outer = Count + Offsets;
  Start = Random.percent(8) ? Random.below(Outer) : Outer;

  P.Sizes = Count == 1   ? "0, 1, 2, 3, 5, 8, 20, 45"
            : Count == 2 ? "0, 1, 2, 3, 5, 8, 14"
                         : "0, 1, 2, 3, 5";
  // A guard needs long windows.
  P.Widths = Count == 1   ? "0, 1, 2, 4, 9, 50"
             : Count == 2 ? "0, 1, 2, 3, 7"
                          : "0, 1, 2, 3";
  perhapsNegative(P.Sizes);
  // A row of n + 2 * w elements must have some where anything is read. With
  // w + 1 a window around -1 still has an element.
  if (Count == 1 ||
      std::any_of(Dimensions.begin(), Dimensions.end(), [](auto &D) {
        // Those of the last two styles are there without a width.
        return D.How != Style::Growing && D.How != Style::Others &&
               (D.Extent == "w" || D.Extent == "2 * w");
      }))
    perhapsNegative(P.Widths);
  P.Extent = Count == 3 ? "5000" : "4000";
  const char *const Widths[] = {"(n + 2 * w)", "(n + 2 * w)", "(n + w)", "m",
                                "16"};
  Width = Count == 1 ? "1" : Random.pick(Widths);
  // The longest extent is 2 * w, and a centered window has two of them.
  MostIterations = Count == 1 ? 210 : Count == 2 ? 30 * 30 : 14 * 14 * 14;
  if (Start != Outer)
    MostIterations *= Count == 1   ? 45 * 50
                      : Count == 2 ? 14 * 14 * 8
                                   : 5 * 5 * 20;
  chooseCounters(Outer + Count);
}

/// The element's place in dimension \p D, from the edge of the array.
std::string WindowWriter::place(unsigned D) const {
  const std::string X = Planned[D].Name, U = Planned[Outer + D].Name;
  switch (Dimensions[D].How) {
  case Style::Relative:
    return X + " + " + U;
  case Style::Absolute:
  case Style::Growing:
  case Style::Others:
    return U;
  case Style::Centered:
    break;
  }
  return U + " + " + Dimensions[D].Extent;
}

std::string WindowWriter::index() const {
  std::string Index = place(0);
  for (unsigned D = 1; D != Dimensions.size(); ++D)
    Index = "(" + Index + ") * " + Width + " + " + place(D);
  return Index;
}

NestWriter::Range WindowWriter::outerRange() {
  if (Counters.size() == Dimensions.size())
    return {"0", MostOffsets};
  const Range Others[] = {{"0", "n"}, {"1", "n"}, {"0", "n - 1"}};
  // Below an unsigned 0 comes the largest number.
  return friendly() ? Others[0] : Others[Random.below(unsignedIndex() ? 2 : 3)];
}

NestWriter::Range WindowWriter::window(unsigned D) const {
  const std::string &X = Planned[D].Name, &W = Dimensions[D].Extent;
  switch (Dimensions[D].How) {
  case Style::Relative:
    return {"0", W};
  case Style::Absolute:
    return {X, X + " + " + W};
  case Style::Growing:
    return {X, "2 * " + X + " + 1"};
  case Style::Others:
    return {"0", "n"};
  case Style::Centered:
    break;
  }
  const std::string Half = W.size() == 1 ? W : "(" + W + ")";
  return {X + " - " + Half, X + " + " + Half + " + 1"};
}

Expression WindowWriter::product() {
  const std::string I = index();
  const Expression F = inA(Offsets ? I + " + " + Planned[Outer - 1].Name : I);
  const Expression G = inB(I);
  const Number Wide = floating() ? Number::F64 : Number::S64;
  const Expression L = Random.percent(30) ? converted(F, Wide) : F;
  switch (Random.below(5)) {
  case 0:
    return distance(L, G);
  case 1:
    return combined(L, '*', Random.percent(50) ? F : G);
  case 2:
    return combined(L, '-', G);
  default:
    return L;
  }
}

Expression WindowWriter::term() {
  const Expression E = product();
  switch (Random.below(Plain ? 8 : 5)) {
  case 0:
    return combined(E, '*', E);
  case 1:
    return combined(constant(3), '*', E);
  case 2: {
    // A factor that is another one for each place of the window.
    const Expression F = inB(Planned[0].Name);
    return combined(F, '*', E);
  }
  default:
    return E;
  }
}

Operator WindowWriter::chooseOperator() {
  const Operator Sums[] = {Operator::Add, Operator::Add, Operator::Add,
                           Operator::Subtract};
  const Operator Orders[] = {Operator::Min, Operator::Max};
  const Operator Others[] = {Operator::And, Operator::Or, Operator::Xor,
                             Operator::Multiply};
  if (Random.percent(55))
    return Random.pick(Sums);
  return floating() || Random.percent(60) ? Random.pick(Orders)
                                          : Random.pick(Others);
}

void WindowWriter::writeLevel(unsigned L) {
  if (L == Start)
    for (const Accumulator &A : Accumulators)
      declare(A);
  if (L == Outer + Dimensions.size()) {
    for (size_t I = 0; I != Accumulators.size(); ++I)
      fold(Accumulators[I], Terms[I]);
    return;
  }
  openLoop(L < Outer ? outerRange() : window(L - Outer));
  const bool Skips = L >= Outer && Dimensions[L - Outer].How == Style::Others;
  if (Skips)
    open("if (" + Planned[L].Name + " != " + Planned[L - Outer].Name + ")");
  writeLevel(L + 1);
  if (Skips)
    close();
  closeLoop();
  // A running total, or what one window holds.
  if (L == Outer)
    store(cell(L), valueOf(Accumulators));
}

Program WindowWriter::run() {
  chooseShape();
  const char *const Names[] = {"s", "t"};
  const unsigned Count = Random.percent(15) ? 2 : 1;
  for (unsigned I = 0; I != Count; ++I) {
    Terms.push_back(term());
    Accumulators.push_back(
        accumulator(Names[I], chooseOperator(), Terms[I], MostIterations));
  }
  beginFunction();
  if (Width == "m")
    line("const " + P.IndexType + " m = n + 2 * w;");
  writeLevel(0);
  return endFunction();
}

Program winnow::makeWindow(uint64_t Seed) { return WindowWriter(Seed).run(); }
