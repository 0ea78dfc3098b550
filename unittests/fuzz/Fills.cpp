//===- Fills.cpp - Sums of buffers that are filled again ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each outer iteration fills one or two buffers in loops of their own, mostly
/// with the same values, and sums them:
/// \code
///   for (i...) {
///     for (j...) d[j] = f(a[j]);
///     for (j...) b[j] = g(d[j]);
///     for (j...) s += b[j];
///     out[i] = s;
///   }
/// \endcode
/// Fills that depend on i, run in part, under a condition, behind the sum or on
/// their own old contents are among them.
///
//===----------------------------------------------------------------------===//

#include "Nest.h"

using namespace winnow;

namespace {

class FillWriter : NestWriter {
public:
  explicit FillWriter(uint64_t Seed) : NestWriter(Seed, "fill") {}
  Program run();

private:
  void chooseArrays();
  std::string value(const std::string &From);
  void fill(const std::string &Into, const std::string &From);
  void fillAll();
  void sum();

  /// Whether the second buffer is filled as well.
  bool Chain = false;
};

} // namespace

void FillWriter::chooseArrays() {
  const char *const Indices[] = {"long", "long", "int", "unsigned", "size_t"};
  P.IndexType = Random.pick(Indices);
  const char *const Tags[] = {"u32", "u32", "u64", "u8", "u16", "f64", "f32"};
  P.A = P.B = P.Out = &elementType(Random.pick(Tags));
  chooseSizes(2);
}

/// What is stored at j. Small unsigned types are computed in int.
std::string FillWriter::value(const std::string &From) {
  const std::string X = From + "[j]";
  const std::string Usual[] = {X + " * 3 + 1", X + " + a[0]", X, X + " - a[j]"};
  if (Random.percent(Plain ? 85 : 50))
    return Random.pick(Usual);
  const std::string Others[] = {
      X + " + i",      "d[j] + " + X, X + " + d[j + 1]",
      X + " + b[j]",   "a[j + i]",    X + " + last",
      X + " + out[j]", "j + 2",       "(" + X + " > 2 ? " + X + " : a[1])"};
  return Random.pick(Others);
}

/// A loop that fills \p Into from \p From.
void FillWriter::fill(const std::string &Into, const std::string &From) {
  const Range Usual[] = {{"0", "n"}, {"0", "n"}, {"0", "n + 2"}, {"1", "n"}};
  const Range Others[] = {{"0", "i + 1"}, {"i", "n"}, {"2", "7"}, {"0", "1"}};
  openLoop(Random.percent(Plain ? 90 : 60) ? Random.pick(Usual)
                                           : Random.pick(Others));
  const std::string Conditions[] = {"j != 2", "j <= i", "a[j] > 2", "i > 1",
                                    "n > 4"};
  const bool Guarded = Random.percent(Plain ? 5 : 25);
  if (Guarded)
    open("if (" + Random.pick(Conditions) + ")");
  const std::string Places[] = {"j + 1", "2 * j", "i + j", "i", "0"};
  const std::string At =
      Random.percent(Plain ? 92 : 70) ? "j" : Random.pick(Places);
  line(Into + "[" + At + "] = (" + P.A->Name + ")(" + value(From) + ");");
  if (Guarded)
    close();
  closeLoop();
}

void FillWriter::fillAll() {
  if (Random.percent(Plain ? 10 : 20))
    line("d[" + std::string(Random.percent(50) ? "0" : "i") + "] = a[2];");
  const bool Swapped = Chain && Random.percent(15);
  if (!Swapped)
    fill("d", "a");
  if (Chain)
    fill("b", "d");
  if (Swapped)
    fill("d", "a");
}

void FillWriter::sum() {
  const Range Ranges[] = {
      {"0", "i + 1"}, {"0", "n"}, {"0", "i"}, {"i", "n"}, {"i", "i + 4"}};
  const Operator Ops[] = {Operator::Add, Operator::Add, Operator::Subtract,
                          Operator::Max};
  const std::string Read = Chain ? "b[j]" : "d[j]";
  const std::string Terms[] = {Read, Read, Read + " * 3", Read + " + d[j]"};
  const Expression X = {"(" + Random.pick(Terms) + ")", element(*P.A, "x").Type,
                        100};
  Accumulator S;
  S.Value = {"s", X.Type, 100};
  S.Type = P.A->Name;
  S.Op = Random.pick(Ops);
  declare(S);
  openLoop(Random.pick(Ranges));
  fold(S, X);
  closeLoop();
}

Program FillWriter::run() {
  chooseArrays();
  chooseCounters(3);
  Chain = Random.percent(40);
  beginFunction();
  line(std::string(P.A->Name) + " d[256] = {0}, last = 0;");
  openLoop(range());
  const bool Behind = Random.percent(Plain ? 5 : 20);
  // The sum in a loop of its own, behind the fills or together with them.
  const unsigned Loops = Random.percent(25) ? 1 + Random.below(2) : 0;
  if (!Behind && Loops != 2)
    fillAll();
  std::string Cell = "out[i]";
  if (Loops) {
    line("for (" + P.IndexType + " m = 0; m < n; ++m) {");
    Cell = "out[i * n + m]";
    if (!Behind && Loops == 2)
      fillAll();
  }
  sum();
  line(Cell + " = s;");
  line(Random.percent(Plain ? 5 : 20) ? "last = s;" : "last += 1;");
  if (Loops)
    line("}");
  if (Behind)
    fillAll();
  closeLoop();
  line("out[0] += last;");
  return endFunction();
}

Program winnow::makeFill(uint64_t Seed) { return FillWriter(Seed).run(); }
