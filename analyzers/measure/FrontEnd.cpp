//===- FrontEnd.cpp - Where a block's instructions come from --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "measure/FrontEnd.h"

namespace winnow::measure {

const char *toString(FrontEnd F) {
  return F == FrontEnd::OpCache ? "op cache" : "decoders";
}

FrontEnd usualFrontEnd(llvm::StringRef Cpu) {
  return Cpu == "znver4" ? FrontEnd::Decoders : FrontEnd::OpCache;
}

} // namespace winnow::measure
