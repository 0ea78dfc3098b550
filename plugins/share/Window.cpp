//===- Window.cpp - Windows without subtraction -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Window.h"
#include "share/Reasons.h"
#include "share/Transform.h"
#include "isl/aff.h"
#include "isl/map.h"
#include "isl/set.h"
#include "isl/space.h"
#include <algorithm>
#include <cstdlib>

namespace winnow::share {

namespace {

/// Steps of windows beyond this share little.
constexpr int MaxStep = 4;

/// The body is the same along e_C + Step * e_J; so with t = Sign * (y_J - Step
/// * x_C) in the place of y_J it does not change with x_C.
struct Coordinate {
  unsigned C = 0, J = 0;
  int Step = 0, Sign = 1;
};

IntVector reuseOf(const Coordinate &T, unsigned Dims) {
  IntVector Reuse(Dims, 0);
  Reuse[T.C] = 1;
  Reuse[T.J] = T.Step;
  return Reuse;
}

/// { [z] -> [a] } without names.
isl::map indexMap(const Term &T) {
  isl_map *M = isl_map_from_multi_aff(T.Index.copy());
  M = isl_map_reset_tuple_id(M, isl_dim_in);
  return isl::manage(isl_map_reset_tuple_id(M, isl_dim_out));
}

/// Whether no term of \p S changes along \p Reuse.
bool isSameAlong(const Sum &S, const isl::set &Domain, const IntVector &Reuse) {
  isl_multi_aff *To = isl_multi_aff_identity_on_domain_space(
      isl_space_reset_tuple_id(isl_set_get_space(Domain.get()), isl_dim_set));
  for (unsigned I = 0; I != Reuse.size(); ++I) {
    isl_aff *A = isl_multi_aff_get_at(To, I);
    To = isl_multi_aff_set_at(To, I, isl_aff_add_constant_si(A, Reuse[I]));
  }
  isl::multi_aff Moved = isl::manage(To);
  return std::all_of(S.Terms.begin(), S.Terms.end(), [&](const Term &T) {
    isl::map Here = indexMap(T);
    return Here.is_equal(Here.preimage_domain(Moved)).is_true();
  });
}

isl::set eliminated(const isl::set &S, unsigned D) {
  return isl::manage(isl_set_eliminate(S.copy(), isl_dim_set, D, 1));
}

isl::set projectedOut(const isl::set &S, unsigned First, unsigned Count) {
  return isl::manage(isl_set_project_out(S.copy(), isl_dim_set, First, Count));
}

/// Looks at one chain that begins with the window of one carrier.
class Chain {
public:
  Chain(const Reduction &R, const Sum &S, const isl::set &Domain,
        std::vector<Coordinate> Of)
      : R(R), S(S), Old(Domain), Of(std::move(Of)), Outer(S.Outer),
        Dims(S.Forms.size()) {
    changeCoordinates();
  }

  /// Fills the result; false where it does not hold, with the reason.
  bool build(WindowChain &Found, std::string &WhyNot) {
    if (All.is_null() || !hasProductForm()) {
      WhyNot = "the intervals of its windows depend on each other";
      return false;
    }
    for (unsigned I = 0; I != Of.size(); ++I)
      if (!addNode(I, Found, WhyNot))
        return false;
    Node Leaf;
    Leaf.What = New;
    Leaf.What.Outer = Outer + Of.size();
    Leaf.What.Answers = projectedOut(All, Outer + Of.size(), rest());
    Leaf.Domain = All;
    Found.Nodes.push_back(std::move(Leaf));
    isl::set Points = All;
    for (const Coordinate &T : Of)
      Points = eliminatedFrom(Points, T.C);
    Found.Leaves = complexityOf(Points);
    return true;
  }

private:
  unsigned host() const { return Outer - 1; }
  unsigned rest() const { return Dims - Outer - Of.size(); }

  /// \p S with dimension \p D at 0: what does not change with it, once.
  static isl::set eliminatedFrom(const isl::set &S, unsigned D) {
    return isl::manage(
        isl_set_fix_si(eliminated(S, D).release(), isl_dim_set, D, 0));
  }

