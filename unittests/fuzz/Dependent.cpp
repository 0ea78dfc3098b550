//===- Dependent.cpp - Sums of what earlier iterations stored -------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each stores a function of a sum into what the sums after it read:
/// \code
///   prefix   a[i] = f(sum of a[j], j < i)           and with a factor b[i]
///   mutual   a[i] = f(sum of b[j], j < i), b[i] = g(sum of a[j], j <= i)
///   window   a[i] = f(sum of a[j], i - w <= j < i)
///   plane    a[i*n+k] = f(sum of a[j*n+k], j < i)   and other directions
/// \endcode
/// Bounds that read one element too many or too few are among them: whether a
/// sum holds the old or the new value is what the plugin must get right.
///
//===----------------------------------------------------------------------===//

#include "Nest.h"

using namespace winnow;

namespace {

class DependentWriter : NestWriter {
public:
  explicit DependentWriter(uint64_t Seed) : NestWriter(Seed, "dependent") {}
  Program run();

private:
  void chooseArrays();
  Expression small(const Expression &E);
  Expression stored(const Expression &E);
  Expression perhapsScaled(const Expression &E, const std::string &J);
  Operator chooseOperator();
  Range before();
  void reduce(const std::string &Name, const Expression &X,
              const std::vector<Range> &Loops);
  void writePrefix();
  void writeMutual();
  void writeWindow();
  void writePlane();

  std::vector<Accumulator> Accumulators;
};

} // namespace

void DependentWriter::chooseArrays() {
  chooseTypes(30);
  // All are written, and read in place of one another.
  P.B = P.Out = P.A;
  P.MayAlias &= holdsAnything(*P.A);
  // Without regrouping, floating-point folds keep their bits on any numbers.
  if (floating() && Random.percent(50)) {
    Allowed = Regrouping::Strict;
    P.OpenZeroSign = false;
    P.Inputs = Contents::Fractions;
  }
  chooseSizes(2);
  P.Extent = "5000";
  MostIterations = 55.0 * 55 * 55;
}

/// A value of the magnitude that arrays hold at first.
Expression DependentWriter::small(const Expression &E) {
  if (!isFloat(E.Type))
    return {"(" + E.Text + " % 8)", E.Type, 8};
  return {"(" + std::string(P.A->Name) + ")((int)" + E.Text + " % 8)", E.Type,
          8};
}

/// f(E), which the array can hold.
Expression DependentWriter::stored(const Expression &E) {
  const Expression C = inB(Counters[0].Name);
  if (P.Inputs == Contents::Fractions && floating()) {
    const std::string Forms[] = {"0.25f * " + E.Text + " + " + C.Text,
                                 "0.5f * " + E.Text, C.Text + " - " + E.Text};
    return {Random.pick(Forms), E.Type, E.Max};
  }
  if (!holdsAnything(*P.A))
    return small(Random.percent(50) ? E : combined(E, '+', C));
  const Expression Forms[] = {
      combined(E, '+', constant(1)),
      combined(E, '+', C),
      combined(combined(constant(3), '*', E), '-', C),
      {"(" + E.Text + " ^ (" + E.Text + " >> 3))", E.Type, E.Max},
      {"(" + E.Text + " / 2)", E.Type, E.Max},
      E};
  return Random.pick(Forms);
}

/// \p E at \p J, perhaps times something else.
Expression DependentWriter::perhapsScaled(const Expression &E,
                                          const std::string &J) {
  const std::string &I = Planned[0].Name;
  switch (Random.below(Plain ? 12 : 7)) {
  case 0:
    return combined(element(*P.Out, "out[" + I + "]"), '*', E);
  case 1:
    return combined(element(*P.Out, "out[" + J + "]"), '*', E);
  case 2:
    return combined(E, '-', inB(I));
  case 3:
    return combined(constant(3), '*', E);
  default:
    return E;
  }
}

Operator DependentWriter::chooseOperator() {
  const Operator Sums[] = {Operator::Add, Operator::Add, Operator::Subtract};
  const Operator Orders[] = {Operator::Min, Operator::Max};
  const Operator Bits[] = {Operator::And, Operator::Or, Operator::Xor};
  if (Random.percent(75))
    return Random.pick(Sums);
  return floating() || Random.percent(50) ? Random.pick(Orders)
                                          : Random.pick(Bits);
}

/// The iterations before, and sometimes one more or less.
NestWriter::Range DependentWriter::before() {
  const std::string &I = Planned[0].Name;
  const Range Usual[] = {{"0", I}, {"0", I}, {"0", I + " + 1"}};
  const Range Others[] = {{"1", I}, {"0", I + " + 2"}, {I, "n"}, {"0", "n"}};
  return friendly() ? Random.pick(Usual) : Random.pick(Others);
}

