//===- Expression.cpp - Expressions that cannot overflow ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Expression.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace winnow;

static const ElementType All[] = {{"double", "f64", true, false, 64},
                                  {"float", "f32", true, false, 32},
                                  {"signed char", "s8", false, true, 8},
                                  {"unsigned char", "u8", false, false, 8},
                                  {"short", "s16", false, true, 16},
                                  {"unsigned short", "u16", false, false, 16},
                                  {"int", "s32", false, true, 32},
                                  {"unsigned", "u32", false, false, 32},
                                  {"long long", "s64", false, true, 64},
                                  {"unsigned long", "u64", false, false, 64}};

const ElementType &winnow::elementType(const std::string &Tag) {
  for (const ElementType &T : All)
    if (T.Tag == Tag)
      return T;
  std::abort();
}

bool winnow::isFloat(Number T) { return T >= Number::F32; }

bool winnow::isSigned(Number T) { return T == Number::S32 || T == Number::S64; }

const char *winnow::nameOf(Number T) {
  static const char *const Names[] = {"int",           "unsigned", "long long",
                                      "unsigned long", "float",    "double"};
  return Names[unsigned(T)];
}

double winnow::limitOf(Number T) {
  static const int Bits[] = {31, 32, 63, 64, 24, 53};
  return std::ldexp(1, Bits[unsigned(T)]) - 1;
}

bool winnow::holdsAnything(const ElementType &T) {
  return !T.Float && (!T.Signed || T.Bits < 32);
}

Expression winnow::element(const ElementType &T, const std::string &Text) {
  if (T.Float)
    return {Text, T.Bits == 32 ? Number::F32 : Number::F64, 8};
  // Smaller ones become ints.
  if (T.Bits < 32)
    return {Text, Number::S32, std::ldexp(1, T.Signed ? T.Bits - 1 : T.Bits)};
  if (T.Signed)
    return {Text, T.Bits == 32 ? Number::S32 : Number::S64, 8};
  const Number U = T.Bits == 32 ? Number::U32 : Number::U64;
  return {Text, U, limitOf(U)};
}

Expression winnow::constant(int Value) {
  return {std::to_string(Value), Number::S32, std::abs(double(Value))};
}

Expression winnow::converted(const Expression &E, Number T) {
  const bool Wraps = !isSigned(T) && !isFloat(T);
  // Out of range, a signed integer becomes any.
  const double Most = isFloat(T) ? E.Max : std::min(E.Max, limitOf(T) + 1);
  return {std::string("(") + nameOf(T) + ")" + E.Text, T,
          Wraps ? limitOf(T) : Most};
}

/// A type that holds more; long before the last one nothing is too large.
static Number wider(Number T) {
  switch (T) {
  case Number::S32:
    return Number::S64;
  case Number::F32:
    return Number::F64;
  default:
    return isFloat(T) ? Number::F64 : Number::U64;
  }
}

Expression winnow::combined(const Expression &L, char Op, const Expression &R) {
  const Number T = std::max(L.Type, R.Type);
  const bool Wraps = !isSigned(T) && !isFloat(T);
  // An operand takes part as what it is converted to.
  auto Taken = [&](const Expression &E) {
    return E.Type != T && Wraps ? limitOf(T) : E.Max;
  };
  const double Max = Op == '*' ? Taken(L) * Taken(R) : Taken(L) + Taken(R);
  if (!Wraps && Max > limitOf(T) && T != Number::F64)
    return combined(converted(L, wider(T)), Op, R);
  const std::string Sign = std::string(" ") + Op + " ";
  // A minus sign must not meet another one.
  const std::string Right = R.Text[0] == '-' ? "(" + R.Text + ")" : R.Text;
  return {"(" + L.Text + Sign + Right + ")", T, Wraps ? limitOf(T) : Max};
}

Expression winnow::negated(const Expression &E) {
  if (isSigned(E.Type) && E.Max > limitOf(E.Type))
    return negated(converted(E, wider(E.Type)));
  return {"(-" + E.Text + ")", E.Type, E.Max};
}

Expression winnow::distance(const Expression &L, const Expression &R) {
  Expression D = combined(L, '-', R), Back = combined(R, '-', L);
  D.Text =
      "(" + L.Text + " > " + R.Text + " ? " + D.Text + " : " + Back.Text + ")";
  return D;
}
