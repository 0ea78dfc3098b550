//===- Bodies.h - Random sums of products -----------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What one iteration of a nest adds up: products of array elements, counters,
/// constants and named values, in any of several types, and sums of products.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_FUZZ_BODIES_H
#define WINNOW_UNITTESTS_FUZZ_BODIES_H

#include "Nest.h"

namespace winnow {

class BodyWriter : protected NestWriter {
protected:
  using NestWriter::NestWriter;

  /// A factor that has a name: a value of some outer iteration.
  struct Local {
    Expression Value;
    std::string Definition;
    unsigned Level; ///< inside how many loops it is computed
  };

  /// What is folded: one part, or two parts by the sign.
  struct Term {
    Expression Sum;
    std::vector<Expression> Parts;
    char Sign = '+';
  };

  void addLocal();
  Expression leaf(bool FromA);
  Term term();

  bool isKind(const char *Kind) const { return std::string(P.Kind) == Kind; }

  unsigned Loops = 2;
  std::vector<std::string> Usable; ///< counters that bodies depend on
  std::vector<Local> Locals;

private:
  std::vector<std::string> someCounters();
  Expression factor();
  Expression perhapsCast(const Expression &E);
  Expression classicProduct();
  Expression product();
};

} // namespace winnow

#endif // WINNOW_UNITTESTS_FUZZ_BODIES_H
