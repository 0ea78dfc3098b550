//===- Machine.cpp - What a CPU does with an instruction ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bounds/Machine.h"
#include "block/Target.h"
#include "graph/Rules.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/bit.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace winnow::bounds {

using namespace graph;

/// Cycles that a load takes when it does not have to.
static constexpr int RenamedLoad = 4;
/// Cycles that a load waits more when a store holds a part of what it wants.
static constexpr int PartialForwarding = 8;

/// From Intel's and AMD's optimisation manuals. CPUs that are not listed take
/// LLVM's issue width and no limit of decoders.
static Core coreOf(StringRef CPU, unsigned IssueWidth) {
  Core C;
  C.IssueWidth = IssueWidth;
  C.ChasesPointers = true;
  if (CPU.starts_with("znver")) {
    C.ChasesPointers = false;
    // What the instruction fetch and the decoders deliver to one thread.
    C.Decoders = 4;
    C.FirstIsComplex = false;
    C.Predecoders = 0;
    C.PairsStores = true;
    C.FusesMemory = false;
    C.ShiftWaitsForFlags = false;
    C.RenamesMemory = C.LoadsFaster = C.StoresFaster = true;
    if (CPU == "znver5") {
      // Two clusters of decoders; with their cache, they serve one thread.
      C.Decoders = C.IssueWidth = 8;
      C.FetchBytes = 64;
    }
    return C;
  } else if (CPU == "sandybridge" || CPU == "ivybridge") {
    C.Decoders = 4;
    C.SplitsIndexed = true;
    C.SlowLeaUnit = "SBPort1";
    C.PopcntWaits = C.LzcntWaits = true;
    C.EliminatesMoves = CPU == "ivybridge";
  } else if (CPU == "haswell" || CPU == "broadwell") {
    C.Decoders = 4;
    C.SlowLeaUnit = CPU == "haswell" ? "HWPort1" : "BWPort1";
    C.PopcntWaits = C.LzcntWaits = true;
  } else if (CPU.starts_with("skylake") || CPU == "cascadelake") {
    // LLVM issues 6: the decoders' width, which renaming does not reach.
    C.IssueWidth = 4;
    C.Decoders = 4;
    C.Forwarding = -1;
    C.SlowLeaUnit = CPU == "skylake" ? "SKLPort1" : "SKXPort1";
    C.PopcntWaits = true;
  }
  return C;
}

/// LLVM takes Zen 5 for a Zen 4, which has four integer units where Zen 5 has
/// six, and three for addresses and loads where it has four. The two units more
/// stand beside those that do most.
static unsigned countOf(StringRef CPU, const MCProcResourceDesc &R) {
  StringRef Name = R.Name;
  bool OneMore = CPU == "znver5" &&
                 (Name == "Zn4ALU1" || Name == "Zn4ALU2" || Name == "Zn4AGU2" ||
                  Name == "Zn4LSU" || Name == "Zn4Load");
  return R.NumUnits + OneMore;
}

Expected<std::unique_ptr<Machine>> Machine::create(StringRef CPU,
                                                   InstructionTable &Table) {
  Expected<const Target *> T = block::target();
  if (!T)
    return T.takeError();
  const Triple &Triple = block::targetTriple();
  std::unique_ptr<const MCSubtargetInfo> Plain(
      (*T)->createMCSubtargetInfo(Triple, "", ""));
  if (!Plain->isCPUStringValid(CPU))
    return createStringError("'%s' is no x86-64 CPU that LLVM knows",
                             CPU.str().c_str());
  std::unique_ptr<const MCSubtargetInfo> S(
      (*T)->createMCSubtargetInfo(Triple, CPU, ""));
  if (!S->getSchedModel().hasInstrSchedModel())
    return createStringError("LLVM has no scheduling model of '%s'",
                             CPU.str().c_str());
  return std::unique_ptr<Machine>(new Machine(CPU, Table, std::move(S)));
}

Machine::~Machine() = default;

Machine::Machine(StringRef CPU, InstructionTable &Table,
                 std::unique_ptr<const MCSubtargetInfo> TheSubtarget)
    : CPU(CPU), Table(Table), Subtarget(std::move(TheSubtarget)),
      Generation(Table.generation()) {
  const MCSchedModel &Model = Subtarget->getSchedModel();
  TheCore = coreOf(CPU, Model.IssueWidth);
  // Resources without parts have a bit each, groups those of their parts.
  Masks.resize(Model.getNumProcResourceKinds());
  for (unsigned I = 1; I < Masks.size(); ++I) {
    const MCProcResourceDesc &R = *Model.getProcResource(I);
    if (R.SubUnitsIdxBegin || Units.size() >= 64)
      continue;
    Masks[I] = uint64_t(1) << Units.size();
    Units.push_back({R.Name, countOf(CPU, R)});
  }
  for (unsigned I = 1; I < Masks.size(); ++I) {
    const MCProcResourceDesc &R = *Model.getProcResource(I);
    for (unsigned U = 0; R.SubUnitsIdxBegin && U < R.NumUnits; ++U)
      Masks[I] |= Masks[R.SubUnitsIdxBegin[U]];
  }
}

