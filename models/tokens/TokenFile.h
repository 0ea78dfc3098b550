//===- TokenFile.h - Labelled blocks, ready to be learnt --------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Measured blocks as graphs, with what is known about them for each CPU. It is
/// made where LLVM is, and read where a model is trained, by the standard
/// library only. See bytes/Bytes.h for numbers, texts and the seal:
///
///     u32   magic            'wnwt'
///     u32   format version   1
///     u32   graph version    BlockGraph::Version
///     text  vocabulary       as Vocabulary::print gives it
///     u32   CPU count        then a text each: "haswell"
///     u32   sequence count   the distinct token sequences of instructions
///       u16   tokens         how many; then a u16 each
///     u32   block count
///       u8    part           0 train, 1 validation, 2 test
///       u8    flags          1: its accesses may collide in memory
///       u16   bytes
///       u16   nodes          then a u32 each: the sequence
///       u32   edges          in order of To; a u16 from, a u16 to, a u8 kind,
///                            which is 128 more for carried edges
///       for each CPU:
///         f32   cycles       measured, of an iteration; 0: not measured
///         f32   spread       of repeated readings, in cycles; 0: not known
///         f32 5 bounds       by graph::Bottleneck
///         u16   chain        nodes of the slowest chain; then a u16 each
///     u64   seal
///
/// About 150 bytes a block.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOKENS_TOKENFILE_H
#define WINNOW_TOKENS_TOKENFILE_H

#include "graph/Vocabulary.h"
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::tokens {

enum class Part : uint8_t { Train, Validation, Test };

/// What is known about a block on a CPU.
struct Label {
  /// Cycles of an iteration; 0 where it was not measured.
  float Cycles = 0;
  /// Cycles; 0 where it is not known.
  float Spread = 0;
  /// Cycles of an iteration, by graph::Bottleneck: fetch, decode, issue, ports,
  /// chain.
  std::array<float, 5> Bounds = {};
  /// Nodes of the slowest chain, in the order of dependence.
  std::vector<uint16_t> Chain;

  bool operator==(const Label &L) const {
    return Cycles == L.Cycles && Spread == L.Spread && Bounds == L.Bounds &&
           Chain == L.Chain;
  }
};

struct Block {
  Part In = Part::Train;
  bool MayAlias = false;
  /// The length of the code.
  uint16_t Bytes = 0;
  /// Of each node, in the order of the program: an index into
  /// TokenFile::Sequences.
  std::vector<uint32_t> Nodes;
  /// In order of To; edges that are not carried lead forwards.
  std::vector<graph::Edge> Edges;
  /// In the order of TokenFile::CPUs.
  std::vector<Label> Labels;

  bool operator==(const Block &B) const {
    return In == B.In && MayAlias == B.MayAlias && Bytes == B.Bytes &&
           Nodes == B.Nodes && Edges == B.Edges && Labels == B.Labels;
  }
};

struct TokenFile {
  static constexpr uint32_t Magic = 0x74776e77; // "wnwt"
  static constexpr uint32_t FormatVersion = 1;

  graph::Vocabulary Words;
  std::vector<std::string> CPUs;
  std::vector<std::vector<graph::TokenId>> Sequences;
  std::vector<Block> Blocks;

  bool operator==(const TokenFile &F) const {
    return Words == F.Words && CPUs == F.CPUs && Sequences == F.Sequences &&
           Blocks == F.Blocks;
  }
};

/// The bytes of a file.
std::string print(const TokenFile &F);

/// Nothing where \p Bytes are no such file, one that is damaged, one of another
/// version, or one with an index that leads nowhere: \p Reason then says so,
/// without the file's name.
std::optional<TokenFile> parse(std::string_view Bytes, std::string &Reason);

/// The same of a file; \p Reason starts with "PATH: ". About 1 s a million
/// blocks.
std::optional<TokenFile> readTokens(const std::string &Path,
                                    std::string &Reason);
bool writeTokens(const TokenFile &F, const std::string &Path,
                 std::string &Reason);

} // namespace winnow::tokens

#endif // WINNOW_TOKENS_TOKENFILE_H
