//===- Schema.cpp - The tables of a store ---------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Schema.h"
#include "datasets/Store.h"
#include <chrono>
#include <thread>

using namespace llvm;

namespace winnow::datasets {

static constexpr char Tables[] = R"sql(
CREATE TABLE blocks(
  id INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL UNIQUE,
  hash INTEGER NOT NULL,           -- blockHash(bytes)
  instructions INTEGER NOT NULL,
  class TEXT NOT NULL);
CREATE INDEX blocks_by_hash ON blocks(hash);

CREATE TABLE sources(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,       -- seconds since 1970
  package TEXT NOT NULL,           -- '' where none is known
  finished INTEGER NOT NULL,       -- 1 when every sighting is written
  worker INTEGER,                  -- who reads it now
  functions INTEGER NOT NULL DEFAULT 0,
  blocks INTEGER NOT NULL DEFAULT 0,
  too_long INTEGER NOT NULL DEFAULT 0,
  undecodable INTEGER NOT NULL DEFAULT 0);

CREATE TABLE sightings(
  source INTEGER NOT NULL,
  block INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY(source, block)) WITHOUT ROWID;

CREATE TABLE machines(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  processor TEXT NOT NULL,
  tsc_mhz REAL NOT NULL,
  clock TEXT NOT NULL,
  microcode TEXT NOT NULL,
  kernel TEXT NOT NULL);

CREATE TABLE measurements(
  machine INTEGER NOT NULL,
  block INTEGER NOT NULL,
  status TEXT NOT NULL,            -- toString(Status)
  cycles REAL NOT NULL,
  spread REAL NOT NULL,
  clock TEXT NOT NULL,
  passes INTEGER NOT NULL,
  date TEXT NOT NULL,              -- ISO 8601, UTC
  PRIMARY KEY(machine, block)) WITHOUT ROWID;

CREATE TABLE workers(
  id INTEGER PRIMARY KEY,
  boot TEXT NOT NULL,
  pid_space TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,           -- tells one process of a pid from the next
  beat INTEGER NOT NULL);          -- last sign of life, seconds since 1970

CREATE TABLE claims(
  machine INTEGER NOT NULL,
  block INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  PRIMARY KEY(machine, block)) WITHOUT ROWID;
CREATE INDEX claims_by_worker ON claims(worker);
)sql";

/// Changing to WAL needs the file for itself and does not wait for it.
static Error useWriteAheadLog(const Database &DB) {
  for (int Tries = 0;; ++Tries) {
    Error E = DB.run("PRAGMA journal_mode = WAL");
    if (!E || Tries == 200)
      return E;
    consumeError(std::move(E));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Error createSchema(const Database &DB) {
  // A file that is no store must stay as it is.
  Expected<int64_t> Objects = DB.integer("SELECT count(*) FROM sqlite_master");
  if (!Objects)
    return Objects.takeError();
  if (*Objects > 0)
    return Error::success();
  if (Error E = useWriteAheadLog(DB))
    return E;
  return DB.transaction([&]() -> Error {
    Expected<int64_t> Version = DB.integer("PRAGMA user_version");
    if (!Version)
      return Version.takeError();
    if (*Version != 0)
      return Error::success(); // Another process was faster.
    if (Error E = DB.run(Tables))
      return E;
    if (Error E =
            DB.run("PRAGMA application_id = " + std::to_string(ApplicationId)))
      return E;
    return DB.run("PRAGMA user_version = " +
                  std::to_string(Store::SchemaVersion));
  });
}

Error checkSchema(const Database &DB) {
  Expected<int64_t> Id = DB.integer("PRAGMA application_id");
  if (!Id)
    return Id.takeError();
  if (*Id != ApplicationId)
    return createStringError("%s: not a store of blocks", DB.path().c_str());
  Expected<int64_t> Version = DB.integer("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  if (*Version > Store::SchemaVersion)
    return createStringError("%s: a store of version %d, but this winnow knows "
                             "only up to version %d",
                             DB.path().c_str(), int(*Version),
                             Store::SchemaVersion);
  if (*Version < 1)
    return createStringError("%s: a store without a version",
                             DB.path().c_str());
  return Error::success();
}

} // namespace winnow::datasets
