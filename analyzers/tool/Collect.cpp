//===- Collect.cpp - winnow collect ---------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Harvest.h"
#include "tool/Tool.h"

using namespace llvm;

namespace winnow::tool {

int runCollect(int, const char **) { return ExitUsage; }

} // namespace winnow::tool