  /// All, in the dimensions (x, t_1 ... t_k, y').
  void changeCoordinates() {
    // Where each old dimension is found, and each new one comes from.
    std::vector<IntVector> Into(Dims, IntVector(Dims, 0)), From = Into;
    for (unsigned D = 0; D != Outer; ++D)
      Into[D][D] = From[D][D] = 1;
    unsigned Next = Outer;
    std::vector<bool> Used(Dims, false);
    for (const Coordinate &T : Of) {
      Into[T.J][Next] = T.Sign;
      Into[T.J][T.C] = T.Step;
      From[Next][T.J] = T.Sign;
      From[Next][T.C] = -T.Sign * T.Step;
      Used[T.J] = true;
      ++Next;
    }
    for (unsigned D = Outer; D != Dims; ++D)
      if (!Used[D]) {
        Into[D][Next] = From[Next][D] = 1;
        ++Next;
      }
    New = S;
    auto Product = [&](const std::vector<IntVector> &A,
                       const std::vector<IntVector> &B) {
      std::vector<IntVector> P(A.size(), IntVector(Dims, 0));
      for (unsigned I = 0; I != A.size(); ++I)
        for (unsigned K = 0; K != B.size(); ++K)
          for (unsigned D = 0; D != Dims; ++D)
            P[I][D] += A[I][K] * B[K][D];
      return P;
    };
    New.Forms = Product(From, S.Forms);
    New.Back = Product(S.Back, Into);
    isl::multi_aff To = linearMap(Old, Into);
    for (Term &T : New.Terms)
      T.Index = isl::manage(isl_multi_aff_pullback_multi_aff(
          isl_multi_aff_reset_tuple_id(T.Index.copy(), isl_dim_in), To.copy()));
    All = Old.reset_tuple_id().preimage(To).coalesce();
  }

  /// The first carrier; the dimensions from there on are computed together.
  unsigned first() const { return Of.front().C; }

  /// What All says of the dimensions outside the first carrier, and of those of
  /// \p Kept.
  isl::set only(const std::vector<unsigned> &Kept) const {
    isl::set P = All;
    for (unsigned D = first(); D != Dims; ++D)
      if (std::find(Kept.begin(), Kept.end(), D) == Kept.end())
        P = eliminated(P, D);
    return P;
  }

  /// All is the product, for fixed outer counters, of the intervals, of the
  /// ranges of the other counters, and of what the body sums for each t: so
  /// that rows, which are computed for all of these, read nothing else.
  bool hasProductForm() const {
    isl::set Product = All;
    std::vector<unsigned> Body;
    isl::set Given;
    auto And = [&](const isl::set &P) {
      Given = Given.is_null() ? P : Given.intersect(P);
    };
    for (unsigned D = first(); D != Outer; ++D) {
      auto T = std::find_if(Of.begin(), Of.end(),
                            [&](const Coordinate &K) { return K.C == D; });
      if (T == Of.end()) {
        And(only({D}));
        Body.push_back(D);
      } else {
        And(only({D, Outer + unsigned(T - Of.begin())}));
      }
    }
    for (unsigned D = Outer; D != Dims; ++D)
      Body.push_back(D);
    And(only(Body));
    return Given.is_subset(All).is_true();
  }

  /// { [x_0 ... x_C] -> [t] }
  isl::map intervals(unsigned I) const {
    isl::set W = only({Of[I].C, Outer + I});
    W = projectedOut(W, Outer + I + 1, Dims - Outer - I - 1);
    W = projectedOut(W, Of[I].C + 1, Outer + I - Of[I].C - 1);
    isl_map *M = isl_map_from_range(W.release());
    return isl::manage(
        isl_map_move_dims(M, isl_dim_in, 0, isl_dim_out, 0, Of[I].C + 1));
  }

  bool addNode(unsigned I, WindowChain &Found, std::string &WhyNot) {
    isl::map W = intervals(I);
    isl::map Lo = W.lexmin().coalesce(), Hi = W.lexmax().coalesce();
    // { [x,lo,hi] }
    isl::set Bounds =
        isl::manage(isl_set_flatten(isl_map_wrap(isl_map_flat_range_product(
            isl_map_copy(Lo.get()), isl_map_copy(Hi.get())))));
    if (!isInterval(W, Lo, Hi)) {
      WhyNot = "the terms of an answer have gaps";
      return false;
    }
    Node N;
    N.K = Node::Kind::Window;
    N.What = New;
    N.What.Outer = Outer + I;
    N.What.Answers =
        I ? projectedOut(All, Outer + I, Dims - Outer - I) : S.Answers;
    N.Domain = projectedOut(All, Outer + I + 1, Dims - Outer - I - 1);
    N.Below = {unsigned(Found.Nodes.size()) + 1};
    N.Reuse = reuseOf(Of[I], Dims);
    N.Carrier = Of[I].C;
    // Of all counters but those that move with it, and of those inside.
    unsigned Behind = Outer + I - Of[I].C - 1;
    Bounds = isl::manage(isl_set_insert_dims(Bounds.release(), isl_dim_set,
                                             Of[I].C + 1, Behind));
    N.Bounds = Bounds;
    N.Width = Lo.reverse().apply_range(Hi).deltas();
    bool OneWidth = isl::map::from_range(N.Width).is_single_valued().is_true();
    // Only the innermost loop can be run ahead of.
    bool MayDouble = OneWidth && R.Tables && R.Writes.empty();
    // Of sums that are several numbers, log2(W) passes would cost more.
    if (I > 0 || (N.Carrier == host() && MayDouble && !R.AboutPoint)) {
      if (!MayDouble) {
        WhyNot = "the inner windows are not all of one width";
        return false;
      }
      N.Method = Node::Slide::Doubling;
    } else {
      if (!movesForward(Lo) || !movesForward(Hi)) {
        WhyNot = "an end of the window goes back";
        return false;
      }
      // Rows are read before their loops.
      bool Ahead = N.Carrier != host();
      if (!R.Tables || (Ahead && !R.Writes.empty())) {
        WhyNot = "something in the loop may stop it or store into its terms";
        return false;
      }
      if (!R.Writes.empty() &&
          (!withoutGaps(R.Answers) || !withoutGaps(W.domain()) ||
           !keptTermsStay(R, S, Old, N.Reuse))) {
        WhyNot = "a term of the window is stored into while it is in it";
        return false;
      }
    }
    N.Reason = reasonToSlide(N);
    Found.Nodes.push_back(std::move(N));
    return !Bounds.is_null();
  }

