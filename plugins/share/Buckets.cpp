//===- Buckets.cpp - Guarded terms kept apart by their keys ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Buckets.h"
#include "share/Obstacles.h"
#include "share/Reasons.h"
#include "share/ShareSpace.h"
#include "share/Transform.h"
#include "isl/aff.h"
#include "isl/map.h"
#include "isl/set.h"
#include "isl/space.h"
#include <algorithm>

namespace winnow::share {

namespace {

/// A complement has two pieces.
constexpr size_t MaxPieces = 4;

/// Larger than any size, so that no step is turned down for itself: it is the
/// whole way that must pay.
Complexity unlimited() { return {std::vector<std::string>(64, "inf")}; }

IntVector unit(unsigned Dims, unsigned D) {
  IntVector V(Dims, 0);
  V[D] = 1;
  return V;
}

/// \return  { [z] : z - e_D in S }
isl::set nextIn(const isl::set &S, unsigned D) {
  isl_multi_aff *Back =
      isl_multi_aff_identity_on_domain_space(isl_set_get_space(S.get()));
  isl_aff *A = isl_multi_aff_get_at(Back, int(D));
  Back =
      isl_multi_aff_set_at(Back, int(D), isl_aff_add_constant_si(A, -1));
  return S.preimage(isl::manage(Back));
}

/// The answers at which dimension \p D begins, or a null set where it begins
/// more than once for the same values of the dimensions before it.
///
/// \param Answers  { [x] }
isl::set beginnings(const isl::set &Answers, unsigned D) {
  isl::set First = Answers.subtract(nextIn(Answers, D)).coalesce();
  isl_map *Earlier = isl_map_universe(
      isl_space_map_from_set(isl_set_get_space(Answers.get())));
  for (unsigned I = 0; I != D; ++I)
    Earlier = isl_map_equate(Earlier, isl_dim_in, int(I), isl_dim_out, int(I));
  Earlier =
      isl_map_order_gt(Earlier, isl_dim_in, int(D), isl_dim_out, int(D));
  isl::set Before = First.apply(isl::manage(Earlier)).intersect(Answers);
  return Before.is_empty().is_true() ? First : isl::set();
}

/// \p Answers as a set of terms: { [x,y] : x in Answers }.
isl::set withTerms(const isl::set &Answers, const isl::set &Domain) {
  isl_size All = isl_set_dim(Domain.get(), isl_dim_set);
  isl_size Outer = isl_set_dim(Answers.get(), isl_dim_set);
  if (All < Outer || Outer < 0)
    return isl::set();
  return isl::manage(isl_set_add_dims(
      isl_set_reset_tuple_id(Answers.copy()), isl_dim_set,
      unsigned(All - Outer)));
}

class Finder {
public:
  Finder(const Reduction &R, const isl::set &Domain, const Complexity &Before,
         const Complexity &Answers)
      : R(R), Domain(Domain), Before(Before), AnswerSize(Answers),
        All(wholeBody(R)) {
    for (const Selector &S : R.Selectors)
      All.Terms.insert(All.Terms.end(), S.Key.begin(), S.Key.end());
  }

  Verdict<BucketTree> run() {
    for (unsigned C = 0; C != R.Outer; ++C)
      carriedBy(C);
    if (Best)
      return std::move(*Best);
    if (Why)
      return *Why;
    return Refusal{"NothingShared",
                   "no two neighbouring answers have a term in common", "",
                   false};
  }

private:
  /// The terms change with dimension \p C or one inside it.
  bool changesFrom(unsigned C, const std::vector<Term> &Terms) const {
    return std::any_of(Terms.begin(), Terms.end(), [&](const Term &T) {
      return isl_multi_aff_involves_dims(T.Index.get(), isl_dim_in, C,
                                         R.Outer - C) != isl_bool_false;
    });
  }

  void refuse(Refusal Found) {
    if (!Why || (Found.Missed && !Why->Missed))
      Why = std::move(Found);
  }

