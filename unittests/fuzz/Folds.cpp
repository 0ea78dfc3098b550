//===- Folds.cpp - One or two folds in a nest, with any operator ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Writer.h"

#include <vector>

using namespace winnow;

namespace {

const ElementType Types[] = {{"double", "f64", true, false, 64},
                             {"float", "f32", true, false, 32},
                             {"unsigned", "u32", false, false, 32},
                             {"unsigned char", "u8", false, false, 8},
                             {"int", "s32", false, true, 32},
                             {"long long", "s64", false, true, 64},
                             {"unsigned long", "u64", false, false, 64}};

/// A reduction operator as statements of C.
enum class Operator { Add, Subtract, Multiply, Min, Max, And, Or, Xor, Ewma };

class Generator : Writer {
public:
  explicit Generator(uint64_t Seed) : Writer(Seed, "fold") {}
  Program run();

private:
  struct Accumulator {
    std::string Name;
    std::string Type;
    Operator Op;
    bool InMemory;
  };

  void chooseShape();
  void openOuter(unsigned Level);
  void openInner(unsigned Level);
  void startAccumulators();
  void foldAll();
  void fold(const Accumulator &A, const std::string &Term);
  void finish();
  Operator chooseOperator();
  std::string identity(Operator Op);
  std::string index(bool Inner);
  std::string term();
  std::string guard();

