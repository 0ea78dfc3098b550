//===- TokenFile.cpp - Labelled blocks, ready to be learnt ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tokens/TokenFile.h"
#include "bytes/Bytes.h"
#include <cmath>

namespace winnow::tokens {

static constexpr uint8_t CarriedFlag = 128;
static constexpr uint8_t MayAliasFlag = 1;

std::string print(const TokenFile &F) {
  bytes::Writer Out;
  Out.number(TokenFile::Magic);
  Out.number(TokenFile::FormatVersion);
  Out.number(graph::BlockGraph::Version);
  Out.text(F.Words.print());
  Out.number(uint32_t(F.CPUs.size()));
  for (const std::string &CPU : F.CPUs)
    Out.text(CPU);
  Out.number(uint32_t(F.Sequences.size()));
  for (const std::vector<graph::TokenId> &S : F.Sequences) {
    Out.number(uint16_t(S.size()));
    Out.numbers(S);
  }
  Out.number(uint32_t(F.Blocks.size()));
  for (const Block &B : F.Blocks) {
    Out.number(uint8_t(B.In));
    Out.number(uint8_t(B.MayAlias ? MayAliasFlag : 0));
    Out.number(B.Bytes);
    Out.number(uint16_t(B.Nodes.size()));
    Out.numbers(B.Nodes);
    Out.number(uint32_t(B.Edges.size()));
    for (const graph::Edge &E : B.Edges) {
      Out.number(uint16_t(E.From));
      Out.number(uint16_t(E.To));
      Out.number(uint8_t(uint8_t(E.Kind) | (E.Carried ? CarriedFlag : 0)));
    }
    for (const Label &L : B.Labels) {
      Out.number(L.Cycles);
      Out.number(L.Spread);
      for (float Bound : L.Bounds)
        Out.number(Bound);
      Out.number(uint16_t(L.Chain.size()));
      Out.numbers(L.Chain);
    }
  }
  Out.seal();
  return Out.take();
}

namespace {

class Parser {
public:
  explicit Parser(std::string &Reason) : Reason(Reason) {}

  std::optional<TokenFile> parse(std::string_view Bytes) {
    if (!start(Bytes) || !bytes::unseal(Bytes, Reason))
      return std::nullopt;
    bytes::Reader In(Bytes.substr(sizeof(uint32_t) * 2));
    TokenFile F;
    if (!names(In, F) || !sequences(In, F) || !blocks(In, F))
      return std::nullopt;
    if (In.left() != 0) {
      Reason = "there is more in the file than its blocks";
      return std::nullopt;
    }
    return F;
  }

private:
  bool fail(std::string Why) {
    Reason = std::move(Why);
    return false;
  }

  /// Before the seal, so that a file of something else is not called damaged.
  bool start(std::string_view Bytes) {
    bytes::Reader In(Bytes);
    if (In.number<uint32_t>() != TokenFile::Magic)
      return fail("not a file of tokenised blocks");
    auto Version = In.number<uint32_t>();
    if (In.failed())
      return fail("the file ends in the version");
    if (Version != TokenFile::FormatVersion)
      return fail("version " + std::to_string(Version) +
                  " of tokenised blocks, and this program reads " +
                  std::to_string(TokenFile::FormatVersion));
    return true;
  }

  bool names(bytes::Reader &In, TokenFile &F) {
    auto Graph = In.number<uint32_t>();
    std::string_view Words = In.text();
    if (In.failed())
      return fail("the file ends in the vocabulary");
    if (Graph != graph::BlockGraph::Version)
      return fail("made from graphs of version " + std::to_string(Graph) +
                  ", and this program knows " +
                  std::to_string(graph::BlockGraph::Version));
    std::string Why;
    std::optional<graph::Vocabulary> V = graph::Vocabulary::parse(Words, Why);
    if (!V)
      return fail("vocabulary: " + Why);
    F.Words = std::move(*V);
    auto Count = In.number<uint32_t>();
    for (uint32_t I = 0; I < Count && !In.failed(); ++I)
      F.CPUs.emplace_back(In.text());
    return !In.failed() || fail("the file ends in the CPUs");
  }

