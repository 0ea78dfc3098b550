//===- Network.h - The network, as formulas ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What trainer and server agree on: which tensors there are, and what is done
/// with them. It is the DAG-RNN of Mendis et al., arXiv 1808.07412, with what
/// improved on it since and with analytic bounds (bounds/Bounds.h) as the point
/// from which it learns.
///
///     tokens of an instruction ── LSTM ── layer norm ── e     (depends on
///                                           │   │              nothing else)
///               ┌───────────────────────────┘   │ (residual)
///               ▼                               ▼
///     parents ─►LSTM cell ── h, c ──────────► use u ── sum over all / B ────┐
///     max over edges │                          └─── sum over the chain / B │
///                    └── max over nodes ─────────────────────────────────┐  │
///     bounds of the CPU, number of instructions and bytes ──────── MLP of the
///                                                                  CPU's head
///                                                       cycles = B exp(out[0])
///                                           typical error, e-fold =
///                                           exp(out[1])
///
/// Vectors are rows. A matrix is stored by input: M[k][j] for input k, output
/// j. Every sum is taken in ascending order of k, starting from the bias (or
/// 0), as rounded products: no fused multiplication, no partial sums. So each
/// output is one chain of additions, a vector instruction of any width works on
/// several outputs, and the answer is the same on every host. Means and sums of
/// squares are taken in ascending order, too.
///
///     x·M + b:  y[j] = b[j];  for k: y[j] += x[k] * M[k][j]
///
/// σ(x) = 1 / (1 + exp(-x)); relu(x) = max(x, 0); * is element by element.
/// Gates are four pieces of a vector, in the order i, f, g, o:
///
///     cell(g, c0):  c = σ(f) * c0 + σ(i) * tanh(g);  h = σ(o) * tanh(c)
///
/// Encoder, once for each distinct token sequence; h = c = 0 at first:
///
///     for each token t:                                                  shape
///       g = TokenGates[t];  then  g += h·TokenRecurrent                    4 H
///       h, c = cell(g, c)                                                    H
///     m = mean(h);  v = mean((h - m)²)
///     e = (h - m) / sqrt(v + 1e-5) * EncodingScale + EncodingShift           H
///     x = NodeBias + e·NodeInput                                           4 D
///     a = UseBias + e·UseInput                                           P + L
///
/// Recurrence over the block's nodes in program order, Passes times. A node's
/// parents are the sources of its edges, among those that the shape's Edges
/// names: within the pass, and, from the second pass on, the carried ones with
/// h and c of the pass before. EdgeShift has a row for each EdgeKind and a last
/// one for the order of the program: an edge from each node to the next, and,
/// carried, from the last to the first.
///
///     h0 = element-wise max over parents (h_parent + EdgeShift[kind])        D
///     c0 = element-wise max over parents  c_parent                           D
///     (both 0 without parents)
///     g = x;  then  g += h0·NodeRecurrent                                  4 D
///     h, c = cell(g, c0)                                                     D
///
/// Pooling, of the last pass. n nodes, Bytes bytes; the bounds of the CPU are
/// b[0..4], B = max(b[0], …, b[4], MinBound); chain: the nodes of
/// Bounds::Chain.
///
///     u = a;  then  u += h·UseState;  u = relu(u)                        P + L
///     Pressure = sum over nodes, ascending, of u[0 … P-1]                    P
///     Latency  = sum over the chain in its order of u[P … P+L-1]             L
///     Longest  = element-wise max over nodes of h                            D
///
/// Head of the CPU, tensors named "CPU.Hidden", and so on:
///
///     z = Pressure / B, Latency / B, Longest,
///         b[0] / B, …, b[4] / B, ln B, ln n, n / (8 B), Bytes / (32 B)   Z
///     y = relu(HiddenBias + z·Hidden)                                        M
///     y = y + relu(SecondBias + y·Second)                                    M
///     out = OutBias + y·Out                                                  2
///     cycles = B exp(out[0]);  scale = exp(out[1])
///
/// where out is kept within ±MaxOut. The scale b is that of a Laplace
/// distribution of ln(measured / predicted): half of all blocks are expected
/// within a factor of exp(±0.69 b), 90 % within exp(±2.3 b).
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_WEIGHTS_NETWORK_H
#define WINNOW_WEIGHTS_NETWORK_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace winnow::weights {

/// Bits of NetworkShape::Edges.
enum EdgeSet : uint32_t {
  Dependences = 1, ///< what BlockGraph has
  Order = 2        ///< from each instruction to the next
};

/// The letters of the formulas.
struct NetworkShape {
  uint32_t Encoding = 64; ///< H: of an instruction
  uint32_t State = 64;    ///< D: of a node
  uint32_t Pressure = 64; ///< P: what is summed over all nodes
  uint32_t Latency = 32;  ///< L: what is summed over the chain
  uint32_t Hidden = 64;   ///< M: of a head
  uint32_t Passes = 1;    ///< iterations of the block that are followed
  uint32_t Edges = Dependences;

  uint32_t uses() const { return Pressure + Latency; }
  /// Z: what a head is given.
  uint32_t features() const { return uses() + State + 5 + 4; }

  bool operator==(const NetworkShape &S) const {
    return Encoding == S.Encoding && State == S.State &&
           Pressure == S.Pressure && Latency == S.Latency &&
           Hidden == S.Hidden && Passes == S.Passes && Edges == S.Edges;
  }
};

constexpr float MinBound = 0.05F;
constexpr float MaxOut = 8;
constexpr float NormEpsilon = 1e-5F;
/// EdgeKinds of BlockGraph.h, and the order of the program.
constexpr uint32_t EdgeShifts = 6;
constexpr uint32_t OrderShift = 5;

/// A tensor by name. A vector has one row.
struct TensorShape {
  std::string Name;
  uint32_t Rows = 0;
  uint32_t Columns = 0;

  size_t size() const { return size_t(Rows) * Columns; }
};

/// The tensors of the trunk, then those of each head in the order of \p CPUs,
/// in the order in which a weight file holds them:
///
///     TokenGates      vocabulary × 4H     TokenRecurrent  H × 4H
///     EncodingScale   1 × H               EncodingShift   1 × H
///     NodeBias        1 × 4D              NodeInput       H × 4D
///     NodeRecurrent   D × 4D              EdgeShift       6 × D
///     UseBias         1 × (P+L)           UseInput        H × (P+L)
///     UseState        D × (P+L)
///     CPU.HiddenBias  1 × M               CPU.Hidden      Z × M
///     CPU.SecondBias  1 × M               CPU.Second      M × M
///     CPU.OutBias     1 × 2               CPU.Out         M × 2
std::vector<TensorShape> tensorsOf(const NetworkShape &Shape,
                                   size_t VocabularySize,
                                   const std::vector<std::string> &CPUs);

/// Why \p Shape is none that we would train or serve, or "".
std::string whyNot(const NetworkShape &Shape);

} // namespace winnow::weights

#endif // WINNOW_WEIGHTS_NETWORK_H
