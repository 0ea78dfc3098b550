//===- BlockList.cpp - Blocks that are named in a file --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/BlockList.h"
#include "block/Hex.h"
#include "extract/HexLines.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace winnow::tool {

Expected<std::vector<std::vector<uint8_t>>> readBlockList(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return createStringError(Path + ": " + Buffer.getError().message());
  std::vector<std::vector<uint8_t>> Blocks;
  Error First = Error::success();
  extract::forEachLine((*Buffer)->getBuffer(), [&](const extract::HexLine &L) {
    if (L.Kind != extract::HexLine::Block || First)
      return;
    Expected<std::vector<uint8_t>> Bytes = block::fromHex(L.Hex);
    if (Bytes)
      Blocks.push_back(std::move(*Bytes));
    else
      First = createStringError(Path + ":" + Twine(L.Number) + ": " +
                                toString(Bytes.takeError()));
  });
  if (First)
    return First;
  return Blocks;
}

} // namespace winnow::tool
