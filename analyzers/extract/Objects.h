//===- Objects.h - What readers of objects share ----------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Assembly ends up as an object, too: what its reader needs of this one.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_OBJECTS_H
#define WINNOW_EXTRACT_OBJECTS_H

#include "extract/Extract.h"
#include "extract/Functions.h"

namespace winnow::extract {

/// \p B as a 64-bit ELF file for x86; else an error that says what it is,
/// without the name of the file.
llvm::Expected<const llvm::object::ELF64LEObjectFile *>
asELF(const llvm::object::Binary &B);

/// As in Inputs.h. \p IsWritten: somebody wrote the code as text, so nops at
/// its start are meant.
llvm::Error readObject(llvm::MemoryBufferRef Input, const block::Decoder &D,
                       const ExtractOptions &Options, bool IsWritten,
                       Sink &Into);

/// Whether a user who writes \p Wanted means \p Symbol: by its mangled or its
/// demangled name, the latter with or without parameters.
bool isNamed(llvm::StringRef Symbol, llvm::StringRef Wanted);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_OBJECTS_H