  /// Buckets that are filled along dimension \p C.
  void carriedBy(unsigned C) {
    for (const Selector &S : R.Selectors)
      if (S.Within && *S.Within < C)
        return;
    if (C + 1 != R.Outer && changesFrom(C + 1, All.Terms))
      return;
    Sum S = All;
    isl::set Terms = Domain.reset_tuple_id();
    bool InOrder = true;
    // The loops inside only ask: all terms are there when they begin.
    for (unsigned D = R.Outer; D-- > C + 1;) {
      isl::set First = beginnings(S.Answers, D);
      if (First.is_null())
        return;
      Transform T = transform(R, S, Terms, unlimited(),
                              unit(unsigned(S.Back.size()), D), true);
      if (!T.Pays || T.termsLeave() ||
          !T.Add.is_subset(withTerms(First, Terms)).is_true())
        return;
      if (!T.Changed.empty() || !T.Refilled.empty())
        return refuse(changes(T));
      InOrder &= T.InOrder;
      Terms = T.Add;
      S.Answers = First;
    }
    isl::set First = beginnings(S.Answers, C);
    if (First.is_null())
      return;
    std::optional<std::vector<IntVector>> Space =
        shareSpace(R.Domain.ctx(), S.Terms, unsigned(S.Back.size()));
    if (!Space)
      return;
    for (const IntVector &Reuse : reuseVectors(*Space, R.Outer, R.Outer))
      if (Reuse[C] == 1)
        along(S, Terms, First, C, Reuse, InOrder);
  }

  Refusal changes(const Transform &T) const {
    std::string Array = T.Changed.empty() ? T.Refilled.front() : T.Changed;
    return {"InputChanges",
            Array + " is stored into between two answers that read it", "",
            true};
  }

  /// \param Terms  { [x,y] }  with the loops inside the carrier at their first
  /// \param First  { [x] }    where the carrier begins
  void along(const Sum &S, const isl::set &Terms, const isl::set &First,
             unsigned C, const IntVector &Reuse, bool InOrder) {
    Transform T = transform(R, S, Terms, unlimited(), Reuse, true);
    if (!T.Pays)
      return;
    Complexity Size = larger(T.AddSize, T.SubSize);
    if (larger(AnswerSize, Size).degree() >= Before.degree())
      return refuse({"NoLowerComplexity",
                     "buckets would leave " + Before.text() + " terms", "",
                     false});
    if (!T.Changed.empty() || !T.Refilled.empty())
      return refuse(changes(T));
    BucketTree Tree;
    if (!T.termsLeave()) {
      Tree.InOrder = InOrder && T.InOrder;
      append(Tree, S, Terms, T, C, false);
    } else if (R.Alg.Invertible && !R.Alg.Approximate) {
      append(Tree, S, Terms, T, C, false);
    } else if (Reuse != unit(unsigned(Reuse.size()), C) ||
               !unwound(Tree, S, Terms, First, C)) {
      return refuse({"NoInverse",
                     "terms leave the buckets, and this " +
                         std::string(name(R.Alg.Op)) +
                         " cannot take them away again",
                     "", true});
    }
    if (!Tree.InOrder && !R.Alg.Reassociates)
      return refuse(needsReassociation(R, Before, larger(AnswerSize, Size)));
    if (!Best || rank(Tree) < rank(*Best))
      Best = std::move(Tree);
  }

  static std::tuple<unsigned, size_t, bool> rank(const BucketTree &T) {
    return {T.Leaves.degree(), T.Nodes.size(), !T.InOrder};
  }

  static Node leaf(const Sum &S, const isl::set &Points) {
    Node N;
    N.What = S;
    N.Domain = Points;
    return N;
  }

  /// \return the node's number.
  unsigned append(BucketTree &Tree, const Sum &S, const isl::set &Terms,
                  const Transform &T, unsigned C, bool Unwinds) {
    unsigned At = Tree.Nodes.size();
    Node N;
    N.K = Node::Kind::Buckets;
    N.What = All;
    N.Domain = Terms;
    N.Reuse = T.Reuse;
    N.Carrier = C;
    N.Unwinds = Unwinds;
    N.Below.push_back(At + 1);
    if (!T.Sub.is_empty().is_true())
      N.Below.push_back(At + 2);
    N.Reason = reasonForBuckets(R, T, Unwinds);
    bool Leaves = N.Below.size() == 2;
    Tree.Nodes.push_back(std::move(N));
    Tree.Nodes.push_back(leaf(S, T.Add));
    if (Leaves)
      Tree.Nodes.push_back(leaf(S, T.Sub));
    Tree.Leaves = larger(Tree.Leaves, larger(T.AddSize, T.SubSize));
    return At;
  }

