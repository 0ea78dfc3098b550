//===- WeightFile.h - A trained model in one file ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything that a prediction needs besides the block. See bytes/Bytes.h for
/// numbers, texts and the seal:
///
///     u32   magic            'wnwm'
///     u32   format version   2
///     u32   graph version    BlockGraph::Version when the model was trained
///     u32 7 shape            Encoding, State, Pressure, Latency, Hidden,
///                            Passes, Edges
///     text  notes            how it was trained, for people
///     text  vocabulary       as Vocabulary::print gives it
///     u32   head count
///       text  CPU            "haswell", as LLVM calls it
///       u64   blocks         it was trained on
///       f64   error          mean of |predicted - measured| / measured on
///                            validation blocks; 0 where there were none
///       f64   error scale    by which `scale` of Network.h is multiplied, so
///                            that it fits the validation blocks
///     u32   tensor count     as tensorsOf has it
///       text  name
///       u32   rows, columns
///       f32   values, row by row
///     u32   encoded count    frequent instructions, precomputed
///       u16   tokens         how many; then a u16 each
///       f32 H e              of Network.h, as models/serve computes it
///     u64   seal
///
/// Needs the standard library only.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_WEIGHTS_WEIGHTFILE_H
#define WINNOW_WEIGHTS_WEIGHTFILE_H

#include "graph/Vocabulary.h"
#include "weights/Network.h"
#include <optional>
#include <string>
#include <string_view>

namespace winnow::weights {

struct Head {
  std::string CPU;
  uint64_t Blocks = 0;
  double Error = 0;
  double ErrorScale = 1;

  bool operator==(const Head &H) const {
    return CPU == H.CPU && Blocks == H.Blocks && Error == H.Error &&
           ErrorScale == H.ErrorScale;
  }
};

/// What the encoder makes of an instruction.
struct Encoded {
  std::vector<graph::TokenId> Tokens;
  std::vector<float> Values;

  bool operator==(const Encoded &E) const {
    return Tokens == E.Tokens && Values == E.Values;
  }
};

struct WeightFile {
  static constexpr uint32_t Magic = 0x6d776e77; // "wnwm"
  static constexpr uint32_t FormatVersion = 2;

  NetworkShape Shape;
  std::string Notes;
  graph::Vocabulary Words;
  std::vector<Head> Heads;
  /// In the order of tensorsOf, each row by row.
  std::vector<std::vector<float>> Tensors;
  /// Instructions that are met most, so that a process which is asked about a
  /// few blocks has little to compute. They are what would be computed.
  std::vector<Encoded> Frequent;

  std::vector<std::string> cpus() const;
  /// The index of the head for \p CPU.
  std::optional<size_t> findHead(std::string_view CPU) const;
};

/// The bytes of a file. \p W must have the tensors that its shape asks for.
std::string print(const WeightFile &W);

/// Nothing where \p Bytes are no weight file, one that is damaged, one of
/// another version, or one with a number that is none: \p Reason then says so,
/// without the file's name. Costs about 1 ms a MB.
std::optional<WeightFile> parse(std::string_view Bytes, std::string &Reason);

/// The same of a file; \p Reason starts with "PATH: ".
std::optional<WeightFile> readWeights(const std::string &Path,
                                      std::string &Reason);
bool writeWeights(const WeightFile &W, const std::string &Path,
                  std::string &Reason);

} // namespace winnow::weights

#endif // WINNOW_WEIGHTS_WEIGHTFILE_H
