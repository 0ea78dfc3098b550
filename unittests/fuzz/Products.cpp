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

#include "Nest.h"

#include <algorithm>

using namespace winnow;

namespace {

class ProductWriter : NestWriter {
public:
  explicit ProductWriter(uint64_t Seed) : NestWriter(Seed, "factored") {}
  Program run();

private:
  /// A factor that has a name: a value of some outer iteration.
  struct Local {
    Expression Value;
    std::string Definition;
    unsigned Level; ///< inside how many loops it is computed
  };

  /// What is folded: First, or First and Second by the sign.
  struct Term {
    Expression Sum;
    std::vector<Expression> Parts;
    char Sign = '+';
  };

  void chooseShape();
  void chooseLocal();
  void chooseAccumulators();
  Operator chooseOperator();
  std::vector<std::string> someCounters();
  Expression leaf(bool FromA);
  Expression factor();
  Expression perhapsCast(const Expression &E);
  Expression classicProduct();
  Expression product();
  Term term();
  bool holdsSum(const Expression &X) const;
  std::string guard();
  void writeLevel(unsigned Level);
  void writeBody();

  bool isKind(const char *Kind) const { return std::string(P.Kind) == Kind; }

  unsigned Loops = 2;
  unsigned Level = 1;  ///< inside how many loops accumulators start
  unsigned Stores = 1; ///< inside how many loops they are stored
  bool InMemory = false;
  std::vector<std::string> Usable; ///< counters that bodies depend on
  std::vector<Local> Locals;
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
  chooseSizes(Loops);
  chooseCounters(Loops);
  for (const Counter &C : Planned)
    Usable.push_back(C.Name);
  if (isKind("repeated"))
    Usable.erase(Usable.begin() + Level + Random.below(Loops - Level));
}

/// f = g(a[i]), where the plugin need not know what g is.
void ProductWriter::chooseLocal() {
  if (!Random.percent(25))
    return;
  Local L;
  L.Level = 1 + Random.below(Loops - 1);
  if (!Plain && L.Level > Level && Random.percent(50))
    L.Level = std::max(1u, Level);
  std::vector<std::string> Over = {Planned[0].Name};
  if (L.Level > 1)
    Over = {Planned[L.Level - 1].Name};
  if (L.Level > 1 && Random.percent(50))
    Over.insert(Over.begin(), Planned[0].Name);
  const Expression E = inA(subscript(Over));
  const std::string Tag = P.A->Tag;
  Expression X = combined(E, '+', constant(1));
  switch (Random.below(4)) {
  case 0:
    X = combined(constant(3), '*', E);
    break;
  case 1:
    X = {"pure_" + Tag + "(" + E.Text + ")", E.Type, E.Max + 1};
    break;
  case 2:
    X = {"(" + E.Text + " > 2 ? " + E.Text + " : 7)", E.Type,
         std::max(7.0, E.Max)};
    break;
  default:
    break;
  }
  L.Value = {"f", X.Type, X.Max};
  L.Definition = std::string(nameOf(X.Type)) + " f = " + X.Text + ";";
  Locals.push_back(L);
}

std::vector<std::string> ProductWriter::someCounters() {
  std::vector<std::string> Rest = Usable, Some;
  const unsigned Roll = Random.below(100);
  // Two loops have nothing in common where both move an index.
  const unsigned Alone = Loops == 2 ? 94 : 60;
  const size_t Count = Roll < Alone ? 1 : Roll < 90 ? 2 : 3;
  while (!Rest.empty() && Some.size() != Count) {
    const unsigned I = Random.below(unsigned(Rest.size()));
    Some.push_back(Rest[I]);
    Rest.erase(Rest.begin() + I);
  }
  return Some;
}

Expression ProductWriter::leaf(bool FromA) {
  const std::string Index = subscript(someCounters());
  return FromA ? inA(Index) : inB(Index);
}

Expression ProductWriter::factor() {
  const unsigned Roll = Random.below(100);
  if (Roll < 12) {
    const std::string &V = Usable[Random.below(unsigned(Usable.size()))];
    for (const Counter &C : Planned)
      if (C.Name == V)
        return counter(C);
  }
  if (Roll < 20)
    return constant(Random.percent(50) ? 5 : -3);
  return leaf(Random.percent(50));
}

Expression ProductWriter::perhapsCast(const Expression &E) {
  if (!Random.percent(30))
    return E;
  if (floating())
    return converted(E, Number::F64);
  const Number To[] = {Number::S64, Number::S64, Number::S64,
                       Number::U32, Number::U64, Number::S32};
  return converted(E, Random.pick(To));
}

/// Shapes of linear algebra, over the counters in any order.
Expression ProductWriter::classicProduct() {
  std::vector<std::string> V = Usable;
  for (size_t I = V.size(); I > 1; --I)
    std::swap(V[I - 1], V[Random.below(unsigned(I))]);
  const std::string X = V[0], Y = V.size() > 1 ? V[1] : X;
  const std::string Z = V.size() > 2 ? V[2] : Random.percent(50) ? X : Y;
  const std::string XY = X + " * n + " + Y, YZ = Y + " * n + " + Z;
  struct {
    std::string A, B;
  } const Small[] =
      {{X, Y}, {X, Y}, {X, Y}, {X, Y}, {X, Y}, {X, Y}, {X, X + " + " + Y},
       {X, XY}},
          Large[] = {{XY, YZ},
                     {XY, YZ},
                     {XY, Z},
                     {X, YZ},
                     {X, Y},
                     {X + " + " + Y, YZ},
                     {X + " + " + Y + " + " + Z, YZ},
                     {X + " + " + Y, Z}};
  const auto &[A, B] = V.size() < 3 ? Random.pick(Small) : Random.pick(Large);
  Expression L = perhapsCast(inA(A)), R = inB(B);
  if (Random.percent(15))
    R = inA(B);
  if (Random.percent(20))
    std::swap(L, R);
  Expression E = combined(L, '*', R);
  if (V.size() > 2 && Random.percent(15))
    E = combined(E, '*', inA(Z));
  return E;
}

Expression ProductWriter::product() {
  Expression E = classicProduct();
  if (!Locals.empty() && Random.percent(60))
    E = combined(Locals[0].Value, '*', Random.percent(60) ? leaf(false) : E);
  else if (Random.percent(Plain ? 20 : 50))
    E = combined(perhapsCast(factor()), '*', factor());
  if (!Plain && Random.percent(15))
    E = combined(E, '*', factor());
  return perhapsCast(E);
}

ProductWriter::Term ProductWriter::term() {
  auto One = [](const Expression &E) { return Term{E, {E}, '+'}; };
  auto Two = [](const Expression &L, char Sign, const Expression &R) {
    return Term{combined(L, Sign, R), {L, R}, Sign};
  };
  const Expression F = perhapsCast(leaf(true)), G = leaf(false);
  const unsigned Roll = Random.below(100);
  if (isKind("repeated") && Roll < 50)
    return One(F);
  if (Roll < 45)
    return One(product());
  if (Roll < 55)
    return Two(product(), Random.percent(50) ? '+' : '-', leaf(false));
  if (Roll < 62)
    return Two(combined(constant(3), '*', product()), '-', product());
  // Of floating-point numbers these are not multiplied out.
  if (Roll < 72 && (!floating() || Roll < 64))
    return One(combined(combined(F, '-', G), '*', combined(F, '+', G)));
  if (Roll < 80 && !floating())
    return One(combined(combined(F, '-', G), '*', combined(F, '-', G)));
  if (Roll < 86)
    return One(combined(F, '*', combined(G, '+', constant(2))));
  if (Roll < 90)
    return One(negated(product()));
  if (Roll < 94 && isKind("several"))
    return One(F);
  const Expression E = product();
  if (isFloat(E.Type) || Random.percent(25))
    return One(combined(E, '*', constant(4)));
  // Of a negative number this would be undefined.
  if (!isSigned(E.Type))
    return One({"(" + E.Text + " << 2)", E.Type, E.Max});
  return One({"(unsigned char)" + E.Text, Number::S32, 255});
}

Operator ProductWriter::chooseOperator() {
  const Operator Sums[] = {Operator::Add, Operator::Add, Operator::Add,
                           Operator::Subtract};
  const Operator Orders[] = {Operator::Min, Operator::Max};
  const Operator Bits[] = {Operator::And, Operator::Or, Operator::Xor};
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
    Accumulators.push_back(
        accumulator(Names[I], Op, Terms.back().Sum, MostIterations));
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

void ProductWriter::writeLevel(unsigned L) {
  for (const Local &F : Locals)
    if (F.Level == L)
      line(F.Definition);
  if (L == Level) {
    if (InMemory)
      Accumulators[0].Value.Text = cell(L);
    if (!InMemory)
      for (const Accumulator &A : Accumulators)
        declare(A);
    else if (Random.percent(60))
      line(Accumulators[0].Value.Text + " = 0;");
  }
  if (L == Loops) {
    writeBody();
  } else {
    openLoop(range());
    writeLevel(L + 1);
    closeLoop();
  }
  if (L == Stores && !InMemory)
    store(cell(L), valueOf(Accumulators));
}

Program ProductWriter::run() {
  chooseShape();
  chooseLocal();
  chooseAccumulators();
  beginFunction();
  writeLevel(0);
  return endFunction();
}

Program winnow::makeProducts(uint64_t Seed) {
  return ProductWriter(Seed).run();
}
