//===- Sum.cpp - What one node of a plan adds up ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Sum.h"
#include "isl/aff.h"
#include "isl/map.h"
#include "isl/set.h"
#include "isl/space.h"
#include <algorithm>
#include <numeric>

namespace winnow::share {

namespace {

std::vector<unsigned> upTo(unsigned N) {
  std::vector<unsigned> All(N);
  std::iota(All.begin(), All.end(), 0u);
  return All;
}

/// The elements of \p From that are not in \p Gone; both ascending.
std::vector<unsigned> difference(const std::vector<unsigned> &From,
                                 const std::vector<unsigned> &Gone) {
  std::vector<unsigned> Rest;
  std::set_difference(From.begin(), From.end(), Gone.begin(), Gone.end(),
                      std::back_inserter(Rest));
  return Rest;
}

/// The first point of \p Domain for each value of its dimensions but \p Last.
isl::set firstOver(const isl::set &Domain, const std::vector<unsigned> &Last) {
  isl_map *M = isl_set_identity(isl_set_reset_tuple_id(Domain.copy()));
  for (size_t I = Last.size(); I-- > 0;)
    M = isl_map_project_out(M, isl_dim_in, Last[I], 1);
  return isl::manage(isl_set_coalesce(isl_map_range(isl_map_lexmin(M))));
}

} // namespace

static std::vector<IntVector> identity(unsigned N) {
  std::vector<IntVector> Rows(N, IntVector(N, 0));
  for (unsigned I = 0; I != N; ++I)
    Rows[I][I] = 1;
  return Rows;
}

isl::multi_aff linearMap(const isl::set &Domain,
                         const std::vector<IntVector> &Rows) {
  isl_space *Space =
      isl_space_reset_tuple_id(isl_set_get_space(Domain.get()), isl_dim_set);
  isl_multi_aff *To =
      isl_multi_aff_identity_on_domain_space(isl_space_copy(Space));
  for (unsigned D = 0; D != Rows.size(); ++D) {
    isl_aff *Row = isl_aff_zero_on_domain(
        isl_local_space_from_space(isl_space_copy(Space)));
    for (unsigned I = 0; I != Rows[D].size(); ++I)
      Row = isl_aff_add_coefficient_si(Row, isl_dim_in, I, Rows[D][I]);
    To = isl_multi_aff_set_at(To, D, Row);
  }
  isl_space_free(Space);
  return isl::manage(To);
}

std::vector<Term> termsOf(const Reduction &R, const Sum &S,
                          const std::vector<unsigned> &Factors) {
  std::vector<Term> Terms;
  // { [z of S] -> [z of the reduction] }
  isl::multi_aff To = linearMap(R.Domain, S.Back);
  for (unsigned F : Factors)
    for (const Term &T : R.Parts[S.Part].Factors[F].Terms) {
      isl_multi_aff *Index =
          isl_multi_aff_reset_tuple_id(T.Index.copy(), isl_dim_in);
      Terms.push_back({T.Array, isl::manage(isl_multi_aff_pullback_multi_aff(
                                    Index, To.copy()))});
    }
  return Terms;
}

bool Sum::isNull() const {
  return Answers.is_null() ||
         std::any_of(Terms.begin(), Terms.end(),
                     [](const Term &T) { return T.Index.is_null(); });
}

isl::map toAnswer(const isl::set &Domain, unsigned Outer) {
  isl_map *Id = isl_map_identity(isl_space_map_from_set(
      isl_space_reset_tuple_id(isl_set_get_space(Domain.get()), isl_dim_set)));
  isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
  if (Dims < isl_size(Outer)) {
    isl_map_free(Id);
    return isl::map();
  }
  return isl::manage(isl_map_project_out(Id, isl_dim_out, Outer, Dims - Outer));
}

std::vector<isl::set> disjointPieces(const isl::set &Domain) {
  std::vector<isl::set> Pieces;
  isl_basic_set_list *List = isl_set_get_basic_set_list(
      isl_set_make_disjoint(isl_set_coalesce(Domain.copy())));
  isl_size Count = isl_basic_set_list_size(List);
  Pieces.reserve(static_cast<size_t>(std::max(Count, 0)));
  for (isl_size I = 0; I < Count; ++I)
    Pieces.push_back(isl::manage(
        isl_set_from_basic_set(isl_basic_set_list_get_basic_set(List, I))));
  isl_basic_set_list_free(List);
  return Pieces;
}

bool withoutGaps(const isl::set &Answers) {
  isl::set S = Answers.coalesce().remove_redundancies();
  isl_size Pieces = isl_set_n_basic_set(S.get());
  // No answer at all has no gap either.
  return Pieces == 0 || (Pieces == 1 && S.involves_locals().is_false());
}

Sum wholeBody(const Reduction &R) {
  isl_size Dims = isl_set_dim(R.Domain.get(), isl_dim_set);
  Sum S;
  S.Outer = R.Outer;
  S.Forms = S.Back = identity(Dims < 0 ? 0 : Dims);
  S.Answers = R.Answers.reset_tuple_id();
  S.Terms = R.Terms;
  return S;
}

Sum partOf(const Reduction &R, unsigned Part) {
  Sum S = wholeBody(R);
  S.Part = int(Part);
  S.Factors = upTo(R.Parts[Part].Factors.size());
  S.Terms = termsOf(R, S, S.Factors);
  return S;
}

Sum without(const Reduction &R, const Sum &S,
            const std::vector<unsigned> &Factors) {
  Sum Rest = S;
  Rest.Factors = difference(S.Factors, Factors);
  Rest.Terms = termsOf(R, S, Rest.Factors);
  return Rest;
}

std::vector<unsigned> constantFactors(const Reduction &R, const Sum &S,
                                      const isl::set &Domain) {
  std::vector<unsigned> Constant;
  // { [x] -> [x,y] }
  isl::map Terms = toAnswer(Domain, S.Outer).intersect_domain(Domain).reverse();
  for (unsigned F : S.Factors) {
    bool Same = true;
    for (const Term &T : termsOf(R, S, {F})) {
      // { [x] -> [a] }
      isl::map Elements = Terms.apply_range(isl::manage(isl_map_reset_tuple_id(
          isl_map_from_multi_aff(T.Index.copy()), isl_dim_in)));
      Same &= isl_map_is_single_valued(Elements.get()) == isl_bool_true;
      if (!Same)
        break;
    }
    if (Same)
      Constant.push_back(F);
  }
  return Constant;
}

isl::set firstTerms(const isl::set &Domain, unsigned Outer) {
  isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
  std::vector<unsigned> Inner;
  for (isl_size D = Outer; D < Dims; ++D)
    Inner.push_back(D);
  return firstOver(Domain, Inner);
}

/// The dimensions behind the fixed ones that no term changes with.
static std::vector<unsigned> repeatingLoops(const Sum &S) {
  std::vector<unsigned> Same;
  for (unsigned D = S.Outer; D < S.Forms.size(); ++D)
    if (std::none_of(S.Terms.begin(), S.Terms.end(), [&](const Term &T) {
          return isl_multi_aff_involves_dims(T.Index.get(), isl_dim_in, D, 1) !=
                 isl_bool_false;
        }))
      Same.push_back(D);
  return Same;
}

isl::set withoutRepetitions(const Sum &S, const isl::set &Domain) {
  std::vector<unsigned> Same = repeatingLoops(S);
  return Same.empty() ? isl::set() : firstOver(Domain, Same);
}

std::optional<Nested> repetition(const Sum &S, const isl::set &Domain) {
  std::vector<unsigned> Same = repeatingLoops(S);
  if (Same.empty())
    return std::nullopt;
  const unsigned Dims = S.Forms.size();
  std::vector<unsigned> Order = difference(upTo(Dims), Same);
  Nested N;
  N.Inner = S;
  N.Inner.Outer = Order.size();
  Order.insert(Order.end(), Same.begin(), Same.end());
  // The dimensions as forms of the new ones.
  std::vector<IntVector> Old(Dims, IntVector(Dims, 0));
  for (unsigned Q = 0; Q != Dims; ++Q) {
    Old[Order[Q]][Q] = 1;
    N.Inner.Forms[Q] = S.Forms[Order[Q]];
    for (unsigned D = 0; D != Dims; ++D)
      N.Inner.Back[D][Q] = S.Back[D][Order[Q]];
  }
  isl::multi_aff To = linearMap(Domain, Old);
  for (Term &T : N.Inner.Terms)
    T.Index = isl::manage(isl_multi_aff_pullback_multi_aff(
        isl_multi_aff_reset_tuple_id(T.Index.copy(), isl_dim_in), To.copy()));
  N.Domain = Domain.reset_tuple_id().preimage(To);
  N.Pairs =
      isl::manage(isl_set_project_out(N.Domain.copy(), isl_dim_set,
                                      N.Inner.Outer, Dims - N.Inner.Outer))
          .coalesce();
  N.Inner.Answers = N.Pairs;
  return N;
}

} // namespace winnow::share
