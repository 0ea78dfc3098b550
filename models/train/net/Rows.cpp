//===- Rows.cpp - Matrices by rows ----------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/net/Rows.h"
#include <limits>

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace winnow::train {

/// Whether the plain loops can work on \p T.
static bool isPlain(const Tensor &T) {
  return T.device().is_cpu() && T.scalar_type() == torch::kFloat &&
         T.is_contiguous();
}

Tensor takeRows(const Tensor &From, const Tensor &Index) {
  if (!isPlain(From))
    return From.index_select(0, Index);
  const int64_t Rows = Index.size(0), Columns = From.size(1);
  Tensor Out = torch::empty({Rows, Columns}, From.options());
  const float *F = From.data_ptr<float>();
  const int64_t *At = Index.data_ptr<int64_t>();
  float *O = Out.data_ptr<float>();
  for (int64_t I = 0; I < Rows; ++I)
    std::memcpy(O + I * Columns, F + At[I] * Columns,
                size_t(Columns) * sizeof(float));
  return Out;
}

void addRows(Tensor &Into, const Tensor &Index, const Tensor &From) {
  if (!isPlain(Into) || !isPlain(From)) {
    Into.index_add_(0, Index, From);
    return;
  }
  const int64_t Rows = Index.size(0), Columns = From.size(1);
  const float *F = From.data_ptr<float>();
  const int64_t *At = Index.data_ptr<int64_t>();
  float *O = Into.data_ptr<float>();
  for (int64_t I = 0; I < Rows; ++I) {
    float *To = O + At[I] * Columns;
    const float *Row = F + I * Columns;
    for (int64_t C = 0; C < Columns; ++C)
      To[C] += Row[C];
  }
}

RowMax maxRows(const Tensor &From, const Tensor &Segment, int64_t Segments) {
  const int64_t Rows = From.size(0), Columns = From.size(1);
  const float Lowest = -std::numeric_limits<float>::infinity();
  RowMax Max;
  if (isPlain(From)) {
    Max.Value = torch::full({Segments, Columns}, Lowest, From.options());
    Max.Row = torch::full({Segments, Columns}, -1, Segment.options());
    const float *F = From.data_ptr<float>();
    const int64_t *At = Segment.data_ptr<int64_t>();
    float *V = Max.Value.data_ptr<float>();
    int64_t *R = Max.Row.data_ptr<int64_t>();
    for (int64_t I = 0; I < Rows; ++I) {
      float *Best = V + At[I] * Columns;
      int64_t *Which = R + At[I] * Columns;
      const float *Row = F + I * Columns;
      for (int64_t C = 0; C < Columns; ++C) {
        bool Better = Row[C] > Best[C];
        Best[C] = Better ? Row[C] : Best[C];
        Which[C] = Better ? I : Which[C];
      }
    }
  } else {
    Tensor Where = Segment.unsqueeze(1).expand({Rows, Columns});
    Max.Value = torch::full({Segments, Columns}, Lowest, From.options())
                    .scatter_reduce(0, Where, From, "amax");
    Tensor Number = torch::arange(Rows, Segment.options())
                        .unsqueeze(1)
                        .expand({Rows, Columns});
    Tensor Chosen = torch::where(From == Max.Value.index_select(0, Segment),
                                 Number, torch::full_like(Number, -1));
    Max.Row = torch::full({Segments, Columns}, -1, Segment.options())
                  .scatter_reduce(0, Where, Chosen, "amax");
  }
  Max.Value.masked_fill_(Max.Row < 0, 0);
  return Max;
}

Tensor spreadMax(const RowMax &Max, const Tensor &Gradient, int64_t Rows) {
  const int64_t Columns = Gradient.size(1);
  Tensor Given = Gradient.contiguous();
  // A row more takes what nobody was the largest for.
  Tensor Out = torch::zeros({Rows + 1, Columns}, Given.options());
  if (!isPlain(Out)) {
    Tensor At =
        torch::where(Max.Row < 0, torch::full_like(Max.Row, Rows), Max.Row);
    return Out.scatter_(0, At, Given).narrow(0, 0, Rows);
  }
  const float *G = Given.data_ptr<float>();
  const int64_t *R = Max.Row.data_ptr<int64_t>();
  float *O = Out.data_ptr<float>();
  for (int64_t I = 0, N = Given.size(0); I < N; ++I)
    for (int64_t C = 0; C < Columns; ++C) {
      int64_t Row = R[I * Columns + C];
      O[(Row < 0 ? Rows : Row) * Columns + C] = G[I * Columns + C];
    }
  return Out.narrow(0, 0, Rows);
}

namespace {

struct SumRows : torch::autograd::Function<SumRows> {
  static Tensor forward(AutogradContext *Context, const Tensor &From,
                        const Tensor &Index, const Tensor &To, int64_t Count) {
    Context->save_for_backward({Index, To});
    Context->saved_data["rows"] = From.size(0);
    Tensor Out = torch::zeros({Count, From.size(1)}, From.options());
    addRows(Out, To, takeRows(From.contiguous(), Index));
    return Out;
  }
  static variable_list backward(AutogradContext *Context,
                                variable_list Gradients) {
    variable_list Saved = Context->get_saved_variables();
    Tensor Given = Gradients[0].contiguous();
    Tensor Out = torch::zeros(
        {Context->saved_data["rows"].toInt(), Given.size(1)}, Given.options());
    addRows(Out, Saved[0], takeRows(Given, Saved[1]));
    return {Out, Tensor(), Tensor(), Tensor()};
  }
};

struct PickRows : torch::autograd::Function<PickRows> {
  static Tensor forward(AutogradContext *Context, const Tensor &From,
                        const Tensor &Index) {
    Context->save_for_backward({Index});
    Context->saved_data["rows"] = From.size(0);
    return takeRows(From.contiguous(), Index);
  }
  static variable_list backward(AutogradContext *Context,
                                variable_list Gradients) {
    Tensor Given = Gradients[0].contiguous();
    Tensor Out = torch::zeros(
        {Context->saved_data["rows"].toInt(), Given.size(1)}, Given.options());
    addRows(Out, Context->get_saved_variables()[0], Given);
    return {Out, Tensor()};
  }
};

struct LargestRows : torch::autograd::Function<LargestRows> {
  static Tensor forward(AutogradContext *Context, const Tensor &From,
                        const Tensor &Segment, int64_t Segments) {
    RowMax Max = maxRows(From.contiguous(), Segment, Segments);
    Context->save_for_backward({Max.Row});
    Context->saved_data["rows"] = From.size(0);
    return Max.Value;
  }
  static variable_list backward(AutogradContext *Context,
                                variable_list Gradients) {
    RowMax Max;
    Max.Row = Context->get_saved_variables()[0];
    return {spreadMax(Max, Gradients[0], Context->saved_data["rows"].toInt()),
            Tensor(), Tensor()};
  }
};

} // namespace

Tensor sumRows(const Tensor &From, const Tensor &Index, const Tensor &To,
               int64_t Count) {
  return SumRows::apply(From, Index, To, Count);
}

Tensor pickRows(const Tensor &From, const Tensor &Index) {
  return PickRows::apply(From, Index);
}

Tensor largestRows(const Tensor &From, const Tensor &Segment,
                   int64_t Segments) {
  return LargestRows::apply(From, Segment, Segments);
}

} // namespace winnow::train
