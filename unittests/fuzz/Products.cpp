//===- Products.cpp - Sums of products, with factors to take out ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Four kinds:
/// \code
///   factored   s += a[i] * b[j]               over j; totals over both loops
///   sums       s += a[i*n+k] * b[k*n+j]       over j and k, in any order
///   several    s += a[i] * b[j], m = max(m, a[j])
///   repeated   m = max(m, a[j])               over j and k
/// \endcode
///
//===----------------------------------------------------------------------===//

#include "Bodies.h"

#include <algorithm>

using namespace winnow;

namespace {

class ProductWriter : BodyWriter {
public:
  explicit ProductWriter(uint64_t Seed) : BodyWriter(Seed, "factored") {}
  Program run();

private:
  void chooseShape();
  void chooseAccumulators();
  Operator chooseOperator();
  bool holdsSum(const Expression &X) const;
  std::string guard();
  void writeBetween(unsigned Level);
  void writeLoops(unsigned Level);
  void writeLevel(unsigned Level);
  void writeBody();

  unsigned Level = 1;  ///< inside how many loops accumulators start
  unsigned Stores = 1; ///< inside how many loops they are stored
  bool InMemory = false;
  bool Twice = false; ///< another nest of the same shape follows
  std::vector<Term> Terms;
  std::vector<Accumulator> Accumulators;
};

} // namespace

void ProductWriter::chooseShape() {
  const char *const Kinds[] = {"factored", "factored", "factored", "sums",
                               "sums",     "sums",     "sums",     "several",
                               "several",  "repeated"};
  P.Kind = Random.pick(Kinds);
  chooseTypes(30);
  const unsigned Roll = Random.below(100);
  if (isKind("factored")) {
    Level = Roll < 80;
  } else if (isKind("sums")) {
    Loops = Random.percent(70) ? 3 : 4;
    // Of a matrix product nothing can be factored out.
    Level = Roll < 15 ? Loops - 1 : Random.below(Loops - 1);
  } else if (isKind("several")) {
    Loops = Random.percent(55) ? 2 : 3;
    Level = Roll < 75 ? 1 : Roll < 85 ? Loops - 1 : 0;
  } else {
    Loops = Random.percent(75) ? 3 : 4;
    Level = Roll < 70 ? 1 : Roll < 80 ? 2 : 0;
  }
  // A running total is stored more often than it starts.
  Stores = Level;
  if (Level + 1 < Loops && Random.percent(12))
    ++Stores;
  Twice = Stores == Level && Level && Random.percent(15);
  chooseSizes(Loops);
  if (Random.percent(20))
    chooseWidths();
  chooseCounters(Loops);
  for (const Counter &C : Planned)
    Usable.push_back(C.Name);
  if (isKind("repeated"))
    Usable.erase(Usable.begin() + Level + Random.below(Loops - Level));
}

Operator ProductWriter::chooseOperator() {
  const Operator Sums[] = {Operator::Add, Operator::Add, Operator::Add,
                           Operator::Subtract};
  const Operator Orders[] = {Operator::Min, Operator::Max};
  const Operator Bits[] = {Operator::And, Operator::Or, Operator::Xor,
                           Operator::Multiply};
  const unsigned Others = isKind("repeated") ? 60 : isKind("several") ? 15 : 2;
  if (!Random.percent(Others))
    return Random.pick(Sums);
  return floating() || Random.percent(50) ? Random.pick(Orders)
                                          : Random.pick(Bits);
}

/// Whether out's elements hold the sum of all terms.
bool ProductWriter::holdsSum(const Expression &X) const {
  const Expression Cell = element(*P.Out, "");
  const Number T = std::max(Cell.Type, X.Type);
  const double Most =
      holdsAnything(*P.Out) ? Cell.Max : 8 + X.Max * MostIterations;
  return P.Out->Float == isFloat(X.Type) && Most <= limitOf(Cell.Type) &&
         (!isSigned(T) || Most + X.Max <= limitOf(T));
}