/// LLVM's tables say how long each unit is taken, and repeat it for every group
/// that holds the unit, groups of the same units by other names among them.
/// Going from small groups to large ones and taking off what the smaller ones
/// explain leaves what may run anywhere in the group.
void Machine::addUnits(Schedule &S, const Instruction &I) const {
  const MCSchedModel &Model = Subtarget->getSchedModel();
  SmallVector<Schedule::Busy, 8> All;
  for (const MCWriteProcResEntry *W = Subtarget->getWriteProcResBegin(S.Class),
                                 *E = Subtarget->getWriteProcResEnd(S.Class);
       W != E; ++W)
    if (W->ReleaseAtCycle > W->AcquireAtCycle && Masks[W->ProcResourceIdx]) {
      unsigned Cycles = unsigned(W->ReleaseAtCycle - W->AcquireAtCycle);
      StringRef Name = Model.getProcResource(W->ProcResourceIdx)->Name;
      if (TheCore.StoresFaster && I.is(Stores) &&
          (Name.ends_with("Store") || Name.ends_with("LSU")))
        Cycles = 1;
      const Schedule::Busy Own{Masks[W->ProcResourceIdx], Cycles};
      // The fewest units first, else in LLVM's order.
      All.insert(
          upper_bound(All, Own,
                      [](const Schedule::Busy &A, const Schedule::Busy &B) {
                        return popcount(A.Mask) < popcount(B.Mask);
                      }),
          Own);
    }
  for (unsigned I = 0; I < All.size(); ++I) {
    if (All[I].Cycles == 0)
      continue;
    S.Units.push_back(All[I]);
    for (unsigned K = I + 1; K < All.size(); ++K)
      if ((All[K].Mask & All[I].Mask) == All[I].Mask)
        All[K].Cycles -= std::min(All[K].Cycles, All[I].Cycles);
  }
}

/// LLVM counts a load, and often a store's address, apart. Intel's cores rename
/// them with the operation where they can.
unsigned Machine::fusedMicroOps(const Instruction &I, unsigned MicroOps) const {
  if (!TheCore.FusesMemory || MicroOps > 4)
    return MicroOps;
  bool Loading = I.is(Loads), Storing = I.is(Stores);
  bool Indexed = false;
  for (const MemoryOperand &M : I.Memory)
    Indexed |= M.Index != Nowhere;
  bool Splits =
      Indexed && (TheCore.SplitsIndexed || (Loading && I.Mnemonic[0] == 'v'));
  if (I.is(StackEngine))
    return Loading && Storing ? 2 : 1;
  if (Splits)
    return Storing ? std::max(MicroOps, 2u) : MicroOps;
  if (Loading || Storing)
    return std::max(MicroOps, 2u) - 1;
  return MicroOps;
}

/// Loads into general purpose registers and flags, from an address without
/// index.
static bool isPlainLoad(const Instruction &I) {
  bool Plain = I.is(Loads);
  for (const MemoryOperand &M : I.Memory)
    Plain &= M.Index == Nowhere && M.Width <= 8;
  for (const Def &D : I.Defs)
    Plain &= D.Where < Vector0 || D.Where >= CarryFlag;
  return Plain;
}

/// Where measurements contradict LLVM's models.
void Machine::correct(Schedule &S, const Instruction &I) const {
  auto UnitsNamed = [&](StringRef Part) {
    uint64_t Mask = 0;
    for (size_t U = 0; U < Units.size(); ++U)
      if (StringRef(Units[U].Name).contains(Part))
        Mask |= uint64_t(1) << U;
    return Mask;
  };
  bool Lea = I.Mnemonic == "lea";
  // On Intel lea of three parts is one unit's work, and slow.
  if (I.is(SlowLea) && TheCore.SlowLeaUnit) {
    S.Units = {{UnitsNamed(TheCore.SlowLeaUnit), 1}};
    S.Writes.clear();
    S.Latency = 3;
  }
  // On Zen every integer unit moves constants and does plain lea.
  bool Constant = I.Mnemonic == "mov" && I.Uses.empty() && I.Memory.empty();
  if (TheCore.StoresFaster && (Constant || (Lea && !I.is(SlowLea))))
    S.Units = {{UnitsNamed("ALU"), 1}};
}

