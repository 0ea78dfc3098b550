//===- Writer.h - The text of a random program ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the makers of all kinds of programs have in common: a stream of random
/// numbers, and lines of C with their indentation.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_FUZZ_WRITER_H
#define WINNOW_UNITTESTS_FUZZ_WRITER_H

#include "Program.h"

namespace winnow {

class Writer {
protected:
  Writer(uint64_t Seed, const char *Kind) : Random(Seed * 2654435761u + 17) {
    P.Seed = Seed;
    P.Kind = Kind;
    P.Inputs = Contents::Small;
    P.MayAlias = P.OpenZeroSign = false;
  }

  /// Whether the usual choice is taken. Plain programs take it everywhere: most
  /// others have something in them that stands in the plugin's way.
  bool friendly() { return Plain || Random.percent(40); }

  void line(const std::string &Text) {
    P.Text += std::string(2 * (Depth + 1), ' ') + Text + "\n";
  }
  void open(const std::string &Text) {
    line(Text + " {");
    ++Depth;
  }
  void close() {
    --Depth;
    line("}");
  }

  /// The line that begins the function.
  void openFunction() {
    const bool Restrict = !P.MayAlias && Random.percent(60);
    const std::string Pointer = Restrict ? " *restrict " : " *";
    P.Text += "__attribute__((noinline)) void p" + std::to_string(P.Seed) +
              "(" + P.A->Name + Pointer + "a, " + P.B->Name + Pointer + "b, " +
              P.Out->Name + Pointer + "out, " + P.IndexType + " n" +
              (!P.Widths.empty() ? ", " + P.IndexType + " w" : "") + ") {\n";
  }

  bool unsignedIndex() const {
    return P.IndexType == "unsigned" || P.IndexType == "size_t";
  }

  RandomStream Random;
  Program P;
  unsigned Depth = 0;
  bool Plain = true;
};

} // namespace winnow

#endif // WINNOW_UNITTESTS_FUZZ_WRITER_H
