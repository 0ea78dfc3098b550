//===- EquationWriter.cpp - What was read, as isl sets and maps -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "nest/EquationWriter.h"
#include "nest/Names.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include <numeric>

using namespace llvm;

namespace winnow::nest {

namespace {

class Writer {
public:
  Writer(ReductionNest &N, const Findings &Found, const Analyses &A,
         AffineSpace &Space, isl::ctx Ctx)
      : N(N), Found(Found), A(A), Space(Space), Ctx(Ctx) {}

  std::optional<Refusal> run() {
    share::Reduction &R = N.Equation;
    R.Outer = N.Outer;
    R.Answer = sourceName(*N.Accumulators.front().Phis.front());
    if (R.Answer.empty())
      R.Answer = "s";
    auto Set = [&](unsigned NumDims, const std::vector<std::string> &Parts) {
      std::string Text =
          Space.isl("[" + Space.dims(NumDims) + "] : " + conjunction(Parts));
      return isl::manage(isl_set_read_from_str(Ctx.get(), Text.c_str()));
    };
    // All texts at the end: only now every parameter is known.
    std::vector<std::string> All = context();
    auto Append = [&All](const std::vector<std::string> &More) {
      All.insert(All.end(), More.begin(), More.end());
    };
    Append(Found.Constraints.Outer);
    const std::vector<std::string> Outer = All;
    isl::set Iterations = Set(N.Outer, All);
    Append(Found.Constraints.Host);
    R.Answers = Set(N.Outer, All);
    Append(Found.Constraints.Reduction);
    R.Domain = Set(N.Dims.size(), All);

    R.Terms = equationTerms(Found.Terms);
    for (auto [Value, Own] : zip(N.Products, Found.Factors)) {
      share::Part &P = R.Parts.emplace_back();
      for (const TermSet &F : Own)
        P.Factors.push_back({equationTerms(F)});
    }
    SmallVector<TermLoad, 4> Loads = Found.Terms.Loads;
    for (auto [Value, Key] : zip(N.Selectors, Found.Keys)) {
      std::optional<Affine> With = Space.get(A.SE.getSCEV(Value.With));
      R.Selectors.push_back(
          {equationTerms(Key), With ? Space.text(*With) : nameOf(Value.With)});
      Loads.append(Key.Loads.begin(), Key.Loads.end());
    }
    for (const ElementWrite &W : Found.Writes) {
      int64_t Size = W.Store->getDataLayout().getTypeStoreSize(
          W.Store->getValueOperand()->getType());
      std::string To = *elementText(W.To, Size, Space);
      R.Writes.push_back(write(W, To));
      // Whether the element lies outside of its row at any of some points.
      auto Leaves = [&](const Element &E, unsigned NumDims,
                        std::vector<std::string> Points) {
        std::string Outside = outsideOfRow(E, Size, Space);
        Points.push_back(Outside);
        return !Outside.empty() && !Set(NumDims, Points).is_empty().is_true();
      };
      bool Overlap = Leaves(W.To, N.Outer, Outer);
      for (const TermLoad &T : Loads) {
        auto E = elementOf(T);
        if (!E || E->Object != W.To.Object)
          continue;
        Overlap |= !E->isLike(W.To) || Leaves(*E, N.Dims.size(), All);
        // `s[i] += s[j]`: the sum may not read what it is still writing.
        std::vector<std::string> Same = All;
        Same.push_back(sameElement(*E, W.To, Size, Space));
        if (!Overlap && N.top().contains(W.Store) &&
            !Set(N.Dims.size(), Same).is_empty().is_true())
          return Refusal{"InputChanges",
                         "the sum reads the element that it is added to", "",
                         true};
      }
      if (Overlap)
        return Refusal{"InputChanges",
                       "rows of " + Names.of(W.To.Object) +
                           ", which is stored into, may overlap",
                       "", true};
    }
    return std::nullopt;
  }

private:
  /// "z()", of a value that the answer asks for.
  static std::string nameOf(const Value *With) {
    auto *Load = dyn_cast<LoadInst>(With);
    std::string Name = sourceName(
        Load ? *getUnderlyingObject(Load->getPointerOperand()) : *With);
    return Name.empty() ? "" : Name + "()";
  }

  share::Write write(const ElementWrite &W, const std::string &To) {
    share::Write Out;
    Out.Array = Names.of(W.To.Object);
    Out.Where = W.Where;
    Out.Rank = W.Rank;
    std::vector<std::string> Range = context();
    Range.insert(Range.end(), W.Conditions.begin(), W.Conditions.end());
    for (Loop *L : W.Loops) {
      std::string Counter = counterOf(*L);
      Range.push_back(Counter + " >= 0");
      for (const Affine &B : Space.boundsOf(*L))
        Range.push_back(Counter + " <= " + Space.text(B));
    }
    std::string Tuple = Space.dims(N.Outer);
    for (unsigned D = W.Common; D < N.Outer; ++D)
      Range.push_back("i" + std::to_string(D) + " = " +
                      (W.Where == share::Write::Position::Before
                           ? "-1"
                           : Space.text(N.MaxCounts[D]) + " + 1"));
    for (Loop *L : ArrayRef(W.Loops).drop_front(W.Common))
      Tuple += ", " + counterOf(*L);
    std::string Text = Space.isl("[" + Tuple + "] : " + conjunction(Range));
    Out.Domain = isl::manage(isl_set_read_from_str(Ctx.get(), Text.c_str()));
    Out.Index = index(Tuple, To);
    if (W.Value)
      Out.Value = equationTerms(*W.Value, Tuple, W.Loops);
    return Out;
  }

