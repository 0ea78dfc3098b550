//===- Refill.cpp - Stores that put the same values back --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// Why it holds. Let k-1 and k be two iterations of the carrier in which
///   (1) every write of the arrays concerned runs at the same points, and
///       stores into the same elements, in the same order;
///   (2) its value depends on terms that are the same in both, of which those
///       in written arrays belong to arrays concerned;
///   (3) no element that such a term reads is stored into later in the same
///       iteration k-1 than it is read.
/// Then each write stores the same value in both: by induction over the time
/// in k, what it reads in an array concerned was stored either earlier in k,
/// and at the same point of k-1, which is the last store before the read there
/// by (1); or not in k, hence by (1) not in k-1 before the read, and by (3) not
/// after it: then the element did not change at all.
///
/// The same argument holds for the reduction as a reader, which is why the
/// caller still has to show (3) for it. It covers elements that are read before
/// anything fills them: (3) forbids that they are filled after that.
///
//===----------------------------------------------------------------------===//

#include "share/Refill.h"
#include "isl/aff.h"
#include "isl/map.h"
#include "isl/set.h"
#include "isl/space.h"
#include <algorithm>
#include <set>

namespace winnow::share {

namespace {

bool involves(const isl::multi_aff &Index, unsigned Dim) {
  return isl_multi_aff_involves_dims(Index.get(), isl_dim_in, Dim, 1) !=
         isl_bool_false;
}

isl::map plainMap(const isl::multi_aff &Index) {
  isl_map *M = isl_map_from_multi_aff(Index.copy());
  M = isl_map_reset_tuple_id(M, isl_dim_in);
  return isl::manage(isl_map_reset_tuple_id(M, isl_dim_out));
}

/// The stores of \p V have all run when \p W begins, in the same iteration.
bool precedes(const Write &V, const Write &W) {
  using Position = Write::Position;
  if (V.Where == Position::Unknown || W.Where == Position::Unknown)
    return false;
  return V.Where == W.Where ? V.Rank < W.Rank : V.Where == Position::Before;
}

class Refills {
public:
  Refills(const Reduction &R, unsigned Carrier, const isl::set &Answers)
      : R(R), Carrier(Carrier) {
    isl_set *S = isl_set_reset_tuple_id(Answers.copy());
    Now = isl::manage(isl_set_project_out(S, isl_dim_set, Carrier + 1,
                                          R.Outer - Carrier - 1));
    Then = moved(Now, -1);
  }

  bool run(const std::string &Array) {
    std::set<std::string> Same;
    concern(Array, Same);
    // From all that could be down to all that holds: a chain of buffers proves
    // itself from its beginning on, and one that is fed from elsewhere falls.
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (const Write &W : R.Writes)
        if (Same.count(W.Array) && !repeats(W, Same)) {
          Same.erase(W.Array);
          Changed = true;
        }
    }
    return Same.count(Array);
  }

private:
  bool isWritten(const std::string &Array) const {
    return std::any_of(R.Writes.begin(), R.Writes.end(),
                       [&](const Write &W) { return W.Array == Array; });
  }

  /// \p Array and every written one that its values come from.
  void concern(const std::string &Array, std::set<std::string> &All) const {
    if (!All.insert(Array).second)
      return;
    for (const Write &W : R.Writes)
      if (W.Array == Array && W.Value)
        for (const Term &T : *W.Value)
          if (!T.Array.empty() && isWritten(T.Array))
            concern(T.Array, All);
  }

  bool repeats(const Write &W, const std::set<std::string> &Same) const {
    if (!W.Value || W.Where == Write::Position::Unknown ||
        involves(W.Index, Carrier) || !isCylinder(W.Domain))
      return false;
    for (const Term &T : *W.Value) {
      if (involves(T.Index, Carrier))
        return false;
      if (T.Array.empty() || !isWritten(T.Array))
        continue;
      if (!Same.count(T.Array))
        return false;
      for (const Write &V : R.Writes)
        if (V.Array == T.Array && storesLater(V, W, T))
          return false;
    }
    return true;
  }

  /// \p S moved by \p Step iterations of the carrier.
  isl::set moved(const isl::set &S, int Step) const {
    isl_multi_aff *Back =
        isl_multi_aff_identity_on_domain_space(isl_set_get_space(S.get()));
    isl_aff *A = isl_multi_aff_get_at(Back, Carrier);
    Back =
        isl_multi_aff_set_at(Back, Carrier, isl_aff_add_constant_si(A, -Step));
    return isl::manage(isl_set_preimage_multi_aff(S.copy(), Back));
  }

  /// The points of \p Domain in the carrier's iterations \p In.
  static isl::set during(const isl::set &Domain, const isl::set &In) {
    isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
    isl_size Outer = isl_set_dim(In.get(), isl_dim_set);
    if (Dims < Outer || Outer < 0)
      return isl::set();
    return isl::manage(isl_set_intersect(
        isl_set_reset_tuple_id(Domain.copy()),
        isl_set_add_dims(In.copy(), isl_dim_set, Dims - Outer)));
  }

  /// A write runs at the same points in both iterations.
  bool isCylinder(const isl::set &Domain) const {
    isl::set Plain = isl::manage(isl_set_reset_tuple_id(Domain.copy()));
    return moved(during(Plain, Now), -1).is_subset(Plain).is_true() &&
           moved(during(Plain, Then), 1).is_subset(Plain).is_true();
  }

  /// \p V stores into an element that \p W has read as \p T, later in the same
  /// iteration of the carrier.
  bool storesLater(const Write &V, const Write &W, const Term &T) const {
    if (isl_multi_aff_dim(V.Index.get(), isl_dim_out) !=
        isl_multi_aff_dim(T.Index.get(), isl_dim_out))
      return true;
    // { [x,u] of W -> [x',u'] of V : V stores into what W reads }
    isl_map *Hits = isl_map_intersect_domain(plainMap(T.Index).release(),
                                             during(W.Domain, Then).release());
    isl_map *Stores = isl_map_intersect_domain(
        plainMap(V.Index).release(), isl_set_reset_tuple_id(V.Domain.copy()));
    Hits = isl_map_apply_range(Hits, isl_map_reverse(Stores));
    for (unsigned D = 0; D <= Carrier; ++D)
      Hits = isl_map_equate(Hits, isl_dim_in, D, isl_dim_out, D);
    bool Itself = &V == &W;
    if (!Itself)
      for (isl_dim_type Side : {isl_dim_in, isl_dim_out}) {
        isl_size Dims = isl_map_dim(Hits, Side);
        if (Dims > isl_size(R.Outer))
          Hits = isl_map_project_out(Hits, Side, R.Outer, Dims - R.Outer);
      }
    isl_space *Times = isl_space_domain(isl_map_get_space(Hits));
    // A store reads what its value is made of before it stores.
    isl_map *Later =
        precedes(V, W) ? isl_map_lex_lt(Times) : isl_map_lex_le(Times);
    return !isl::manage(isl_map_intersect(Hits, Later)).is_empty().is_true();
  }

  const Reduction &R;
  unsigned Carrier;
  /// { [x_0 ... x_Carrier] }  the iterations of the carrier that carry on, and
  /// those before them.
  isl::set Now, Then;
};

} // namespace

bool isRefilled(const Reduction &R, const std::string &Array, unsigned Carrier,
                const isl::set &Answers) {
  return Refills(R, Carrier, Answers).run(Array);
}

} // namespace winnow::share
