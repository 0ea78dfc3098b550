//===- SystemFilter.h - The system calls that a child may make --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A seccomp filter: mmap (for the page that a block touches), the return from
/// a signal, and exit, and these only from the child's own two system call
/// instructions. Everything else raises SIGSYS, whichever way it is made
/// (syscall, int 0x80, sysenter, vsyscall).
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_MEASURE_SYSTEMFILTER_H
#define WINNOW_MEASURE_SYSTEMFILTER_H

#include "measure/Child.h"
#include <array>
#include <linux/filter.h>

namespace winnow::measure {

/// Writes the program that the kernel runs at each system call; returns its
/// length. Allocates nothing.
unsigned short systemFilter(SystemCallSites Sites,
                            std::array<sock_filter, 24> &Program);

} // namespace winnow::measure

#endif // WINNOW_MEASURE_SYSTEMFILTER_H
