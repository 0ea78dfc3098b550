//===- Store.cpp - Blocks and measurements in one file --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Store.h"
#include "datasets/Schema.h"
#include <ctime>

using namespace llvm;

namespace winnow::datasets {

static std::string nowUTC() {
  time_t Now = time(nullptr);
  tm Parts{};
  gmtime_r(&Now, &Parts);
  char Text[32];
  strftime(Text, sizeof(Text), "%Y-%m-%dT%H:%M:%SZ", &Parts);
  return Text;
}

Expected<Store> Store::openAs(StringRef Path, Database::Mode M) {
  Expected<Database> DB = Database::open(Path, M);
  if (!DB)
    return DB.takeError();
  if (M == Database::Mode::Create)
    if (Error E = createSchema(*DB))
      return E;
  if (Error E = checkSchema(*DB))
    return E;
  // 64 MiB of pages; the log is merged into the file every 40 MiB.
  if (Error E = DB->run("PRAGMA synchronous = NORMAL;"
                        "PRAGMA cache_size = -65536;"
                        "PRAGMA temp_store = MEMORY;"
                        "PRAGMA wal_autocheckpoint = 10000"))
    return E;
  return Store(std::move(*DB));
}

Expected<Store> Store::openOrCreate(StringRef Path) {
  return openAs(Path, Database::Mode::Create);
}

Expected<Store> Store::open(StringRef Path) {
  return openAs(Path, Database::Mode::Write);
}

Expected<Store> Store::openToRead(StringRef Path) {
  return openAs(Path, Database::Mode::Read);
}

/// Prepares \p S on the first use.
static Error prepareOnce(const Database &DB, std::optional<Statement> &S,
                         StringRef SQL) {
  if (S)
    return Error::success();
  Expected<Statement> New = DB.prepare(SQL);
  if (!New)
    return New.takeError();
  S = std::move(*New);
  return Error::success();
}

Expected<Store::Added> Store::addBlock(ArrayRef<uint8_t> Bytes,
                                       unsigned Instructions, StringRef Class) {
  if (Error E = prepareOnce(DB, InsertBlock,
                            "INSERT OR IGNORE INTO blocks(bytes, hash, "
                            "instructions, class) VALUES(?, ?, ?, ?)"))
    return E;
  if (Error E =
          prepareOnce(DB, FindBlock, "SELECT id FROM blocks WHERE bytes = ?"))
    return E;
  InsertBlock->bind(1, Bytes)
      .bind(2, int64_t(blockHash(Bytes)))
      .bind(3, int64_t(Instructions))
      .bind(4, Class);
  if (Error E = InsertBlock->run())
    return E;
  if (DB.changes() > 0)
    return Added{{DB.lastRow()}, true};
  FindBlock->bind(1, Bytes);
  Expected<bool> Row = FindBlock->step();
  if (!Row)
    return Row.takeError();
  BlockId Id{*Row ? FindBlock->integer(0) : 0};
  FindBlock->reset();
  return Added{Id, false};
}

Expected<int64_t> Store::blockCount() const {
  return DB.integer("SELECT count(*) FROM blocks");
}

Expected<MachineId> Store::addMachine(const Machine &M) {
  Expected<Statement> S = DB.prepare(
      "INSERT INTO machines(name, processor, tsc_mhz, clock, microcode, kernel)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(name) DO UPDATE SET"
      " processor = ?2, tsc_mhz = ?3, clock = ?4, microcode = ?5, kernel = ?6"
      " RETURNING id");
  if (!S)
    return S.takeError();
  S->bind(1, M.Name).bind(2, M.Processor).bind(3, M.TscMHz);
  S->bind(4, M.Clock).bind(5, M.Microcode).bind(6, M.Kernel);
  Expected<bool> Row = S->step();
  if (!Row)
    return Row.takeError();
  MachineId Id{S->integer(0)};
  if (Error E = S->run())
    return E;
  return Id;
}

Expected<std::vector<std::pair<MachineId, Machine>>> Store::machines() const {
  Expected<Statement> S =
      DB.prepare("SELECT id, name, processor, tsc_mhz, clock, microcode, kernel"
                 " FROM machines ORDER BY name");
  if (!S)
    return S.takeError();
  std::vector<std::pair<MachineId, Machine>> All;
  for (;;) {
    Expected<bool> Row = S->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return All;
    Machine M;
    M.Name = S->text(1);
    M.Processor = S->text(2);
    M.TscMHz = S->real(3);
    M.Clock = S->text(4);
    M.Microcode = S->text(5);
    M.Kernel = S->text(6);
    All.emplace_back(MachineId{S->integer(0)}, std::move(M));
  }
}

Expected<MachineId> Store::findMachine(StringRef Name) const {
  Expected<std::vector<std::pair<MachineId, Machine>>> All = machines();
  if (!All)
    return All.takeError();
  if (Name.empty() && All->size() == 1)
    return All->front().first;
  std::string Known;
  for (const auto &[Id, M] : *All) {
    if (M.Name == Name)
      return Id;
    Known += (Known.empty() ? "" : ", ") + M.Name;
  }
  if (All->empty())
    return createStringError("%s: holds no measurements", path().c_str());
  if (Name.empty())
    return createStringError("%s: holds measurements of several machines, "
                             "name one: %s",
                             path().c_str(), Known.c_str());
  return createStringError("%s: no machine is named '%s', only %s",
                           path().c_str(), Name.str().c_str(), Known.c_str());
}

Error Store::record(BlockId B, MachineId M, const Measurement &What) {
  if (Error E = prepareOnce(DB, InsertMeasurement,
                            "INSERT OR REPLACE INTO measurements(machine, "
                            "block, status, cycles, spread, clock, passes, "
                            "date) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"))
    return E;
  InsertMeasurement->bind(1, M.Value)
      .bind(2, B.Value)
      .bind(3, toString(What.How))
      .bind(4, What.Value.Value)
      .bind(5, What.Spread.Value)
      .bind(6, What.Clock)
      .bind(7, int64_t(What.Passes))
      .bind(8, What.Date.empty() ? nowUTC() : What.Date);
  return InsertMeasurement->run();
}

} // namespace winnow::datasets
