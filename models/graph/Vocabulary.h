//===- Vocabulary.h - The numbers of tokens ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Token names and their numbers. It is built once from the blocks that a model
/// is trained on, and travels with the model's weights. As text:
///
///     winnow-vocabulary 1     the format
///     graph 1                 BlockGraph::Version
///     tokens 343              how many lines follow
///     p:? 0                   name, and how often it was counted
///     op:? 0
///     …
///     op:mov 81243
///
/// The number of a token is its place, from 0. First come the unknown tokens of
/// each class, so that what was never seen still says what it is; then tokens
/// by falling count, equal ones by name.
///
/// Only the standard library is needed.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_VOCABULARY_H
#define WINNOW_GRAPH_VOCABULARY_H

#include "graph/BlockGraph.h"
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace winnow::graph {

/// Counts of token names; the order in which they are counted is of no matter.
using TokenCounts = std::map<std::string, uint64_t, std::less<>>;

class Vocabulary {
public:
  static constexpr unsigned FormatVersion = 1;

  /// Of unknown tokens and marks only.
  Vocabulary();
  /// Of the tokens that were counted \p MinCount times or more, the most
  /// frequent ones if there are more than numbers.
  static Vocabulary build(const TokenCounts &Counts, uint64_t MinCount = 1);

  /// Nothing where \p Text is no vocabulary, or one for another version of
  /// graphs: \p Reason then says why, with the line.
  static std::optional<Vocabulary> parse(std::string_view Text,
                                         std::string &Reason);
  std::string print() const;

  /// The number of \p Token, or that of its class's unknown token.
  TokenId operator[](std::string_view Token) const;
  bool knows(std::string_view Token) const;
  const std::string &name(TokenId Id) const { return Names[Id]; }
  /// The numbers are 0 to size() - 1.
  size_t size() const { return Names.size(); }
  /// Whether \p Id stands for tokens that are not in the vocabulary.
  bool isUnknown(TokenId Id) const;

  bool operator==(const Vocabulary &V) const {
    return Names == V.Names && Counts == V.Counts;
  }

private:
  void add(std::string Name, uint64_t Count);

  std::vector<std::string> Names;
  std::vector<uint64_t> Counts;
  std::unordered_map<std::string, TokenId> Ids;
};

} // namespace winnow::graph

#endif // WINNOW_GRAPH_VOCABULARY_H