  const ElementType *Type = nullptr; ///< of all arrays
  bool Dependent = false;
  bool Bumped = false;
  bool Descends[4] = {};
  unsigned Outers = 1, Inners = 1;
  std::string Out;
  std::vector<Accumulator> Accumulators;
};

const char *const OuterName[] = {"i", "k"};
const char *const InnerName[] = {"j", "l"};

void Generator::chooseShape() {
  Plain = Random.percent(60);
  P.A = P.B = P.Out = Type = &Random.pick(Types);
  P.Extent = "(n + 4) * (n + 4) * 2 + 16";
  P.Sizes = "0, 1, 2, 3, 5, 8, 17, 33, 70";
  const unsigned Roll = Random.below(100);
  Outers = Roll < 60 || Roll >= 80 ? 1 : 2;
  Inners = Roll < 80 ? 1 : 2;
  if (Roll >= 96)
    Outers = Inners = 2;
  const char *const Indices[] = {"long", "long", "int", "unsigned", "size_t"};
  P.IndexType = Random.pick(Indices);
  // Sums of signed sums would grow without limit.
  Dependent = !Type->Signed && Outers == 1 && Random.percent(20);
  Bumped = !Dependent && Inners == 1 && Random.percent(12);
  P.MayAlias = !Type->Signed && Random.percent(45);
  P.Inputs = Type->Float && Random.percent(25) ? Contents::Specials
                                               : Contents::Fractions;

  const char *const One[] = {"i", "i", "i", "i + 1", "2 * i", "n - 1 - i"};
  const char *const Two[] = {"i * n + k", "i * n + k", "k * n + i", "k"};
  Out = friendly()    ? (Outers == 1 ? "i" : "i * n + k")
        : Outers == 1 ? Random.pick(One)
                      : Random.pick(Two);
  if (Dependent)
    Out = "i";
}

void Generator::openOuter(unsigned Level) {
  const std::string V = OuterName[Level], T = P.IndexType;
  const char *const Lows[] = {"0", "0", "1", "2"};
  const char *const Steps[] = {"1", "1", "2", "3"};
  const std::string Low = Dependent    ? "1"
                          : friendly() ? "0"
                                       : Random.pick(Lows);
  const std::string Step = friendly() ? "1" : Random.pick(Steps);
  if (Level == 1 && !friendly() && Random.percent(50)) {
    open("for (" + T + " k = 0; k <= i; ++k)");
    return;
  }
  if (!unsignedIndex() && !Dependent && Random.percent(Plain ? 15 : 30)) {
    Descends[Level] = true;
    open("for (" + T + " " + V + " = n - 1; " + V + " >= " + Low + "; " + V +
         " -= " + Step + ")");
    return;
  }
  open("for (" + T + " " + V + " = " + Low + "; " + V + " < n; " + V +
       " += " + Step + ")");
}

void Generator::openInner(unsigned Level) {
  const std::string V = InnerName[Level], T = P.IndexType;
  const std::string O = Outers == 2 && Random.percent(50) ? "k" : "i";
  struct Range {
    std::string Low, High; // inclusive and exclusive
  };
  std::vector<Range> Ranges = {
      {"0", O + " + 1"}, {"0", O + " + 1"}, {"0", O},        {"0", "n"},
      {O, "n"},          {"1", O + " + 1"}, {O, O + " + 3"}, {"0", O + " + 2"}};
  if (Level == 1) {
    Ranges.push_back({"0", "j + 1"});
    Ranges.push_back({"j", "i + 1"});
    // With unsigned counters i - j is safe only where j <= i.
    if (T == "long" || T == "int")
      Ranges.push_back({"0", "i - j + 1"});
  }
  Range R = Dependent    ? Ranges[2]
            : friendly() ? Ranges[Random.below(2)]
                         : Ranges[Random.below(unsigned(Ranges.size()))];
  if (Bumped) {
    line(std::string("const ") + Type->Name + " *p = a + " + R.Low + ";");
    open("for (" + T + " " + V + " = " + R.Low + "; " + V + " < " + R.High +
         "; ++" + V + ", ++p)");
    return;
  }
  if (!unsignedIndex() && Random.percent(Plain ? 5 : 25)) {
    open("for (" + T + " " + V + " = " + R.High + " - 1; " + V +
         " >= " + R.Low + "; --" + V + ")");
    return;
  }
  const char *const Steps[] = {"1", "1", "1", "2", "3"};
  open("for (" + T + " " + V + " = " + R.Low + "; " + V + " < " + R.High +
       "; " + V + " += " + (friendly() ? "1" : Random.pick(Steps)) + ")");
}

Operator Generator::chooseOperator() {
  const Operator Small[] = {Operator::Add, Operator::Add, Operator::Subtract,
                            Operator::Min, Operator::Max};
  const Operator Floats[] = {
      Operator::Add,      Operator::Add, Operator::Add, Operator::Subtract,
      Operator::Multiply, Operator::Min, Operator::Max, Operator::Ewma};
  const Operator Words[] = {
      Operator::Add, Operator::Add, Operator::Subtract, Operator::Multiply,
      Operator::Min, Operator::Max, Operator::And,      Operator::Or,
      Operator::Xor, Operator::Ewma};
  return Type->Float    ? Random.pick(Floats)
         : Type->Signed ? Random.pick(Small)
                        : Random.pick(Words);
}

std::string Generator::identity(Operator Op) {
  switch (Op) {
  case Operator::Multiply:
    return "1";
  case Operator::And:
    return "~0";
  case Operator::Min:
    return Type->Float ? "INFINITY" : Type->Signed ? "100000" : "255";
  case Operator::Max:
    return Type->Float ? "-INFINITY" : Type->Signed ? "-100000" : "0";
  default:
    return "0";
  }
}

void Generator::startAccumulators() {
  const unsigned Count = Random.percent(20) ? 2 : 1;
  for (unsigned I = 0; I != Count; ++I) {
    Accumulator A;
    A.Op = chooseOperator();
    A.InMemory =
        I == 0 && !Dependent && Out != "n - 1 - i" && Random.percent(15);
    A.Name = A.InMemory ? "out[" + Out + "]" : I ? "t" : "s";
    // A byte array is summed into a byte or into a word.
    A.Type = std::string(Type->Tag) == "u8" && Random.percent(60) ? "unsigned"
                                                                  : Type->Name;
    std::string Start = identity(A.Op);
    if (!friendly()) {
      const std::string Starts[] = {identity(A.Op), "a[0]", "b[i]", "3"};
      Start = Random.pick(Starts);
    }
    if (!A.InMemory)
      line(A.Type + " " + A.Name + " = " + Start + ";");
    else if (Random.percent(60))
      line(A.Name + " = " + Start + ";");
    Accumulators.push_back(A);
  }
}

std::string Generator::index(bool Inner) {
  const std::string V =
      Inner ? InnerName[Inners == 2 ? Random.below(2) : 0] : "i";
  if (friendly())
    return V;
  const std::string Forms[] = {
      V,          V,          V + " + 1",
      "2 * " + V, V + " + i", Outers == 2 ? V + " * n + k" : "i * n + " + V};
  return Random.pick(Forms);
}

std::string Generator::term() {
  if (Bumped)
    return Random.percent(70) ? "*p" : "*p * b[j]";
  const std::string Source = Dependent ? "out" : "a";
  const std::string First =
      Source + "[" + (Dependent ? "j" : index(true)) + "]";
  if (friendly() && Random.percent(70))
    return First;
  const std::string Forms[] = {First + " * b[" + index(true) + "]",
                               First + " + b[" + index(true) + "]",
                               First + " * " + First,
                               First + " * 3",
                               First + " - b[" + index(false) + "]",
                               First};
  return Random.pick(Forms);
}

std::string Generator::guard() {
  const std::string J = InnerName[Inners - 1];
  const std::string Guards[] = {J + " <= i",        J + " < i",
                                J + " != i",        "i % 2",
                                "a[" + J + "] > 1", "b[" + J + "] > b[0]"};
  return Random.pick(Guards);
}

void Generator::fold(const Accumulator &A, const std::string &Term) {
  const std::string &S = A.Name;
  // Min and max compare what is stored, so that the choice has one type.
  const std::string X = "(" + A.Type + ")(" + Term + ")";
  const bool Max = A.Op == Operator::Max;
  switch (A.Op) {
  case Operator::Add:
    return line(S + " += " + Term + ";");
  case Operator::Subtract:
    return line(S + " -= " + Term + ";");
  case Operator::Multiply:
    return line(S + " *= " + Term + ";");
  case Operator::And:
    return line(S + " &= " + Term + ";");
  case Operator::Or:
    return line(S + " |= " + Term + ";");
  case Operator::Xor:
    return line(S + " ^= " + Term + ";");
  case Operator::Ewma:
    return line(S + " = " + S + (Type->Float ? " * 0.75f + " : " * 5 + ") +
                "(" + Term + ");");
  case Operator::Min:
  case Operator::Max:
    break;
  }
  if (Type->Float && Random.percent(25)) {
    P.OpenZeroSign = true;
    const char *Suffix = A.Type == "float" ? "f(" : "(";
    return line(S + " = " + (Max ? "fmax" : "fmin") + Suffix + S + ", " + X +
                ");");
  }
  if (Random.percent(40))
    return line("if (" + X + (Max ? " > " : " < ") + S + ") " + S + " = " + X +
                ";");
  if (Random.percent(50))
    return line(S + " = " + S + (Max ? " > " : " < ") + X + " ? " + S + " : " +
                X + ";");
  line(S + " = " + X + (Max ? " > " : " < ") + S + " ? " + X + " : " + S + ";");
}

void Generator::foldAll() {
  const bool Guarded = Random.percent(Plain ? 10 : 30);
  if (Guarded)
    open("if (" + guard() + ")");
  for (const Accumulator &A : Accumulators)
    fold(A, term());
  if (Guarded)
    close();
}

void Generator::finish() {
  const std::string Cell = "out[" + Out + "]";
  std::string Value;
  for (const Accumulator &A : Accumulators)
    if (!A.InMemory)
      Value += (Value.empty() ? "" : " + ") + A.Name;
  if (!Value.empty() && Random.percent(12))
    Value = std::string("opaque_") + Type->Tag + "(" + Value + ")";
  else if (!Value.empty() && Type->Float && Random.percent(20))
    Value = "0.5f * (" + Value + ")";
  if (Value.empty())
    return;
  // Where an accumulator lives in memory, the scalar one joins it.
  if (Accumulators[0].InMemory || (!Dependent && Random.percent(8)))
    line(Cell + " += " + Value + ";");
  else
    line(Cell + " = " + Value + (Dependent ? " + b[i];" : ";"));
  if (!Type->Signed && !Plain && Random.percent(12))
    line(Random.percent(50) ? "a[i] = " + Cell + ";" : "b[i] += 1;");
}

Program Generator::run() {
  chooseShape();
  openFunction();
  for (unsigned L = 0; L != Outers; ++L) {
    openOuter(L);
    if (L + 1 != Outers && !Type->Signed && !Plain && Random.percent(15))
      line("b[i] = i;");
  }
  if (!Plain && !Type->Signed && Random.percent(8))
    line("b[i] += a[i];");
  startAccumulators();
  for (unsigned L = 0; L != Inners; ++L)
    openInner(L);
  foldAll();
  for (unsigned L = 0; L != Inners; ++L)
    close();
  finish();
  for (unsigned L = 0; L != Outers; ++L)
    close();
  P.Text += "}\n";
  return P;
}

} // namespace

Program winnow::makeFold(uint64_t Seed) { return Generator(Seed).run(); }
