//===- Progress.cpp - How far an epoch has come ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/Progress.h"
#include <cstdio>
#include <unistd.h>

namespace winnow::train {

static constexpr std::chrono::milliseconds OnTerminal(250);
static constexpr std::chrono::seconds Elsewhere(30);

Progress::Progress(std::string What, uint64_t Done, uint64_t Total, bool Speaks)
    : What(std::move(What)), Before(Done), Done(Done), Total(Total),
      Speaks(Speaks), IsTerminal(isatty(STDERR_FILENO) != 0),
      Start(Clock::now()) {
  Next = Start + (IsTerminal ? Clock::duration(OnTerminal) : Elsewhere);
}

Progress::~Progress() {
  if (Drawn && IsTerminal)
    std::fputs("\r\033[K", stderr);
}

void Progress::advance(uint64_t Blocks, double Loss) {
  Done += Blocks;
  Clock::time_point Now = Clock::now();
  if (!Speaks || Now < Next)
    return;
  Next = Now + (IsTerminal ? Clock::duration(OnTerminal) : Elsewhere);
  Drawn = true;
  double Rate = double(Done - Before) /
                std::chrono::duration<double>(Now - Start).count();
  auto Left = static_cast<unsigned long>(double(Total - Done) / Rate);
  std::fprintf(stderr,
               "%s%s: %.0f %%, %.0f blocks/s, %lu:%02lu left, loss "
               "%.4f%s",
               IsTerminal ? "\r" : "", What.c_str(),
               100 * double(Done) / double(Total), Rate, Left / 60, Left % 60,
               Loss, IsTerminal ? "\033[K" : "\n");
}

} // namespace winnow::train
