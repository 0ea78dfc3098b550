//===- Schema.h - The tables of a store -------------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Store.h draws, as SQL, and what is checked when a store is opened.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_SCHEMA_H
#define WINNOW_DATASETS_SCHEMA_H

#include "datasets/Database.h"

namespace winnow::datasets {

/// "wnw1": marks SQLite files that are stores.
constexpr int ApplicationId = 0x776e7731;

/// Makes the tables of an empty file. Another process may do the same.
llvm::Error createSchema(const Database &DB);

/// Fails for an SQLite file that is no store, and for a store of a version
/// that is not ours.
llvm::Error checkSchema(const Database &DB);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_SCHEMA_H
