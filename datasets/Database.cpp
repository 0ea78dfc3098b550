//===- Database.cpp - SQLite with owners and errors -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Database.h"
#include <sqlite3.h>

using namespace llvm;

namespace winnow::datasets {

/// How long a process waits for another one's transaction: those take half a
/// second at most, but a machine may be overloaded.
static constexpr int BusyMilliseconds = 60'000;

void Statement::Finalize::operator()(sqlite3_stmt *S) const {
  sqlite3_finalize(S);
}

void Database::Close::operator()(sqlite3 *DB) const { sqlite3_close_v2(DB); }

static Error makeError(const std::string &Path, sqlite3 *DB) {
  return createStringError("%s: %s", Path.c_str(), sqlite3_errmsg(DB));
}

Error Statement::error() const {
  return makeError(Path, sqlite3_db_handle(Handle.get()));
}

Error Database::error() const { return makeError(Path, Handle.get()); }

Statement &Statement::bind(int Parameter, int64_t Value) {
  sqlite3_bind_int64(Handle.get(), Parameter, Value);
  return *this;
}

Statement &Statement::bind(int Parameter, double Value) {
  sqlite3_bind_double(Handle.get(), Parameter, Value);
  return *this;
}

Statement &Statement::bind(int Parameter, StringRef Text) {
  // A null pointer would be NULL.
  sqlite3_bind_text64(Handle.get(), Parameter, Text.empty() ? "" : Text.data(),
                      Text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement &Statement::bind(int Parameter, ArrayRef<uint8_t> Blob) {
  if (Blob.empty())
    sqlite3_bind_zeroblob(Handle.get(), Parameter, 0);
  else
    sqlite3_bind_blob64(Handle.get(), Parameter, Blob.data(), Blob.size(),
                        SQLITE_TRANSIENT);
  return *this;
}

Expected<bool> Statement::step() {
  int Result = sqlite3_step(Handle.get());
  if (Result == SQLITE_ROW)
    return true;
  if (Result != SQLITE_DONE) {
    Error E = error();
    sqlite3_reset(Handle.get());
    return E;
  }
  sqlite3_reset(Handle.get());
  return false;
}

Error Statement::run() {
  for (;;) {
    Expected<bool> Row = step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return Error::success();
  }
}

void Statement::reset() { sqlite3_reset(Handle.get()); }

int64_t Statement::integer(int Column) const {
  return sqlite3_column_int64(Handle.get(), Column);
}

double Statement::real(int Column) const {
  return sqlite3_column_double(Handle.get(), Column);
}

std::string Statement::text(int Column) const {
  ArrayRef<uint8_t> Bytes = blob(Column);
  return std::string(Bytes.begin(), Bytes.end());
}

ArrayRef<uint8_t> Statement::blob(int Column) const {
  const void *Data = sqlite3_column_blob(Handle.get(), Column);
  return {static_cast<const uint8_t *>(Data),
          size_t(sqlite3_column_bytes(Handle.get(), Column))};
}

bool Statement::isNull(int Column) const {
  return sqlite3_column_type(Handle.get(), Column) == SQLITE_NULL;
}

Expected<Database> Database::open(StringRef Path, Mode M) {
  int Flags = SQLITE_OPEN_NOMUTEX;
  Flags |= M == Mode::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (M == Mode::Create)
    Flags |= SQLITE_OPEN_CREATE;
  sqlite3 *Raw = nullptr;
  int Result = sqlite3_open_v2(Path.str().c_str(), &Raw, Flags, nullptr);
  // SQLite gives a handle, which tells the reason, even where it fails.
  Database DB(Raw, Path.str());
  if (Result != SQLITE_OK)
    return Raw ? DB.error()
               : createStringError("%s: out of memory", DB.path().c_str());
  sqlite3_busy_timeout(Raw, BusyMilliseconds);
  return DB;
}

Expected<Statement> Database::prepare(StringRef SQL) const {
  sqlite3_stmt *S = nullptr;
  if (sqlite3_prepare_v2(Handle.get(), SQL.data(), int(SQL.size()), &S,
                         nullptr) != SQLITE_OK)
    return error();
  return Statement(S, Path);
}

Error Database::run(StringRef SQL) const {
  if (sqlite3_exec(Handle.get(), SQL.str().c_str(), nullptr, nullptr,
                   nullptr) != SQLITE_OK)
    return error();
  return Error::success();
}

Expected<int64_t> Database::integer(StringRef SQL) const {
  Expected<Statement> S = prepare(SQL);
  if (!S)
    return S.takeError();
  Expected<bool> Row = S->step();
  if (!Row)
    return Row.takeError();
  return *Row ? S->integer(0) : 0;
}

int64_t Database::lastRow() const {
  return sqlite3_last_insert_rowid(Handle.get());
}

int64_t Database::changes() const { return sqlite3_changes64(Handle.get()); }

Error Database::transaction(function_ref<Error()> Work) const {
  // IMMEDIATE waits for other writers here; a transaction that read first and
  // then wants to write would be refused without waiting.
  if (Error E = run("BEGIN IMMEDIATE"))
    return E;
  Error E = Work();
  if (!E)
    E = run("COMMIT");
  if (E && !sqlite3_get_autocommit(Handle.get()))
    return joinErrors(std::move(E), run("ROLLBACK"));
  return E;
}

} // namespace winnow::datasets
