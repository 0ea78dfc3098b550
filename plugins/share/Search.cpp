//===- Search.cpp - The search for the cheapest tree ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Buckets.h"
#include "share/Obstacles.h"
#include "share/Plan.h"
#include "share/Reasons.h"
#include "share/ShareSpace.h"
#include "share/Transform.h"
#include "share/Tree.h"
#include "share/Window.h"
#include "isl/ctx.h"
#include "isl/set.h"
#include <algorithm>

namespace winnow::share {

namespace {

/// A complement has two pieces, the plane without a row or column four.
constexpr unsigned MaxPieces = 4;

class Search {
public:
  Search(const Reduction &R, const Limits &L)
      : R(R), L(L), Answers(complexityOf(R.Answers)),
        Gapped(!withoutGaps(R.Answers)) {}

  Verdict<Plan> run() {
    isl::set Domain = domain();
    Before = complexityOf(Domain);
    if (!R.Selectors.empty())
      return throughBuckets(Domain);
    std::optional<Tree> Best = overDirections([&] { return whole(Domain); });
    if (!exhausted() && maySlide(Best)) {
      // Windows run with the loops.
      directions(0);
      std::optional<Tree> Slides = windows(wholeBody(R), Domain);
      if (Slides && R.Alg.Reassociates) {
        if (!Best || !optimal(Best->Leaves) || worksOnRows(*Slides))
          keepBetter(Best, std::move(*Slides));
      } else if (Slides && !Best && !exhausted() &&
                 (!Missed || !onlyReorders(*Missed)))
        return needsReassociation(R, Before, larger(Answers, Slides->Leaves));
    }
    if (!exhausted() && mayTakeApart(Best)) {
      // Which of the loops run backwards is decided for all parts together.
      std::optional<Tree> Apart =
          overDirections([&] { return takenApart(Domain); });
      if (Apart && R.Alg.Reassociates)
        keepBetter(Best, std::move(*Apart));
      else if (Apart && !Missed && !exhausted())
        return needsReassociation(R, Before, larger(Answers, Apart->Leaves));
    }
    // A refusal below may rest on an answer that isl did not finish.
    if (exhausted())
      return workLimit();
    // The answers themselves stay in any case.
    if (Best && larger(Answers, Best->Leaves).degree() < Before.degree()) {
      Plan P;
      P.Nodes = std::move(Best->Nodes);
      P.Before = Before;
      P.After = larger(Answers, Best->Leaves);
      P.InOrder = Best->InOrder;
      return P;
    }
    if (Missed) {
      Refusal Why = refusalOf(R, *Missed, Before, Answers);
      if (Missed->Obstacles.front() == Obstacle::NoInverse && !NoWindow.empty())
        Why.Reason += "; nor is it a window that slides: " + NoWindow;
      return Why;
    }
    if (Shares)
      return Refusal{"NoLowerComplexity",
                     "sharing would leave " + Before.text() + " terms", "",
                     false};
    return Refusal{"NothingShared",
                   "no two neighbouring answers have a term in common", "",
                   false};
  }

private:
  using MaybeTree = std::optional<Tree>;

  Verdict<Plan> throughBuckets(const isl::set &Domain) const {
    if (Gapped)
      return Refusal{"GappedAnswers",
                     "the outer iterations that compute an answer have gaps",
                     "compute the answer in every outer iteration"};
    Verdict<BucketTree> Found = bucketsOf(R, Domain, Before, Answers);
    if (exhausted())
      return workLimit();
    if (!Found)
      return Found.refusal();
    Plan P;
    P.Nodes = std::move(Found.plan().Nodes);
    P.Before = Before;
    P.After = larger(Answers, Found.plan().Leaves);
    P.InOrder = Found.plan().InOrder;
    return P;
  }

  /// The terms of answers, { [x,y] : x in Answers }, without a tuple name.
  isl::set domain() const {
    isl::set Terms = R.Domain.reset_tuple_id();
    isl_size Inner = isl_set_dim(Terms.get(), isl_dim_set) - isl_size(R.Outer);
    if (Inner < 0)
      return isl::set();
    return Terms.intersect(isl::manage(isl_set_add_dims(
        R.Answers.reset_tuple_id().release(), isl_dim_set, Inner)));
  }

