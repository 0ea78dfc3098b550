//===- Nest.cpp - Random loops, arrays and accumulators -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Nest.h"

#include <algorithm>
#include <cmath>

using namespace winnow;

void NestWriter::chooseTypes(unsigned FloatPercent) {
  // Unsigned sums may wrap, which leaves much unproved.
  const char *const Indices[] = {"long", "long", "long",     "long",
                                 "int",  "int",  "unsigned", "size_t"};
  P.IndexType = Random.pick(Indices);
  const char *const Floats[] = {"f64", "f64", "f32"};
  const char *const Integers[] = {"s32", "s32", "u32", "u32", "s64",
                                  "u64", "u8",  "s8",  "u16", "s16"};
  const bool Floating = Random.percent(FloatPercent);
  auto Any = [&] {
    return &elementType(Floating ? Random.pick(Floats) : Random.pick(Integers));
  };
  P.A = Any();
  P.B = Random.percent(60) ? P.A : Any();
  P.Out = Random.percent(50) ? P.A : Any();
  P.MayAlias = P.Out == P.A && holdsAnything(*P.A) && Random.percent(45);
  if (Floating) {
    const Regrouping Choices[] = {
        Regrouping::Reassociate, Regrouping::Reassociate,
        Regrouping::Reassociate, Regrouping::Reassociate,
        Regrouping::Fast,        Regrouping::Fast,
        Regrouping::Fast,        Regrouping::Strict};
    Allowed = Random.pick(Choices);
  }
  P.OpenZeroSign = Allowed == Regrouping::Fast;
}

void NestWriter::chooseSizes(unsigned Depth) {
  // An index of as many dimensions stays below the extent.
  P.Extent = "5200";
  P.Sizes = Depth <= 2   ? "0, 1, 2, 3, 5, 8, 20, 45"
            : Depth == 3 ? "0, 1, 2, 3, 5, 8, 13"
                         : "0, 1, 2, 3, 5, 8";
  perhapsNegative(P.Sizes);
  // Bounds may reach a little beyond n.
  const double Largest = (Depth <= 2 ? 45 : Depth == 3 ? 13 : 8) + 12;
  MostIterations = std::pow(Largest, Depth);
}

void NestWriter::chooseWidths() {
  P.Widths = "0, 1, 2, 4";
  perhapsNegative(P.Widths);
}

void NestWriter::perhapsNegative(std::string &Values) const {
  if (!unsignedIndex())
    Values = "-3, -1, " + Values;
}

void NestWriter::beginFunction() {
  if (Allowed == Regrouping::Fast)
    P.Text += "#pragma float_control(push)\n"
              "#pragma float_control(precise, off)\n";
  openFunction();
  if (Allowed == Regrouping::Reassociate)
    P.Text += "#pragma clang fp reassociate(on)\n";
}

Program NestWriter::endFunction() {
  P.Text += "}\n";
  if (Allowed == Regrouping::Fast)
    P.Text += "#pragma float_control(pop)\n";
  return P;
}

NestWriter::Range NestWriter::range() {
  if (Counters.empty()) {
    const Range Outermost[] = {{"0", "n"}, {"0", "n"}, {"1", "n"}, {"2", "n"}};
    return friendly() ? Outermost[0] : Random.pick(Outermost);
  }
  const std::string E = anyCounter().Name, F = anyCounter().Name;
  const Range Usual[] = {{"0", "n"},        {"0", "n"}, {"0", "n"},
                         {"0", E + " + 1"}, {"0", E},   {E, "n"}};
  if (!P.Widths.empty() && Random.percent(50)) {
    const Range Wide[] = {{"0", "w"}, {E, E + " + w"}, {"0", E + " + w"}};
    return Random.pick(Wide);
  }
  if (friendly())
    return Random.pick(Usual);
  std::vector<Range> Others = {{"1", E + " + 1"}, {E, E + " + 3"},
                               {"0", E + " + 2"}, {E + " + 1", "n"},
                               {"0", "4"},        {"2", "n"}};
  // With unsigned counters this could wrap.
  if (!unsignedIndex()) {
    Others.push_back({"0", "n - " + E});
    if (E != F)
      Others.push_back({"0", E + " - " + F + " + 1"});
  }
  return Others[Random.below(unsigned(Others.size()))];
}

void NestWriter::chooseCounters(unsigned Loops) {
  const char *const Names[] = {"i", "j", "k", "l", "q", "r", "h"};
  for (unsigned L = 0; L != Loops; ++L) {
    std::string T = P.IndexType;
    // A counter of another width, whose values are the same.
    if (!unsignedIndex() && Random.percent(Plain ? 3 : 12))
      T = T == "int" ? "long" : "int";
    Planned.push_back({Names[L], T});
  }
}

void NestWriter::openLoop(const Range &R) {
  Counters.push_back(Planned[Counters.size()]);
  const auto &[V, T] = Counters.back();
  if (!unsignedIndex() && Random.percent(Plain ? 6 : 20))
    return open("for (" + T + " " + V + " = " + R.High + " - 1; " + V +
                " >= " + R.Low + "; --" + V + ")");
  const char *const Steps[] = {"1", "1", "1", "1", "2", "3"};
  open("for (" + T + " " + V + " = " + R.Low + "; " + V + " < " + R.High +
       "; " + V + " += " + (friendly() ? "1" : Random.pick(Steps)) + ")");
}

void NestWriter::closeLoop() {
  Counters.pop_back();
  close();
}

