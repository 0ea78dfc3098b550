//===- Search.cpp - The search for the cheapest tree of steps ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Facets.h"
#include "share/Plan.h"
#include "share/ShareSpace.h"
#include "share/Transform.h"
#include "isl/ctx.h"
#include "isl/set.h"
#include <algorithm>
#include <tuple>

namespace winnow::share {

namespace {

std::string text(const IntVector &V) {
  std::string Text = "(";
  for (size_t I = 0; I != V.size(); ++I)
    Text += (I ? "," : "") + std::to_string(V[I]);
  return Text + ")";
}

/// How much stands in the way of a transformation that would pay: what a flag
/// or a loop's direction could remove weighs less than what nothing can.
unsigned weight(const Transform &T) {
  unsigned Sum = 0;
  for (Obstacle O : T.Obstacles)
    Sum += O == Obstacle::NeedsReassociation || O == Obstacle::NotReversible ? 1
           : O == Obstacle::InputChanges ? 3
                                         : 4;
  return Sum;
}

Refusal refusal(const Reduction &R, const Transform &T,
                const Complexity &Before, const Complexity &Answers) {
  std::string Op = name(R.Alg.Op);
  std::string Gain = " (" + Before.text() + " -> " +
                     larger(Answers, larger(T.Add, T.Sub)).text() + ")";
  switch (T.Obstacles.front()) {
  case Obstacle::GappedAnswers:
    return {"GappedAnswers",
            "the outer iterations that compute an answer have gaps" + Gain,
            "compute the answer in every outer iteration"};
  case Obstacle::NoInverse:
    return {"NoInverse",
            "terms leave between two answers, and this " + Op +
                " cannot take them away again" + Gain,
            ""};
  case Obstacle::InputChanges:
    return {"InputChanges",
            T.Changed + " is stored into between two answers that read it" +
                Gain,
            "store into another array than " + T.Changed};
  case Obstacle::NeedsReassociation:
    // No flag makes an arbitrary update associative.
    if (R.Alg.Op == Operator::Fold)
      return {"NeedsReassociation",
              "sharing would change the order of the updates" + Gain, "",
              false};
    return {"NeedsReassociation",
            "sharing would regroup the terms of this " + Op + Gain,
            "#pragma clang fp reassociate(on), or -fassociative-math "
            "-fno-signed-zeros"};
  case Obstacle::NotReversible:
    return {"NotReversible",
            "the answers could be shared only if the outer loop ran "
            "backwards, and its iterations are not independent" +
                Gain,
            "run the outer loop in the other direction"};
  }
  return {"NoLowerComplexity", "sharing would not save work", "", false};
}

/// "j >= 0 Zero, i - j >= 0 Pos": what the facets say of a vector. Strong
/// boundaries that terms leave through are of no consequence and not told.
std::string labels(const std::vector<Facet> &Facets, const IntVector &Reuse) {
  std::string Text;
  for (const Facet &F : Facets) {
    Label L = F.labelOf(Reuse);
    if (L == Label::Zero || (L == Label::Neg && F.Kind == Boundary::Strong))
      continue;
    Text += (Text.empty() ? "" : "; ") + F.Text +
            (L == Label::Pos ? " lets in" : " lets out");
  }
  return Text;
}

/// A tree of steps for one domain, root first; no steps: read one by one.
struct Tree {
  std::vector<Step> Steps;
  std::vector<std::string> Trace;
  /// The largest residual that is read one by one.
  Complexity Leaves;
  bool InOrder = false;

  /// What Plan.h promises: complexity, subtraction, reversal, size.
  std::tuple<unsigned, unsigned, unsigned, size_t, bool> rank() const {
    unsigned Subtracting = 0, Reversed = 0;
    for (const Step &S : Steps) {
      Subtracting += S.termsLeave();
      Reversed += S.Reversed;
    }
    return {Leaves.degree(), Subtracting, Reversed, Steps.size(), !InOrder};
  }

  /// Appends \p Other as the tree of a residual; returns the index of its root.
  unsigned append(const Tree &Other) {
    unsigned First = Steps.size();
    for (Step S : Other.Steps) {
      S.AddBy += S.AddBy ? First : 0;
      S.SubBy += S.SubBy ? First : 0;
      Steps.push_back(std::move(S));
    }
    Trace.insert(Trace.end(), Other.Trace.begin(), Other.Trace.end());
    return First;
  }
};

class Search {
public:
  Search(const Reduction &R, const Limits &L)
      : R(R), L(L), Answers(complexityOf(R.Answers)),
        Gapped(!withoutGaps(R.Answers)) {}

