//===- Transform.cpp - One share transformation -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Transform.h"
#include "share/Refill.h"
#include "isl/aff.h"
#include "isl/map.h"
#include "isl/set.h"
#include "isl/space.h"
#include <algorithm>
#include <cassert>

namespace winnow::share {

namespace {

/// \return  { [x,y] -> [x - r, y - r] }
isl::multi_aff backBy(const isl::set &Domain, const IntVector &Reuse) {
  isl_multi_aff *Back =
      isl_multi_aff_identity_on_domain_space(isl_set_get_space(Domain.get()));
  for (unsigned I = 0; I != Reuse.size(); ++I) {
    isl_aff *A = isl_multi_aff_get_at(Back, I);
    Back = isl_multi_aff_set_at(Back, I, isl_aff_add_constant_si(A, -Reuse[I]));
  }
  return isl::manage(Back);
}

/// Drops the names of both tuples, so that indices of terms and writes can be
/// composed whatever their makers called them.
isl::map withoutNames(isl::map M) {
  isl_map *Plain = isl_map_reset_tuple_id(M.release(), isl_dim_in);
  return isl::manage(isl_map_reset_tuple_id(Plain, isl_dim_out));
}

/// Whether no kept term comes after (or at) an added one of the same answer.
///
/// \param Kept   { [x,y] }
/// \param Added  { [x,y] }
bool keepsOrder(const isl::set &Kept, const isl::set &Added, unsigned Outer) {
  isl::map ToAnswer = toAnswer(Kept, Outer);
  isl::map SameAnswer = ToAnswer.apply_range(ToAnswer.reverse());
  // { kept -> added : the added one is folded first }
  isl::map Swapped = isl::manage(
      isl_map_lex_ge(isl_space_domain(isl_map_get_space(SameAnswer.get()))));
  Swapped = Swapped.intersect(SameAnswer).intersect_domain(Kept);
  return Swapped.intersect_range(Added).is_empty().is_true();
}

/// Whether \p W stores into an element of \p T between the reduction at x - r
/// and the one at x, so that a carried term has another value than one read
/// now. That holds for terms kept and for terms taken away: the answer at
/// x - r is what the source would have computed there, with the values of then.
///
/// \param Carried  { [x,y] : a term of Y[x - r] }
/// \param Until    { [x] -> [t] }  the stores that count; null: all
bool storesBetween(const Write &W, const Term &T, const isl::set &Carried,
                   const isl::multi_aff &Back, unsigned Outer,
                   const isl::map &Until) {
  isl_size Dims = isl_set_dim(W.Domain.get(), isl_dim_set);
  if (isl_multi_aff_dim(W.Index.get(), isl_dim_out) !=
          isl_multi_aff_dim(T.Index.get(), isl_dim_out) ||
      Dims < isl_size(Outer))
    return true;
  isl::map Reads = withoutNames(isl::map::from_multi_aff(T.Index));
  isl::map Stores = withoutNames(isl::map::from_multi_aff(W.Index));
  Stores = Stores.intersect_domain(W.Domain.reset_tuple_id());
  // { [x,y] -> [t] : the store at t is into the element read at [x,y] }
  isl::map Hits = Reads.intersect_domain(Carried).apply_range(Stores.reverse());
  Hits = isl::manage(isl_map_project_out(Hits.release(), isl_dim_out, Outer,
                                         unsigned(Dims) - Outer));

  // { [x,y] -> [t] : t is between x - r and x }
  isl::map Now = toAnswer(Carried, Outer);
  isl::map Then = Now.preimage_domain(Back);
  isl::space Time = Now.range().space();
  isl::map Later = Then.apply_range(isl::manage(isl_map_lex_lt(Time.copy())));
  isl::map Earlier = Now.apply_range(isl::manage(isl_map_lex_gt(Time.copy())));
  isl::map Between = Later.intersect(Earlier);
  if (W.Where != Write::Position::Before)
    Between = Between.unite(Then);
  if (W.Where != Write::Position::After)
    Between = Between.unite(Now);
  if (!Until.is_null())
    Between = Between.intersect(Now.apply_range(Until));
  return !Hits.intersect(Between).is_empty().is_true();
}

/// { [x] -> [t] : t is in an earlier iteration of dimension \p Carrier }
isl::map earlierIn(unsigned Carrier, const isl::set &Answers) {
  isl_map *M = isl_map_universe(
      isl_space_map_from_set(isl_set_get_space(Answers.get())));
  return isl::manage(
      isl_map_order_gt(M, isl_dim_in, Carrier, isl_dim_out, Carrier));
}

/// Finds in \p Found the array of a term that has another value now than then,
/// and those that are stored into with the same values. Backward loops see the
/// stores in another order, so none is allowed.
void findChanges(const Reduction &R, const Sum &S, const isl::set &Carried,
                 const isl::multi_aff &Back, Transform &Found) {
  if (Found.Reversed && !R.Writes.empty()) {
    Found.Changed = R.Writes.front().Array;
    return;
  }
  auto Stored = [&](const Term &T, const isl::map &Until) {
    return std::any_of(R.Writes.begin(), R.Writes.end(), [&](const Write &W) {
      return W.Array == T.Array &&
             storesBetween(W, T, Carried, Back, R.Outer, Until);
    });
  };
  for (const Term &T : S.Terms) {
    if (T.Array.empty() || !Stored(T, isl::map()))
      continue;
    isl::set Answers = Carried.apply(toAnswer(Carried, R.Outer));
    // What the carrier's iteration of x stores was there before. A store that
    // comes after the reduction at x - r, in the iteration of that, has not
    // shown yet what it changes.
    if (!isRefilled(R, T.Array, Found.Carrier, Answers) ||
        Stored(T, earlierIn(Found.Carrier, Answers))) {
      Found.Changed = T.Array;
      return;
    }
    std::vector<std::string> &Names = Found.Refilled;
    if (std::find(Names.begin(), Names.end(), T.Array) == Names.end())
      Names.push_back(T.Array);
  }
}

} // namespace

bool keptTermsStay(const Reduction &R, const Sum &S, const isl::set &Domain,
                   const IntVector &Reuse) {
  if (R.Writes.empty())
    return true;
  isl::multi_aff Back = backBy(Domain, Reuse);
  isl::set Kept = Domain.intersect(Domain.preimage(Back));
  Transform Found;
  for (unsigned I = 0; I != R.Outer; ++I)
    if (Reuse[I])
      Found.Carrier = I;
  findChanges(R, S, Kept, Back, Found);
  return !Kept.is_null() && Found.Changed.empty() && Found.Refilled.empty();
}

Transform transform(const Reduction &R, const Sum &S, const isl::set &Domain,
                    const Complexity &Size, const IntVector &Reuse,
                    bool First) {
  Transform T;
  T.Reuse = Reuse;
  for (unsigned I = 0; I != R.Outer; ++I)
    if (Reuse[I])
      T.Carrier = I;
  T.Reversed = Reuse[T.Carrier] < 0;

  isl::multi_aff Back = backBy(Domain, Reuse);
  isl::map ToAnswer = toAnswer(Domain, S.Outer);
  // { [x,y] : x in Answers, [x,y] - r in D }
  isl::set Carried =
      Domain.preimage(Back).intersect(S.Answers.apply(ToAnswer.reverse()));
  isl::set Kept = Domain.intersect(Carried);
  T.Shares = Kept.is_empty().is_false();
  if (!T.Shares)
    return T;
  T.Add = Domain.subtract(Carried).coalesce();
  T.AddSize = complexityOf(T.Add);
  if (T.AddSize.degree() >= Size.degree())
    return T;
  T.Sub = Carried.subtract(Domain).coalesce();
  T.SubSize = complexityOf(T.Sub);
  if (T.SubSize.degree() >= Size.degree())
    return T;
  // Where isl gave up, nothing is known to be saved.
  T.Pays = !T.Add.is_null() && !T.Sub.is_null();
  if (!T.Pays)
    return T;
  assert(!T.Add.unite(Kept).is_equal(Domain).is_false() &&
         "a term is neither kept nor added");

  T.InOrder = First && R.startAlike(T.Carrier) && !T.termsLeave() &&
              keepsOrder(Kept, T.Add, S.Outer);
  bool Guarded = R.Alg.Approximate && S.Part == Sum::Whole;
  if (T.termsLeave() && (!R.Alg.Invertible || Guarded))
    T.Obstacles.push_back(Obstacle::NoInverse);
  findChanges(R, S, Carried, Back, T);
  if (!T.Changed.empty())
    T.Obstacles.push_back(Obstacle::InputChanges);
  if (!T.InOrder && !R.Alg.Reassociates)
    T.Obstacles.push_back(Obstacle::NeedsReassociation);
  if (T.Reversed &&
      !(T.Carrier < R.Reversible.size() && R.Reversible[T.Carrier]))
    T.Obstacles.push_back(Obstacle::NotReversible);
  return T;
}

} // namespace winnow::share
