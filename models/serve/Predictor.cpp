//===- Predictor.cpp - Cycles of a block, by a trained network ------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/Predictor.h"
#include "serve/Logarithm.h"
#include <cassert>
#include <cmath>

namespace winnow::serve {

using graph::Edge;

/// Each row of \p Tensor as \p Pieces of equal length, each of them padded.
static Floats pad(const std::vector<float> &Tensor, size_t Columns,
                  size_t Pieces = 1) {
  size_t Piece = Columns / Pieces, Width = padded(Piece);
  size_t Rows = Tensor.size() / Columns;
  Floats To(Rows * Pieces * Width);
  for (size_t I = 0; I < Rows * Pieces; ++I)
    std::copy_n(Tensor.begin() + ptrdiff_t(I * Piece), Piece,
                To.data() + I * Width);
  return To;
}

/// Where the states of a pass are.
struct Predictor::States {
  float *First;
  /// Of h; c follows.
  size_t Size;
  float *h(uint32_t Node) const { return First + size_t(Node) * 2 * Size; }
  float *c(uint32_t Node) const { return h(Node) + Size; }
};

Predictor::Predictor(const weights::WeightFile &W, const Kernels &Arithmetic)
    : K(Arithmetic), Shape(W.Shape), Encoding(padded(Shape.Encoding)),
      State(padded(Shape.State)), Uses(padded(Shape.uses())),
      Hidden(padded(Shape.Hidden)), Frequent(Shape.Encoding) {
  size_t Next = 0;
  auto Take = [&](size_t Columns, size_t Pieces = 1) {
    return pad(W.Tensors[Next++], Columns, Pieces);
  };
  // In the order of weights::tensorsOf.
  TokenGates = Take(4 * size_t(Shape.Encoding), 4);
  TokenRecurrent = Take(4 * size_t(Shape.Encoding), 4);
  EncodingScale = Take(Shape.Encoding);
  EncodingShift = Take(Shape.Encoding);
  NodeBias = Take(4 * size_t(Shape.State), 4);
  NodeInput = Take(4 * size_t(Shape.State), 4);
  NodeRecurrent = Take(4 * size_t(Shape.State), 4);
  EdgeShift = Take(Shape.State);
  UseBias = Take(Shape.uses());
  UseInput = Take(Shape.uses());
  UseState = Take(Shape.uses());
  Heads.reserve(W.Heads.size());
  for (const weights::Head &H : W.Heads) {
    HeadWeights &To = Heads.emplace_back();
    To.HiddenBias = Take(Shape.Hidden);
    To.Hidden = Take(Shape.Hidden);
    To.SecondBias = Take(Shape.Hidden);
    To.Second = Take(Shape.Hidden);
    To.OutBias = Take(2);
    To.Out = Take(2);
    To.ErrorScale = H.ErrorScale;
  }
  assert(Next == W.Tensors.size() && "tensors of another shape");
  for (const weights::Encoded &E : W.Frequent) {
    bool IsNew = false;
    float *Row = Frequent.find(E.Tokens.data(), E.Tokens.size(), IsNew);
    std::copy(E.Values.begin(), E.Values.end(), Row);
  }
}

Predictor::Memory::Memory(const Predictor &P)
    : Encodings(4 * P.State + P.Uses), Encoding(P.encoderSize()),
      Features(padded(P.Shape.features())),
      Wide(std::max(4 * P.State + P.Uses, 2 * P.Hidden + 2 * Lanes)) {}

/// e of Network.h, somewhere in \p Space.
const float *Predictor::encode(const graph::TokenId *Tokens, size_t Count,
                               float *Space) const {
  float *G = Space, *H = G + 4 * Encoding, *C = H + Encoding;
  std::fill_n(H, 2 * Encoding, 0.0F);
  for (size_t T = 0; T < Count; ++T) {
    const float *Gates = TokenGates.data() + size_t(Tokens[T]) * 4 * Encoding;
    if (T) {
      K.Multiply(G, Gates, H, TokenRecurrent.data(), Shape.Encoding,
                 4 * Encoding);
      Gates = G;
    }
    K.Cell(Gates, C, C, H, Encoding);
  }
  // The mean and the variance are sums in order: no vector can help.
  size_t Size = Shape.Encoding;
  float Sum = 0, Squares = 0;
  for (size_t I = 0; I < Size; ++I)
    Sum += H[I];
  float Mean = Sum / float(Size);
  for (size_t I = 0; I < Size; ++I)
    Squares += (H[I] - Mean) * (H[I] - Mean);
  float Deviation = std::sqrt(Squares / float(Size) + weights::NormEpsilon);
  for (size_t I = 0; I < Size; ++I)
    H[I] = (H[I] - Mean) / Deviation * EncodingScale.data()[I] +
           EncodingShift.data()[I];
  return H;
}

std::vector<float>
Predictor::encoding(const std::vector<graph::TokenId> &Tokens) const {
  Floats Space(encoderSize());
  const float *E = encode(Tokens.data(), Tokens.size(), Space.data());
  return std::vector<float>(E, E + Shape.Encoding);
}

void Predictor::advance(const Question &Q, uint32_t Node, bool IsFirstPass,
                        const States &Before, const States &Now,
                        Memory &M) const {
  float *H = Now.h(Node), *C = Now.c(Node), *G = M.Wide.data();
  bool Any = false;
  auto Parent = [&](const States &Of, uint32_t From, size_t Kind) {
    const float *Shift = EdgeShift.data() + Kind * State;
    if (Any) {
      K.ShiftedMaximum(H, Of.h(From), Shift, State);
      K.Maximum(C, Of.c(From), State);
      return;
    }
    std::copy_n(Of.h(From), 2 * State, H);
    K.Add(H, Shift, State);
    Any = true;
  };
  const graph::Node &N = Q.Graph.Nodes[Node];
  if (Shape.Edges & weights::Dependences)
    for (uint32_t I = 0; I < N.EdgeCount; ++I) {
      const Edge &E = Q.Graph.Edges[N.FirstEdge + I];
      if (!E.Carried)
        Parent(Now, E.From, size_t(E.Kind));
      else if (!IsFirstPass)
        Parent(Before, E.From, size_t(E.Kind));
    }
  if (Shape.Edges & weights::Order) {
    if (Node > 0)
      Parent(Now, Node - 1, weights::OrderShift);
    else if (!IsFirstPass)
      Parent(Before, uint32_t(Q.Graph.size() - 1), weights::OrderShift);
  }
  const float *Gates = M.Rows[Node];
  if (Any) {
    K.Multiply(G, Gates, H, NodeRecurrent.data(), Shape.State, 4 * State);
    Gates = G;
  } else {
    std::fill_n(C, State, 0.0F);
  }
  K.Cell(Gates, C, C, H, State);
}

/// Leaves the states of the last pass at the start of M.States.
void Predictor::recur(const Question &Q, Memory &M) const {
  size_t Nodes = Q.Graph.size(), PassSize = Nodes * 2 * State;
  M.States.reserve(PassSize * (Shape.Passes > 1 ? 2 : 1));
  // Passes take turns, so that the last one is the first half.
  bool Odd = Shape.Passes % 2 == 0;
  for (uint32_t Pass = 0; Pass < Shape.Passes; ++Pass, Odd = !Odd) {
    States Now = {M.States.data() + (Odd ? PassSize : 0), State};
    States Before = {M.States.data() + (Odd ? 0 : PassSize), State};
    for (uint32_t Node = 0; Node < Nodes; ++Node)
      advance(Q, Node, Pass == 0, Before, Now, M);
  }
}

/// Leaves Pressure, Latency and Longest of Network.h at the start of
/// M.Features, not padded.
void Predictor::pool(const Question &Q, Memory &M) const {
  States Last = {M.States.data(), State};
  float *U = M.Wide.data(), *Longest = M.Wide.data() + Uses;
  size_t Pressure = Shape.Pressure, Latency = Shape.Latency;
  float *Sum = M.Features.data(), *ChainSum = Sum + Pressure;
  std::fill_n(Sum, Pressure + Latency, 0.0F);
  std::copy_n(Last.h(0), State, Longest);
  auto Use = [&](uint32_t Node) {
    K.Multiply(U, M.Rows[Node] + 4 * State, Last.h(Node), UseState.data(),
               Shape.State, Uses);
    K.Relu(U, Uses);
  };
  for (uint32_t Node = 0; Node < Q.Graph.size(); ++Node) {
    Use(Node);
    for (size_t I = 0; I < Pressure; ++I)
      Sum[I] += U[I];
    K.Maximum(Longest, Last.h(Node), State);
    // The chain has an order of its own, in which this node may come later:
    // what it needs is kept where the node's c was.
    std::copy_n(U + Pressure, std::min(Latency, State), Last.c(Node));
  }
  for (uint32_t Node : Q.Chain) {
    const float *Kept = Last.c(Node);
    if (Latency > State) {
      Use(Node);
      Kept = U + Pressure;
    }
    for (size_t I = 0; I < Latency; ++I)
      ChainSum[I] += Kept[I];
  }
  std::copy_n(Longest, Shape.State, ChainSum + Latency);
}

static float withinOut(float Value) {
  // What is no number, as large weights may give, is the least.
  if (!(Value > -weights::MaxOut))
    return -weights::MaxOut;
  return std::min(Value, weights::MaxOut);
}

Prediction Predictor::predict(const Question &Q, size_t Head, Memory &M) const {
  size_t Nodes = Q.Graph.size();
  assert(Nodes > 0 && Head < Heads.size());
  if (M.Encodings.size() + Nodes > MaxEncodings)
    M.Encodings.clear();
  M.Rows.clear();
  for (const graph::Node &N : Q.Graph.Nodes) {
    bool IsNew = false;
    const graph::TokenId *Tokens = Q.Graph.Tokens.data() + N.FirstToken;
    float *Row = M.Encodings.find(Tokens, N.TokenCount, IsNew);
    if (IsNew) {
      // x and a of Network.h.
      const float *E = Frequent.lookUp(Tokens, N.TokenCount);
      if (!E)
        E = encode(Tokens, N.TokenCount, M.Encoding.data());
      K.Multiply(Row, NodeBias.data(), E, NodeInput.data(), Shape.Encoding,
                 4 * State);
      K.Multiply(Row + 4 * State, UseBias.data(), E, UseInput.data(),
                 Shape.Encoding, Uses);
    }
    M.Rows.push_back(Row);
  }
  recur(Q, M);
  pool(Q, M);

  float Bound = weights::MinBound;
  for (float B : Q.Bounds)
    Bound = std::max(Bound, B);
  float *Z = M.Features.data();
  for (size_t I = 0; I < Shape.uses(); ++I)
    Z[I] /= Bound;
  float *Rest = Z + Shape.uses() + Shape.State;
  for (float B : Q.Bounds)
    *Rest++ = B / Bound;
  *Rest++ = logarithm(Bound);
  *Rest++ = logarithm(float(Nodes));
  *Rest++ = float(Nodes) / (8 * Bound);
  *Rest++ = float(Q.Bytes) / (32 * Bound);

  const HeadWeights &W = Heads[Head];
  float *Y = M.Wide.data(), *Second = Y + Hidden, *Out = Second + Hidden;
  K.Multiply(Y, W.HiddenBias.data(), Z, W.Hidden.data(), Shape.features(),
             Hidden);
  K.Relu(Y, Hidden);
  K.Multiply(Second, W.SecondBias.data(), Y, W.Second.data(), Shape.Hidden,
             Hidden);
  K.Relu(Second, Hidden);
  K.Add(Y, Second, Hidden);
  K.Multiply(Out, W.OutBias.data(), Y, W.Out.data(), Shape.Hidden, Lanes);
  Out[0] = withinOut(Out[0]);
  Out[1] = withinOut(Out[1]);
  K.Exponential(Out, Lanes);
  Prediction P;
  P.Cycles = double(Bound) * double(Out[0]);
  P.Error = double(Out[1]) * W.ErrorScale;
  return P;
}

} // namespace winnow::serve
