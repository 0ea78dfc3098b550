//===- Database.h - SQLite with owners and errors ---------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The little of SQLite that stores need. Every error starts with the file:
///
///     blocks.db: file is not a database
///
/// Typical usage:
///
///     Expected<Statement> S = DB.prepare("SELECT id FROM t WHERE name = ?");
///     S->bind(1, Name);
///     Expected<bool> Row = S->step();
///     if (Row && *Row)
///       use(S->integer(0));
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_DATABASE_H
#define WINNOW_DATASETS_DATABASE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace winnow::datasets {

class Statement {
public:
  /// \p Parameter counts from 1. What is bound is copied.
  Statement &bind(int Parameter, int64_t Value);
  Statement &bind(int Parameter, double Value);
  Statement &bind(int Parameter, llvm::StringRef Text);
  Statement &bind(int Parameter, llvm::ArrayRef<uint8_t> Blob);

  /// True where there is a row to read; false at the end, where the statement
  /// is ready to be bound and stepped again.
  llvm::Expected<bool> step();
  /// For statements of which no row is wanted.
  llvm::Error run();
  /// Ends a reading before its last row: a statement that is not at its end
  /// keeps others from writing over what it reads.
  void reset();

  /// \p Column counts from 0; NULL reads as zero or empty.
  int64_t integer(int Column) const;
  double real(int Column) const;
  std::string text(int Column) const;
  /// Valid until the next step.
  llvm::ArrayRef<uint8_t> blob(int Column) const;
  bool isNull(int Column) const;

private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt *S) const;
  };
  explicit Statement(sqlite3_stmt *S, std::string Path)
      : Handle(S), Path(std::move(Path)) {}
  llvm::Error error() const;

  std::unique_ptr<sqlite3_stmt, Finalize> Handle;
  std::string Path;
};

class Database {
public:
  enum class Mode { Read, Write, Create };
  static llvm::Expected<Database> open(llvm::StringRef Path, Mode M);

  llvm::Expected<Statement> prepare(llvm::StringRef SQL) const;
  /// Statements without parameters, separated by semicolons.
  llvm::Error run(llvm::StringRef SQL) const;
  /// The first column of the first row; zero where there is none.
  llvm::Expected<int64_t> integer(llvm::StringRef SQL) const;
  int64_t lastRow() const;
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  int64_t changes() const;

  /// Runs \p Work inside a write transaction that another process waits for:
  /// committed where it succeeds, else rolled back.
  llvm::Error transaction(llvm::function_ref<llvm::Error()> Work) const;

  const std::string &path() const { return Path; }

private:
  struct Close {
    void operator()(sqlite3 *DB) const;
  };
  Database(sqlite3 *DB, std::string Path) : Handle(DB), Path(std::move(Path)) {}
  llvm::Error error() const;

  std::unique_ptr<sqlite3, Close> Handle;
  std::string Path;
};

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_DATABASE_H
