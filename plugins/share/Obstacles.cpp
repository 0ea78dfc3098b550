//===- Obstacles.cpp - Why a reduction is not shared, in words --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Obstacles.h"

namespace winnow::share {

unsigned weight(const Transform &T) {
  unsigned Sum = 0;
  for (Obstacle O : T.Obstacles)
    Sum += O == Obstacle::NeedsReassociation || O == Obstacle::NotReversible ? 1
           : O == Obstacle::InputChanges ? 3
                                         : 4;
  return Sum;
}

static std::string gain(const Complexity &Before, const Complexity &After) {
  return " (" + Before.text() + " -> " + After.text() + ")";
}

Refusal needsReassociation(const Reduction &R, const Complexity &Before,
                           const Complexity &After) {
  std::string Gain = gain(Before, After);
  // No flag makes an arbitrary update associative.
  if (R.Alg.Op == Operator::Fold)
    return {"NeedsReassociation",
            "sharing would change the order of the updates" + Gain, "", false};
  bool Orders = R.Alg.Op == Operator::Min || R.Alg.Op == Operator::Max;
  return {"NeedsReassociation",
          "sharing would regroup the terms of this " +
              std::string(name(R.Alg.Op)) + Gain,
          Orders ? "-fno-honor-nans -fno-signed-zeros"
                 : "#pragma clang fp reassociate(on), or -fassociative-math "
                   "-fno-signed-zeros"};
}

Refusal workLimit() {
  return {"WorkLimit", "the analysis ran into its limit of isl operations",
          "split the loop nest"};
}

Refusal refusalOf(const Reduction &R, const Transform &T,
                  const Complexity &Before, const Complexity &Answers) {
  std::string Op = name(R.Alg.Op);
  Complexity After = larger(Answers, larger(T.AddSize, T.SubSize));
  std::string Gain = gain(Before, After);
  switch (T.Obstacles.front()) {
  case Obstacle::GappedAnswers:
    return {"GappedAnswers",
            "the outer iterations that compute an answer have gaps" + Gain,
            "compute the answer in every outer iteration"};
  case Obstacle::NoInverse:
    return {"NoInverse",
            "terms leave between two answers, and this " + Op +
                " cannot take them away again" + Gain,
            ""};
  case Obstacle::InputChanges:
    return {"InputChanges",
            T.Changed + " is stored into between two answers that read it" +
                Gain,
            "store into another array than " + T.Changed};
  case Obstacle::NeedsReassociation:
    return needsReassociation(R, Before, After);
  case Obstacle::NotReversible:
    return {"NotReversible",
            "the answers could be shared only if the outer loop ran "
            "backwards, and its iterations are not independent" +
                Gain,
            "run the outer loop in the other direction"};
  }
  return {"NoLowerComplexity", "sharing would not save work", "", false};
}

} // namespace winnow::share
