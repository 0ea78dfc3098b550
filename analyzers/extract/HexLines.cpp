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

static bool isHex(StringRef Text) {
  return !Text.empty() && all_of(Text, [](char C) { return isHexDigit(C); });
}

static StringRef columnOf(StringRef Line) {
  StringRef Column = Line.split(',').first.trim();
  if (Column.size() >= 2 && Column.front() == '"' && Column.back() == '"')
    Column = Column.drop_front().drop_back();
  return Column;
}

/// A header has letters in every column; a row of a CSV has a number in one.
static bool mayBeHeader(StringRef Line) {
  return Line.find_first_of("0123456789") == StringRef::npos;
}

/// False at the end of \p Rest.
static bool takeLine(StringRef &Rest, HexLine &L) {
  if (Rest.empty())
    return false;
  StringRef Whole;
  std::tie(Whole, Rest) = Rest.split('\n');
  ++L.Number;
  L.Text = Whole.trim();
  L.Hex = columnOf(L.Text);
  bool Says = !L.Text.empty() && !L.Text.starts_with("#");
  L.Kind = Says ? HexLine::Block : HexLine::Nothing;
  return true;
}

static StringRef withoutMark(StringRef Text) {
  Text.consume_front("\xef\xbb\xbf"); // What Windows calls a BOM.
  return Text;
}

void forEachLine(StringRef Content, function_ref<void(const HexLine &)> Do) {
  StringRef Rest = withoutMark(Content);
  bool First = true;
  for (HexLine L; takeLine(Rest, L);) {
    if (L.Kind == HexLine::Block) {
      if (First && !isHex(L.Hex) && mayBeHeader(L.Text))
        L.Kind = HexLine::Header;
      First = false;
    }
    Do(L);
  }
}

bool looksLikeHex(StringRef Content) {
  StringRef Rest = withoutMark(Content);
  HexLine L;
  auto Next = [&] {
    while (takeLine(Rest, L))
      if (L.Kind == HexLine::Block)
        return true;
    return false;
  };
  if (!Next())
    return false;
  if (isHex(L.Hex))
    return true;
  // "hex,cycles" and then a block; "nop" and then "f00d:" is assembly.
  return mayBeHeader(L.Text) && Next() && isHex(L.Hex);
}

static std::string describe(const block::Undecodable &Bad,
                            ArrayRef<uint8_t> Bytes) {
  return ("no instruction at offset " + Twine(Bad.Offset) + " (" +
          block::toHex(Bytes.slice(Bad.Offset, Bad.Size)) + ")")
      .str();
}

static block::Cut cutWhole(ArrayRef<uint8_t> Bytes, const block::Decoder &D) {
  block::RunOptions Whole;
  Whole.DropPadding = false;
  return D.cut(Bytes, Whole);
}

static Expected<std::vector<uint8_t>> bytesOf(const HexLine &L) {
  Expected<std::vector<uint8_t>> Bytes = block::fromHex(L.Hex);
  if (Bytes && Bytes->empty())
    return createStringError("no bytes");
  return Bytes;
}

Expected<block::BasicBlock> blockOf(const HexLine &L, const block::Decoder &D) {
  Expected<std::vector<uint8_t>> Bytes = bytesOf(L);
  if (!Bytes)
    return Bytes.takeError();
  Expected<block::BasicBlock> Whole = D.decode(*Bytes);
  if (Whole)
    return Whole;
  // There is a terminator in it, or something that is no instruction.
  consumeError(Whole.takeError());
  block::Cut C = cutWhole(*Bytes, D);
  if (!C.Bad.empty())
    return createStringError(describe(C.Bad.front(), *Bytes));
  if (C.Blocks.empty())
    return createStringError("nothing but what ends a block");
  if (C.Blocks.size() > 1)
    return createStringError("a branch, call or return in the middle makes it "
                             "more than one block");
  return std::move(C.Blocks.front().Block);
}

void readHexLines(MemoryBufferRef Input, const block::Decoder &D, Sink &Into) {
  std::string File = Input.getBufferIdentifier().str();
  forEachLine(Input.getBuffer(), [&](const HexLine &L) {
    if (L.Kind != HexLine::Block)
      return;
    auto Complain = [&](std::string Message) {
      Into.Complain({(File + ":" + Twine(L.Number)).str(), std::move(Message)});
    };
    ++Into.Functions;
    Expected<std::vector<uint8_t>> Bytes = bytesOf(L);
    if (!Bytes)
      return Complain(toString(Bytes.takeError()));
    block::Cut C = cutWhole(*Bytes, D);
    for (const block::Undecodable &Bad : C.Bad)
      Complain(describe(Bad, *Bytes));
    for (block::Piece &P : C.Blocks)
      Into.Block({std::move(P.Block), {File, "", P.Offset, File, L.Number}});
  });
}

} // namespace winnow::extract