  std::string counterOf(const Loop &L) const {
    return "i" + std::to_string(*Space.indexOf(L));
  }

  static std::string conjunction(ArrayRef<std::string> Parts) {
    std::string Out;
    for (const std::string &P : Parts)
      Out += (Out.empty() ? "" : " and ") + P;
    return Out;
  }

  /// What is known of the parameters whenever the nest runs. Upper bounds are
  /// left out: they come from the width of a type and help nothing.
  std::vector<std::string> context() const {
    std::vector<std::string> Out;
    for (const Parameter &P : Space.parameters())
      if (P.Min >= -1)
        Out.push_back(P.Id + " >= " + std::to_string(P.Min));
    return Out;
  }

  isl::multi_aff index(const std::string &Tuple, const std::string &Rows) {
    std::string Text = Space.isl("[" + Tuple + "] -> [" + Rows + "]");
    return isl::manage(isl_multi_aff_read_from_str(Ctx.get(), Text.c_str()));
  }

  /// "i0, 2*i1": the rows without their common factors, which say nothing of
  /// where they agree.
  std::string rowsText(ArrayRef<Row> Rows, ArrayRef<Loop *> Loops) const {
    std::string Text;
    for (const Row &R : Rows) {
      int64_t Common = 0;
      for (int64_t C : R.Coef)
        Common = std::gcd(Common, C);
      Affine Reduced;
      Reduced.Dim.assign(Space.numDims(), 0);
      for (auto [L, C] : zip(Loops, R.Coef))
        Reduced.Dim[*Space.indexOf(*L)] = Common ? C / Common : 0;
      Text += (Text.empty() ? "" : ", ") + Space.text(Reduced);
    }
    return Text;
  }

  /// The element that \p T reads, seen as the stores into its array are.
  std::optional<Element> elementOf(const TermLoad &T) {
    Value *Address = T.Load->getPointerOperand();
    if (auto E = flatElement(Address, Space, A.SE))
      return E;
    const SCEV *Object = A.SE.getPointerBase(A.SE.getSCEV(Address));
    for (const ElementWrite &W : Found.Writes)
      if (W.To.Object == Object && W.To.Length)
        return rowElement(Address, N.Dims, Space, A.SE);
    return std::nullopt;
  }

  /// The array of a formal element, for people. Where a store is compared with
  /// the array's elements, formal ones have no name: checkMemory() has kept
  /// them apart from the store in another way.
  std::string formalName(const TermLoad &T) {
    const SCEV *Object = A.SE.getPointerBase(T.Address->Base);
    bool Compared = any_of(Found.Writes, [&](const ElementWrite &W) {
      return W.To.Object == Object;
    });
    return Compared ? "" : Names.of(Object);
  }

  std::vector<share::Term> equationTerms(const TermSet &Set) {
    return equationTerms(Set, Space.dims(N.Dims.size()), N.Dims);
  }

  /// \param Tuple  the counters of \p Loops, and perhaps others
  std::vector<share::Term> equationTerms(const TermSet &Set,
                                         const std::string &Tuple,
                                         ArrayRef<Loop *> Loops) {
    std::vector<share::Term> Out;
    for (const TermLoad &T : Set.Loads) {
      auto E = elementOf(T);
      int64_t Size =
          T.Load->getDataLayout().getTypeStoreSize(T.Load->getType());
      auto Text = E ? elementText(*E, Size, Space) : std::nullopt;
      if (Text)
        Out.push_back({Names.of(E->Object), index(Tuple, *Text)});
      else if (!T.Formal.empty())
        Out.push_back({formalName(T), index(Tuple, rowsText(T.Formal, Loops))});
    }
    if (!Set.Kernel.empty())
      Out.push_back({"", index(Tuple, rowsText(Set.Kernel, Loops))});
    return Out;
  }

  ReductionNest &N;
  const Findings &Found;
  const Analyses &A;
  AffineSpace &Space;
  isl::ctx Ctx;
  ArrayNames Names;
};

} // namespace

std::optional<Refusal> writeEquation(ReductionNest &N, const Findings &Found,
                                     const Analyses &A, AffineSpace &Space,
                                     isl::ctx Ctx) {
  return Writer(N, Found, A, Space, Ctx).run();
}

} // namespace winnow::nest
