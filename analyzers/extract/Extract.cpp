//===- Extract.cpp - Any input into basic blocks --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Extract.h"
#include "extract/HexLines.h"
#include "extract/Inputs.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace winnow::extract {

InputKind detectKind(StringRef Content) {
  // Every format of machine code that LLVM knows goes to the reader of objects,
  // which can name it.
  file_magic Magic = identify_magic(Content);
  if (Magic != file_magic::unknown && Magic != file_magic::tapi_file)
    return InputKind::Object;
  return looksLikeHex(Content) ? InputKind::Hex : InputKind::Assembly;
}

static InputKind kindOf(MemoryBufferRef Input, const ExtractOptions &Options) {
  return Options.Kind == InputKind::Auto ? detectKind(Input.getBuffer())
                                         : Options.Kind;
}

/// Names in damaged files hold anything; a message is a line.
static std::string oneLine(std::string Text) {
  for (char &C : Text)
    if (uint8_t(C) < ' ' || C == 127)
      C = ' ';
  return Text;
}

static Error readInput(MemoryBufferRef Input, const block::Decoder &D,
                       const ExtractOptions &Options, Sink &Into) {
  switch (kindOf(Input, Options)) {
  case InputKind::Auto:
  case InputKind::Hex:
    readHexLines(Input, D, Into);
    return Error::success();
  case InputKind::Assembly:
    return readAssembly(Input, D, Options, Into);
  case InputKind::Object:
    return readObject(Input, D, Options, Into);
  }
  llvm_unreachable("not a kind of input");
}

Error extractEach(MemoryBufferRef Input, const block::Decoder &D,
                  const ExtractOptions &Options, Sink &Into) {
  auto Complain = [&](Diagnostic &&D) {
    Into.Complain({oneLine(std::move(D.Place)), oneLine(std::move(D.Message))});
  };
  Sink Lines{Into.Block, Complain};
  Error Failure = readInput(Input, D, Options, Lines);
  Into.Functions += Lines.Functions;
  if (Failure)
    return createStringError(oneLine(toString(std::move(Failure))));
  return Error::success();
}

Expected<Extraction> extract(MemoryBufferRef Input, const block::Decoder &D,
                             const ExtractOptions &Options) {
  Extraction E;
  E.Kind = kindOf(Input, Options);
  auto Block = [&](ExtractedBlock &&B) { E.Blocks.push_back(std::move(B)); };
  auto Complain = [&](Diagnostic &&D) {
    E.Diagnostics.push_back(std::move(D));
  };
  Sink Into{Block, Complain};
  if (Error Failure = extractEach(Input, D, Options, Into))
    return Failure;
  E.Functions = Into.Functions;
  return E;
}

Expected<Extraction> extractFile(StringRef Path, const block::Decoder &D,
                                 const ExtractOptions &Options) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFileOrSTDIN(Path);
  if (!Buffer)
    return createStringError(Buffer.getError(), "%s: %s", Path.str().c_str(),
                             Buffer.getError().message().c_str());
  return extract(**Buffer, D, Options);
}

} // namespace winnow::extract
