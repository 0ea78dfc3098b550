//===- CellRange.cpp - Which cells a carry needs --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/CellRange.h"
#include "llvm/ADT/STLExtras.h"
#include "isl/aff.h"
#include "isl/ilp.h"
#include "isl/set.h"
#include "isl/val.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

/// Steps of reuse vectors are small; more than so many cells to each side say
/// that something else is going on.
static constexpr int64_t MaxMargin = 256;

/// The greatest value of \p Objective over \p S, or 0 where that is less or \p
/// S is empty; nothing if it is above MaxMargin.
static std::optional<int64_t> margin(const isl::set &S, isl_aff *Objective) {
  isl_val *V = isl_set_max_val(S.get(), Objective);
  isl_aff_free(Objective);
  std::optional<int64_t> Margin;
  if (isl_val_is_neginfty(V) == isl_bool_true ||
      isl_val_is_nan(V) == isl_bool_true)
    Margin = isl_set_is_empty(S.get()) == isl_bool_true ? std::optional(0L)
                                                        : std::nullopt;
  else if (isl_val_is_int(V) == isl_bool_true &&
           isl_val_cmp_si(V, MaxMargin) <= 0)
    Margin = std::max(isl_val_get_num_si(V), 0L);
  isl_val_free(V);
  return Margin;
}

std::optional<SmallVector<CellRange, 2>> cellRanges(const share::Node &Of,
                                                    const ReductionNest &N) {
  SmallVector<CellRange, 2> Ranges;
  isl::set Points = Of.Domain;
  // The loops' bounds may name parameters that the terms do not.
  for (const Parameter &P : N.Parameters)
    if (isl_set_find_dim_by_name(Points.get(), isl_dim_param, P.Id.c_str()) <
        0) {
      isl_size At = isl_set_dim(Points.get(), isl_dim_param);
      isl_set *More = isl_set_add_dims(Points.release(), isl_dim_param, 1);
      Points = isl::manage(
          isl_set_set_dim_name(More, isl_dim_param, At, P.Id.c_str()));
    }
  isl_local_space *Space =
      isl_local_space_from_space(isl_set_get_space(Points.get()));
  bool Known = !Points.is_null();
  for (unsigned D = Of.Carrier + 1; Known && D < Of.What.Outer; ++D) {
    // The coefficients of a sum of counters are not negative.
    Affine Last;
    for (auto [Max, C] : zip(N.MaxCounts, Of.What.Forms[D]))
      Last.add(Max, C);
    isl_aff *Var =
        isl_aff_var_on_domain(isl_local_space_copy(Space), isl_dim_set, int(D));
    // D - Last, and -D.
    isl_aff *Above = isl_aff_add_constant_si(isl_aff_copy(Var), -Last.Constant);
    for (auto [Id, C] : Last.Param)
      Above = isl_aff_add_coefficient_si(
          Above, isl_dim_param,
          isl_set_find_dim_by_name(Points.get(), isl_dim_param,
                                   N.Parameters[Id].Id.c_str()),
          int(-C));
    std::optional<int64_t> After = margin(Points, Above);
    std::optional<int64_t> Before = margin(Points, isl_aff_neg(Var));
    Known = After && Before;
    if (!Known)
      break;
    Last.Constant += 1 + *Before + *After;
    Ranges.push_back({-*Before, Last});
  }
  isl_local_space_free(Space);
  if (!Known)
    return std::nullopt;
  return Ranges;
}

} // namespace winnow::emit
