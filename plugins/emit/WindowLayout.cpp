//===- WindowLayout.cpp - Where windows keep their terms ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/WindowLayout.h"
#include "emit/AstWriter.h"
#include "emit/Statement.h"
#include "isl/aff.h"
#include "isl/constraint.h"
#include "isl/set.h"
#include "isl/space.h"

using namespace llvm;
using namespace winnow::nest;

namespace winnow::emit {

using share::Node;

namespace {

/// Lays one chain out.
class Layouter {
public:
  Layouter(const share::Plan &P, const ReductionNest &N) : P(P), N(N) {}

  WindowLayout run(unsigned Top) {
    WindowLayout L;
    L.Top = Top;
    L.Leaf = Top;
    SmallVector<unsigned, 3> Chain;
    while (P.Nodes[L.Leaf].K == Node::Kind::Window) {
      Chain.push_back(L.Leaf);
      L.Leaf = P.Nodes[L.Leaf].Below.front();
    }
    const Node &First = P.Nodes[Top];
    L.Capacity = longest(First);
    bool Queue = L.isQueue(P);
    for (unsigned D = First.Carrier + (Queue ? 1 : 0); D != N.Outer; ++D) {
      WindowLayout::Axis Axis;
      Axis.Dim = D;
      Axis.Count = N.MaxCounts[D];
      for (auto [I, K] : enumerate(Chain))
        if (P.Nodes[K].Carrier == D) {
          Axis.Window = K;
          range(P.Nodes[L.Leaf].What.Forms[N.Outer + I], Axis.First,
                Axis.Count);
          L.Longest.push_back(longest(P.Nodes[K]));
          L.Passes.push_back({K, unsigned(L.Axes.size()),
                              residualLoops(P.Nodes[K].Width, context(K), 0)});
        }
      Axis.Count.Constant += 1;
      L.Axes.push_back(Axis);
    }
    L.Fill = fill(L, Chain, Queue);
    return L;
  }

  /// Where the intervals of \p K, a Doubling, are looked up: its loops have
  /// been found to be long enough.
  isl::set context(unsigned K) const {
    isl_space *Params =
        isl_space_params(isl_set_get_space(P.Nodes[K].Width.get()));
    return positive(isl::manage(isl_set_from_params(isl_set_universe(Params))),
                    longest(P.Nodes[K]));
  }

private:
  /// The range of \p Form where every counter is between 0 and its maximum.
  void range(const share::IntVector &Form, Affine &First, Affine &Last) const {
    First = Last = Affine();
    for (auto [C, Max] : zip(Form, N.MaxCounts))
      (C < 0 ? First : Last).add(Max, C);
    Last.add(First, -1);
  }

  /// The most terms of an interval: it moves along one loop of the reduction.
  Affine longest(const Node &Of) const {
    Affine Count;
    for (unsigned D = N.Outer; D != N.Dims.size(); ++D)
      if (P.Nodes[Of.Below.front()].What.Forms[Of.What.Outer][D])
        Count.add(N.MaxCounts[D], 1);
    Count.Constant += 1;
    return Count;
  }

  /// \p S where \p A, over the parameters, is at least 1.
  isl::set positive(isl::set S, const Affine &A) const {
    for (auto [Id, C] : A.Param) {
      const std::string &Name = N.Parameters[Id].Id;
      if (isl_set_find_dim_by_name(S.get(), isl_dim_param, Name.c_str()) >= 0)
        continue;
      isl_size At = isl_set_dim(S.get(), isl_dim_param);
      isl_set *More = isl_set_add_dims(S.release(), isl_dim_param, 1);
      S = isl::manage(
          isl_set_set_dim_name(More, isl_dim_param, At, Name.c_str()));
    }
    isl_constraint *AtLeast = isl_constraint_alloc_inequality(
        isl_local_space_from_space(isl_set_get_space(S.get())));
    AtLeast = isl_constraint_set_constant_si(AtLeast, int(A.Constant) - 1);
    for (auto [Id, C] : A.Param)
      AtLeast = isl_constraint_set_coefficient_si(
          AtLeast, isl_dim_param,
          isl_set_find_dim_by_name(S.get(), isl_dim_param,
                                   N.Parameters[Id].Id.c_str()),
          int(C));
    return isl::manage(isl_set_add_constraint(S.release(), AtLeast));
  }

