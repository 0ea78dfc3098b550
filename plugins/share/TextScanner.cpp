//===- TextScanner.cpp - The words of the text form -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/TextScanner.h"
#include <algorithm>
#include <cctype>

namespace winnow::share {

namespace {

bool isLetter(char C) {
  return std::isalpha(static_cast<unsigned char>(C)) || C == '_';
}
bool isDigit(char C) { return std::isdigit(static_cast<unsigned char>(C)); }

bool isKeyword(const std::string &Name) {
  static const char *const Keywords[] = {"and",   "or",  "not",  "exists",
                                         "floor", "mod", "true", "false"};
  return std::find(std::begin(Keywords), std::end(Keywords), Name) !=
         std::end(Keywords);
}

bool isComparison(const Word &W) {
  return W.Text == "<" || W.Text == "<=" || W.Text == ">" || W.Text == ">=" ||
         W.Text == "=" || W.Text == "!=";
}

constexpr unsigned DeepestNesting = 64;

} // namespace

bool isParameter(const std::string &Name) {
  return std::isupper(static_cast<unsigned char>(Name.front()));
}

Scanner::Scanner(std::string Text, unsigned Number)
    : Line(std::move(Text)), Number(Number) {
  if (size_t Comment = Line.find('#'); Comment != std::string::npos)
    Line.resize(Comment);
  static const char *const Signs[] = {
      "==", "+=", "*=", "&=", "|=", "^=", "<=", ">=", "!=", "<", ">", "=",
      "+",  "-",  "*",  "/",  "(",  ")",  "[",  "]",  ",",  ":", "%"};
  for (size_t At = 0; At != Line.size();) {
    size_t Begin = At;
    Word::Kind Kind = Word::Kind::Sign;
    if (std::isspace(static_cast<unsigned char>(Line[At]))) {
      ++At;
      continue;
    }
    if (isLetter(Line[At])) {
      Kind = Word::Kind::Name;
      while (At != Line.size() && (isLetter(Line[At]) || isDigit(Line[At])))
        ++At;
    } else if (isDigit(Line[At])) {
      Kind = Word::Kind::Integer;
      while (At != Line.size() && isDigit(Line[At]))
        ++At;
    } else {
      for (const char *Sign : Signs)
        if (Line.compare(At, std::char_traits<char>::length(Sign), Sign) == 0) {
          At += std::char_traits<char>::length(Sign);
          break;
        }
    }
    if (At == Begin) {
      Words.push_back({Word::Kind::Sign, Line.substr(At, 1), At, At + 1});
      fail(Words.back(), "unexpected character");
      break;
    }
    Words.push_back({Kind, Line.substr(Begin, At - Begin), Begin, At});
    // Far beyond any bound or index, and what isl reads without complaint.
    if (Kind == Word::Kind::Integer && At - Begin > 9)
      fail(Words.back(), "the number is too large");
  }
  size_t End = Line.find_last_not_of(" \t\r") + 1;
  Words.push_back({Word::Kind::End, "", End, End});
}

const Word &Scanner::peek(unsigned Ahead) const {
  return Words[std::min(Next + Ahead, Words.size() - 1)];
}

Word Scanner::take() {
  Word W = peek();
  if (Next + 1 < Words.size())
    ++Next;
  return W;
}

bool Scanner::accept(const char *Text) {
  if (!at(Text))
    return false;
  take();
  return true;
}

void Scanner::expect(const char *Text) {
  if (!accept(Text))
    fail(peek(), std::string("expected '") + Text + "'");
}

void Scanner::fail(const Word &Where, const std::string &What) {
  if (failed())
    return;
  ErrorAt = Where.Begin;
  Error = std::to_string(Number) + ":" + std::to_string(Where.Begin + 1) +
          ": " + What;
}

std::string Scanner::affine() {
  size_t Begin = peek().Begin;
  sum();
  return failed() ? "" : textBetween(Begin, lastEnd());
}

// Each returns whether a name occurs in what it read.

bool Scanner::sum() {
  bool Named = product();
  while (!failed() && (at("+") || at("-"))) {
    take();
    Named |= product();
  }
  return Named;
}

bool Scanner::product() {
  bool Named = factor();
  while (!failed()) {
    const Word Op = peek();
    if (accept("*")) {
      bool Right = factor();
      if (Named && Right)
        fail(Op, "a product of two names is not affine");
      Named |= Right;
    } else if (at("mod") || at("%") || (InFloor && at("/"))) {
      take();
      if (peek().K != Word::Kind::Integer ||
          peek().Text.find_first_not_of('0') == std::string::npos)
        fail(peek(), "expected a positive integer");
      take();
    } else if (Op.K == Word::Kind::Name && !isKeyword(Op.Text) && Next &&
               Words[Next - 1].K == Word::Kind::Integer) {
      // 2j is two times j.
      Named |= factor();
    } else if ((Op.Text == "floor" || Op.Text == "(") && Next &&
               Words[Next - 1].K == Word::Kind::Integer) {
      Named |= factor();
    } else {
      break;
    }
  }
  return Named;
}

bool Scanner::factor() {
  const Word W = peek();
  if (++Depth > DeepestNesting)
    fail(W, "nested too deeply");
  bool Named = false;
  if (failed()) {
    // Nothing to read any more.
  } else if (accept("-")) {
    Named = factor();
  } else if (accept("floor")) {
    expect("(");
    bool Outside = InFloor;
    InFloor = true;
    Named = sum();
    InFloor = Outside;
    expect(")");
  } else if (accept("(")) {
    Named = sum();
    expect(")");
  } else if (W.K == Word::Kind::Integer) {
    take();
  } else if (W.K == Word::Kind::Name && !isKeyword(W.Text)) {
    take();
    if (at("[") || at("("))
      fail(W, "expected an affine expression of counters and parameters");
    Names.push_back(W.Text);
    Named = true;
  } else {
    fail(W, "expected a name or a number");
  }
  --Depth;
  return Named;
}

std::string Scanner::constraints(std::vector<Conjunct> &Conjuncts) {
  size_t Begin = peek().Begin;
  formula(Conjuncts);
  return failed() ? "" : textBetween(Begin, lastEnd());
}

void Scanner::formula(std::vector<Conjunct> &Conjuncts) {
  conjunction(Conjuncts);
  while (!failed() && accept("or")) {
    std::vector<Conjunct> Ignored;
    conjunction(Ignored);
    Conjuncts.clear();
  }
}

void Scanner::conjunction(std::vector<Conjunct> &Conjuncts) {
  do
    primitive(Conjuncts);
  while (!failed() && accept("and"));
}

void Scanner::primitive(std::vector<Conjunct> &Conjuncts) {
  size_t Begin = peek().Begin, FirstName = Names.size();
  std::vector<Conjunct> Inner;
  if (++Depth > DeepestNesting)
    fail(peek(), "nested too deeply");
  if (failed()) {
    // Nothing to read any more.
  } else if (accept("true") || accept("false")) {
    // No name in it.
  } else if (accept("not")) {
    primitive(Inner);
  } else if (accept("exists")) {
    exists();
  } else if (at("(")) {
    // (i + j) < N and (i < N or j < N) begin alike.
    size_t Start = Next;
    chain(Inner);
    if (failed()) {
      std::string ChainError = Error;
      size_t ChainErrorAt = ErrorAt;
      Error.clear();
      Next = Start;
      Names.resize(FirstName);
      Inner.clear();
      take();
      formula(Inner);
      expect(")");
      // The reading that got further tells what is wrong.
      if (failed() && ChainErrorAt > ErrorAt)
        Error = ChainError;
    }
  } else {
    chain(Conjuncts);
    --Depth;
    return;
  }
  --Depth;
  if (!failed())
    Conjuncts.push_back({textBetween(Begin, lastEnd()),
                         {Names.begin() + FirstName, Names.end()}});
}

/// exists (e0 = floor((j)/2), e1: ...)
void Scanner::exists() {
  bool Parenthesised = accept("(");
  size_t FirstName = Names.size();
  std::vector<std::string> Bound;
  do {
    if (!atName() || isKeyword(peek().Text))
      fail(peek(), "expected a name");
    Bound.push_back(take().Text);
    if (accept("="))
      sum();
  } while (!failed() && accept(","));
  expect(":");
  std::vector<Conjunct> Inner;
  formula(Inner);
  if (Parenthesised)
    expect(")");
  Names.erase(std::remove_if(Names.begin() + FirstName, Names.end(),
                             [&](const std::string &Name) {
                               return std::find(Bound.begin(), Bound.end(),
                                                Name) != Bound.end();
                             }),
              Names.end());
}

/// 0 <= i < N: one conjunct for each comparison.
void Scanner::chain(std::vector<Conjunct> &Conjuncts) {
  size_t Begin = peek().Begin, FirstName = Names.size();
  sum();
  if (!failed() && !isComparison(peek()))
    fail(peek(), "expected a comparison");
  while (!failed() && isComparison(peek())) {
    take();
    size_t RightBegin = peek().Begin, RightName = Names.size();
    sum();
    if (!failed())
      Conjuncts.push_back({textBetween(Begin, lastEnd()),
                           {Names.begin() + FirstName, Names.end()}});
    Begin = RightBegin;
    FirstName = RightName;
  }
}

} // namespace winnow::share