/// Folds \p X over \p Loops, whose counters are the next planned ones.
void DependentWriter::reduce(const std::string &Name, const Expression &X,
                             const std::vector<Range> &Loops) {
  Accumulators.push_back(
      accumulator(Name, chooseOperator(), X, MostIterations));
  declare(Accumulators.back());
  for (const Range &R : Loops)
    openLoop(R);
  fold(Accumulators.back(), X);
  for (size_t L = 0; L != Loops.size(); ++L)
    closeLoop();
}

void DependentWriter::writePrefix() {
  openLoop(range());
  std::vector<Range> Loops = {before()};
  std::string J = "j";
  if (Random.percent(20)) {
    Loops.push_back({"0", Random.percent(50) ? "j + 1" : "i"});
    J = Random.percent(70) ? "k" : "j";
  }
  const std::string Read = friendly() ? J : J + " + 1";
  reduce("s", perhapsScaled(inA(Read), J), Loops);
  // Two reductions of the same array, or of what is never written.
  if (Random.percent(20))
    reduce("t", Random.percent(50) ? inA("j") : inB("j"), {before()});
  line("a[" + std::string(friendly() ? "i" : "i + 1") +
       "] = " + stored(valueOf(Accumulators)).Text + ";");
  closeLoop();
}

void DependentWriter::writeMutual() {
  openLoop(range());
  const bool Crossed = Random.percent(80);
  reduce("s", perhapsScaled(Crossed ? inB("j") : inA("j"), "j"), {before()});
  line("a[i] = " + stored(Accumulators[0].Value).Text + ";");
  const Expression X = perhapsScaled(Crossed ? inA("j") : inB("j"), "j");
  const bool Both = Random.percent(25);
  reduce("t", Both ? combined(X, '+', inB("j")) : X, {before()});
  line("b[i] = " + stored(Accumulators[1].Value).Text + ";");
  closeLoop();
}

void DependentWriter::writeWindow() {
  P.Widths = "0, 1, 2, 4, 9";
  beginFunction();
  const std::string W = friendly() ? "w" : "3";
  // Forwards from i, or back from i where that is no more than i elements.
  if (Random.percent(50)) {
    openLoop({"0", "n"});
    reduce("s", perhapsScaled(inA("i + j"), "j"), {{"0", W}});
    line("a[i + " + W + "] = " + stored(Accumulators[0].Value).Text + ";");
  } else {
    openLoop({W, "n"});
    const std::string High = friendly() ? "i" : "i + 1";
    reduce("s", perhapsScaled(inA("j"), "j"), {{"i - " + W, High}});
    line("a[i] = " + stored(Accumulators[0].Value).Text + ";");
  }
  closeLoop();
}

void DependentWriter::writePlane() {
  P.Sizes = "0, 1, 2, 3, 5, 8, 20";
  openLoop({Random.percent(50) ? "1" : "0", "n"});
  openLoop({Random.percent(50) ? "1" : "0", "n"});
  const Range Up = {"0", Random.percent(80) ? "i" : "i + 1"};
  const Range Left = {"0", Random.percent(60) ? "j" : "j + 1"};
  // One further may be in the next row.
  const std::string In = friendly() ? "k * n + l" : "k * n + l + 1";
  switch (Random.below(6)) {
  case 0: // the column above
    reduce("s", perhapsScaled(inA("k * n + j"), "k"), {Up});
    break;
  case 1: // the row to the left
    reduce("s", perhapsScaled(inA("i * n + k"), "k"), {Left});
    break;
  case 2: // all above and to the left
    reduce("s", perhapsScaled(inA("k * n + l"), "l"), {Up, Left});
    break;
  case 3: // all rows above
    reduce("s", perhapsScaled(inA(In), "l"), {Up, {"0", "n"}});
    break;
  case 4: // all rows above, times a matrix
    reduce("s", combined(inA(In), '*', inB("l * n + j")), {Up, {"0", "n"}});
    break;
  default: // both
    reduce("s", inA("k * n + j"), {Up});
    reduce("t", inA("i * n + k"), {Left});
    break;
  }
  line("a[i * n + j] = " + stored(valueOf(Accumulators)).Text + ";");
  closeLoop();
  closeLoop();
}

Program DependentWriter::run() {
  chooseArrays();
  chooseCounters(4);
  const unsigned Roll = Random.below(100);
  if (Roll < 75)
    beginFunction();
  if (Roll < 30)
    writePrefix();
  else if (Roll < 55)
    writeMutual();
  else if (Roll < 75)
    writePlane();
  else
    writeWindow();
  return endFunction();
}

Program winnow::makeDependent(uint64_t Seed) {
  return DependentWriter(Seed).run();
}