  /// One set of buckets for each convex piece of the terms, of which those
  /// that lose terms get none but at the beginning.
  bool unwound(BucketTree &Tree, const Sum &S, const isl::set &Terms,
               const isl::set &First, unsigned C) {
    std::vector<isl::set> Pieces = disjointPieces(Terms);
    if (Pieces.empty() || Pieces.size() > MaxPieces)
      return false;
    if (Pieces.size() > 1) {
      Node N;
      N.K = Node::Kind::Pieces;
      N.What = All;
      N.Domain = Terms;
      N.Reason = reasonToPiece(unsigned(Pieces.size()));
      Tree.Nodes.push_back(std::move(N));
    }
    for (const isl::set &Piece : Pieces) {
      Transform T = transform(R, S, Piece, unlimited(),
                              unit(unsigned(S.Back.size()), C), true);
      if (!T.Pays || !T.Changed.empty() || !T.Refilled.empty())
        return false;
      bool Unwinds = T.termsLeave();
      if (Unwinds && !T.Add.is_subset(withTerms(First, Piece)).is_true())
        return false;
      unsigned At = append(Tree, S, Piece, T, C, Unwinds);
      if (Pieces.size() > 1)
        Tree.Nodes.front().Below.push_back(At);
      if (Unwinds && !build(Tree.Nodes[At + 1], Piece, First, C))
        return false;
    }
    return true;
  }

  /// Makes \p Add go through the terms of \p Piece in the order against that in
  /// which they leave:
  ///
  ///   { [x, t, y'] : x in First, -t is the last x_C for which -y' is a term }
  bool build(Node &Add, const isl::set &Piece, const isl::set &First,
             unsigned C) const {
    const unsigned Outer = R.Outer, Dims = unsigned(Add.What.Back.size());
    // { [x_<C, y] -> [x_C] }  the last one
    isl_map *Same = isl_set_identity(Piece.copy());
    Same = isl_map_project_out(Same, isl_dim_in, C, Outer - C);
    Same = isl_map_project_out(Same, isl_dim_out, C + 1, Dims - C - 1);
    Same = isl_map_project_out(Same, isl_dim_out, 0, C);
    isl_map *Last = isl_map_lexmax(Same);
    // { [x,y] -> [x_C] } with x in First
    isl_map *Key = isl_set_identity(
        isl_set_intersect(Piece.copy(), withTerms(First, Piece).release()));
    Key = isl_map_project_out(Key, isl_dim_out, C, Outer - C);
    isl_map *When = isl_map_apply_range(Key, Last);
    // { [x, x_C, y] }
    When = isl_map_move_dims(When, isl_dim_in, Outer, isl_dim_out, 0, 1);
    isl::set Points = isl::manage(isl_map_domain(When)).reset_tuple_id();
    std::vector<IntVector> Turn(Dims + 1, IntVector(Dims + 1, 0));
    for (unsigned D = 0; D != Dims + 1; ++D)
      Turn[D][D] = D < Outer ? 1 : -1;
    Points = Points.preimage(linearMap(Points, Turn)).coalesce();
    Add.Domain = Points;
    for (IntVector &Form : Add.What.Forms)
      for (int &F : Form)
        F = 0;
    Add.What.Forms.insert(Add.What.Forms.begin() + Outer, IntVector(Dims, 0));
    for (unsigned D = 0; D != Dims; ++D) {
      IntVector Back(Dims + 1, 0);
      unsigned Own = D < Outer ? D : D + 1;
      Back[Own] = D < Outer ? 1 : -1;
      Add.What.Back[D] = Back;
      Add.What.Forms[Own][D] = Back[Own];
    }
    return !Points.is_null();
  }

  const Reduction &R;
  const isl::set &Domain;
  const Complexity &Before, &AnswerSize;
  /// The body and all keys.
  Sum All;
  std::optional<BucketTree> Best;
  std::optional<Refusal> Why;
};

} // namespace

Verdict<BucketTree> bucketsOf(const Reduction &R, const isl::set &Domain,
                              const Complexity &Before,
                              const Complexity &Answers) {
  return Finder(R, Domain, Before, Answers).run();
}

} // namespace winnow::share