  /// The loops over { [x, t of a queue | axes, rest of the body] }.
  isl::ast_node fill(WindowLayout &L, ArrayRef<unsigned> Chain, bool Queue) {
    const Node &Leaf = P.Nodes[L.Leaf];
    const unsigned Dims = Leaf.What.Forms.size();
    // Where each dimension of the new order comes from.
    SmallVector<unsigned, 6> Order;
    unsigned From = P.Nodes[L.Top].Carrier;
    for (unsigned D = 0; D <= From; ++D)
      Order.push_back(D);
    if (Queue)
      Order.push_back(N.Outer);
    unsigned Fixed = Order.size();
    for (const WindowLayout::Axis &A : L.Axes) {
      auto *At = A.Window ? find(Chain, *A.Window) : Chain.end();
      Order.push_back(A.Window ? N.Outer + unsigned(At - Chain.begin())
                               : A.Dim);
    }
    for (unsigned D = N.Outer + Chain.size(); D != Dims; ++D)
      Order.push_back(D);
    L.Accumulates = Dims != N.Outer + Chain.size();
    isl::set Points = Leaf.Domain;
    for (unsigned K : Chain)
      Points = isl::manage(isl_set_eliminate(Points.release(), isl_dim_set,
                                             P.Nodes[K].Carrier, 1));
    // The carriers that an axis stands for go last, and then away.
    unsigned Kept = Order.size();
    for (unsigned D = 0; D != Dims; ++D)
      if (!is_contained(Order, D))
        Order.push_back(D);
    std::vector<share::IntVector> Rows(Dims, share::IntVector(Dims, 0));
    for (unsigned Q = 0; Q != Dims; ++Q)
      Rows[Order[Q]][Q] = 1;
    isl::multi_aff To = share::linearMap(Points, Rows);
    Points = Points.reset_tuple_id().preimage(To);
    Points = isl::manage(
        isl_set_project_out(Points.release(), isl_dim_set, Kept, Dims - Kept));
    isl::set Known = isl::manage(
        isl_set_project_out(Points.copy(), isl_dim_set, Fixed, Kept - Fixed));
    return residualLoops(Points, Known, Fixed);
  }

  const share::Plan &P;
  const ReductionNest &N;
};

/// The nodes that begin a chain.
SmallVector<unsigned, 2> topsOf(const share::Plan &P) {
  SmallVector<unsigned, 2> Tops;
  for (auto [K, Of] : enumerate(P.Nodes))
    if (Of.K == Node::Kind::Window &&
        (K == 0 || P.Nodes[K - 1].K != Node::Kind::Window))
      Tops.push_back(K);
  return Tops;
}

} // namespace

std::optional<std::vector<WindowLayout>>
layOut(const share::Plan &P, const ReductionNest &N,
       std::vector<isl::ast_node> &Loops) {
  std::vector<WindowLayout> Layouts;
  Layouter Each(P, N);
  for (unsigned Top : topsOf(P)) {
    Layouts.push_back(Each.run(Top));
    WindowLayout &L = Layouts.back();
    if (!canWrite(L.Fill))
      return std::nullopt;
    for (const WindowLayout::Pass &Pass : L.Passes)
      if (!canWrite(Pass.Width))
        return std::nullopt;
    for (unsigned K = Top; K != L.Leaf; ++K) {
      const Node &Of = P.Nodes[K];
      isl::set Known = Of.What.Answers;
      if (Of.Method == Node::Slide::Doubling)
        Known = isl::manage(isl_set_intersect_params(
            Known.release(), isl_set_params(Each.context(K).release())));
      Loops[K] = residualLoops(Of.Bounds, Known, Of.What.Outer);
      if (!canWrite(Loops[K]))
        return std::nullopt;
    }
  }
  return Layouts;
}

bool canReadAhead(ArrayRef<WindowLayout> Layouts, const ReductionNest &N,
                  const Analyses &A) {
  for (const WindowLayout &L : Layouts) {
    if (L.Axes.empty())
      continue;
    TwoVersions None;
    DenseMap<const SCEV *, Value *> Nothing;
    StatementWriter Body(N, None, Nothing, A.LI, {false, true, true},
                         partsOf(N));
    if (!Body.canStandBefore(*N.Dims[L.Axes.front().Dim]))
      return false;
  }
  return true;
}

} // namespace winnow::emit
