//===- Keys.cpp - Sums of the terms with one key --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Guards that compare a key of the term with a value of the outer iteration:
/// \code
///   for i, k:
///     own = b[i]
///     for j < i:                            or j != i, or any range
///       if (b[j] == k && b[j + 1] == own)   or ... ? a[j] : 0, or a count
///         s += a[j]
///     out[i * n + k] = s
///   b[i] = s % 8                            dependent
/// \endcode
/// Keys are from -8 to 8 at first, so that some have no bucket, and of types of
/// all widths and signs.
///
//===----------------------------------------------------------------------===//

#include "Nest.h"

using namespace winnow;

namespace {

class KeyWriter : NestWriter {
public:
  explicit KeyWriter(uint64_t Seed) : NestWriter(Seed, "keys") {}
  Program run();

private:
  void chooseShape();
  const std::string &last() const { return Planned[Outer - 1].Name; }
  const std::string &own() const { return Planned[Outer].Name; }
  std::string at(const std::string &Index);
  std::string key();
  std::string asked();
  std::string condition();
  Expression term();
  Operator chooseOperator();
  Range inner();
  void add(const Accumulator &A, const Expression &X);
  void addInMemory(const Accumulator &A, const Expression &X);

  unsigned Outer = 1;
};

} // namespace

void KeyWriter::chooseShape() {
  chooseTypes(25);
  const char *const Keys[] = {"s32", "s32", "u32", "u8", "s8",
                              "u16", "s16", "s64", "u64"};
  P.B = &elementType(Random.pick(Keys));
  // Of floats, small whole numbers are summed exactly in any order.
  if (P.Inputs == Contents::Specials)
    P.Inputs = Contents::Small;
  Outer = Random.percent(50) ? 2 : 1;
  chooseSizes(Outer + 1);
  chooseCounters(Outer + 1);
}

/// An element of b; of unsigned ones, which are any numbers, rarely all of it.
std::string KeyWriter::at(const std::string &Index) {
  const bool Low = Random.percent(P.B->Signed ? 20 : 85);
  return Low ? "(b[" + Index + "] & 7)" : "b[" + Index + "]";
}

/// What a term is known by.
std::string KeyWriter::key() {
  const std::string &J = own();
  const std::string Usual[] = {at(J), at(J), at(J)};
  const std::string Others[] = {
      "b[" + J + " + 1]", "b[2 * " + J + "]", "b[" + J + "] + " + last(),
      "b[" + J + " + " + last() + "]", "(b[" + J + "] ^ b[" + J + " + 1])"};
  return friendly() ? Random.pick(Usual) : Random.pick(Others);
}

/// What the answer asks for.
std::string KeyWriter::asked() {
  const std::string &K = last();
  const std::string Usual[] = {K, K, K, "own", "own", Planned[0].Name};
  const std::string Others[] = {K + " + 2",  "7 - " + K,        "2 * " + K,
                                "(own & 3)", "(" + K + " & 3)", "3"};
  return friendly() ? Random.pick(Usual) : Random.pick(Others);
}

std::string KeyWriter::condition() {
  std::string C = key() + " == " + asked();
  if (Random.percent(20))
    C += (Random.percent(70) ? " && " : " & ") + ("(" + key() + " == own)");
  if (Random.percent(30)) {
    const std::string &J = own(), &I = Planned[0].Name;
    const std::string Usual[] = {J + " != " + I, J + " != " + I, J + " < " + I,
                                 J + " > " + I};
    C = "(" + Random.pick(Usual) + ")" + (Random.percent(70) ? " && " : " & ") +
        "(" + C + ")";
  }
  if (!Plain && Random.percent(10))
    C = "(" + C + ") && a[" + own() + "] > 0";
  return C;
}

Expression KeyWriter::term() {
  switch (Random.below(6)) {
  case 0:
    return floating() ? inA(own()) : constant(1);
  case 1:
    return counter(Planned[Outer]);
  case 2:
    return combined(inA(own()), '*', inA(own() + " + 1"));
  case 3:
    return combined(inA(own()), '*', counter(Planned[0]));
  default:
    return inA(own());
  }
}

Operator KeyWriter::chooseOperator() {
  const Operator Sums[] = {Operator::Add, Operator::Add, Operator::Subtract};
  const Operator Orders[] = {Operator::Min, Operator::Max};
  const Operator Others[] = {Operator::And, Operator::Or, Operator::Xor,
                             Operator::Multiply};
  if (Random.percent(65))
    return Random.pick(Sums);
  return floating() || Random.percent(60) ? Random.pick(Orders)
                                          : Random.pick(Others);
}

NestWriter::Range KeyWriter::inner() {
  const std::string &I = Planned[0].Name;
  const Range Usual[] = {{"0", "n"},       {"0", "n"},        {"0", I},
                         {"0", I},         {"0", I + " + 1"}, {I, "n"},
                         {I + " + 1", "n"}};
  return friendly() ? Random.pick(Usual) : range();
}

/// Folds \p X in where the condition holds.
void KeyWriter::add(const Accumulator &A, const Expression &X) {
  const std::string C = condition();
  bool Sum = A.Op == Operator::Add || A.Op == Operator::Subtract ||
             A.Op == Operator::Xor || A.Op == Operator::Or;
  if (Sum && Random.percent(40))
    return fold(A, {"(" + C + " ? " + X.Text + " : 0)", X.Type, X.Max});
  open("if (" + C + ")");
  fold(A, X);
  close();
}

/// The same with the cell of the answer: the sum itself, or a copy of it.
void KeyWriter::addInMemory(const Accumulator &A, const Expression &X) {
  open("if (" + condition() + ")");
  if (P.Out->Float || P.Out->Signed || Random.percent(50)) {
    fold(A, X);
    store(cell(Outer), A.Value);
  } else {
    const char *const Signs[] = {"+", "-", "^", "|", "*"};
    line(cell(Outer) + " " + Random.pick(Signs) + "= (" + P.Out->Name + ")(" +
         X.Text + ");");
  }
  close();
}

Program KeyWriter::run() {
  chooseShape();
  const Expression X = term();
  std::vector<Accumulator> Sums = {
      accumulator("s", chooseOperator(), X, MostIterations)};
  beginFunction();
  openLoop(range());
  if (Outer == 2) {
    const Range Usual[] = {{"0", "n"}, {"0", "5"}, {"0", "n"}};
    openLoop(friendly() ? Random.pick(Usual) : range());
  }
  line(std::string(P.B->Name) + " own = " + at(Planned[0].Name) + ";");
  declare(Sums[0]);
  const bool InMemory = Random.percent(25);
  if (InMemory && Random.percent(50))
    store(cell(Outer), Sums[0].Value);
  openLoop(inner());
  if (InMemory)
    addInMemory(Sums[0], X);
  else
    add(Sums[0], X);
  closeLoop();
  if (!InMemory)
    store(cell(Outer), valueOf(Sums));
  bool Last = Outer == 1;
  if (Random.percent(Plain ? 20 : 50) && !Last)
    line("b[" + Planned[0].Name + "] = 3;");
  if (!Last)
    closeLoop();
  // A key that depends on the sums before it.
  if (Random.percent(40))
    line("b[" + Planned[0].Name + (friendly() ? "" : " + 1") + "] = " +
         (Last && !floating() ? "(" + Sums[0].Value.Text + ") & 7"
                              : "(" + Planned[0].Name + " * 5) & 7") +
         ";");
  closeLoop();
  return endFunction();
}

Program winnow::makeKeys(uint64_t Seed) { return KeyWriter(Seed).run(); }
