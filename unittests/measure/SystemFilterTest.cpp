//===- SystemFilterTest.cpp - The system calls that a child may make ------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/SystemFilter.h"
#include "gtest/gtest.h"
#include <cstring>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

using namespace winnow::measure;

namespace {

/// What the kernel would answer: an interpreter of the few operations in use.
uint32_t answer(const std::array<sock_filter, 24> &Program, unsigned Length,
                const seccomp_data &Data) {
  uint32_t A = 0;
  for (unsigned At = 0; At < Length; ++At) {
    const sock_filter &I = Program[At];
    if (I.code == (BPF_LD | BPF_W | BPF_ABS))
      memcpy(&A, reinterpret_cast<const uint8_t *>(&Data) + I.k, 4);
    else if (I.code == (BPF_JMP | BPF_JEQ | BPF_K))
      At += A == I.k ? I.jt : I.jf;
    else if (I.code == (BPF_RET | BPF_K))
      return I.k;
    else
      return ~0U;
  }
  return ~0U;
}

class SystemFilter : public ::testing::TestWithParam<SystemCallSites> {
protected:
  uint32_t ask(int Number, uint64_t From, uint32_t Arch = AUDIT_ARCH_X86_64) {
    std::array<sock_filter, 24> Program;
    const unsigned Length = systemFilter(GetParam(), Program);
    seccomp_data Data = {};
    Data.nr = Number;
    Data.arch = Arch;
    Data.instruction_pointer = From;
    return answer(Program, Length, Data);
  }
};

TEST_P(SystemFilter, AllowsTheChildsOwnCalls) {
  EXPECT_EQ(ask(SYS_mmap, GetParam().First), SECCOMP_RET_ALLOW);
  EXPECT_EQ(ask(SYS_exit_group, GetParam().First), SECCOMP_RET_ALLOW);
  EXPECT_EQ(ask(SYS_rt_sigreturn, GetParam().Last), SECCOMP_RET_ALLOW);
}

TEST_P(SystemFilter, TrapsOtherCalls) {
  EXPECT_EQ(ask(SYS_write, GetParam().First), SECCOMP_RET_TRAP);
  EXPECT_EQ(ask(SYS_kill, GetParam().First), SECCOMP_RET_TRAP);
  EXPECT_EQ(ask(SYS_exit, GetParam().Last), SECCOMP_RET_TRAP);
}

// The numbers of 32-bit calls mean something else.
TEST_P(SystemFilter, TrapsOtherArchitectures) {
  EXPECT_EQ(ask(SYS_mmap, GetParam().First, AUDIT_ARCH_I386), SECCOMP_RET_TRAP);
}

// A block has system call instructions of its own.
TEST_P(SystemFilter, TrapsCallsFromElsewhere) {
  if (GetParam().First >> 32 != GetParam().Last >> 32)
    GTEST_SKIP() << "where the calls come from is not checked";
  EXPECT_EQ(ask(SYS_mmap, 0x200000001000), SECCOMP_RET_TRAP);
  EXPECT_EQ(ask(SYS_mmap, GetParam().First + 1), SECCOMP_RET_TRAP);
  EXPECT_EQ(ask(SYS_exit_group, GetParam().First + (1ULL << 32)),
            SECCOMP_RET_TRAP);
}

INSTANTIATE_TEST_SUITE_P(
    Sites, SystemFilter,
    ::testing::Values(SystemCallSites{0x555555554010, 0x555555554020},
                      // On both sides of a multiple of 4 GiB.
                      SystemCallSites{0x5554fffffff8, 0x555500000008}));

} // namespace