  bool sequences(bytes::Reader &In, TokenFile &F) {
    auto Count = In.number<uint32_t>();
    for (uint32_t I = 0; I < Count && !In.failed(); ++I) {
      auto Size = In.number<uint16_t>();
      F.Sequences.push_back(In.numbers<graph::TokenId>(Size));
      for (graph::TokenId Token : F.Sequences.back())
        if (Token >= F.Words.size())
          return fail("sequence " + std::to_string(I) +
                      ": a token that is not in the vocabulary");
      if (Size == 0 && !In.failed())
        return fail("sequence " + std::to_string(I) + " is empty");
    }
    return !In.failed() || fail("the file ends in the sequences");
  }

  bool blocks(bytes::Reader &In, TokenFile &F) {
    auto Count = In.number<uint32_t>();
    // Each takes more than a byte, so a wrong count asks for no memory.
    if (!In.failed() && Count <= In.left())
      F.Blocks.reserve(Count);
    for (uint32_t I = 0; I < Count && !In.failed(); ++I) {
      Block B;
      const char *Wrong = block(In, F, B);
      if (In.failed())
        break;
      if (Wrong)
        return fail("block " + std::to_string(I) + ": " + Wrong);
      F.Blocks.push_back(std::move(B));
    }
    return !In.failed() || fail("the file ends in the blocks");
  }

  /// What is wrong, if not that the file ends.
  static const char *block(bytes::Reader &In, const TokenFile &F, Block &B) {
    auto Number = In.number<uint8_t>();
    if (Number > uint8_t(Part::Test))
      return "it is in no part";
    B.In = Part(Number);
    B.MayAlias = In.number<uint8_t>() & MayAliasFlag;
    B.Bytes = In.number<uint16_t>();
    B.Nodes = In.numbers<uint32_t>(In.number<uint16_t>());
    if (B.Nodes.empty())
      return "it has no instructions";
    for (uint32_t Sequence : B.Nodes)
      if (Sequence >= F.Sequences.size())
        return "an instruction's tokens are not there";
    if (const char *Wrong = edges(In, B))
      return Wrong;
    B.Labels.resize(F.CPUs.size());
    for (Label &L : B.Labels)
      if (const char *Wrong = label(In, B, L))
        return Wrong;
    return nullptr;
  }

  static const char *edges(bytes::Reader &In, Block &B) {
    auto Count = In.number<uint32_t>();
    for (uint32_t I = 0; I < Count && !In.failed(); ++I) {
      graph::Edge E;
      E.From = In.number<uint16_t>();
      E.To = In.number<uint16_t>();
      auto Kind = In.number<uint8_t>();
      E.Carried = Kind & CarriedFlag;
      E.Kind = graph::EdgeKind(Kind & ~CarriedFlag);
      if ((Kind & ~CarriedFlag) >= graph::EdgeKinds)
        return "an edge of no kind";
      if (E.From >= B.Nodes.size() || E.To >= B.Nodes.size() ||
          (!E.Carried && E.From >= E.To))
        return "an edge that leads nowhere, or backwards";
      if (!B.Edges.empty() && B.Edges.back().To > E.To)
        return "its edges are not in order";
      B.Edges.push_back(E);
    }
    return nullptr;
  }

  static const char *label(bytes::Reader &In, const Block &B, Label &L) {
    L.Cycles = In.number<float>();
    L.Spread = In.number<float>();
    bool Good = std::isfinite(L.Cycles) && L.Cycles >= 0 &&
                std::isfinite(L.Spread) && L.Spread >= 0;
    for (float &Bound : L.Bounds) {
      Bound = In.number<float>();
      Good = Good && std::isfinite(Bound) && Bound >= 0;
    }
    if (!Good)
      return "cycles or bounds that are no numbers";
    L.Chain = In.numbers<uint16_t>(In.number<uint16_t>());
    for (uint16_t Node : L.Chain)
      if (Node >= B.Nodes.size())
        return "a chain of nodes that are not there";
    return nullptr;
  }

  std::string &Reason;
};

} // namespace

std::optional<TokenFile> parse(std::string_view Bytes, std::string &Reason) {
  return Parser(Reason).parse(Bytes);
}

std::optional<TokenFile> readTokens(const std::string &Path,
                                    std::string &Reason) {
  std::string Bytes;
  if (!bytes::readFile(Path, Bytes, Reason))
    return std::nullopt;
  std::optional<TokenFile> F = parse(Bytes, Reason);
  if (!F)
    Reason = Path + ": " + Reason;
  return F;
}

bool writeTokens(const TokenFile &F, const std::string &Path,
                 std::string &Reason) {
  return bytes::writeFile(Path, print(F), Reason);
}

} // namespace winnow::tokens
