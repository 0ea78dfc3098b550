//===- Vocabulary.cpp - The numbers of tokens -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Vocabulary.h"
#include "graph/Tokens.h"
#include <algorithm>
#include <charconv>
#include <limits>

namespace winnow::graph {

/// One for each class of Tokens.h, then the marks, and one for a token of a
/// class that is unknown itself.
static constexpr const char *Fixed[] = {"?",   "p:?", "op:?", "r:?", "i:?",
                                        "m:?", "x:?", "d:?",  "s:?"};

static constexpr size_t MaxTokens = std::numeric_limits<TokenId>::max();

Vocabulary::Vocabulary() {
  for (const char *Name : Fixed)
    add(Name, 0);
}

void Vocabulary::add(std::string Name, uint64_t Count) {
  Ids.emplace(Name, TokenId(Names.size()));
  Names.push_back(std::move(Name));
  Counts.push_back(Count);
}

Vocabulary Vocabulary::build(const TokenCounts &Counts, uint64_t MinCount) {
  Vocabulary V;
  std::vector<std::pair<std::string, uint64_t>> Seen;
  for (const auto &[Name, Count] : Counts)
    if (Count >= MinCount && !V.knows(Name))
      Seen.emplace_back(Name, Count);
  std::sort(Seen.begin(), Seen.end(), [](const auto &A, const auto &B) {
    return A.second != B.second ? A.second > B.second : A.first < B.first;
  });
  for (auto &[Name, Count] : Seen)
    if (V.size() < MaxTokens)
      V.add(Name, Count);
  return V;
}

bool Vocabulary::knows(std::string_view Token) const {
  return Ids.count(std::string(Token)) != 0;
}

TokenId Vocabulary::operator[](std::string_view Token) const {
  if (auto Found = Ids.find(std::string(Token)); Found != Ids.end())
    return Found->second;
  auto Class = Ids.find(std::string(classOf(Token)) + ":?");
  return Class != Ids.end() ? Class->second : 0;
}

bool Vocabulary::isUnknown(TokenId Id) const { return Id < std::size(Fixed); }

std::string Vocabulary::print() const {
  std::string Text = "winnow-vocabulary " + std::to_string(FormatVersion) +
                     "\ngraph " + std::to_string(BlockGraph::Version) +
                     "\ntokens " + std::to_string(size()) + "\n";
  for (size_t I = 0; I < size(); ++I)
    Text += Names[I] + ' ' + std::to_string(Counts[I]) + '\n';
  return Text;
}

namespace {

/// Lines of a word and a number.
class Lines {
public:
  explicit Lines(std::string_view Text) : Rest(Text) {}

  bool next(std::string_view &Word, uint64_t &Number) {
    ++At;
    size_t End = Rest.find('\n');
    if (End == std::string_view::npos)
      return false;
    std::string_view Line = Rest.substr(0, End);
    Rest.remove_prefix(End + 1);
    size_t Blank = Line.find(' ');
    if (Blank == 0 || Blank == std::string_view::npos)
      return false;
    Word = Line.substr(0, Blank);
    const char *First = Line.data() + Blank + 1,
               *Last = Line.data() + Line.size();
    auto [Stop, Error] = std::from_chars(First, Last, Number);
    return Error == std::errc() && Stop == Last;
  }
  bool atEnd() const { return Rest.empty(); }
  unsigned number() const { return At; }

private:
  std::string_view Rest;
  unsigned At = 0;
};

} // namespace

std::optional<Vocabulary> Vocabulary::parse(std::string_view Text,
                                            std::string &Reason) {
  Lines In(Text);
  std::string_view Word;
  uint64_t Number = 0;
  auto Fail = [&](const std::string &Why) {
    Reason = "line " + std::to_string(In.number()) + ": " + Why;
    return std::nullopt;
  };
  if (!In.next(Word, Number) || Word != "winnow-vocabulary")
    return Fail("not a vocabulary");
  if (Number != FormatVersion)
    return Fail("a vocabulary of format " + std::to_string(Number) +
                ", and this is for " + std::to_string(FormatVersion));
  if (!In.next(Word, Number) || Word != "graph")
    return Fail("expected 'graph' and a version");
  if (Number != BlockGraph::Version)
    return Fail("made for graphs of version " + std::to_string(Number) +
                ", and this makes those of " +
                std::to_string(BlockGraph::Version));
  if (!In.next(Word, Number) || Word != "tokens")
    return Fail("expected 'tokens' and their number");
  uint64_t Count = Number;
  if (Count < std::size(Fixed) || Count > MaxTokens)
    return Fail("impossible number of tokens");
  Vocabulary V;
  for (uint64_t I = 0; I < Count; ++I) {
    if (!In.next(Word, Number))
      return Fail("expected a token and its count");
    if (I < std::size(Fixed)) {
      if (Word != Fixed[I])
        return Fail("expected '" + std::string(Fixed[I]) + "'");
      continue;
    }
    if (V.knows(Word))
      return Fail("'" + std::string(Word) + "' twice");
    V.add(std::string(Word), Number);
  }
  if (!In.atEnd())
    return Fail("more tokens than were announced");
  return V;
}

} // namespace winnow::graph