Schedule Machine::compute(const Known &K) const {
  const MCSchedModel &Model = Subtarget->getSchedModel();
  const MCInstrInfo &Instructions = Table.decoder().instructions();
  Schedule S;
  if (K.Read.is(NoWork)) {
    S.Known = true;
    S.Latency = 0;
    return S;
  }
  unsigned Index = Instructions.get(K.Inst.getOpcode()).getSchedClass();
  S.Class = Model.getSchedClassDesc(Index);
  while (Index && S.Class->isVariant()) {
    Index = Subtarget->resolveVariantSchedClass(Index, &K.Inst, &Instructions,
                                                Model.getProcessorID());
    S.Class = Model.getSchedClassDesc(Index);
  }
  if (Index == 0 || !S.Class->isValid() || S.Class->isVariant()) {
    S.Class = nullptr;
    return S;
  }
  S.Known = true;
  S.Latency = 0;
  for (unsigned I = 0; I < S.Class->NumWriteLatencyEntries; ++I) {
    const MCWriteLatencyEntry &W = *Subtarget->getWriteLatencyEntry(S.Class, I);
    // A negative latency means unknown.
    int Cycles = std::max<int>(W.Cycles, 0);
    S.Writes.push_back({Cycles, W.WriteResourceID});
    S.Latency = std::max(S.Latency, Cycles);
  }
  if (TheCore.LoadsFaster && isPlainLoad(K.Read)) {
    S.Latency = std::max(S.Latency - 1, 0);
    for (Schedule::Write &W : S.Writes)
      W.Cycles = std::max(W.Cycles - 1, 0);
  }
  S.MicroOps = fusedMicroOps(K.Read, S.Class->NumMicroOps);
  bool Renamed =
      K.Read.is(ZeroIdiom) || (K.Read.is(PlainMove) && TheCore.EliminatesMoves);
  if (!Renamed) {
    addUnits(S, K.Read);
    correct(S, K.Read);
    return S;
  }
  S.MicroOps = 1;
  S.Latency = 0;
  for (Schedule::Write &W : S.Writes)
    W.Cycles = 0;
  return S;
}

const Schedule &Machine::schedule(const Known &K) {
  if (Generation != Table.generation()) {
    Schedules.clear();
    Generation = Table.generation();
  }
  if (K.Read.Number >= Schedules.size())
    Schedules.resize(K.Read.Number + 1);
  std::unique_ptr<Schedule> &S = Schedules[K.Read.Number];
  if (!S)
    S = std::make_unique<Schedule>(compute(K));
  return *S;
}

bool Machine::has(const Dependence &D, const Known &To) const {
  if (D.Between.Kind != EdgeKind::Merge)
    return true;
  const std::string &M = To.Read.Mnemonic;
  if (M == "popcnt")
    return TheCore.PopcntWaits;
  if (M == "lzcnt" || M == "tzcnt")
    return TheCore.LzcntWaits;
  if (!TheCore.ShiftWaitsForFlags && D.OfFlags)
    return false;
  return true;
}

/// Cycles by which an input is needed later than others, where LLVM knows one
/// time for all of them.
int Machine::lateness(const Dependence &D, const Known &To) {
  const Instruction &I = To.Read;
  int Latency = schedule(To).Latency;
  if (D.Between.Kind == EdgeKind::Merge && !mayWaitForDestination(I.Mnemonic))
    // Bits are merged by the last micro-op; flags by one before.
    return std::max(Latency - (D.OfFlags ? 2 : 1), 0);
  // The values of a conditional move wait for its second micro-op.
  bool Selects = D.Between.Kind == EdgeKind::Data && Latency > 1 &&
                 StringRef(I.Mnemonic).starts_with("cmov");
  return Selects && TheCore.FusesMemory ? 1 : 0;
}

int Machine::latency(const Dependence &D, const Known &From, const Known &To) {
  const Schedule &S = schedule(From);
  if (D.Between.Kind == EdgeKind::Memory) {
    // What an addition to memory adds to is its own load; a store's data are
    // where they are needed as soon as it has them.
    // LLVM adds a cycle for the store.
    bool Updates = From.Read.is(Loads) && !From.Read.is(StackEngine);
    int Stored = Updates ? std::max(S.Latency - 1, 0) : 0;
    if (TheCore.RenamesMemory && !D.Partial && isPlainLoad(To.Read))
      return Updates ? S.Latency - RenamedLoad : -RenamedLoad;
    return Stored + TheCore.Forwarding + (D.Partial ? PartialForwarding : 0);
  }
  bool HasWrite = D.DefOperand < S.Writes.size();
  int Cycles = HasWrite ? S.Writes[D.DefOperand].Cycles : S.Latency;
  Cycles += D.Delay - lateness(D, To);
  const Schedule &C = schedule(To);
  if (!C.Class || D.UseOperand == Use::None)
    return std::max(Cycles, 0);
  unsigned Id = HasWrite ? S.Writes[D.DefOperand].Id : 0;
  if (TheCore.ChasesPointers && D.Between.Kind == EdgeKind::Address &&
      From.Read.Mnemonic == "mov" && From.Read.is(Loads) &&
      isPlainLoad(To.Read) && To.Read.Memory[0].Displacement >= 0 &&
      To.Read.Memory[0].Displacement < 2048)
    --Cycles;
  int Advance = Subtarget->getReadAdvanceCycles(C.Class, D.UseOperand, Id);
  // It is the load's time by which the operand is needed later.
  if (Advance > 0 && TheCore.LoadsFaster && isPlainLoad(To.Read))
    --Advance;
  return std::max(Cycles - Advance, 0);
}

} // namespace winnow::bounds
