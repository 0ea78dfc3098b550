//===- Facets.cpp - Faces of a domain, and their labels ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Facets.h"
#include "isl/aff.h"
#include "isl/constraint.h"
#include "isl/set.h"
#include "isl/val.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

namespace winnow::share {

namespace {

/// "[N] -> { [i, j] -> [(i - j)] }" without its frame.
std::string textOf(isl_constraint *C) {
  isl_aff *A = isl_constraint_get_aff(C);
  char *Printed = isl_aff_to_str(A);
  isl_aff_free(A);
  std::string Text = Printed ? Printed : "";
  std::free(Printed);
  size_t Begin = Text.rfind("[("), End = Text.rfind(")]");
  if (Begin == std::string::npos || End == std::string::npos)
    return "";
  return Text.substr(Begin + 2, End - Begin - 2) + " >= 0";
}

} // namespace

Label Facet::labelOf(const IntVector &Reuse) const {
  int64_t Sum = 0;
  for (size_t I = 0; I != Normal.size() && I != Reuse.size(); ++I)
    Sum += int64_t(Normal[I]) * Reuse[I];
  return Sum > 0 ? Label::Pos : Sum < 0 ? Label::Neg : Label::Zero;
}

std::vector<Facet> facetsOf(const isl::set &Domain, unsigned Outer) {
  std::vector<Facet> Facets;
  isl_basic_set *Hull = isl_set_simple_hull(isl_set_remove_redundancies(
      isl_set_coalesce(isl_set_remove_divs(Domain.copy()))));
  Hull = isl_basic_set_remove_redundancies(Hull);
  isl_constraint_list *List = isl_basic_set_get_constraint_list(Hull);
  isl_size Dims = isl_basic_set_dim(Hull, isl_dim_set);
  isl_size Count = isl_constraint_list_n_constraint(List);
  for (isl_size K = 0; K < Count; ++K) {
    isl_constraint *C = isl_constraint_list_get_constraint(List, K);
    Facet F;
    bool Inner = false, Any = false;
    for (isl_size I = 0; I < Dims; ++I) {
      isl_val *V = isl_constraint_get_coefficient_val(C, isl_dim_set, I);
      F.Normal.push_back(isl_val_get_num_si(V));
      isl_val_free(V);
      Any |= F.Normal.back() != 0;
      Inner |= F.Normal.back() != 0 && I >= isl_size(Outer);
    }
    if (Any) {
      F.Equality = isl_constraint_is_equality(C) != isl_bool_false;
      F.Kind = !Inner                       ? Boundary::Strong
               : Dims - isl_size(Outer) > 1 ? Boundary::Weak
                                            : Boundary::None;
      F.Text = textOf(C);
      Facets.push_back(std::move(F));
    }
    isl_constraint_free(C);
  }
  isl_constraint_list_free(List);
  isl_basic_set_free(Hull);
  return Facets;
}

std::vector<IntVector> onePerClass(const std::vector<IntVector> &Vectors,
                                   const std::vector<Facet> &Facets,
                                   unsigned Outer) {
  std::set<std::vector<int>> Seen;
  std::vector<IntVector> Kept;
  for (const IntVector &V : Vectors) {
    std::vector<int> Class;
    bool Leaves = false;
    for (const Facet &F : Facets) {
      Class.push_back(int(F.labelOf(V)));
      Leaves |= F.Equality && F.labelOf(V) != Label::Zero;
    }
    if (Leaves)
      continue;
    // The sign of the carrier is what its loop's direction depends on.
    Class.insert(Class.end(), V.begin(), V.begin() + Outer);
    if (Seen.insert(Class).second)
      Kept.push_back(V);
  }
  return Kept;
}

} // namespace winnow::share