  /// The best tree that \p Find finds under any choice of directions.
  template <typename Function> MaybeTree overDirections(Function Find) {
    MaybeTree Best;
    for (unsigned Mask = 0; Mask != 1u << R.Outer; ++Mask) {
      if (!directions(Mask) || (Best && perfect(*Best)))
        continue;
      if (MaybeTree T = Find())
        keepBetter(Best, std::move(*T));
      Reached |= Best && optimal(Best->Leaves);
    }
    return Best;
  }

  /// Lets the dimensions of \p Mask run backwards; false where one must not.
  bool directions(unsigned Mask) {
    Backwards.assign(R.Outer, false);
    for (unsigned I = 0; I != R.Outer; ++I)
      if (Mask >> I & 1) {
        if (I >= R.Reversible.size() || !R.Reversible[I])
          return false;
        Backwards[I] = true;
      }
    return true;
  }

  bool optimal(const Complexity &Leaves) const {
    return Leaves.degree() <= Answers.degree();
  }

  /// No tree can be better.
  bool perfect(const Tree &T) const {
    auto [Degree, Subtracting, Reversed, Inner, Regroups] = T.rank();
    return optimal(T.Leaves) && !Subtracting && !Reversed && Inner == 1 &&
           !Regroups;
  }

  /// Taking the body apart could do better than \p Best.
  bool mayTakeApart(const MaybeTree &Best) const {
    return !R.Parts.empty() && !Gapped && Answers.degree() < Before.degree() &&
           !(Best && optimal(Best->Leaves));
  }

  /// A window without subtraction could do better than \p Best.
  bool maySlide(const MaybeTree &Best) const {
    return R.Alg.Op != Operator::Fold && R.Tables &&
           Answers.degree() < Before.degree() &&
           !(Best && optimal(Best->Leaves) && !subtracts(*Best));
  }

  static bool subtracts(const Tree &T) {
    return std::any_of(T.Nodes.begin(), T.Nodes.end(),
                       [](const Node &N) { return N.termsLeave(); });
  }

  /// Windows in several dimensions, whose rows are computed many terms at a
  /// time: subtraction leaves a chain from answer to answer.
  static bool worksOnRows(const Tree &T) {
    return std::count_if(
               T.Nodes.begin(), T.Nodes.end(),
               [](const Node &N) { return N.K == Node::Kind::Window; }) >= 2 &&
           T.Nodes.front().K == Node::Kind::Window;
  }

  /// \p S, of no more fixed dimensions than the answer's, as one window of
  /// windows, or as several over disjoint pieces.
  MaybeTree windows(const Sum &S, const isl::set &Domain) {
    if (auto Chain = windowsOf(R, S, Domain, NoWindow))
      return treeOf(*Chain);
    std::vector<isl::set> Pieces = disjointPieces(Domain);
    if (Pieces.size() < 2 || Pieces.size() > MaxPieces)
      return std::nullopt;
    Node N;
    N.K = Node::Kind::Pieces;
    N.What = S;
    N.Domain = Domain;
    N.Reason = reasonToPiece(Pieces.size());
    Tree All = rootedAt(std::move(N));
    for (const isl::set &P : Pieces) {
      auto Chain = windowsOf(R, S, P, NoWindow);
      if (!Chain || exhausted())
        return std::nullopt;
      All.append(treeOf(*Chain));
    }
    return All;
  }

  static Tree treeOf(const WindowChain &Chain) {
    Tree T;
    T.Nodes = Chain.Nodes;
    T.Leaves = Chain.Leaves;
    return T;
  }

  /// The obstacle to \p T is not that terms leave.
  static bool onlyReorders(const Transform &T) {
    return std::find(T.Obstacles.begin(), T.Obstacles.end(),
                     Obstacle::NoInverse) == T.Obstacles.end();
  }

  MaybeTree whole(const isl::set &Domain) {
    return solve(wholeBody(R), Domain, Before, 0);
  }

