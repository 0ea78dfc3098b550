//===- Tokenizer.cpp - Measured blocks into tokens ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tokenize/Tokenizer.h"
#include "bounds/Bounds.h"
#include "datasets/Record.h"
#include "graph/GraphBuilder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <limits>

using namespace llvm;

namespace winnow::tokenize {

namespace {

/// A block and the labels of each CPU; a label of 0 cycles is none.
struct Joined {
  block::BasicBlock Code;
  std::vector<tokens::Label> Labels;
  bool MayAlias = false;
};

tokens::Part partOf(ArrayRef<uint8_t> Bytes) {
  switch (datasets::splitOf(Bytes)) {
  case datasets::Split::Train:
    return tokens::Part::Train;
  case datasets::Split::Validation:
    return tokens::Part::Validation;
  case datasets::Split::Test:
    return tokens::Part::Test;
  }
  llvm_unreachable("no part");
}

class Tokenizer {
public:
  Tokenizer(const block::Decoder &D, const TokenizeOptions &Options)
      : D(D), Options(Options), Table(D) {}

  Error join(const std::vector<Source> &Sources);
  Error countTokens();
  Error build(function_ref<void()> Advance);

  Tokenized Out;

private:
  Error addCPU(const std::string &CPU);
  void add(const LabelledBlock &L, size_t CPU);
  tokens::Block convert(const graph::BlockGraph &G, const Joined &J) const;

  const block::Decoder &D;
  const TokenizeOptions &Options;
  graph::InstructionTable Table;
  std::vector<std::unique_ptr<bounds::Machine>> Machines;
  std::vector<Joined> Blocks;
  /// By the bytes of the block, its index; Bad for one that is left out.
  StringMap<size_t> Places;
  static constexpr size_t Bad = ~size_t(0);
};

} // namespace

Error Tokenizer::addCPU(const std::string &CPU) {
  if (is_contained(Out.File.CPUs, CPU))
    return Error::success();
  Expected<std::unique_ptr<bounds::Machine>> M =
      bounds::Machine::create(CPU, Table);
  if (!M)
    return M.takeError();
  Machines.push_back(std::move(*M));
  Out.File.CPUs.push_back(CPU);
  return Error::success();
}

void Tokenizer::add(const LabelledBlock &L, size_t CPU) {
  auto [At, New] = Places.try_emplace(toStringRef(L.Bytes), Blocks.size());
  if (New) {
    Expected<block::BasicBlock> Code = D.decode(L.Bytes);
    constexpr size_t Most = std::numeric_limits<uint16_t>::max();
    if (!Code || L.Bytes.size() > Most) {
      if (Code)
        ++Out.TooLong;
      else
        ++Out.Undecodable;
      consumeError(Code.takeError());
      At->second = Bad;
      return;
    }
    Joined J;
    J.Code = std::move(*Code);
    Blocks.push_back(std::move(J));
  }
  if (At->second == Bad)
    return;
  Joined &J = Blocks[At->second];
  J.Labels.resize(Out.File.CPUs.size());
  if (J.Labels[CPU].Cycles > 0) {
    ++Out.Again;
    return;
  }
  J.Labels[CPU].Cycles = float(L.Cycles);
  J.Labels[CPU].Spread = float(L.Spread);
}

Error Tokenizer::join(const std::vector<Source> &Sources) {
  for (const Source &S : Sources)
    if (Error E = addCPU(S.CPU))
      return E;
  for (const Source &S : Sources) {
    size_t CPU = size_t(find(Out.File.CPUs, S.CPU) - Out.File.CPUs.begin());
    for (const LabelledBlock &L : S.Measured.Blocks)
      add(L, CPU);
  }
  for (const std::vector<uint8_t> &Bytes : Options.MayAlias) {
    auto At = Places.find(toStringRef(Bytes));
    if (At != Places.end() && At->second != Bad)
      Blocks[At->second].MayAlias = true;
  }
  return Error::success();
}

Error Tokenizer::countTokens() {
  graph::TokenCounts Counts;
  for (const Joined &J : Blocks)
    if (partOf(J.Code.Bytes) == tokens::Part::Train)
      if (Error E = graph::countTokens(Table, J.Code, Counts))
        return E;
  Out.File.Words = graph::Vocabulary::build(Counts, Options.MinCount);
  return Error::success();
}

tokens::Block Tokenizer::convert(const graph::BlockGraph &G,
                                 const Joined &J) const {
  tokens::Block B;
  B.In = partOf(J.Code.Bytes);
  B.MayAlias = J.MayAlias;
  B.Bytes = uint16_t(J.Code.Bytes.size());
  B.Nodes.reserve(G.size());
  for (const graph::Node &N : G.Nodes)
    B.Nodes.push_back(N.Sequence);
  B.Edges = G.Edges;
  B.Labels = J.Labels;
  B.Labels.resize(Out.File.CPUs.size());
  return B;
}

static void addBounds(tokens::Label &L, const bounds::Bounds &B) {
  for (unsigned I = 0; I < bounds::Bottlenecks; ++I)
    L.Bounds[I] = float(B.Of[I].Value);
  L.Chain.assign(B.Chain.begin(), B.Chain.end());
}

Error Tokenizer::build(function_ref<void()> Advance) {
  graph::GraphBuilder Builder(Table, Out.File.Words);
  std::vector<bounds::BoundsFinder> Finders;
  Finders.reserve(Machines.size());
  for (const std::unique_ptr<bounds::Machine> &M : Machines)
    Finders.emplace_back(*M);
  Out.File.Blocks.reserve(Blocks.size());
  for (const Joined &J : Blocks) {
    Expected<ArrayRef<const graph::Known *>> Known = Table.look(J.Code);
    if (!Known)
      return Known.takeError();
    tokens::Block B = convert(Builder.build(*Known), J);
    for (size_t CPU = 0; CPU < Finders.size(); ++CPU)
      if (B.Labels[CPU].Cycles > 0)
        addBounds(B.Labels[CPU], Finders[CPU].find(*Known));
    Out.File.Blocks.push_back(std::move(B));
    Advance();
  }
  Out.File.Sequences.reserve(Builder.numSequences());
  for (uint32_t I = 0; I < Builder.numSequences(); ++I)
    Out.File.Sequences.push_back(Builder.sequence(I));
  return Error::success();
}

Expected<Tokenized> tokenize(const std::vector<Source> &Sources,
                             const TokenizeOptions &Options,
                             function_ref<void()> Advance) {
  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create();
  if (!D)
    return D.takeError();
  Tokenizer T(**D, Options);
  if (Error E = T.join(Sources))
    return E;
  if (Error E = T.countTokens())
    return E;
  if (Error E = T.build(Advance))
    return E;
  return std::move(T.Out);
}

} // namespace winnow::tokenize