void ProductWriter::chooseAccumulators() {
  const unsigned Count = isKind("several")    ? 2 + Random.percent(25)
                         : Random.percent(15) ? 2
                                              : 1;
  const char *const Names[] = {"s", "t", "u"};
  for (unsigned I = 0; I != Count; ++I) {
    const Operator Op = chooseOperator();
    Terms.push_back(term());
    if (Op > Operator::Subtract && Random.percent(70))
      Terms.back() = {leaf(true), {}, '+'};
    Accumulators.push_back(
        accumulator(Names[I], Op, Terms.back().Sum, 2 * MostIterations));
  }
  const bool Sums = Accumulators[0].Op <= Operator::Subtract;
  InMemory = Count == 1 && Sums && Level && Stores == Level &&
             holdsSum(Terms[0].Sum) && Random.percent(10);
}

std::string ProductWriter::guard() {
  const std::string J = Planned[Loops - 1].Name;
  const std::string I = Planned[Random.below(Loops - 1)].Name;
  const std::string Guards[] = {J + " <= " + I,     J + " < " + I,
                                J + " != " + I,     I + " % 2",
                                "a[" + J + "] > 1", "b[" + I + "] > b[0]"};
  return Random.pick(Guards);
}

void ProductWriter::writeBody() {
  const bool Guarded = Random.percent(Plain ? 6 : 20);
  if (Guarded)
    open("if (" + guard() + ")");
  for (size_t I = 0; I != Accumulators.size(); ++I) {
    const Accumulator &A = Accumulators[I];
    const Term &T = Terms[I];
    const bool SameType =
        std::all_of(T.Parts.begin(), T.Parts.end(),
                    [&](const Expression &E) { return E.Type == T.Sum.Type; });
    if (T.Parts.size() != 2 || !SameType || A.Op != Operator::Add ||
        Random.percent(50)) {
      fold(A, T.Sum);
      continue;
    }
    fold(A, T.Parts[0]);
    Accumulator Second = A;
    Second.Op = T.Sign == '-' ? Operator::Subtract : Operator::Add;
    fold(Second, T.Parts[1]);
  }
  if (Guarded)
    close();
}

/// Something of an outer loop's iteration that is added as well.
void ProductWriter::writeBetween(unsigned L) {
  const Accumulator &A = Accumulators[0];
  const Expression X = inB(Planned[L - 1].Name), &Sum = Terms[0].Sum;
  if (A.Op == Operator::Add && X.Type == Sum.Type && X.Max <= Sum.Max)
    fold(A, X);
}

/// The loops from \p L on, with all that is in them.
void ProductWriter::writeLoops(unsigned L) {
  if (L == Loops)
    return writeBody();
  const bool Between = L > Level && Random.percent(Plain ? 3 : 10);
  const bool Guarded = L > 1 && Random.percent(Plain ? 2 : 8);
  if (Between && Random.percent(50))
    writeBetween(L);
  if (Guarded)
    open("if (" + Planned[L - 1].Name +
         (Random.percent(50) ? " % 2)" : " <= " + Planned[L - 2].Name + ")"));
  openLoop(range());
  writeLevel(L + 1);
  closeLoop();
  if (Guarded)
    close();
  if (Between)
    writeBetween(L);
}

void ProductWriter::writeLevel(unsigned L) {
  for (const Local &F : Locals)
    if (F.Level == L)
      line(F.Definition);
  if (L != Level) {
    writeLoops(L);
  } else if (InMemory) {
    Accumulators[0].Value.Text = cell(L);
    if (Random.percent(60))
      line(Accumulators[0].Value.Text + " = 0;");
    writeLoops(L);
  } else {
    for (const Accumulator &A : Accumulators)
      declare(A);
    writeLoops(L);
  }
  if (L != Stores || InMemory)
    return;
  store(cell(L), valueOf(Accumulators));
  if (!Twice)
    return;
  Accumulators.clear();
  Terms.clear();
  chooseAccumulators();
  for (Accumulator &A : Accumulators) {
    A.Value.Text += "2";
    declare(A);
  }
  writeLoops(L);
  line("out[" + Planned[0].Name + " + 2400] = " + valueOf(Accumulators).Text +
       ";");
}

Program ProductWriter::run() {
  chooseShape();
  if (Random.percent(25))
    addLocal();
  chooseAccumulators();
  beginFunction();
  writeLevel(0);
  return endFunction();
}

Program winnow::makeProducts(uint64_t Seed) {
  return ProductWriter(Seed).run();
}