  MaybeTree takenApart(const isl::set &Domain) {
    Taking = true;
    std::vector<Tree> Parts;
    for (unsigned K = 0; K != R.Parts.size(); ++K) {
      MaybeTree T = solve(partOf(R, K), Domain, Before, 0);
      if (!T || exhausted()) {
        Taking = false;
        return std::nullopt;
      }
      Parts.push_back(std::move(*T));
    }
    Taking = false;
    if (Parts.size() == 1)
      return std::move(Parts.front());
    Node N;
    N.K = Node::Kind::Split;
    N.What = wholeBody(R);
    N.Domain = Domain;
    N.Reason = reasonToSplit(R);
    Tree Sum = rootedAt(std::move(N));
    for (const Tree &T : Parts)
      Sum.append(T);
    return Sum;
  }

  Tree leaf(const Sum &S, const isl::set &Domain, const Complexity &Size) {
    Node N;
    N.What = S;
    N.Domain = Domain;
    Tree T = rootedAt(std::move(N));
    T.Leaves = Size;
    return T;
  }

  Tree solvedOrLeaf(const Sum &S, const isl::set &Domain,
                    const Complexity &Size, unsigned Depth) {
    // Sharing it regroups, and is of no use below the number of answers.
    if (regroups() && !optimal(Size))
      if (MaybeTree T = solve(S, Domain, Size, Depth))
        return std::move(*T);
    return leaf(S, Domain, Size);
  }

  /// The best tree for the sum of \p S over \p Domain, whose size is \p Size;
  /// nothing where no tree makes it smaller.
  MaybeTree solve(const Sum &S, const isl::set &Domain, const Complexity &Size,
                  unsigned Depth) {
    MaybeTree Best;
    if (Depth == L.MaxDepth || S.isNull() || exhausted())
      return Best;
    if (S.isCount())
      if (MaybeTree T = counted(S, Domain, Size); T && optimal(T->Leaves))
        return T;
    if (S.Part != Sum::Whole) {
      // What is left shares at least as well without them.
      std::vector<unsigned> Constant = constantFactors(R, S, Domain);
      if (!Constant.empty())
        return scaled(S, Constant, Domain, Size, Depth);
    }
    if (R.Alg.Idempotent && regroups())
      if (MaybeTree T = onceEach(S, Domain, Size, Depth))
        return T;
    // Sums are taken apart, and the ones in them counted.
    if ((R.Alg.Op == Operator::Product || R.Alg.Op == Operator::Xor) &&
        S.Part == Sum::Whole && regroups())
      if (MaybeTree T = repeated(S, Domain, Size))
        keepBetter(Best, std::move(*T));
    carried(S, Domain, Size, Depth, Best);
    if (S.Part != Sum::Whole && !(Best && optimal(Best->Leaves)))
      for (Nested &N : nestings(R, S, Domain))
        if (MaybeTree T = nested(S, N, Depth))
          keepBetter(Best, std::move(*T));
    // The size of a set depends a little on the order of its dimensions.
    if (Best && Best->Leaves.degree() >= Size.degree())
      return std::nullopt;
    return Best;
  }

  /// Ones, of which the innermost loop's are counted by its bounds.
  MaybeTree counted(const Sum &S, const isl::set &Domain,
                    const Complexity &Size) {
    isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
    if (Dims <= isl_size(S.Outer))
      return std::nullopt;
    Complexity Runs = complexityOf(isl::manage(
        isl_set_project_out(Domain.copy(), isl_dim_set, Dims - 1, 1)));
    if (Runs.degree() >= Size.degree())
      return std::nullopt;
    Tree T = leaf(S, Domain, Runs);
    T.Nodes.front().Reason = reasonToCount();
    return T;
  }

