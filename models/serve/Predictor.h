//===- Predictor.h - Cycles of a block, by a trained network ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The forward pass of weights/Network.h, without a library for networks and
/// with the same answer on every machine.
///
/// Typical usage:
///
///     Predictor P(Weights);                        once; share it
///     Predictor::Memory M(P);                      one a thread
///     Prediction Now = P.predict({Graph, Bytes, Bounds, Chain}, Head, M);
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SERVE_PREDICTOR_H
#define WINNOW_SERVE_PREDICTOR_H

#include "serve/EncodingCache.h"
#include "serve/Kernels.h"
#include "weights/WeightFile.h"
#include <array>

namespace winnow::serve {

/// What a network is asked about.
struct Question {
  /// Of at least one instruction, with tokens of the network's vocabulary.
  const graph::BlockGraph &Graph;
  /// The length of the code.
  uint32_t Bytes;
  /// Cycles of an iteration on the head's CPU, by bounds::Bottleneck.
  std::array<float, 5> Bounds;
  /// Nodes of the slowest chain, in the order of dependence.
  const std::vector<uint32_t> &Chain;
};

struct Prediction {
  /// Of an iteration; more than 0.
  double Cycles = 0;
  /// How far off it may be: the mean of |ln(measured / predicted)| that the
  /// network expects. 0.05 is about 5 %.
  double Error = 0;
};

class Predictor {
public:
  /// Copies what it needs: some ms, and twice the bytes of the weights. \p
  /// Arithmetic is no matter of the result.
  explicit Predictor(const weights::WeightFile &W,
                     const Kernels &Arithmetic = bestKernels());

  /// What a thread works with: results of instructions met before, and space.
  class Memory {
  public:
    explicit Memory(const Predictor &P);

  private:
    friend class Predictor;
    EncodingCache Encodings;
    Floats Encoding, States, Features, Wide;
    std::vector<const float *> Rows;
  };

  /// \p Head is an index into WeightFile::Heads. About 1 µs an instruction
  /// whose tokens were met before, and 5 µs for others, with 64 numbers a
  /// state; depends on the arguments only, never on what \p M has seen.
  Prediction predict(const Question &Q, size_t Head, Memory &M) const;

  /// e of Network.h for an instruction's tokens: what WeightFile::Frequent
  /// holds. About 4 µs.
  std::vector<float> encoding(const std::vector<graph::TokenId> &Tokens) const;

  size_t numHeads() const { return Heads.size(); }

  /// Instructions of which a Memory keeps results: 25 MB with the default
  /// shape. A block of more of them takes more.
  static constexpr size_t MaxEncodings = size_t(1) << 14;

private:
  struct HeadWeights {
    Floats HiddenBias, Hidden, SecondBias, Second, OutBias, Out;
    double ErrorScale;
  };
  struct States;
  /// Space for the gates, h and c of an instruction.
  size_t encoderSize() const { return 6 * Encoding; }
  const float *encode(const graph::TokenId *Tokens, size_t Count,
                      float *Space) const;
  void recur(const Question &Q, Memory &M) const;
  void advance(const Question &Q, uint32_t Node, bool IsFirstPass,
               const States &Before, const States &Now, Memory &M) const;
  void pool(const Question &Q, Memory &M) const;

  const Kernels &K;
  weights::NetworkShape Shape;
  /// H, D, P + L and M, padded.
  size_t Encoding, State, Uses, Hidden;
  Floats TokenGates, TokenRecurrent, EncodingScale, EncodingShift;
  Floats NodeBias, NodeInput, NodeRecurrent, EdgeShift;
  Floats UseBias, UseInput, UseState;
  std::vector<HeadWeights> Heads;
  EncodingCache Frequent;
};

} // namespace winnow::serve

#endif // WINNOW_SERVE_PREDICTOR_H
