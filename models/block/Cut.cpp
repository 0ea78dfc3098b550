//===- Cut.cpp - A run of code into blocks --------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two walks: the first decodes and collects the targets of jumps, the second
// cuts.
//
//===----------------------------------------------------------------------===//

#include "block/Decoder.h"
#include <algorithm>

using namespace llvm;

namespace winnow::block {

namespace {

/// What the second walk needs to know of an instruction, or of bytes that are
/// none (Bad).
struct Step {
  uint64_t Offset;
  uint8_t Size;
  Flow Goes;
  bool Bad;
  bool Nop;
};

/// The second walk: an open block grows until something closes it.
class Cutter {
public:
  Cutter(ArrayRef<uint8_t> Run, const RunOptions &Options)
      : Run(Run), DropPadding(Options.DropPadding), Reached(Options.Reached) {}

  void add(const Step &S, bool IsStart) {
    if (IsStart) {
      close();
      Reached = true;
    }
    if (S.Bad) {
      close();
      addBad(S);
      Reached = true;
    } else if (S.Goes != Flow::Next) {
      close();
      Reached = S.Goes == Flow::Maybe;
    } else {
      if (Open.Block.empty()) {
        Open.Offset = S.Offset;
        OnlyNops = true;
      }
      OnlyNops &= S.Nop;
      Open.Block.Lengths.push_back(S.Size);
    }
  }

  Cut finish() {
    close();
    return std::move(Result);
  }

private:
  void close() {
    if (Open.Block.empty())
      return;
    uint64_t Size = 0;
    for (uint8_t L : Open.Block.Lengths)
      Size += L;
    ArrayRef<uint8_t> Bytes = Run.slice(Open.Offset, Size);
    Open.Block.Bytes.assign(Bytes.begin(), Bytes.end());
    if (!(DropPadding && OnlyNops && !Reached))
      Result.Blocks.push_back(std::move(Open));
    Open = Piece();
  }

  void addBad(const Step &S) {
    if (!Result.Bad.empty() &&
        Result.Bad.back().Offset + Result.Bad.back().Size == S.Offset)
      Result.Bad.back().Size += S.Size;
    else
      Result.Bad.push_back({S.Offset, S.Size});
  }

  ArrayRef<uint8_t> Run;
  bool DropPadding;
  /// Whether control may come to the open block.
  bool Reached;
  Piece Open;
  bool OnlyNops = true;
  Cut Result;
};

} // namespace

Cut Decoder::cut(ArrayRef<uint8_t> Run, const RunOptions &Options) const {
  std::vector<Step> Steps;
  std::vector<uint64_t> Starts(Options.Starts.begin(), Options.Starts.end());
  for (uint64_t At = 0; At < Run.size(); At += Steps.back().Size) {
    // The bytes of one instruction at most, so that a table of data in the code
    // costs no more than code does.
    std::optional<Decoded> D =
        first(Run.slice(At, std::min<uint64_t>(16, Run.size() - At)),
              Options.Address + At);
    if (!D) {
      Steps.push_back({At, 1, Flow::Next, true, false});
      continue;
    }
    Steps.push_back({At, uint8_t(D->Size), D->Goes, false, isNop(D->Inst)});
    if (D->Target && *D->Target - Options.Address < Run.size())
      Starts.push_back(*D->Target - Options.Address);
  }
  std::sort(Starts.begin(), Starts.end());

  Cutter C(Run, Options);
  auto Next = Starts.begin();
  for (const Step &S : Steps) {
    while (Next != Starts.end() && *Next < S.Offset)
      ++Next;
    C.add(S, Next != Starts.end() && *Next == S.Offset);
  }
  return C.finish();
}

} // namespace winnow::block
