//===- SystemFilter.cpp - The system calls that a child may make ----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/SystemFilter.h"
#include <cstddef>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

namespace winnow::measure {

unsigned short systemFilter(SystemCallSites Sites,
                            std::array<sock_filter, 24> &Program) {
  auto Load = [](size_t Offset) {
    return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                static_cast<uint32_t>(Offset));
  };
  // A jump counts the instructions that it skips: where true, where false.
  auto Jump = [](unsigned Operation, uint32_t Value, uint8_t True,
                 uint8_t False) {
    return sock_filter BPF_JUMP(
        static_cast<uint16_t>(BPF_JMP | BPF_K | Operation), Value, True, False);
  };
  const size_t Pointer = offsetof(seccomp_data, instruction_pointer);
  const uint64_t First = Sites.First, Last = Sites.Last;
  unsigned short Count = 0;
  auto Add = [&](sock_filter Instruction) { Program[Count++] = Instruction; };
  Add(Load(offsetof(seccomp_data, arch)));
  Add(Jump(BPF_JEQ, AUDIT_ARCH_X86_64, 1, 0));
  Add(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  // The filter compares 32 bits at a time. Sites on both sides of a multiple
  // of 4 GiB are too rare to be worth more: the calls alone are checked then.
  if (First >> 32 == Last >> 32) {
    Add(Load(Pointer + 4));
    Add(Jump(BPF_JEQ, static_cast<uint32_t>(First >> 32), 0, 3));
    Add(Load(Pointer));
    Add(Jump(BPF_JEQ, static_cast<uint32_t>(First), 2, 0));
    Add(Jump(BPF_JEQ, static_cast<uint32_t>(Last), 1, 0));
    Add(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  }
  Add(Load(offsetof(seccomp_data, nr)));
  Add(Jump(BPF_JEQ, SYS_mmap, 4, 0));
  Add(Jump(BPF_JEQ, SYS_munmap, 3, 0));
  Add(Jump(BPF_JEQ, SYS_rt_sigreturn, 2, 0));
  Add(Jump(BPF_JEQ, SYS_exit_group, 1, 0));
  Add(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  Add(sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  return Count;
}

} // namespace winnow::measure
