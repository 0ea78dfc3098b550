//===- Transform.cpp - One share transformation -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Transform.h"
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
bool storesBetween(const Write &W, const Term &T, const isl::set &Carried,
                   const isl::multi_aff &Back, unsigned Outer) {
  if (isl_multi_aff_dim(W.Index.get(), isl_dim_out) !=
          isl_multi_aff_dim(T.Index.get(), isl_dim_out) ||
      isl_set_dim(W.Domain.get(), isl_dim_set) != isl_size(Outer))
    return true;
  isl::map Reads = withoutNames(isl::map::from_multi_aff(T.Index));
  isl::map Stores = withoutNames(isl::map::from_multi_aff(W.Index));
  Stores = Stores.intersect_domain(W.Domain.reset_tuple_id());
  // { [x,y] -> [t] : the store at t is into the element read at [x,y] }
  isl::map Hits = Reads.intersect_domain(Carried).apply_range(Stores.reverse());

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
  return !Hits.intersect(Between).is_empty().is_true();
}

/// The array of a term that is stored into between two answers; empty if none.
/// \p Backwards loops see the stores in another order, so none is allowed.
std::string changedArray(const Reduction &R, const Sum &S,
                         const isl::set &Carried, const isl::multi_aff &Back,
                         bool Backwards) {
  if (Backwards && !R.Writes.empty())
    return R.Writes.front().Array;
  for (const Term &T : S.Terms)
    for (const Write &W : R.Writes)
      if (!T.Array.empty() && T.Array == W.Array &&
          storesBetween(W, T, Carried, Back, R.Outer))
        return T.Array;
  return "";
}

} // namespace

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

  T.InOrder = First && R.CommonStart && !T.termsLeave() &&
              keepsOrder(Kept, T.Add, S.Outer);
  bool Guarded = R.Alg.Approximate && S.Part == Sum::Whole;
  if (T.termsLeave() && (!R.Alg.Invertible || Guarded))
    T.Obstacles.push_back(Obstacle::NoInverse);
  T.Changed = changedArray(R, S, Carried, Back, T.Reversed);
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
