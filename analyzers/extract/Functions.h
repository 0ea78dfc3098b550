//===- Functions.h - Where the code of an object is -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The functions of an ELF file, from what there is, in this order:
///
///     .symtab and .dynsym    functions with their sizes, and labels
///     .eh_frame              functions without a name, where no symbol is
///     neither                the whole section
///
/// Stubs that the linker made (.plt) are left out.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_FUNCTIONS_H
#define WINNOW_EXTRACT_FUNCTIONS_H

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace winnow::extract {

/// The one kind of ELF file that holds x86-64 code.
using ELF64 = llvm::object::ELFFile<llvm::object::ELF64LE>;

/// A place in a section: what line tables are asked with.
struct Section {
  unsigned Index = 0;
  /// Of its first byte; 0 in a relocatable object.
  uint64_t Address = 0;
  std::string Name;
};

/// A run of code in a section. Runs do not overlap.
struct Function {
  /// As in the symbol table; empty where no symbol names it.
  std::string Name;
  Section In;
  /// Of the first byte, from the start of the section.
  uint64_t Offset = 0;
  llvm::ArrayRef<uint8_t> Bytes;
  /// Labels inside, as offsets from the function's start, in order.
  std::vector<uint64_t> Labels;
};

/// Every function, by section and offset. \p Report is told about sections and
/// symbols that cannot be read. Takes any file, however damaged.
std::vector<Function>
findFunctions(const ELF64 &File, llvm::function_ref<void(llvm::Error)> Report);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_FUNCTIONS_H
