//===- Decoder.h - Machine code into basic blocks ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Cuts x86-64 machine code into instructions and basic blocks with LLVM's
/// disassembler.
///
///     0: xor  %eax, %eax    ┐ block at 0
///     2: test %edi, %edi    ┘
///     4: je   0xd           ─ left out; its target starts a block
///     6: add  %edi, %eax    ┐ block at 6, as the target of jne, too
///     8: dec  %edi          ┘
///     a: jne  0x6
///     c: (bad)              ─ reported; what follows is a new block
///     d: inc  %eax          ─ block at d
///     f: ret
///
/// Typical usage:
///
///     Expected<std::unique_ptr<Decoder>> D = Decoder::create();
///     Cut C = (*D)->cut(Function);
///     for (const Piece &P : C.Blocks)
///       outs() << (*D)->print(P.Block, Syntax::ATT);
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BLOCK_DECODER_H
#define WINNOW_BLOCK_DECODER_H

#include "block/BasicBlock.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCInst.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>

namespace llvm {
class MCInstrInfo;
class MCRegisterInfo;
class MCSubtargetInfo;
} // namespace llvm

namespace winnow::block {

enum class Syntax { ATT, Intel };

/// Where control goes after an instruction.
enum class Flow : uint8_t {
  Next,  ///< on to the next instruction: part of a block
  Maybe, ///< perhaps to the next: conditional jumps, calls, system calls, traps
  Away   ///< never to the next: jmp, ret, ud2, hlt
};

/// An instruction that was decoded.
struct Decoded {
  llvm::MCInst Inst;
  /// Prefixes that LLVM takes for instructions of their own (lock, xacquire,
  /// xrelease): for the processor they are a part of this one.
  llvm::SmallVector<llvm::MCInst, 1> Prefixes;
  /// Bytes with all prefixes, 1 to 15.
  unsigned Size = 0;
  Flow Goes = Flow::Next;
  /// The address that a direct jump or call names.
  std::optional<uint64_t> Target;
};

/// A block and where it starts in the run that was cut.
struct Piece {
  uint64_t Offset = 0;
  BasicBlock Block;
};

/// Bytes that are no instruction: those that were skipped until decoding made
/// sense again.
struct Undecodable {
  uint64_t Offset = 0;
  uint64_t Size = 0;
};

/// A run of code cut into blocks, in order of their offsets.
struct Cut {
  std::vector<Piece> Blocks;
  std::vector<Undecodable> Bad;
};

/// What cut() is told about a run.
struct RunOptions {
  /// The address of the first byte: only printed and stored targets show it.
  uint64_t Address = 0;
  /// Offsets at which blocks start as well, in order: labels, line numbers.
  llvm::ArrayRef<uint64_t> Starts = {};
  /// Leaves out blocks of nothing but nops that no jump in the run names and
  /// that control does not reach from above: alignment between the parts of a
  /// function.
  bool DropPadding = true;
  /// Whether control comes to the first byte from somewhere.
  bool Reached = true;
};

/// Not safe to be shared between threads.
class Decoder {
public:
  /// \p CPU is what instructions are printed for, and what subtarget() tells of
  /// it; every instruction that LLVM knows is decoded for any CPU. An error
  /// names a CPU that LLVM does not know. Costs some milliseconds.
  static llvm::Expected<std::unique_ptr<Decoder>>
  create(llvm::StringRef CPU = "");
  ~Decoder();

  /// The first instruction of \p Bytes, or nothing. Costs about 0.2 µs.
  std::optional<Decoded> first(llvm::ArrayRef<uint8_t> Bytes,
                               uint64_t Address = 0) const;

  /// 90, 0f 1f and their prefixed forms, with which code is aligned.
  bool isNop(const llvm::MCInst &Inst) const;

  /// \p Bytes as one block. An error tells the offset of what is no
  /// instruction, or of one that transfers control.
  llvm::Expected<BasicBlock> decode(llvm::ArrayRef<uint8_t> Bytes) const;

  /// Cuts \p Run at what transfers control and at the targets of its direct
  /// jumps. A target inside an instruction cuts nothing. Never fails.
  Cut cut(llvm::ArrayRef<uint8_t> Run, const RunOptions &Options = {}) const;

  /// One line an instruction, each ended by a newline.
  std::string print(const BasicBlock &B, Syntax S) const;
  /// One instruction, without a newline. \p Address makes targets absolute.
  std::string print(const Decoded &D, Syntax S, uint64_t Address = 0) const;

  const llvm::MCInstrInfo &instructions() const;
  const llvm::MCRegisterInfo &registers() const;
  const llvm::MCSubtargetInfo &subtarget() const;

private:
  struct State;
  explicit Decoder(std::unique_ptr<State> S);
  std::unique_ptr<State> S;
};

} // namespace winnow::block

#endif // WINNOW_BLOCK_DECODER_H
