//===- Verdict.h - A plan, or the reason why there is none ------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Legality never answers with a bare bool:
/// \code
///   Verdict<Plan> V = share(R);
///   if (!V)
///     return remarkMissed(V.refusal());
///   rewrite(V.plan());
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_VERDICT_H
#define WINNOW_SHARE_VERDICT_H

#include <optional>
#include <string>
#include <utility>

namespace winnow::share {

/// Why a rewrite is not allowed.
struct Refusal {
  /// Stable CamelCase name, the name of the remark: "NoInverse".
  std::string Name;
  /// What stands in the way: "max has no inverse, so a window cannot slide".
  std::string Reason;
  /// What its author could change, or empty: "add restrict to out".
  std::string Remedy;
  /// True where sharing would have paid off but for this obstacle, so the
  /// programmer wants to hear of it; false where there is nothing to share.
  bool Missed = true;
};

template <typename Plan> class Verdict {
public:
  Verdict(Plan P) : P(std::move(P)) {}
  Verdict(Refusal R) : R(std::move(R)) {}

  explicit operator bool() const { return P.has_value(); }
  const Plan &plan() const { return *P; }
  Plan &plan() { return *P; }
  const Refusal &refusal() const { return R; }

private:
  std::optional<Plan> P;
  Refusal R;
};

} // namespace winnow::share

#endif // WINNOW_SHARE_VERDICT_H
