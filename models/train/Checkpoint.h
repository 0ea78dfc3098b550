//===- Checkpoint.h - All that training has come to -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is needed to go on as if nothing had happened. The order of the blocks
/// follows from the seed and the epoch, so that no generator's state is in it.
/// See bytes/Bytes.h for numbers, texts and the seal:
///
///     u32   magic            'wnwc'
///     u32   format version   1
///     text  fingerprint      of the options, the tokens, the processes
///     u64   epoch            complete ones
///     u64   batch            complete ones of the next epoch
///     u64   steps
///     f64   loss, labels     sums over those batches
///     f64   seconds          that training took so far
///     f64   best error       u64 best epoch
///     text  curve            the rows of curve.csv
///     u64   parameters       then f32 each: values, mean, square, average,
///     best u64   seal
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_CHECKPOINT_H
#define WINNOW_TRAIN_CHECKPOINT_H

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::train {

struct Checkpoint {
  static constexpr uint32_t Magic = 0x63776e77; // "wnwc"
  static constexpr uint32_t FormatVersion = 1;

  std::string Fingerprint;
  uint64_t Epoch = 0, Batch = 0, Steps = 0;
  double Loss = 0, Labels = 0, Seconds = 0;
  double BestError = std::numeric_limits<double>::infinity();
  uint64_t BestEpoch = 0;
  std::string Curve;
  std::vector<float> Values, Mean, Square, Average, Best;
};

std::string print(const Checkpoint &C);

/// False, with the reason, where \p Bytes are no checkpoint, a damaged one, one
/// of another version, or one of another number of parameters.
bool parse(std::string_view Bytes, size_t Parameters, Checkpoint &C,
           std::string &Reason);

} // namespace winnow::train

#endif // WINNOW_TRAIN_CHECKPOINT_H
