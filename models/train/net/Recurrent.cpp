//===- Recurrent.cpp - The two recurrences and their gradients ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Recurrent.h"
#include "train/net/Rows.h"

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace winnow::train {

namespace {

/// The gates i, f, g, o of some rows: views of one matrix.
struct Gates {
  Tensor I, F, G, O;
  explicit Gates(const Tensor &All) {
    const int64_t Width = All.size(1) / 4;
    I = All.narrow(1, 0, Width);
    F = All.narrow(1, Width, Width);
    G = All.narrow(1, 2 * Width, Width);
    O = All.narrow(1, 3 * Width, Width);
  }
  /// From sums to gates, in place.
  void activate(const Tensor &All) {
    All.narrow(1, 0, 2 * I.size(1)).sigmoid_();
    G.tanh_();
    O.sigmoid_();
  }
};

Tensor rows(const Tensor &T, Span S) { return T.narrow(0, S.First, S.Count); }

/// The gradient of a cell. All rows are those of one step.
/// \param Before  c0, of the first rows; others had none
/// \param Cell    c
/// \param ForCell  gradient of c on entry; that of c0 on return
/// \param ForGates  is filled with the gradient of the sums
void cellBackward(const Tensor &AllGates, const Tensor &Before,
                  const Tensor &Cell, const Tensor &ForOutput, Tensor &ForCell,
                  const Tensor &ForGates) {
  Gates G(AllGates), D(ForGates);
  Tensor TanhCell = Cell.tanh();
  ForCell.add_(ForOutput * G.O * (1 - TanhCell * TanhCell));
  D.O.copy_(ForOutput * TanhCell * G.O * (1 - G.O));
  D.I.copy_(ForCell * G.G * G.I * (1 - G.I));
  D.G.copy_(ForCell * G.I * (1 - G.G * G.G));
  const int64_t Old = Before.size(0);
  Tensor F = G.F.narrow(0, 0, Old);
  D.F.narrow(0, 0, Old).copy_(ForCell.narrow(0, 0, Old) * Before * F * (1 - F));
  if (Old < Cell.size(0))
    D.F.narrow(0, Old, Cell.size(0) - Old).zero_();
  ForCell = ForCell * G.F;
}

struct Encode : torch::autograd::Function<Encode> {
  static Tensor forward(AutogradContext *Context, const Tensor &TokenGates,
                        const Tensor &TokenRecurrent,
                        const c10::intrusive_ptr<EncoderPlan> &Plan) {
    Tensor All = takeRows(TokenGates, Plan->Tokens);
    const int64_t Width = TokenRecurrent.size(0);
    Tensor C = torch::empty({All.size(0), Width}, All.options());
    Tensor H = torch::empty_like(C);
    Span Last;
    for (const Span &Step : Plan->Steps) {
      Tensor Sums = rows(All, Step);
      if (Last.Count != 0)
        Sums.narrow(0, 0, Last.Count).addmm_(rows(H, Last), TokenRecurrent);
      Gates G(Sums);
      G.activate(Sums);
      Tensor Cell = rows(C, Step);
      torch::mul_out(Cell, G.I, G.G);
      if (Last.Count != 0)
        Cell.narrow(0, 0, Last.Count)
            .addcmul_(G.F.narrow(0, 0, Last.Count), rows(C, Last));
      Tensor Out = rows(H, Step);
      torch::mul_out(Out, G.O, Cell.tanh());
      Last = Step;
    }
    Context->save_for_backward({TokenGates, TokenRecurrent, All, C, H});
    Context->saved_data["plan"] = c10::IValue::make_capsule(Plan);
    return rows(H, Last).clone();
  }

  static variable_list backward(AutogradContext *Context,
                                variable_list Gradients) {
    variable_list Saved = Context->get_saved_variables();
    const Tensor &TokenRecurrent = Saved[1], &All = Saved[2], &C = Saved[3],
                 &H = Saved[4];
    c10::intrusive_ptr<torch::CustomClassHolder> Held =
        Context->saved_data["plan"].toCapsule();
    const auto &Plan = static_cast<const EncoderPlan &>(*Held);
    Tensor ForSums = torch::empty_like(All);
    Tensor ForRecurrent = torch::zeros_like(TokenRecurrent);
    Tensor Back = TokenRecurrent.t();
    Tensor ForOutput = Gradients[0];
    Tensor ForCell = torch::zeros_like(ForOutput);
    for (size_t I = Plan.Steps.size(); I-- > 0;) {
      const Span Step = Plan.Steps[I];
      const Span Before = I == 0 ? Span() : Plan.Steps[I - 1];
      Tensor For = rows(ForSums, Step);
      cellBackward(rows(All, Step), rows(C, Before), rows(C, Step), ForOutput,
                   ForCell, For);
      if (Before.Count == 0)
        break;
      Tensor Old = For.narrow(0, 0, Before.Count);
      ForRecurrent.addmm_(rows(H, Before).t(), Old);
      ForOutput = Old.mm(Back);
      ForCell = ForCell.narrow(0, 0, Before.Count).contiguous();
    }
    Tensor ForGates = torch::zeros_like(Saved[0]);
    addRows(ForGates, Plan.Tokens, ForSums);
    return {ForGates, ForRecurrent, Tensor()};
  }
};

struct Recur : torch::autograd::Function<Recur> {
  static Tensor forward(AutogradContext *Context, const Tensor &Inputs,
                        const Tensor &NodeRecurrent, const Tensor &EdgeShift,
                        const c10::intrusive_ptr<RecurrencePlan> &Plan) {
    Tensor All = takeRows(Inputs, Plan->Sequence);
    const int64_t Width = NodeRecurrent.size(0);
    Tensor C = torch::empty({All.size(0), Width}, All.options());
    Tensor H = torch::empty_like(C);
    variable_list Saved = {Inputs, NodeRecurrent, EdgeShift, All, C, H};
    for (const RecurrencePlan::Level &L : Plan->Levels) {
      Tensor Sums = rows(All, L.Rows);
      RowMax FromH, FromC;
      if (L.From.defined()) {
        FromH = maxRows(takeRows(H, L.From) + takeRows(EdgeShift, L.Kind), L.To,
                        L.Rows.Count);
        FromC = maxRows(takeRows(C, L.From), L.To, L.Rows.Count);
        Sums.addmm_(FromH.Value, NodeRecurrent);
        Saved.insert(Saved.end(),
                     {FromH.Value, FromH.Row, FromC.Value, FromC.Row});
      }
      Gates G(Sums);
      G.activate(Sums);
      Tensor Cell = rows(C, L.Rows);
      torch::mul_out(Cell, G.I, G.G);
      if (L.From.defined())
        Cell.addcmul_(G.F, FromC.Value);
      Tensor Out = rows(H, L.Rows);
      torch::mul_out(Out, G.O, Cell.tanh());
    }
    Context->save_for_backward(Saved);
    Context->saved_data["plan"] = c10::IValue::make_capsule(Plan);
    return H.clone();
  }

  static variable_list backward(AutogradContext *Context,
                                variable_list Gradients) {
    variable_list Saved = Context->get_saved_variables();
    const Tensor &NodeRecurrent = Saved[1], &EdgeShift = Saved[2],
                 &All = Saved[3], &C = Saved[4];
    c10::intrusive_ptr<torch::CustomClassHolder> Held =
        Context->saved_data["plan"].toCapsule();
    const auto &Plan = static_cast<const RecurrencePlan &>(*Held);
    Tensor ForSums = torch::empty_like(All);
    Tensor ForRecurrent = torch::zeros_like(NodeRecurrent);
    Tensor ForShift = torch::zeros_like(EdgeShift);
    Tensor ForH = Gradients[0].clone(torch::MemoryFormat::Contiguous);
    Tensor ForC = torch::zeros_like(C);
    Tensor Back = NodeRecurrent.t();
    size_t Next = Saved.size();
    for (size_t I = Plan.Levels.size(); I-- > 0;) {
      const RecurrencePlan::Level &L = Plan.Levels[I];
      const bool HasParents = L.From.defined();
      RowMax FromH, FromC;
      if (HasParents) {
        Next -= 4;
        FromH = {Saved[Next], Saved[Next + 1]};
        FromC = {Saved[Next + 2], Saved[Next + 3]};
      }
      Tensor For = rows(ForSums, L.Rows), ForCell = rows(ForC, L.Rows);
      Tensor Before = HasParents ? FromC.Value : C.narrow(0, 0, 0);
      cellBackward(rows(All, L.Rows), Before, rows(C, L.Rows),
                   rows(ForH, L.Rows), ForCell, For);
      if (!HasParents)
        continue;
      ForRecurrent.addmm_(FromH.Value.t(), For);
      const int64_t Edges = L.From.size(0);
      Tensor ToH = spreadMax(FromH, For.mm(Back), Edges);
      addRows(ForH, L.From, ToH);
      addRows(ForShift, L.Kind, ToH);
      addRows(ForC, L.From, spreadMax(FromC, ForCell, Edges));
    }
    Tensor ForInputs = torch::zeros_like(Saved[0]);
    addRows(ForInputs, Plan.Sequence, ForSums);
    return {ForInputs, ForRecurrent, ForShift, Tensor()};
  }
};

} // namespace

Tensor encode(const Tensor &TokenGates, const Tensor &TokenRecurrent,
              const c10::intrusive_ptr<EncoderPlan> &Plan) {
  return Encode::apply(TokenGates, TokenRecurrent, Plan);
}

Tensor recur(const Tensor &Inputs, const Tensor &NodeRecurrent,
             const Tensor &EdgeShift,
             const c10::intrusive_ptr<RecurrencePlan> &Plan) {
  return Recur::apply(Inputs, NodeRecurrent, EdgeShift, Plan);
}

} // namespace winnow::train
