//===- Reference.h - The formulas, word by word -----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// weights/Network.h once more, without vectors, caches and padding, in double
// precision: what the predictor is compared with.
//
//===----------------------------------------------------------------------===//

#ifndef WINNOW_UNITTESTS_SERVE_REFERENCE_H
#define WINNOW_UNITTESTS_SERVE_REFERENCE_H

#include "serve/Predictor.h"
#include <cmath>
#include <map>

namespace winnow::serve::test {

using Row = std::vector<double>;

class Reference {
public:
  explicit Reference(const weights::WeightFile &W) : S(W.Shape), W(W) {
    std::vector<weights::TensorShape> Shapes =
        weights::tensorsOf(W.Shape, W.Words.size(), W.cpus());
    for (size_t I = 0; I < Shapes.size(); ++I)
      for (uint32_t R = 0; R < Shapes[I].Rows; ++R) {
        auto First = W.Tensors[I].begin() + ptrdiff_t(R * Shapes[I].Columns);
        Tensors[Shapes[I].Name].emplace_back(First, First + Shapes[I].Columns);
      }
  }

  Prediction predict(const Question &Q, size_t Head) const {
    size_t Nodes = Q.Graph.size();
    std::vector<Row> E;
    for (const graph::Node &N : Q.Graph.Nodes)
      E.push_back(encode(Q.Graph.Tokens.data() + N.FirstToken, N.TokenCount));
    std::vector<Row> H(Nodes), C(Nodes);
    for (uint32_t Pass = 0; Pass < S.Passes; ++Pass) {
      std::vector<Row> OldH = H, OldC = C;
      for (uint32_t N = 0; N < Nodes; ++N) {
        Row H0, C0;
        auto Parent = [&](const Row &Of, const Row &OfC, size_t Kind) {
          Row Shifted = Of;
          add(Shifted, at("EdgeShift")[Kind]);
          maximum(H0, Shifted);
          maximum(C0, OfC);
        };
        for (const graph::Edge &Edge : Q.Graph.Edges) {
          if (Edge.To != N || !(S.Edges & weights::Dependences))
            continue;
          if (!Edge.Carried)
            Parent(H[Edge.From], C[Edge.From], size_t(Edge.Kind));
          else if (Pass > 0)
            Parent(OldH[Edge.From], OldC[Edge.From], size_t(Edge.Kind));
        }
        if (S.Edges & weights::Order) {
          if (N > 0)
            Parent(H[N - 1], C[N - 1], weights::OrderShift);
          else if (Pass > 0)
            Parent(OldH[Nodes - 1], OldC[Nodes - 1], weights::OrderShift);
        }
        if (H0.empty())
          H0 = C0 = Row(S.State);
        Row G = linear(at("NodeBias")[0], E[N], at("NodeInput"));
        cell(linear(G, H0, at("NodeRecurrent")), C0, H[N], C[N]);
      }
    }
    double B = weights::MinBound;
    for (float Bound : Q.Bounds)
      B = std::max(B, double(Bound));
    Row Pressure(S.Pressure), Latency(S.Latency), Longest;
    auto Use = [&](size_t N) {
      Row U = linear(at("UseBias")[0], E[N], at("UseInput"));
      return relu(linear(U, H[N], at("UseState")));
    };
    for (size_t N = 0; N < Nodes; ++N) {
      Row U = Use(N);
      for (size_t I = 0; I < Pressure.size(); ++I)
        Pressure[I] += U[I];
      maximum(Longest, H[N]);
    }
    for (uint32_t N : Q.Chain) {
      Row U = Use(N);
      for (size_t I = 0; I < Latency.size(); ++I)
        Latency[I] += U[Pressure.size() + I];
    }
    Row Z;
    for (double X : Pressure)
      Z.push_back(X / B);
    for (double X : Latency)
      Z.push_back(X / B);
    Z.insert(Z.end(), Longest.begin(), Longest.end());
    for (float Bound : Q.Bounds)
      Z.push_back(Bound / B);
    for (double X : {std::log(B), std::log(double(Nodes)),
                     double(Nodes) / (8 * B), Q.Bytes / (32 * B)})
      Z.push_back(X);
    std::string CPU = W.Heads[Head].CPU + ".";
    Row Y = relu(linear(at(CPU + "HiddenBias")[0], Z, at(CPU + "Hidden")));
    add(Y, relu(linear(at(CPU + "SecondBias")[0], Y, at(CPU + "Second"))));
    Row Out = linear(at(CPU + "OutBias")[0], Y, at(CPU + "Out"));
    auto Within = [](double X) {
      return std::min<double>(std::max<double>(X, -weights::MaxOut),
                              weights::MaxOut);
    };
    return {B * std::exp(Within(Out[0])),
            std::exp(Within(Out[1])) * W.Heads[Head].ErrorScale};
  }

private:
  const std::vector<Row> &at(const std::string &Name) const {
    return Tensors.at(Name);
  }
  static void add(Row &To, const Row &From) {
    for (size_t I = 0; I < To.size(); ++I)
      To[I] += From[I];
  }
  static void maximum(Row &To, const Row &From) {
    if (To.empty())
      To = From;
    for (size_t I = 0; I < To.size(); ++I)
      To[I] = std::max(To[I], From[I]);
  }
  static Row linear(Row To, const Row &X, const std::vector<Row> &M) {
    for (size_t K = 0; K < X.size(); ++K)
      for (size_t J = 0; J < To.size(); ++J)
        To[J] += X[K] * M[K][J];
    return To;
  }
  static Row relu(Row X) {
    for (double &Value : X)
      Value = std::max(Value, 0.0);
    return X;
  }
  static void cell(const Row &G, const Row &C0, Row &H, Row &C) {
    size_t Size = C0.size();
    auto Sigmoid = [](double X) { return 1 / (1 + std::exp(-X)); };
    H.resize(Size);
    C.resize(Size);
    for (size_t I = 0; I < Size; ++I) {
      C[I] = Sigmoid(G[Size + I]) * C0[I] +
             Sigmoid(G[I]) * std::tanh(G[2 * Size + I]);
      H[I] = Sigmoid(G[3 * Size + I]) * std::tanh(C[I]);
    }
  }
  Row encode(const graph::TokenId *Tokens, size_t Count) const {
    Row H(S.Encoding), C(S.Encoding);
    for (size_t T = 0; T < Count; ++T) {
      Row C0 = C;
      cell(linear(at("TokenGates")[Tokens[T]], H, at("TokenRecurrent")), C0, H,
           C);
    }
    double Mean = 0, Variance = 0;
    for (double X : H)
      Mean += X / double(H.size());
    for (double X : H)
      Variance += (X - Mean) * (X - Mean) / double(H.size());
    for (size_t I = 0; I < H.size(); ++I)
      H[I] = (H[I] - Mean) / std::sqrt(Variance + weights::NormEpsilon) *
                 at("EncodingScale")[0][I] +
             at("EncodingShift")[0][I];
    return H;
  }

  weights::NetworkShape S;
  const weights::WeightFile &W;
  std::map<std::string, std::vector<Row>> Tensors;
};

} // namespace winnow::serve::test

#endif // WINNOW_UNITTESTS_SERVE_REFERENCE_H
