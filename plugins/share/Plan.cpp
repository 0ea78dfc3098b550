//===- Plan.cpp - The search for the cheapest chain of steps ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Plan.h"
#include "share/ShareSpace.h"
#include "share/Transform.h"
#include "isl/ctx.h"
#include "isl/set.h"
#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace winnow::share {

unsigned Plan::outermostCarrier() const {
  unsigned Outermost = Steps.front().Carrier;
  for (const Step &S : Steps)
    Outermost = std::min(Outermost, S.Carrier);
  return Outermost;
}

bool Plan::runsBackwards() const {
  return std::any_of(Steps.begin(), Steps.end(),
                     [](const Step &S) { return S.Reversed; });
}

const char *name(Operator Op) {
  switch (Op) {
  case Operator::Sum:
    return "sum";
  case Operator::Product:
    return "product";
  case Operator::Min:
    return "min";
  case Operator::Max:
    return "max";
  case Operator::And:
    return "and";
  case Operator::Or:
    return "or";
  case Operator::Xor:
    return "xor";
  case Operator::Fold:
    return "fold";
  }
  return "fold";
}

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

std::string describe(const Reduction &R, const Step &S, const Complexity &Add,
                     bool TermsLeave, unsigned Number) {
  auto Answer = [](unsigned K) { return "R" + std::to_string(K); };
  std::string Now = Number ? Answer(Number) : R.Answer;
  return Now + "[x] from " + Now + "[x - r], r = " + text(S.Reuse) + ": " +
         Add.text() + " terms to add, " +
         (TermsLeave ? "some to take away" : "none to take away") +
         (S.Reversed ? "; the loop of dimension " + std::to_string(S.Carrier) +
                           " runs backwards"
                     : "");
}

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
    Plan Start;
    Start.Before = complexityOf(R.Domain);
    Start.After = Answers;
    Before = Start.Before;
    if (L.MaxSteps)
      extend(Start, domain(), Start.Before);
    // A refusal below may rest on an answer that isl did not finish.
    if (exhausted())
      return workLimit();
    if (Best)
      return *Best;
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

  /// Tries every step after those of \p Done, whose residual is \p Domain.
  void extend(const Plan &Done, const isl::set &Domain,
              const Complexity &Size) {
    for (const IntVector &Reuse : Vectors) {
      if (exhausted())
        return;
      Transform T =
          transform(R, Domain, Size, Reuse, /*First=*/Done.Steps.empty());
      Shares |= T.Shares;
      if (Gapped)
        T.Obstacles.insert(T.Obstacles.begin(), Obstacle::GappedAnswers);
      // The subtracted terms and the answers themselves stay in any case.
      if (!T.Pays ||
          larger(larger(Done.After, T.Sub), T.Add).degree() >= Before.degree())
        continue;
      if (!T.legal()) {
        if (Done.Steps.empty() && (!Missed || weight(T) < weight(*Missed)))
          Missed = T;
        continue;
      }
      if (opposes(Done, T.S))
        continue;
      Plan Next = Done;
      Next.Steps.push_back(T.S);
      Next.After = larger(Done.After, T.Sub);
      Next.InOrder = T.InOrder;
      Next.Trace.push_back(describe(
          R, T.S, T.Add, !T.S.Sub.is_empty().is_true(), Done.Steps.size()));
      consider(Next, T.Add);
      // A chain regroups, and is of no use below the number of answers.
      if (R.Alg.Reassociates && Next.Steps.size() < L.MaxSteps &&
          T.Add.degree() > Next.After.degree())
        extend(Next, T.S.Add, T.Add);
    }
  }

  /// Whether \p S needs a loop in the direction opposite to that of a step
  /// before. Stores need no look here: a backward step allows none at all.
  bool opposes(const Plan &Done, const Step &S) const {
    for (const Step &Other : Done.Steps)
      if (Other.Carrier == S.Carrier && Other.Reversed != S.Reversed)
        return true;
    return false;
  }

  void consider(Plan P, const Complexity &LastAdd) {
    P.After = larger(P.After, LastAdd);
    if (P.After.degree() < Before.degree() && (!Best || rank(P) < rank(*Best)))
      Best = std::move(P);
  }

  /// What Plan.h promises: complexity, subtraction, reversal, length.
  static std::tuple<unsigned, unsigned, unsigned, size_t, bool>
  rank(const Plan &P) {
    unsigned Subtracting = 0, Reversed = 0;
    for (const Step &S : P.Steps) {
      Subtracting += !S.Sub.is_empty().is_true();
      Reversed += S.Reversed;
    }
    return {P.After.degree(), Subtracting, Reversed, P.Steps.size(),
            !P.InOrder};
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
  std::optional<Plan> Best;
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
