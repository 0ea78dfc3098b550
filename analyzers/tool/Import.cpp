//===- Import.cpp - Blocks and cycles from elsewhere ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Import.h"
#include "block/BlockClass.h"
#include "datasets/BHive.h"
#include "tool/Progress.h"

using namespace llvm;

namespace winnow::tool {

namespace {

/// Writes rows, a thousand in a transaction.
class Importer {
public:
  Importer(datasets::Store &S, const block::Decoder &D, StringRef Path,
           StringRef Machine, unsigned Executions)
      : S(S), D(D), Path(Path), Machine(Machine), Executions(Executions) {}

  Error add(datasets::BHiveRow Row) {
    Pending.push_back(std::move(Row));
    return Pending.size() < 1000 ? Error::success() : flush();
  }

  Error flush() {
    Error E = S.database().transaction([&]() -> Error {
      for (const datasets::BHiveRow &Row : Pending)
        if (Error E = write(Row))
          return E;
      return Error::success();
    });
    Pending.clear();
    return E;
  }

  uint64_t Rows = 0, NewBlocks = 0, Measurements = 0;

private:
  Error write(const datasets::BHiveRow &Row) {
    unsigned Instructions = 0;
    std::string Class = "unknown";
    if (Expected<block::BasicBlock> B = D.decode(Row.Bytes)) {
      Instructions = unsigned(B->size());
      Class = toString(classify(D, *B));
    } else {
      consumeError(B.takeError());
    }
    Expected<datasets::Store::Added> Added =
        S.addBlock(Row.Bytes, Instructions, Class);
    if (!Added)
      return Added.takeError();
    ++Rows;
    NewBlocks += Added->IsNew;
    if (!Row.Measured)
      return Error::success();
    if (!OnMachine) {
      if (Machine.empty())
        return createStringError(
            Path + ": holds cycles: name their machine with --machine");
      datasets::Machine M;
      M.Name = Machine.str();
      Expected<datasets::MachineId> Id = S.addMachine(M);
      if (!Id)
        return Id.takeError();
      OnMachine = *Id;
    }
    datasets::Measurement M;
    M.Value.Value = Row.Measured->Value / Executions;
    M.Clock = "imported";
    ++Measurements;
    return S.record(Added->Block, *OnMachine, M);
  }

  datasets::Store &S;
  const block::Decoder &D;
  StringRef Path, Machine;
  unsigned Executions;
  std::optional<datasets::MachineId> OnMachine;
  std::vector<datasets::BHiveRow> Pending;
};

} // namespace

Error importBHive(datasets::Store &S, const block::Decoder &D, StringRef Path,
                  StringRef Machine, unsigned Executions) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFileOrSTDIN(Path);
  if (!Buffer)
    return createStringError(Path + ": " + Buffer.getError().message());
  Importer I(S, D, Path, Machine, Executions);
  Error Failed = datasets::readBHive(
      **Buffer, [&](datasets::BHiveRow Row) { return I.add(std::move(Row)); });
  // What was read before a wrong line is kept.
  if (Error E = I.flush())
    return joinErrors(std::move(Failed), std::move(E));
  if (Failed)
    return Failed;
  outs() << "imported " << withCommas(I.Rows) << " blocks from " << Path << ", "
         << withCommas(I.NewBlocks) << " of them new, and "
         << withCommas(I.Measurements) << " measurements\n";
  return Error::success();
}

} // namespace winnow::tool
