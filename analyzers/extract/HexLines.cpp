//===- HexLines.cpp - Blocks as lines of hexadecimal digits ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/HexLines.h"
#include "block/Hex.h"
#include "extract/Inputs.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace winnow::extract {

namespace {

/// The lines that say something.
class Lines {
public:
  explicit Lines(StringRef Text) : Rest(Text) {
    Rest.consume_front("\xef\xbb\xbf"); // What Windows calls a BOM.
  }

  /// False at the end.
  bool next() {
    while (!Rest.empty()) {
      StringRef Whole;
      std::tie(Whole, Rest) = Rest.split('\n');
      ++Number;
      Line = Whole.trim();
      if (!Line.empty() && !Line.starts_with("#"))
        return true;
    }
    return false;
  }

  StringRef column() const {
    StringRef Column = Line.split(',').first.trim();
    if (Column.size() >= 2 && Column.front() == '"' && Column.back() == '"')
      Column = Column.drop_front().drop_back();
    return Column;
  }
  /// A header has letters in every column; a row of a CSV has a number in one.
  bool mayBeHeader() const {
    return !Line.empty() && Line.find_first_of("0123456789") == StringRef::npos;
  }
  unsigned number() const { return Number; }

private:
  StringRef Rest, Line;
  unsigned Number = 0;
};

bool isHex(StringRef Text) {
  return !Text.empty() && all_of(Text, [](char C) { return isHexDigit(C); });
}

} // namespace

bool looksLikeHex(StringRef Content) {
  Lines L(Content);
  if (!L.next())
    return false;
  if (isHex(L.column()))
    return true;
  // "hex,cycles" and then a block; "nop" and then "f00d:" is assembly.
  return L.mayBeHeader() && L.next() && isHex(L.column());
}

void readHexLines(MemoryBufferRef Input, const block::Decoder &D, Sink &Into) {
  std::string File = Input.getBufferIdentifier().str();
  auto Complain = [&](unsigned Line, const Twine &Message) {
    Into.Complain({(File + ":" + Twine(Line)).str(), Message.str()});
  };
  Lines L(Input.getBuffer());
  for (bool First = true; L.next(); First = false) {
    if (First && !isHex(L.column()) && L.mayBeHeader())
      continue;
    ++Into.Functions;
    Expected<std::vector<uint8_t>> Bytes = block::fromHex(L.column());
    if (!Bytes) {
      Complain(L.number(), toString(Bytes.takeError()));
      continue;
    }
    if (Bytes->empty()) {
      Complain(L.number(), "no bytes");
      continue;
    }
    block::RunOptions Whole;
    Whole.DropPadding = false;
    block::Cut C = D.cut(*Bytes, Whole);
    for (const block::Undecodable &Bad : C.Bad)
      Complain(L.number(),
               "no instruction at offset " + Twine(Bad.Offset) + " (" +
                   block::toHex(ArrayRef(*Bytes).slice(Bad.Offset, Bad.Size)) +
                   ")");
    for (block::Piece &P : C.Blocks)
      Into.Block({std::move(P.Block), {File, "", P.Offset, File, L.number()}});
  }
}

} // namespace winnow::extract
