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
  Back = isl_multi_aff_set_at(Back, int(D), isl_aff_add_constant_si(A, -1));
  return S.preimage(isl::manage(Back));
}

/// The answers at which dimension \p D begins, or a null set where it begins
/// more than once for the same values of the dimensions before it and of those
/// in \p Apart.
///
/// \param Answers  { [x] }
isl::set beginnings(const isl::set &Answers, unsigned D,
                    const std::vector<unsigned> &Apart) {
  isl::set First = Answers.subtract(nextIn(Answers, D)).coalesce();
  isl_map *Earlier = isl_map_universe(
      isl_space_map_from_set(isl_set_get_space(Answers.get())));
  for (unsigned I = 0; I != D; ++I)
    Earlier = isl_map_equate(Earlier, isl_dim_in, int(I), isl_dim_out, int(I));
  for (unsigned I : Apart)
    if (I > D)
      Earlier =
          isl_map_equate(Earlier, isl_dim_in, int(I), isl_dim_out, int(I));
  Earlier = isl_map_order_gt(Earlier, isl_dim_in, int(D), isl_dim_out, int(D));
  isl::set Before = First.apply(isl::manage(Earlier)).intersect(Answers);
  return Before.is_empty().is_true() ? First : isl::set();
}

/// \p Answers as a set of terms: { [x,y] : x in Answers }.
isl::set withTerms(const isl::set &Answers, const isl::set &Domain) {
  isl_size All = isl_set_dim(Domain.get(), isl_dim_set);
  isl_size Outer = isl_set_dim(Answers.get(), isl_dim_set);
  if (All < Outer || Outer < 0)
    return isl::set();
  return isl::manage(isl_set_add_dims(isl_set_reset_tuple_id(Answers.copy()),
                                      isl_dim_set, unsigned(All - Outer)));
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
  /// Some term changes with dimension \p D.
  bool changesWith(unsigned D) const {
    return std::any_of(All.Terms.begin(), All.Terms.end(), [&](const Term &T) {
      return isl_multi_aff_involves_dims(T.Index.get(), isl_dim_in, D, 1) !=
             isl_bool_false;
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
    Way W{C, {}, All, Domain.reset_tuple_id(), isl::set(), true};
    for (unsigned D = R.Outer; D-- > C + 1;)
      if (!onlyAsks(W, D))
        W.Apart.push_back(D);
    W.First = beginnings(W.S.Answers, C, W.Apart);
    std::optional<std::vector<IntVector>> Space =
        shareSpace(R.Domain.ctx(), W.S.Terms, unsigned(W.S.Back.size()));
    if (W.First.is_null() || !Space)
      return;
    for (const IntVector &Reuse : reuseVectors(*Space, R.Outer, R.Outer))
      if (Reuse[C] == 1)
        along(W, Reuse);
  }

  /// How the buckets may be filled.
  struct Way {
    unsigned Carrier;
    std::vector<unsigned> Apart;
    Sum S;
    /// { [x,y] }  with the loops that only ask at their first
    isl::set Terms;
    /// { [x] }  where the carrier begins
    isl::set First;
    bool InOrder;
  };

  /// The loop of \p D only asks for other keys: all terms are there when it
  /// begins.
  bool onlyAsks(Way &W, unsigned D) {
    if (changesWith(D))
      return false;
    isl::set First = beginnings(W.S.Answers, D, W.Apart);
    Transform T = transform(R, W.S, W.Terms, unlimited(),
                            unit(unsigned(W.S.Back.size()), D), true);
    if (First.is_null() || !T.Pays || T.termsLeave() ||
        !T.Add.is_subset(withTerms(First, W.Terms)).is_true())
      return false;
    if (!T.Changed.empty() || !T.Refilled.empty()) {
      refuse(changes(T));
      return false;
    }
    W.InOrder &= T.InOrder;
    W.Terms = T.Add;
    W.S.Answers = First;
    return true;
  }

  Refusal changes(const Transform &T) const {
    std::string Array = T.Changed.empty() ? T.Refilled.front() : T.Changed;
    return {"InputChanges",
            Array + " is stored into between two answers that read it", "",
            true};
  }

  void along(const Way &W, const IntVector &Reuse) {
    Transform T = transform(R, W.S, W.Terms, unlimited(), Reuse, true);
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
      Tree.InOrder = W.InOrder && T.InOrder;
      append(Tree, W, W.Terms, T, false);
    } else if (R.Alg.Invertible && !R.Alg.Approximate) {
      append(Tree, W, W.Terms, T, false);
    } else if (Reuse != unit(unsigned(Reuse.size()), W.Carrier) ||
               !W.Apart.empty() || !unwound(Tree, W)) {
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

  /// Terms that come or leave at some of the answers.
  Node leaf(const isl::set &Points) const {
    Node N;
    N.What = All;
    N.Domain = Points;
    return N;
  }

  /// \return the node's number.
  unsigned append(BucketTree &Tree, const Way &W, const isl::set &Terms,
                  const Transform &T, bool Unwinds) {
    unsigned At = Tree.Nodes.size();
    Node N;
    N.K = Node::Kind::Buckets;
    N.What = All;
    N.Domain = Terms;
    N.Reuse = T.Reuse;
    N.Carrier = W.Carrier;
    N.Apart.assign(W.Apart.rbegin(), W.Apart.rend());
    N.Unwinds = Unwinds;
    N.Below.push_back(At + 1);
    if (!T.Sub.is_empty().is_true())
      N.Below.push_back(At + 2);
    N.Reason = reasonForBuckets(R, T, Unwinds);
    bool Leaves = N.Below.size() == 2;
    Tree.Nodes.push_back(std::move(N));
    Tree.Nodes.push_back(leaf(T.Add));
    if (Leaves)
      Tree.Nodes.push_back(leaf(T.Sub));
    Tree.Leaves = larger(Tree.Leaves, larger(T.AddSize, T.SubSize));
    return At;
  }

  /// One set of buckets for each convex piece of the terms, of which those
  /// that lose terms get none but at the beginning.
  bool unwound(BucketTree &Tree, const Way &W) {
    std::vector<isl::set> Pieces = disjointPieces(W.Terms);
    if (Pieces.empty() || Pieces.size() > MaxPieces)
      return false;
    if (Pieces.size() > 1) {
      Node N;
      N.K = Node::Kind::Pieces;
      N.What = All;
      N.Domain = W.Terms;
      N.Reason = reasonToPiece(unsigned(Pieces.size()));
      Tree.Nodes.push_back(std::move(N));
    }
    for (const isl::set &Piece : Pieces) {
      Transform T = transform(R, W.S, Piece, unlimited(),
                              unit(unsigned(All.Back.size()), W.Carrier), true);
      if (!T.Pays || !T.Changed.empty() || !T.Refilled.empty())
        return false;
      bool Unwinds = T.termsLeave();
      if (Unwinds && !T.Add.is_subset(withTerms(W.First, Piece)).is_true())
        return false;
      unsigned At = append(Tree, W, Piece, T, Unwinds);
      if (Pieces.size() > 1)
        Tree.Nodes.front().Below.push_back(At);
      if (Unwinds && !build(Tree.Nodes[At + 1], Piece, W))
        return false;
    }
    return true;
  }

  /// Makes \p Add go through the terms of \p Piece in the order against that in
  /// which they leave:
  ///
  ///   { [x, t, y'] : x in First, -t is the last x_C for which -y' is a term }
  bool build(Node &Add, const isl::set &Piece, const Way &W) const {
    const unsigned C = W.Carrier;
    const unsigned Outer = R.Outer, Dims = unsigned(Add.What.Back.size());
    // { [x_<C, y] -> [x_C] }  the last one
    isl_map *Same = isl_set_identity(Piece.copy());
    Same = isl_map_project_out(Same, isl_dim_in, C, Outer - C);
    Same = isl_map_project_out(Same, isl_dim_out, C + 1, Dims - C - 1);
    Same = isl_map_project_out(Same, isl_dim_out, 0, C);
    isl_map *Last = isl_map_lexmax(Same);
    // { [x,y] -> [x_C] } with x in First
    isl_map *Key = isl_set_identity(
        isl_set_intersect(Piece.copy(), withTerms(W.First, Piece).release()));
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