  MaybeTree scaled(const Sum &S, const std::vector<unsigned> &Constant,
                   const isl::set &Domain, const Complexity &Size,
                   unsigned Depth) {
    Node N;
    N.K = Node::Kind::Scale;
    N.What = without(R, S, Constant);
    N.Factors = Constant;
    N.Domain = firstTerms(Domain, S.Outer);
    N.Reason = reasonToScale();
    MaybeTree Inner = solve(N.What, Domain, Size, Depth);
    if (!Inner || N.Domain.is_null())
      return std::nullopt;
    Tree T = rootedAt(std::move(N));
    T.append(*Inner);
    return T;
  }

  /// Drops loops that only repeat a term.
  MaybeTree onceEach(const Sum &S, const isl::set &Domain,
                     const Complexity &Size, unsigned Depth) {
    isl::set Once = withoutRepetitions(S, Domain);
    if (Once.is_null())
      return std::nullopt;
    Complexity Less = complexityOf(Once);
    if (Less.degree() >= Size.degree())
      return std::nullopt;
    Tree T = solvedOrLeaf(S, Once, Less, Depth);
    T.InOrder = false;
    std::string &Reason = T.Nodes.front().Reason;
    Reason = reasonToDropLoops() + (Reason.empty() ? "" : "; ") + Reason;
    return T;
  }

  /// Equal terms, of which one is repeated.
  MaybeTree repeated(const Sum &S, const isl::set &Domain,
                     const Complexity &Size) {
    std::optional<Nested> N = repetition(S, Domain);
    isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
    if (!N || Dims < 1)
      return std::nullopt;
    Complexity Runs = complexityOf(isl::manage(
        isl_set_project_out(N->Domain.copy(), isl_dim_set, Dims - 1, 1)));
    if (Runs.degree() >= Size.degree())
      return std::nullopt;
    Node Repeat;
    Repeat.K = Node::Kind::Repeat;
    Repeat.What = N->Inner;
    Repeat.Domain = N->Domain;
    Repeat.Reason = reasonToRepeat();
    Tree T = rootedAt(std::move(Repeat));
    T.Leaves = Runs;
    if (N->Inner.Outer == S.Outer) {
      // An answer is wanted where it has no term as well.
      T.Nodes.front().What.Answers = S.Answers;
      return T;
    }
    Node Loops;
    Loops.K = Node::Kind::Loops;
    Loops.What = S;
    Loops.Domain = N->Pairs;
    Loops.Reason = reasonToNest(S, *N);
    Tree All = rootedAt(std::move(Loops));
    All.Leaves = complexityOf(N->Pairs);
    All.append(T);
    return All;
  }

  /// Every carry whose residuals are smaller; the best goes to \p Best.
  void carried(const Sum &S, const isl::set &Domain, const Complexity &Size,
               unsigned Depth, MaybeTree &Best) {
    std::optional<std::vector<IntVector>> Space =
        shareSpace(R.Domain.ctx(), S.Terms, S.Back.size());
    if (!Space)
      return;
    std::vector<Facet> Facets = facetsOf(Domain, S.Outer);
    for (const IntVector &Reuse :
         onePerClass(reuseVectors(*Space, S.Outer, R.Outer), Facets, S.Outer)) {
      if (exhausted())
        return;
      Transform T = transform(R, S, Domain, Size, Reuse,
                              Depth == 0 && S.Part == Sum::Whole);
      Shares |= T.Shares;
      if (Gapped)
        T.Obstacles.insert(T.Obstacles.begin(), Obstacle::GappedAnswers);
      if (!T.Pays || Answers.degree() >= Before.degree())
        continue;
      if (Taking)
        T.Obstacles.erase(std::remove(T.Obstacles.begin(), T.Obstacles.end(),
                                      Obstacle::NeedsReassociation),
                          T.Obstacles.end());
      if (!T.legal()) {
        // Of one product among others it says little, and nothing where the
        // others' order is all that matters.
        bool Telling =
            S.Part == Sum::Whole || (R.Parts.size() == 1 && R.Alg.Reassociates);
        if (Depth == 0 && Telling && (!Missed || weight(T) < weight(*Missed)))
          Missed = T;
        continue;
      }
      if (T.Reversed != Backwards[T.Carrier])
        continue;
      // Only taking nothing away would be better than the best complexity.
      if (T.termsLeave() && (Reached || (Best && optimal(Best->Leaves))))
        continue;
      keepBetter(Best, grow(S, T, Domain, Facets, Depth));
      // A residual's tree need only be small enough.
      if (Depth && optimal(Best->Leaves))
        return;
    }
  }

