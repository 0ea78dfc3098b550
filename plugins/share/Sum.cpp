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

/// Whether any row of \p Terms changes with dimension \p D.
bool changesWith(const std::vector<Term> &Terms, unsigned D) {
  return std::any_of(Terms.begin(), Terms.end(), [&](const Term &T) {
    isl_size Rows = isl_multi_aff_dim(T.Index.get(), isl_dim_out);
    for (isl_size I = 0; I < Rows; ++I) {
      isl::aff A = isl::manage(isl_multi_aff_get_at(T.Index.get(), I));
      if (isl_aff_involves_dims(A.get(), isl_dim_in, D, 1) != isl_bool_false)
        return true;
    }
    return Rows < 0;
  });
}

/// \return  { [z in Order] -> [z of the reduction] }
isl::multi_aff toReduction(const isl::set &Domain,
                           const std::vector<unsigned> &Order) {
  isl_space *Space =
      isl_space_reset_tuple_id(isl_set_get_space(Domain.get()), isl_dim_set);
  for (unsigned D = 0; D != Order.size(); ++D)
    if (const char *Name =
            isl_set_get_dim_name(Domain.get(), isl_dim_set, Order[D]))
      Space = isl_space_set_dim_name(Space, isl_dim_set, D, Name);
  isl_multi_aff *To =
      isl_multi_aff_identity_on_domain_space(isl_space_copy(Space));
  for (unsigned D = 0; D != Order.size(); ++D)
    To = isl_multi_aff_set_at(
        To, Order[D],
        isl_aff_var_on_domain(isl_local_space_from_space(isl_space_copy(Space)),
                              isl_dim_set, D));
  isl_space_free(Space);
  return isl::manage(To);
}

/// Terms of factors \p Factors of \p Part, over the dimensions in \p Order.
std::vector<Term> termsOf(const Reduction &R, unsigned Part,
                          const std::vector<unsigned> &Factors,
                          const std::vector<unsigned> &Order) {
  std::vector<Term> Terms;
  isl::multi_aff To = toReduction(R.Domain, Order);
  for (unsigned F : Factors)
    for (const Term &T : R.Parts[Part].Factors[F].Terms) {
      isl_multi_aff *Index =
          isl_multi_aff_reset_tuple_id(T.Index.copy(), isl_dim_in);
      Terms.push_back({T.Array, isl::manage(isl_multi_aff_pullback_multi_aff(
                                    Index, To.copy()))});
    }
  return Terms;
}

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
  S.Order = upTo(Dims < 0 ? 0 : Dims);
  S.Answers = R.Answers.reset_tuple_id();
  S.Terms = R.Terms;
  return S;
}

Sum partOf(const Reduction &R, unsigned Part) {
  Sum S = wholeBody(R);
  S.Part = int(Part);
  S.Factors = upTo(R.Parts[Part].Factors.size());
  S.Terms = termsOf(R, Part, S.Factors, S.Order);
  return S;
}

Sum without(const Reduction &R, const Sum &S,
            const std::vector<unsigned> &Factors) {
  Sum Rest = S;
  Rest.Factors = difference(S.Factors, Factors);
  Rest.Terms = termsOf(R, S.Part, Rest.Factors, S.Order);
  return Rest;
}

std::vector<unsigned> constantFactors(const Reduction &R, const Sum &S,
                                      const isl::set &Domain) {
  std::vector<unsigned> Constant;
  // { [x] -> [x,y] }
  isl::map Terms = toAnswer(Domain, S.Outer).intersect_domain(Domain).reverse();
  for (unsigned F : S.Factors) {
    bool Same = true;
    for (const Term &T : termsOf(R, S.Part, {F}, S.Order)) {
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

std::vector<Nested> nestings(const Reduction &R, const Sum &S,
                             const isl::set &Domain) {
  std::vector<Nested> Found;
  std::vector<std::vector<unsigned>> Seen;
  isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
  for (unsigned F : S.Factors) {
    // The loops that this factor does not change with become the inner ones.
    std::vector<Term> Own = termsOf(R, S.Part, {F}, S.Order);
    std::vector<unsigned> Inner, Outer;
    for (isl_size D = 0; D < Dims; ++D)
      (unsigned(D) >= S.Outer && !changesWith(Own, D) ? Inner : Outer)
          .push_back(D);
    if (Inner.empty() || Outer.size() == S.Outer ||
        std::find(Seen.begin(), Seen.end(), Inner) != Seen.end())
      continue;
    Seen.push_back(Inner);

    Nested N;
    for (unsigned G : S.Factors) {
      std::vector<Term> Terms = termsOf(R, S.Part, {G}, S.Order);
      if (std::none_of(Inner.begin(), Inner.end(),
                       [&](unsigned D) { return changesWith(Terms, D); }))
        N.Outside.push_back(G);
    }
    std::vector<unsigned> Order(Outer);
    Order.insert(Order.end(), Inner.begin(), Inner.end());
    N.Domain = Domain.reset_tuple_id().preimage(toReduction(Domain, Order));
    N.Pairs = isl::manage(isl_set_project_out(N.Domain.copy(), isl_dim_set,
                                              Outer.size(), Inner.size()));
    N.Pairs = N.Pairs.coalesce();
    // A carry of the inner sum needs an unbroken line of predecessors.
    if (!withoutGaps(N.Pairs))
      continue;
    N.Inner.Part = S.Part;
    N.Inner.Factors = difference(S.Factors, N.Outside);
    N.Inner.Outer = Outer.size();
    for (unsigned D : Order)
      N.Inner.Order.push_back(S.Order[D]);
    N.Inner.Answers = N.Pairs;
    N.Inner.Terms = termsOf(R, S.Part, N.Inner.Factors, N.Inner.Order);
    Found.push_back(std::move(N));
  }
  return Found;
}

isl::set firstTerms(const isl::set &Domain, unsigned Outer) {
  isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
  std::vector<unsigned> Inner;
  for (isl_size D = Outer; D < Dims; ++D)
    Inner.push_back(D);
  return firstOver(Domain, Inner);
}

isl::set withoutRepetitions(const Sum &S, const isl::set &Domain) {
  isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
  std::vector<unsigned> Same;
  for (isl_size D = S.Outer; D < Dims; ++D)
    if (!changesWith(S.Terms, D))
      Same.push_back(D);
  return Same.empty() ? isl::set() : firstOver(Domain, Same);
}

} // namespace winnow::share