  Verdict<Plan> run() {
    std::optional<std::vector<IntVector>> Space = shareSpace(R);
    if (exhausted() || !Space)
      return workLimit();
    Vectors = reuseVectors(*Space, R.Outer);
    isl::set Domain = domain();
    Before = complexityOf(Domain);
    // Which of the loops run backwards is decided for all steps together.
    std::optional<Tree> Best;
    for (unsigned Mask = 0; Mask != 1u << R.Outer; ++Mask) {
      if (!directions(Mask) || (Best && perfect(*Best)))
        continue;
      std::optional<Tree> T = solve(Domain, Before, 0);
      if (T && (!Best || T->rank() < Best->rank()))
        Best = std::move(T);
    }
    // A refusal below may rest on an answer that isl did not finish.
    if (exhausted())
      return workLimit();
    if (Best) {
      Plan P;
      P.Steps = std::move(Best->Steps);
      P.Trace = std::move(Best->Trace);
      P.Before = Before;
      P.After = larger(Answers, Best->Leaves);
      P.InOrder = Best->InOrder;
      return P;
    }
    if (Missed)
      return refusal(R, *Missed, Before, Answers);
    if (Shares)
      return Refusal{"NoLowerComplexity",
                     "sharing would leave " + Before.text() + " terms", "",
                     false};
    return Refusal{"NothingShared",
                   "no two neighbouring answers have a term in common", "",
                   false};
  }

private:
  /// The terms of answers, { [x,y] : x in Answers }, without a tuple name.
  isl::set domain() const {
    isl::set Terms = R.Domain.reset_tuple_id();
    isl_size Inner = isl_set_dim(Terms.get(), isl_dim_set) - isl_size(R.Outer);
    if (Inner < 0)
      return isl::set();
    return Terms.intersect(isl::manage(isl_set_add_dims(
        R.Answers.reset_tuple_id().release(), isl_dim_set, Inner)));
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

  /// No tree can be better.
  bool perfect(const Tree &T) const {
    auto [Degree, Subtracting, Reversed, Size, Regroups] = T.rank();
    return Degree <= Answers.degree() && !Subtracting && !Reversed &&
           Size == 1 && !Regroups;
  }

  /// The best tree for the sum over \p Domain, whose size is \p Size; nothing
  /// where no step makes it smaller.
  std::optional<Tree> solve(const isl::set &Domain, const Complexity &Size,
                            unsigned Depth) {
    std::optional<Tree> Best;
    if (Depth == L.MaxDepth)
      return Best;
    std::vector<Facet> Facets = facetsOf(Domain, R.Outer);
    for (const IntVector &Reuse : onePerClass(Vectors, Facets, R.Outer)) {
      if (exhausted())
        return Best;
      Transform T = transform(R, Domain, Size, Reuse, /*First=*/Depth == 0);
      Shares |= T.Shares;
      if (Gapped)
        T.Obstacles.insert(T.Obstacles.begin(), Obstacle::GappedAnswers);
      // The answers themselves stay in any case.
      if (!T.Pays || Answers.degree() >= Before.degree())
        continue;
      if (!T.legal()) {
        if (Depth == 0 && (!Missed || weight(T) < weight(*Missed)))
          Missed = T;
        continue;
      }
      if (T.S.Reversed != Backwards[T.S.Carrier])
        continue;
      Tree Found = grow(T, Facets, Depth);
      if (!Best || Found.rank() < Best->rank())
        Best = std::move(Found);
      // A residual's tree need only be small enough.
      if (Depth && Best->Leaves.degree() <= Answers.degree())
        break;
    }
    return Best;
  }

  /// The tree whose root is \p T.
  Tree grow(const Transform &T, const std::vector<Facet> &Facets,
            unsigned Depth) {
    Tree Found;
    Found.InOrder = T.InOrder;
    Found.Steps.push_back(T.S);
    std::string Labels = labels(Facets, T.S.Reuse);
    Found.Trace.push_back(
        "r = " + text(T.S.Reuse) + ": " + T.Add.text() + " terms come" +
        (T.S.termsLeave() ? ", " + T.Sub.text() + " leave" : "") +
        (Labels.empty() ? "" : " (" + Labels + ")") +
        (T.S.Reversed ? "; the loop of dimension " +
                            std::to_string(T.S.Carrier) + " runs backwards"
                      : ""));
    auto Residual = [&](const isl::set &Points,
                        const Complexity &Size) -> unsigned {
      // Sharing it regroups, and is of no use below the number of answers.
      std::optional<Tree> Inner;
      if (R.Alg.Reassociates && Size.degree() > Answers.degree())
        Inner = solve(Points, Size, Depth + 1);
      Found.Leaves = larger(Found.Leaves, Inner ? Inner->Leaves : Size);
      if (!Inner)
        return 0;
      Found.InOrder = false;
      return Found.append(*Inner);
    };
    unsigned AddBy = Residual(T.S.Add, T.Add);
    unsigned SubBy = T.S.termsLeave() ? Residual(T.S.Sub, T.Sub) : 0;
    Found.Steps.front().AddBy = AddBy;
    Found.Steps.front().SubBy = SubBy;
    return Found;
  }

  bool exhausted() const {
    isl_ctx *Ctx = isl_set_get_ctx(R.Domain.get());
    return isl_ctx_last_error(Ctx) == isl_error_quota;
  }

  static Refusal workLimit() {
    return {"WorkLimit", "the analysis ran into its limit of isl operations",
            "split the loop nest"};
  }

  const Reduction &R;
  const Limits &L;
  Complexity Answers, Before;
  std::vector<IntVector> Vectors;
  std::vector<bool> Backwards;
  std::optional<Transform> Missed;
  /// An answer may lack its predecessor and have one before that.
  bool Gapped;
  bool Shares = false;
};

} // namespace

Verdict<Plan> share(const Reduction &R, const Limits &L) {
  bool Complete = !R.Domain.is_null() && !R.Answers.is_null();
  for (const Term &T : R.Terms)
    Complete &= !T.Index.is_null();
  for (const Write &W : R.Writes)
    Complete &= !W.Domain.is_null() && !W.Index.is_null();
  // isl gave up while the equation was built.
  if (!Complete)
    return Refusal{"WorkLimit",
                   "the analysis ran into its limit of isl operations",
                   "split the loop nest"};
  return Search(R, L).run();
}

} // namespace winnow::share
