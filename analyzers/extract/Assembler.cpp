//===- Assembler.cpp - LLVM's assembler in a process of its own -----------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Assembler.h"
#include "block/Target.h"
#include "extract/Child.h"
#include "extract/InProcess.h"

using namespace llvm;

namespace winnow::extract {

/// The error or nothing, the object, then places and messages of warnings.
static std::string report(const Target &T, MemoryBufferRef Text,
                          block::Syntax Syntax, bool Includes) {
  Messages M;
  SmallVector<char, 0> Object;
  bool Complete = assembleInProcess(T, Text, Syntax, Includes, M, Object);
  if (!Complete && M.FirstError.empty())
    M.FirstError = Text.getBufferIdentifier().str() + ": cannot be assembled";
  std::string All;
  pack(All, M.FirstError);
  pack(All, StringRef(Object.data(), Object.size()));
  for (const Diagnostic &W : M.Warnings) {
    pack(All, W.Place);
    pack(All, W.Message);
  }
  return All;
}

Expected<Assembled> assemble(MemoryBufferRef Text, block::Syntax Syntax,
                             bool Includes) {
  Expected<const Target *> T = block::target();
  if (!T)
    return T.takeError();
  Expected<std::string> Report = runInChild(
      "LLVM's assembler", [&] { return report(**T, Text, Syntax, Includes); });
  if (!Report)
    return createStringError(Text.getBufferIdentifier() + ": " +
                             toString(Report.takeError()));
  StringRef Rest = *Report;
  StringRef Wrong = unpack(Rest);
  if (!Wrong.empty())
    return createStringError(Wrong);
  Assembled Result;
  StringRef Object = unpack(Rest);
  Result.Object.assign(Object.begin(), Object.end());
  while (!Rest.empty()) {
    StringRef Place = unpack(Rest), Message = unpack(Rest);
    Result.Warnings.push_back({Place.str(), Message.str()});
  }
  return Result;
}

} // namespace winnow::extract