  /// \param W, Lo, Hi  { [x] -> [t] }
  static bool isInterval(const isl::map &W, const isl::map &Lo,
                         const isl::map &Hi) {
    isl::space Times = W.range().space();
    isl::map From = Lo.apply_range(isl::manage(isl_map_lex_le(Times.copy())));
    isl::map To = Hi.apply_range(isl::manage(isl_map_lex_ge(Times.copy())));
    return From.intersect(To).is_subset(W).is_true();
  }

  /// \p End, { [x_0 ... x_C] -> [t] }, never falls while the last counter
  /// grows.
  static bool movesForward(const isl::map &End) {
    isl_space *X = isl_space_domain(isl_map_get_space(End.get()));
    isl_size Last = isl_space_dim(X, isl_dim_set) - 1;
    isl_map *Later = isl_map_universe(isl_space_map_from_set(X));
    for (isl_size D = 0; D < Last; ++D)
      Later = isl_map_equate(Later, isl_dim_in, D, isl_dim_out, D);
    Later = isl_map_order_lt(Later, isl_dim_in, Last, isl_dim_out, Last);
    // { lo(x) -> lo(x') : x before x' }
    isl::map Values = isl::manage(Later).apply_domain(End).apply_range(End);
    isl::map Falls = isl::manage(
        isl_map_lex_gt(isl_space_domain(isl_map_get_space(Values.get()))));
    return Values.intersect(Falls).is_empty().is_true();
  }

  const Reduction &R;
  const Sum &S;
  const isl::set &Old;
  std::vector<Coordinate> Of;
  unsigned Outer, Dims;
  Sum New;
  /// { [x,t,y'] }
  isl::set All;
};

/// The dimension that \p C can be exchanged for, of those not \p Used.
std::optional<Coordinate> coordinateFor(unsigned C, const Sum &S,
                                        const isl::set &Domain,
                                        const std::vector<bool> &Used) {
  const unsigned Dims = S.Forms.size();
  for (int Size = 0; Size <= MaxStep; ++Size)
    for (unsigned J = S.Outer; J != Dims; ++J)
      for (int Step : {-Size, Size}) {
        if (Used[J] || (Size == 0 && Step != 0))
          continue;
        Coordinate T{C, J, Step, 1};
        if (isSameAlong(S, Domain, reuseOf(T, Dims)))
          return T;
      }
  return std::nullopt;
}

} // namespace

std::optional<WindowChain> windowsOf(const Reduction &R, const Sum &S,
                                     const isl::set &Domain,
                                     std::string &WhyNot) {
  const unsigned Dims = S.Forms.size();
  std::optional<WindowChain> Best;
  for (unsigned First = 0; First != R.Outer; ++First) {
    std::vector<Coordinate> Of;
    std::vector<bool> Used(Dims, false);
    for (unsigned C = First; C != R.Outer; ++C) {
      auto T = coordinateFor(C, S, Domain, Used);
      if (!T && C == First)
        break;
      if (!T)
        continue;
      Used[T->J] = true;
      Of.push_back(*T);
    }
    // Fewer coordinates where the inner ones stand in the way; and a window
    // that goes back goes forward from the other end.
    for (; !Of.empty(); Of.pop_back())
      for (int Sign : {1, -1}) {
        Of.front().Sign = Sign;
        WindowChain Found;
        std::string Why;
        if (!Chain(R, S, Domain, Of).build(Found, Why)) {
          // What is told is what stands in the way of the most.
          if (WhyNot.empty())
            WhyNot = Why;
          continue;
        }
        if (!Best || Found.Leaves.degree() < Best->Leaves.degree())
          Best = std::move(Found);
        Of.resize(1);
        break;
      }
  }
  return Best;
}

} // namespace winnow::share
