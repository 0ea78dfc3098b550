//===- Instruction.h - What one instruction reads and writes ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An instruction as dependences see it: locations that it reads and writes,
/// memory that it touches, what it does to the values of registers. Plain data,
/// numbered by ourselves and not by LLVM.
///
///     add %al, 8(%rsp)    Uses    rsp Address, rax Data
///                         Defs    cf, of, szp
///                         Memory  base rsp, displacement 8, 1 byte, load+store
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_GRAPH_INSTRUCTION_H
#define WINNOW_GRAPH_INSTRUCTION_H

#include "graph/BlockGraph.h"
#include <string>
#include <string_view>
#include <vector>

namespace winnow::graph {

/// What can be renamed on its own. A register and its parts are one location.
enum Location : uint8_t {
  Gpr0 = 0,     ///< rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r31
  Rsp = 4,      //
  Vector0 = 32, ///< xmm0, ymm0, zmm0, to 31
  Mask0 = 64,   ///< k0 to k7
  Mmx0 = 72,    //
  Stack0 = 80,  ///< st(0) to st(7) of the x87, before rotation
  Tile0 = 88,   //
  CarryFlag = 96,
  OverflowFlag = 97,
  OtherFlags = 98, ///< sign, zero, parity, adjust: written together
  Rip = 99,
  Nowhere = 100 ///< no register, or one that we do not follow
};
constexpr unsigned Locations = 100;

/// How much of its location a register name covers.
enum class Part : uint8_t {
  Whole,
  Low8,
  High8,
  Low16,
  Low32,
  Low64,
  Xmm,
  Ymm,
  Zmm
};

struct Register {
  Location Where = Nowhere;
  Part Covers = Part::Whole;
};

struct Use {
  Location Where = Nowhere;
  EdgeKind Kind = EdgeKind::Data;
  /// The index that LLVM's scheduling tables give the operand, or None.
  uint8_t Operand = None;
  static constexpr uint8_t None = 255;
};

struct Def {
  Location Where = Nowhere;
  uint8_t Operand = Use::None;
  /// Of vectors: leaves the bits above 128 (legacy SSE).
  bool KeepsUpper = false;
  /// Of vectors: 256 bits or more.
  bool Wide = false;
};

struct MemoryOperand {
  Location Base = Nowhere;
  Location Index = Nowhere;
  uint8_t Scale = 1;
  /// 0 for none; else the letter: 'f' for fs, 'g' for gs, …
  char Segment = 0;
  int64_t Displacement = 0;
  /// Bytes; 0 where unknown.
  uint16_t Width = 0;
  bool Load = false;
  bool Store = false;
};

/// What is known of the value that an instruction leaves in a register: enough
/// to see that 8(%rsp) after a push is (%rsp) from before.
struct ValueChange {
  enum { Unknown, Add, Copy, Constant } Kind = Unknown;
  Location To = Nowhere;
  /// The register that is added to or copied.
  Location From = Nowhere;
  int64_t Amount = 0;
};

/// An operand as tokens show it, explicit ones first.
struct Operand {
  enum KindType : uint8_t { Reg, Immediate, Mem } Kind = Reg;
  bool Source = false;
  bool Destination = false;
  Register R;
  /// The value, or an index into Instruction::Memory.
  int64_t Value = 0;
};

struct Instruction {
  std::vector<Operand> Operands;
  std::vector<Use> Uses;
  std::vector<Def> Defs;
  std::vector<MemoryOperand> Memory;
  ValueChange Change;
  /// How the x87 stack moves: registers pushed before and popped after.
  int8_t Pushes = 0;
  int8_t Pops = 0;
  /// Bits of Mark.
  uint16_t Marks = 0;
  uint8_t Length = 0;
  /// Bytes before the opcode itself: prefixes and escapes.
  uint8_t OpcodeOffset = 0;
  /// In Intel's syntax, without prefixes: "add", "vfmadd231ps".
  std::string Mnemonic;
  /// "lock", "rep": in the order of the bytes.
  std::vector<std::string> Prefixes;
  /// Dense, in order of the first look-up.
  uint32_t Number = 0;

  bool is(Mark M) const { return Marks & M; }
};

/// "rax", "xmm3", "cf".
std::string nameOf(Location L);
/// "rax.32", "rax.8h", "xmm3.256", "k1": the location and how much of it.
std::string nameOf(Register R);

} // namespace winnow::graph

#endif // WINNOW_GRAPH_INSTRUCTION_H
