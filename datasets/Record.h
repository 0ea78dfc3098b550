//===- Record.h - A measured basic block at rest ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rows of a store and of a data set: a block is its bytes, a machine is
/// its name, and a measurement joins the two.
///
///     block 4801d8 ── measurement 1.00 cycles, spread 0.01, ok ── machine
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_RECORD_H
#define WINNOW_DATASETS_RECORD_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace winnow::datasets {

/// Core cycles per execution of a block.
struct Cycles {
  double Value = 0;
};

/// How a measurement ended. The text of each is stable: it is what stores and
/// data sets hold.
enum class Status : uint8_t {
  Ok,          ///< "ok": repeated readings agree
  Unstable,    ///< "unstable": a value, but its readings disagree
  Sigsegv,     ///< "sigsegv": memory that could not be provided, or #GP
  Sigbus,      ///< "sigbus"
  Sigill,      ///< "sigill": this CPU does not know an instruction
  Sigfpe,      ///< "sigfpe": division by zero or overflow
  Sigtrap,     ///< "sigtrap"
  Sigsys,      ///< "sigsys": a system call
  Timeout,     ///< "timeout": did not end in its time
  Modified,    ///< "modified": wrote over its own code
  TooLong,     ///< "too-long": more code than the harness unrolls
  Undecodable, ///< "undecodable": not a run of whole instructions
  Lost         ///< "lost": ended in any other way
};

llvm::StringRef toString(Status S);
/// Nothing where no status has the name \p Text.
std::optional<Status> parseStatus(llvm::StringRef Text);

struct Measurement {
  Status How = Status::Ok;
  /// Meaningful where How is Ok or Unstable.
  Cycles Value;
  /// How far repeated readings lie apart, in cycles per execution.
  Cycles Spread;
  /// What was read: "tsc", "perf".
  std::string Clock;
  unsigned Passes = 1;
  /// ISO 8601 in UTC, to the second; the store fills in an empty one.
  std::string Date;
};

/// Where measurements were made. Name tells one from another: two machines of
/// one name are one machine.
struct Machine {
  /// "znver4", or a name of the user's choice.
  std::string Name;
  /// The processor as it calls itself: "AMD EPYC 9B14".
  std::string Processor;
  double TscMHz = 0;
  std::string Clock;
  std::string Microcode;
  std::string Kernel;
};

/// The part of a data set that a block belongs to.
enum class Split : uint8_t { Train, Validation, Test };

llvm::StringRef toString(Split S);
std::optional<Split> parseSplit(llvm::StringRef Text);

/// The first eight bytes of the block's SHA-256, as a big-endian number, of
/// which the sign bit is cleared so that SQLite orders it. Costs about 0.3 µs.
uint64_t blockHash(llvm::ArrayRef<uint8_t> Bytes);

/// By the hash modulo 10: 0 to 7 train, 8 validation, 9 test. The same for one
/// block in every store and on every machine.
Split splitOf(llvm::ArrayRef<uint8_t> Bytes);

/// "4801d8", lower case.
std::string hexOf(llvm::ArrayRef<uint8_t> Bytes);
/// Nothing where \p Text has an odd number of digits or something else.
std::optional<std::vector<uint8_t>> bytesOfHex(llvm::StringRef Text);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_RECORD_H