std::string NestWriter::subscript(const std::vector<std::string> &Over) {
  const std::string &X = Over[0];
  if (Over.size() == 1) {
    const std::string Forms[] = {X, X + " + 1", "2 * " + X, X + " + 2"};
    return friendly() ? X : Random.pick(Forms);
  }
  const std::string &Y = Over[1];
  if (Over.size() == 2) {
    const std::string Usual[] = {X + " * n + " + Y, X + " * n + " + Y,
                                 X + " * n + " + Y, X + " + " + Y};
    const std::string Forms[] = {X + " * n + " + Y + " + 1",
                                 X + " * (n + 1) + " + Y,
                                 "2 * " + X + " + " + Y, X + " * n"};
    return friendly() ? Random.pick(Usual) : Random.pick(Forms);
  }
  const std::string &Z = Over[2];
  const std::string Forms[] = {"(" + X + " * n + " + Y + ") * n + " + Z,
                               X + " + " + Y + " + " + Z,
                               X + " * n + " + Y + " + " + Z};
  return Random.pick(Forms);
}

Expression NestWriter::counter(const Counter &C) {
  const Number T = C.Type == "long"       ? Number::S64
                   : C.Type == "int"      ? Number::S32
                   : C.Type == "unsigned" ? Number::U32
                                          : Number::U64;
  const Expression E = {C.Name, T, isSigned(T) ? 64 : limitOf(T)};
  if (!floating())
    return E;
  // A counter is small, whatever its type.
  return {"(" + std::string(P.A->Name) + ")" + C.Name,
          P.A->Bits == 32 ? Number::F32 : Number::F64, 64};
}

NestWriter::Accumulator NestWriter::accumulator(const std::string &Name,
                                                Operator Op,
                                                const Expression &X,
                                                double Terms) {
  // What overflows must be unsigned.
  if (Op == Operator::Multiply)
    return {{Name, Number::U64, limitOf(Number::U64)}, "unsigned long", Op};
  Expression Value = {Name, X.Type, X.Max * Terms + 8};
  // Compared and masked values stay what they are.
  if (Op != Operator::Add && Op != Operator::Subtract) {
    Value.Max = 2 * X.Max + 8;
    return {Value, nameOf(X.Type), Op};
  }
  if (isFloat(X.Type)) {
    if (Value.Max > limitOf(X.Type) || Random.percent(20))
      Value.Type = Number::F64;
    return {Value, nameOf(Value.Type), Op};
  }
  const char *const Tags[] = {"s32", "s32", "s32", "u32", "u32", "s64", "s64",
                              "s64", "u64", "u64", "u8",  "u16", "s16"};
  for (unsigned Try = 0; Try != 20; ++Try) {
    const ElementType &T = elementType(Random.pick(Tags));
    Expression Read = element(T, Name);
    if (!holdsAnything(T))
      Read.Max = std::min(Value.Max, limitOf(Read.Type) + 1);
    const Number Sum = std::max(Read.Type, X.Type);
    if (!isSigned(Sum) || Read.Max + X.Max <= limitOf(Sum))
      return {Read, T.Name, Op};
  }
  return {{Name, Number::U64, limitOf(Number::U64)}, "unsigned long", Op};
}

void NestWriter::declare(const Accumulator &A) {
  std::string Start = "0";
  if (A.Op == Operator::And)
    Start = "~0";
  else if (A.Op == Operator::Multiply)
    Start = "3";
  else if (!friendly())
    Start = Random.percent(50) ? "3" : "1";
  line(A.Type + " " + A.Value.Text + " = " + Start + ";");
}

void NestWriter::fold(const Accumulator &A, const Expression &X) {
  const std::string &S = A.Value.Text;
  const bool Short = Random.percent(70);
  auto Binary = [&](const std::string &Sign) {
    line(Short ? S + " " + Sign + "= " + X.Text + ";"
               : S + " = " + S + " " + Sign + " " + X.Text + ";");
  };
  switch (A.Op) {
  case Operator::Add:
    return Binary("+");
  case Operator::Subtract:
    return Binary("-");
  case Operator::Multiply:
    return Binary("*");
  case Operator::And:
    return Binary("&");
  case Operator::Or:
    return Binary("|");
  case Operator::Xor:
    return Binary("^");
  case Operator::Min:
  case Operator::Max:
    break;
  }
  const std::string Than = A.Op == Operator::Max ? " > " : " < ";
  line(S + " = " + X.Text + Than + S + " ? " + X.Text + " : " + S + ";");
}

Expression NestWriter::valueOf(const std::vector<Accumulator> &All) {
  Expression V = All[0].Value;
  for (size_t I = 1; I != All.size(); ++I)
    V = combined(V, '+', combined(constant(3), '*', All[I].Value));
  return V;
}

std::string NestWriter::cell(unsigned Loops) {
  if (Loops == 0)
    return "out[0]";
  std::string Index = Counters[0].Name;
  for (unsigned L = 1; L != Loops; ++L)
    Index = (L == 1 ? Index : "(" + Index + ")") + " * n + " + Counters[L].Name;
  if (!friendly()) {
    const std::string Forms[] = {Index, Index + " + 1", Counters[0].Name};
    Index = Random.pick(Forms);
  }
  return "out[" + Index + "]";
}

void NestWriter::store(const std::string &Cell, const Expression &Value) {
  if (holdsAnything(*P.Out) && Random.percent(10))
    line(Cell + " = " + combined(element(*P.Out, Cell), '+', Value).Text + ";");
  else
    line(Cell + " = " + Value.Text + ";");
  // Something that may stand in the way of what is carried.
  if (!Plain && !Counters.empty() && Random.percent(12)) {
    if (holdsAnything(*P.B) && Random.percent(50))
      line("b[i] += 1;");
    else if (holdsAnything(*P.A))
      line("a[i] = " + Cell + ";");
  }
}
