//===- Store.h - Blocks and measurements in one file ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A store is one SQLite file (and its -wal and -shm while it is open):
///
///     sources ──< sightings >── blocks ──< measurements >── machines
///     a file      how often     bytes      cycles, status   name, clock
///     of code     it was seen                 │
///                                         claims >── workers (processes)
///
/// What is written, and when it is safe:
///  * Every result is a transaction of its own. `kill -9` loses at most the
///    block in flight; the machine losing its power, perhaps the last results
///    as well, but the file stays whole (WAL, synchronous=NORMAL).
///  * Several processes may work on one store. Each claims what it works on;
///    what a dead process had claimed is given to the next one that asks.
///
/// Harvest.h fills the left half, Campaign.h the right one.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_STORE_H
#define WINNOW_DATASETS_STORE_H

#include "datasets/Database.h"
#include "datasets/Record.h"

namespace winnow::datasets {

/// The keys of rows, which must not be mixed up.
struct BlockId {
  int64_t Value = 0;
};
struct MachineId {
  int64_t Value = 0;
};

class Store {
public:
  /// What PRAGMA user_version says. A store of a later version is refused, one
  /// of an earlier one is brought up to date when it is opened for writing.
  static constexpr int SchemaVersion = 1;

  /// Opens \p Path for reading and writing and makes it where it is not there.
  static llvm::Expected<Store> openOrCreate(llvm::StringRef Path);
  /// Opens a store that must be there, for reading and writing.
  static llvm::Expected<Store> open(llvm::StringRef Path);
  /// Opens a store that must be there, for reading.
  static llvm::Expected<Store> openToRead(llvm::StringRef Path);

  const Database &database() const { return DB; }
  const std::string &path() const { return DB.path(); }

  struct Added {
    BlockId Block;
    bool IsNew = false;
  };
  /// The block's key, which is made where it is new. \p Class is a word of the
  /// caller's about the block, kept from the first time. Costs some 5 µs inside
  /// a transaction (Database::transaction), a commit outside.
  llvm::Expected<Added> addBlock(llvm::ArrayRef<uint8_t> Bytes,
                                 unsigned Instructions, llvm::StringRef Class);
  llvm::Expected<int64_t> blockCount() const;

  /// The machine's key; what is known about a machine of that name is updated.
  llvm::Expected<MachineId> addMachine(const Machine &M);
  /// Every machine, by name.
  llvm::Expected<std::vector<std::pair<MachineId, Machine>>> machines() const;
  /// Fails where no machine, or, with an empty name, not just one is there.
  llvm::Expected<MachineId> findMachine(llvm::StringRef Name) const;

  /// Replaces what the same machine said about the block before.
  llvm::Error record(BlockId B, MachineId M, const Measurement &What);

private:
  explicit Store(Database DB) : DB(std::move(DB)) {}
  static llvm::Expected<Store> openAs(llvm::StringRef Path, Database::Mode M);

  Database DB;
  std::optional<Statement> InsertBlock, FindBlock, InsertMeasurement;
};

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_STORE_H
