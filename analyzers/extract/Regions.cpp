//===- Regions.cpp - LLVM-MCA-BEGIN and -END in assembly ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Regions.h"
#include "block/Target.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCParser/AsmLexer.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"

using namespace llvm;

namespace winnow::extract {

namespace {

/// A comment that is a marker, as a part of the text.
struct Marker {
  size_t Start, End;
  bool IsBegin;
  StringRef Name;
};

/// Asked by LLVM's lexer, which knows what is a comment and what a string.
class MarkerFinder : public AsmCommentConsumer {
public:
  explicit MarkerFinder(StringRef Text) : Text(Text) {}

  void HandleComment(SMLoc Loc, StringRef Comment) override {
    StringRef Words = Comment.trim();
    bool IsBegin = Words.consume_front("LLVM-MCA-BEGIN");
    if (!IsBegin && !Words.consume_front("LLVM-MCA-END"))
      return;
    if (!Words.empty() && !isSpace(Words.front()))
      return;
    // The comment is its text and what encloses it: "#", "//" or "/* */".
    size_t TextStart = size_t(Loc.getPointer() - Text.data());
    size_t End = TextStart + Comment.size();
    size_t Start = TextStart - 1;
    if (Start > 0 && (Text.substr(Start - 1, 2) == "//" ||
                      Text.substr(Start - 1, 2) == "/*"))
      --Start;
    if (Text.substr(Start, 2) == "/*")
      End = std::min(Text.size(), Text.find("*/", TextStart) + 2);
    Found.push_back({Start, End, IsBegin, Words.trim()});
  }

  std::vector<Marker> Found;

private:
  StringRef Text;
};

} // namespace

static Expected<std::vector<Marker>> findMarkers(StringRef Text) {
  Expected<const Target *> T = block::target();
  if (!T)
    return T.takeError();
  const Triple &Triple = block::targetTriple();
  MCTargetOptions Options;
  std::unique_ptr<MCRegisterInfo> Registers((*T)->createMCRegInfo(Triple));
  std::unique_ptr<MCAsmInfo> Info(
      (*T)->createMCAsmInfo(*Registers, Triple, Options));
  AsmLexer Lexer(*Info);
  MarkerFinder Finder(Text);
  Lexer.setCommentConsumer(&Finder);
  Lexer.setBuffer(Text);
  while (Lexer.Lex().isNot(AsmToken::Eof))
    ;
  return std::move(Finder.Found);
}

Expected<MarkedText> markRegions(MemoryBufferRef Input) {
  MarkedText Result;
  if (!Input.getBuffer().contains("LLVM-MCA-"))
    return Result;
  std::string Copy = Input.getBuffer().str();
  // The lexer takes a comment that ends with the text for one character shorter
  // than it is, and an empty one for as long as can be.
  if (Copy.back() != '\n')
    Copy += '\n';
  StringRef Text = Copy;
  Expected<std::vector<Marker>> Markers = findMarkers(Text);
  if (!Markers)
    return Markers.takeError();

  std::vector<size_t> Open;
  size_t Done = 0;
  for (const Marker &M : *Markers) {
    auto Fail = [&](const char *Message) {
      return createStringError(
          "%s:%zu: %s", Input.getBufferIdentifier().str().c_str(),
          size_t(Text.take_front(M.Start).count('\n') + 1), Message);
    };
    // Where the text ends inside a comment, there is nothing left to mark.
    if (M.Start < Done || M.End > Text.size())
      continue;
    auto Named = find_if(
        Open, [&](size_t R) { return StringRef(Result.Regions[R]) == M.Name; });
    // An end without a name ends the one region that is open.
    if (!M.IsBegin && Named == Open.end() && M.Name.empty() && Open.size() == 1)
      Named = Open.begin();
    Result.Text += Text.slice(Done, M.Start);
    Done = M.End;
    if (M.IsBegin) {
      if (Named != Open.end())
        return Fail("LLVM-MCA-BEGIN inside a region of the same name");
      Result.Text +=
          (";" + Twine(RegionBegin) + Twine(Result.Regions.size()) + ": ")
              .str();
      Open.push_back(Result.Regions.size());
      Result.Regions.push_back(M.Name.str());
      continue;
    }
    if (Named == Open.end())
      return Fail("LLVM-MCA-END of no region");
    Result.Text += (";" + Twine(RegionEnd) + Twine(*Named) + ": ").str();
    Open.erase(Named);
  }
  Result.Text += Text.drop_front(Done);
  return Result;
}

} // namespace winnow::extract
