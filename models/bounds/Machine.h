//===- Machine.h - What a CPU does with an instruction ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's scheduling model of a CPU, as bounds need it, with what such models
/// leave out: fused micro-ops, eliminated moves, the front end.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BOUNDS_MACHINE_H
#define WINNOW_BOUNDS_MACHINE_H

#include "graph/Dependences.h"
#include "graph/InstructionTable.h"

namespace llvm {
struct MCSchedClassDesc;
} // namespace llvm

namespace winnow::bounds {

using graph::Dependence;
using graph::DependenceFinder;
using graph::Instruction;
using graph::InstructionTable;
using graph::Known;

/// Facts about a core that LLVM's model does not hold, or not as they are.
struct Core {
  /// Fused micro-ops that are renamed in a cycle.
  unsigned IssueWidth = 4;
  /// How many instructions are decoded in a cycle. 0 if unknown: then there is
  /// no front end.
  unsigned Decoders = 0;
  /// Only the first decoder takes instructions of several micro-ops.
  bool FirstIsComplex = true;
  /// How many lengths of instructions a stage before the decoders finds in a
  /// cycle, in an aligned piece of code. 0 where there is no such stage: then
  /// only the number of bytes counts, and long instructions.
  unsigned Predecoders = 5;
  /// Bytes of code that come to the decoders in a cycle.
  unsigned FetchBytes = 16;
  /// The cache takes a store a cycle, or two to one line.
  bool PairsStores = false;
  /// Micro-ops of a load or store with index register are not fused.
  bool SplitsIndexed = false;
  /// Renaming does moves between registers.
  bool EliminatesMoves = true;
  /// A memory operand is one micro-op with the operation.
  bool FusesMemory = true;
  /// popcnt, lzcnt and tzcnt wait for the destination.
  bool PopcntWaits = false, LzcntWaits = false;
  /// A shift by cl waits for the flags that it may keep.
  bool ShiftWaitsForFlags = true;
  /// A load takes a store's data by renaming, without going to memory, where
  /// both addresses are the same register and displacement.
  bool RenamesMemory = false;
  /// A load whose address was loaded takes a cycle less, if the address is a
  /// register with a small displacement.
  bool ChasesPointers = false;
  /// Cycles from a store's data to the load that takes it, on top of what the
  /// load takes.
  int Forwarding = 0;
  /// Integer loads without index take a cycle less than LLVM says.
  bool LoadsFaster = false;
  /// lea of three parts takes three cycles on the unit of that name.
  const char *SlowLeaUnit = nullptr;
  /// LLVM takes the store units for two cycles, the core for one.
  bool StoresFaster = false;
};

/// What an instruction costs on a CPU.
struct Schedule {
  /// Micro-ops as they are renamed.
  unsigned MicroOps = 1;
  /// Whether the model knows the instruction. If not: one micro-op of one
  /// cycle, on no port.
  bool Known = false;
  /// Cycles on units: any one of those of Mask; bits of Machine::units().
  struct Busy {
    uint64_t Mask;
    unsigned Cycles;
  };
  std::vector<Busy> Units;
  /// By definition, in LLVM's order; others take Latency.
  struct Write {
    int Cycles;
    unsigned Id;
  };
  std::vector<Write> Writes;
  int Latency = 1;
  const llvm::MCSchedClassDesc *Class = nullptr;
};

class Machine {
public:
  /// An error names a CPU that LLVM does not know or has no model of. Costs
  /// some ms. \p Table must outlive the machine.
  static llvm::Expected<std::unique_ptr<Machine>>
  create(llvm::StringRef CPU, InstructionTable &Table);
  ~Machine();

  const std::string &cpu() const { return CPU; }
  const Core &core() const { return TheCore; }

  /// Kept by Instruction::Number: costs a look-up after the first time.
  const Schedule &schedule(const Known &K);

  /// Cycles from the start of \p From to where \p To can start, or to what it
  /// would have to wait if it read at its start. Below 0 where \p To reads
  /// later than \p From writes.
  int latency(const Dependence &D, const Known &From, const Known &To);
  /// False dependences that this CPU does not have are none.
  bool has(const Dependence &D, const Known &To) const;

  struct Unit {
    std::string Name;
    unsigned Count;
  };
  /// At most 64.
  const std::vector<Unit> &units() const { return Units; }

private:
  Machine(llvm::StringRef CPU, InstructionTable &Table,
          std::unique_ptr<const llvm::MCSubtargetInfo> Subtarget);
  Schedule compute(const Known &K) const;
  int lateness(const Dependence &D, const Known &To);
  void addUnits(Schedule &S, const Instruction &I) const;
  void correct(Schedule &S, const Instruction &I) const;
  unsigned fusedMicroOps(const Instruction &I, unsigned MicroOps) const;

  std::string CPU;
  Core TheCore;
  InstructionTable &Table;
  std::unique_ptr<const llvm::MCSubtargetInfo> Subtarget;
  std::vector<Unit> Units;
  /// The bits of each of LLVM's resources.
  std::vector<uint64_t> Masks;
  std::vector<std::unique_ptr<Schedule>> Schedules;
  unsigned Generation = 0;
};

} // namespace winnow::bounds

#endif // WINNOW_BOUNDS_MACHINE_H