  /// The tree whose root is \p T.
  Tree grow(const Sum &S, const Transform &T, const isl::set &Domain,
            const std::vector<Facet> &Facets, unsigned Depth) {
    Node N;
    N.K = Node::Kind::Carry;
    N.What = S;
    N.Domain = Domain;
    N.Reuse = T.Reuse;
    N.Carrier = T.Carrier;
    N.Reversed = T.Reversed;
    N.Reason = reasonToCarry(R, T, Facets);
    Tree Found = rootedAt(std::move(N));
    Found.append(solvedOrLeaf(S, T.Add, T.AddSize, Depth + 1));
    if (T.termsLeave())
      Found.append(solvedOrLeaf(S, T.Sub, T.SubSize, Depth + 1));
    Found.InOrder = T.InOrder &&
                    Found.Nodes[Found.Nodes[0].Below[0]].K == Node::Kind::Terms;
    return Found;
  }

  /// \p S as the sum of sums that \p N describes.
  MaybeTree nested(const Sum &S, Nested &N, unsigned Depth) {
    Complexity Size = complexityOf(N.Domain), Pairs = complexityOf(N.Pairs);
    if (Pairs.degree() >= Size.degree())
      return std::nullopt;
    MaybeTree Inner = solve(N.Inner, N.Domain, Size, Depth + 1);
    if (!Inner)
      return std::nullopt;
    Node Loops;
    Loops.K = Node::Kind::Loops;
    Loops.What = S;
    Loops.Domain = N.Pairs;
    Loops.Reason = reasonToNest(S, N);
    Tree T = rootedAt(std::move(Loops));
    T.Leaves = Pairs;
    if (N.Outside.empty()) {
      T.append(*Inner);
      return T;
    }
    Node Scale;
    Scale.K = Node::Kind::Scale;
    Scale.What = N.Inner;
    Scale.Factors = N.Outside;
    Scale.Domain = firstTerms(N.Domain, N.Inner.Outer);
    Scale.Reason = reasonToScale();
    if (Scale.Domain.is_null())
      return std::nullopt;
    Tree Product = rootedAt(std::move(Scale));
    Product.append(*Inner);
    T.append(Product);
    return T;
  }

  /// While the body is taken apart it is only asked whether that would help.
  bool regroups() const { return R.Alg.Reassociates || Taking; }

  bool exhausted() const {
    isl_ctx *Ctx = isl_set_get_ctx(R.Domain.get());
    return isl_ctx_last_error(Ctx) == isl_error_quota;
  }

  const Reduction &R;
  const Limits &L;
  Complexity Answers, Before;
  std::vector<bool> Backwards;
  std::optional<Transform> Missed;
  /// An answer may lack its predecessor and have one before that.
  bool Gapped;
  bool Shares = false;
  /// Why no window was found.
  std::string NoWindow;
  /// The body is being taken apart.
  bool Taking = false;
  /// A tree of the best complexity has been found.
  bool Reached = false;
};

} // namespace

Verdict<Plan> share(const Reduction &R, const Limits &L) {
  bool Complete = !R.Domain.is_null() && !R.Answers.is_null();
  auto Read = [&](const std::vector<Term> &Terms) {
    for (const Term &T : Terms)
      Complete &= !T.Index.is_null();
  };
  Read(R.Terms);
  for (const Part &P : R.Parts)
    for (const Factor &F : P.Factors)
      Read(F.Terms);
  for (const Selector &S : R.Selectors)
    Read(S.Key);
  for (const Write &W : R.Writes) {
    Complete &= !W.Domain.is_null() && !W.Index.is_null();
    if (W.Value)
      Read(*W.Value);
  }
  // isl gave up while the equation was built.
  if (!Complete)
    return workLimit();
  return Search(R, L).run();
}

} // namespace winnow::share
