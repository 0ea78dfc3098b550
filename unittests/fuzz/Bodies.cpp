//===- Bodies.cpp - Random sums of products -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Bodies.h"

#include <algorithm>

using namespace winnow;

/// f = g(a[i]), where the plugin need not know what g is.
void BodyWriter::addLocal() {
  Local L;
  L.Level = 1 + Random.below(Loops - 1);
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
  const std::string T = nameOf(X.Type);
  L.Definition = T + " f = " + X.Text + ";";
  if (Random.percent(50)) {
    if (Random.percent(70))
      L.Definition = T + " f = (" + T + ")" + inA("0").Text + ";";
    // In a loop of its own, which may end elsewhere for each i, or read others.
    const std::string I = Planned[0].Name;
    const std::string Ends[] = {"n", "n", "n", I, I + " + 1"};
    const std::string Conditions[] = {"", "", "if (q != " + I + ") ",
                                      "if (a[q] != 1) "};
    const std::string Term = "(" + T + ")" + inA("q").Text;
    L.Definition += " for (long q = 0; q < " + Random.pick(Ends) + "; ++q) " +
                    Random.pick(Conditions) + "f = f < " + Term + " ? " + Term +
                    " : f;";
    L.Value.Max = std::max(X.Max, inA("q").Max);
  }
  Locals.push_back(L);
}

std::vector<std::string> BodyWriter::someCounters() {
  std::vector<std::string> Rest = Usable, Some;
  const unsigned Roll = Random.below(100);
  // Two loops have nothing in common where both move an index.
  const unsigned Alone = isKind("sums") ? 60 : Loops == 2 ? 94 : 80;
  const size_t Count = Roll < Alone ? 1 : Roll < 90 ? 2 : 3;
  while (!Rest.empty() && Some.size() != Count) {
    const unsigned I = Random.below(unsigned(Rest.size()));
    Some.push_back(Rest[I]);
    Rest.erase(Rest.begin() + I);
  }
  return Some;
}

Expression BodyWriter::leaf(bool FromA) {
  const std::string Index = subscript(someCounters());
  return FromA ? inA(Index) : inB(Index);
}

Expression BodyWriter::factor() {
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

Expression BodyWriter::perhapsCast(const Expression &E) {
  if (!Random.percent(30))
    return E;
  if (floating())
    return converted(E, Number::F64);
  const Number To[] = {Number::S64, Number::S64, Number::S64,
                       Number::U32, Number::U64, Number::S32};
  return converted(E, Random.pick(To));
}

/// Shapes of linear algebra, over the counters in any order.
Expression BodyWriter::classicProduct() {
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
  // Where one of several sums shares nothing, none is shared.
  const bool Few = V.size() < 3 || (isKind("several") && Random.percent(70));
  const auto &[A, B] = Few ? Random.pick(Small) : Random.pick(Large);
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

Expression BodyWriter::product() {
  Expression E = classicProduct();
  if (!Locals.empty() && Random.percent(60))
    E = combined(Locals[0].Value, '*', Random.percent(60) ? leaf(false) : E);
  else if (Random.percent(Plain ? 20 : 50))
    E = combined(perhapsCast(factor()), '*', factor());
  if (!Plain && Random.percent(15))
    E = combined(E, '*', factor());
  return perhapsCast(E);
}

BodyWriter::Term BodyWriter::term() {
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
  // But moved, where one side is a value of the outer iteration.
  if (Roll < 80)
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
