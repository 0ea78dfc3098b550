//===- TextScanner.h - The words of the text form ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Splits one line of a system into words, and reads the two grammars that an
/// equation is made of, remembering the names that it meets.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_TEXTSCANNER_H
#define WINNOW_SHARE_TEXTSCANNER_H

#include <string>
#include <vector>

namespace winnow::share {

struct Word {
  enum class Kind { Name, Integer, Sign, End } K;
  std::string Text;
  /// Where it stands in the line, from 0.
  size_t Begin, End;
};

/// A cursor over one line. The first error sticks; everything after it is
/// harmless.
class Scanner {
public:
  Scanner(std::string Line, unsigned Number);

  const Word &peek(unsigned Ahead = 0) const;
  bool at(const char *Text) const { return peek().Text == Text; }
  bool atName() const { return peek().K == Word::Kind::Name; }
  Word take();
  /// Takes the word if it is \p Text.
  bool accept(const char *Text);
  void expect(const char *Text);

  void fail(const Word &Where, const std::string &What);
  bool failed() const { return !Error.empty(); }
  /// "3:14: expected ']'"
  const std::string &error() const { return Error; }

  /// An affine expression: names, integers, + - *, floor(e/3), e mod 3.
  /// \return  its text, empty after an error
  std::string affine();
  /// Comparison chains under and, or, not, exists.
  /// \param [out] Conjuncts  the comparisons that all hold, each with the
  ///                         names in it; empty under a top-level `or`
  struct Conjunct {
    std::string Text;
    std::vector<std::string> Names;
  };
  std::string constraints(std::vector<Conjunct> &Conjuncts);

  /// The names without index met so far, in order, with repetitions.
  std::vector<std::string> Names;

  std::string textBetween(size_t Begin, size_t End) const {
    return Line.substr(Begin, End - Begin);
  }
  /// Where the last word taken ends.
  size_t lastEnd() const { return Next ? Words[Next - 1].End : 0; }

private:
  bool sum();
  bool product();
  bool factor();
  void formula(std::vector<Conjunct> &Conjuncts);
  void conjunction(std::vector<Conjunct> &Conjuncts);
  void primitive(std::vector<Conjunct> &Conjuncts);
  void exists();
  void chain(std::vector<Conjunct> &Conjuncts);

  std::string Line;
  unsigned Number;
  std::vector<Word> Words;
  size_t Next = 0;
  std::string Error;
  size_t ErrorAt = 0;
  /// Nesting, bounded so that hostile text cannot exhaust the stack.
  unsigned Depth = 0;
  bool InFloor = false;
};

/// Capital names are parameters, the others loop counters.
bool isParameter(const std::string &Name);

} // namespace winnow::share

#endif // WINNOW_SHARE_TEXTSCANNER_H
