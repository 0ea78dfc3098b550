//===- OffPragma.cpp - #pragma winnow off ---------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/LexDiagnostic.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Pragma.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Off.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace winnow {

namespace {

class OffPragma : public PragmaHandler {
public:
  OffPragma() : PragmaHandler("winnow") {}
  void HandlePragma(Preprocessor &PP, PragmaIntroducer Introducer,
                    Token &Tok) override;
};

/// What stands after the pragma.
enum class Follower {
  /// A loop or its attributes.
  Loop,
  /// Other pragmas, then one.
  PragmasAndLoop,
  /// A macro or a directive, behind which may be a loop.
  Unknown,
  NoLoop
};

} // namespace

static bool mayStartLoop(const Token &Tok) {
  return Tok.isOneOf(tok::kw_for, tok::kw_while, tok::kw_do, tok::l_square,
                     tok::kw___attribute);
}

/// Looks at the text after \p End, the end of a `#pragma`. A handler must not
/// ask the preprocessor for a token there: at the end of the file that would
/// destroy the lexer that called it.
static Follower lookAhead(Preprocessor &PP, SourceLocation End) {
  SourceManager &SM = PP.getSourceManager();
  auto [File, Offset] = SM.getDecomposedLoc(End);
  StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), PP.getLangOpts(), Text.begin(),
            Text.begin() + Offset, Text.end());
  Token Tok;
  bool SawPragma = false, SawOther = false;
  Raw.LexFromRawLexer(Tok);
  while (Tok.is(tok::hash) && Tok.isAtStartOfLine()) {
    Raw.LexFromRawLexer(Tok);
    bool IsPragma =
        Tok.is(tok::raw_identifier) && Tok.getRawIdentifier() == "pragma";
    (IsPragma ? SawPragma : SawOther) = true;
    do
      Raw.LexFromRawLexer(Tok);
    while (!Tok.isAtStartOfLine() && Tok.isNot(tok::eof));
  }
  bool IsMacro = Tok.is(tok::raw_identifier) &&
                 PP.isMacroDefined(PP.LookUpIdentifierInfo(Tok));
  if (!IsMacro && !mayStartLoop(Tok))
    return Follower::NoLoop;
  if (IsMacro || SawOther)
    return Follower::Unknown;
  return SawPragma ? Follower::PragmasAndLoop : Follower::Loop;
}

/// True if the line before \p Loc is a pragma too.
static bool comesAfterPragma(Preprocessor &PP, SourceLocation Loc) {
  SourceManager &SM = PP.getSourceManager();
  auto [File, Offset] = SM.getDecomposedLoc(SM.getFileLoc(Loc));
  StringRef Before = SM.getBufferData(File).take_front(Offset).rtrim();
  StringRef Line = Before.substr(Before.rfind('\n') + 1).ltrim();
  return Line.consume_front("#") && Line.ltrim().starts_with("pragma");
}

/// Reads up to the next token that is no other pragma, such as a loop hint:
/// the parser wants the attributes of a loop after its pragmas.
static SmallVector<Token, 16> lexToNextStatement(Preprocessor &PP) {
  SmallVector<Token, 16> Read;
  bool InOpenMP = false;
  do {
    PP.Lex(Read.emplace_back());
    // Whoever watches the tokens has seen it.
    Read.back().setFlag(Token::IsReinjected);
    InOpenMP |= Read.back().is(tok::annot_pragma_openmp);
    InOpenMP &= !Read.back().is(tok::annot_pragma_openmp_end);
  } while (Read.back().isNot(tok::eof) &&
           (InOpenMP || Read.back().isAnnotation()));
  return Read;
}

/// `__attribute__((winnow_off_loop))`, or `[[winnow::off_loop]]` if \p
/// Brackets: the parser forgets the former after other pragmas, and the latter
/// is an extension in old C.
static SmallVector<Token, 8> spellAttribute(Preprocessor &PP,
                                            SourceLocation Loc, bool Brackets) {
  using Piece = std::pair<tok::TokenKind, StringRef>;
  static const Piece Bracketed[] = {
      {tok::l_square, "["},          {tok::l_square, "["},
      {tok::identifier, "winnow"},   {tok::coloncolon, "::"},
      {tok::identifier, "off_loop"}, {tok::r_square, "]"},
      {tok::r_square, "]"}};
  static const Piece Gnu[] = {{tok::kw___attribute, "__attribute__"},
                              {tok::l_paren, "("},
                              {tok::l_paren, "("},
                              {tok::identifier, OffLoopSpelling},
                              {tok::r_paren, ")"},
                              {tok::r_paren, ")"}};
  ArrayRef<Piece> Pieces = Brackets ? ArrayRef(Bracketed) : ArrayRef(Gnu);
  std::string Text;
  for (const Piece &P : Pieces)
    Text += P.second;
  // CreateString gives the tokens a spelling, so that -E prints them too; one
  // string for all, or "[[" would be two tokens of two macros.
  Token Whole;
  Whole.startToken();
  PP.CreateString(Text, Whole, Loc, Loc);
  SmallVector<Token, 8> Tokens;
  unsigned Offset = 0;
  for (auto [Kind, Spelling] : Pieces) {
    Token &T = Tokens.emplace_back();
    T.startToken();
    T.setKind(Kind);
    T.setLocation(Whole.getLocation().getLocWithOffset(Offset));
    // On a line of its own: where the pragma was, not behind what came before.
    if (Offset == 0)
      T.setFlag(Token::StartOfLine);
    T.setLength(Spelling.size());
    if (Kind == tok::identifier || Kind == tok::kw___attribute)
      T.setIdentifierInfo(PP.getIdentifierInfo(Spelling));
    Offset += Spelling.size();
  }
  return Tokens;
}

/// Reads the rest of the directive.
/// \return its end, or nothing after an error.
static SourceLocation lexDirective(Preprocessor &PP, Token &Tok) {
  PP.LexUnexpandedToken(Tok);
  if (!Tok.is(tok::identifier) || !Tok.getIdentifierInfo()->isStr("off")) {
    DiagnosticsEngine &D = PP.getDiagnostics();
    bool Ends = Tok.is(tok::eod);
    D.Report(Tok.getLocation(),
             diagnosticID(D, diag::Severity::Error,
                          "expected 'off' after '#pragma winnow'%select{|, "
                          "not '%1'}0"))
        << !Ends << (Ends ? std::string() : PP.getSpelling(Tok));
    return SourceLocation();
  }
  PP.LexUnexpandedToken(Tok);
  if (Tok.is(tok::eod))
    return Tok.getLocation();
  PP.Diag(Tok, diag::ext_pp_extra_tokens_at_eol) << "pragma winnow off";
  return PP.DiscardUntilEndOfDirective().getEnd();
}

void OffPragma::HandlePragma(Preprocessor &PP, PragmaIntroducer Introducer,
                             Token &Tok) {
  SourceLocation Loc = Introducer.Loc;
  SourceLocation End = lexDirective(PP, Tok);
  if (End.isInvalid())
    return;
  // What _Pragma stands before need not be text. No lexer has called its
  // handler, so the preprocessor can be asked.
  Follower Next =
      Introducer.Kind == PIK_HashPragma ? lookAhead(PP, End) : Follower::Loop;
  bool Brackets = PP.getLangOpts().CPlusPlus11 || PP.getLangOpts().C23 ||
                  Next == Follower::PragmasAndLoop || comesAfterPragma(PP, Loc);
  SmallVector<Token, 16> Tokens;
  if (Next == Follower::Loop || Next == Follower::PragmasAndLoop) {
    Tokens = lexToNextStatement(PP);
    if (!mayStartLoop(Tokens.back()))
      Next = Follower::NoLoop;
  }
  if (Next == Follower::NoLoop) {
    DiagnosticsEngine &D = PP.getDiagnostics();
    D.Report(Loc, diagnosticID(D, diag::Severity::Warning, NoLoopFollows,
                               diag::Group::IgnoredPragmas));
  } else {
    Brackets |= Tokens.size() > 1;
    // After the other pragmas, before the loop.
    SmallVector<Token, 8> Attribute = spellAttribute(PP, Loc, Brackets);
    Tokens.insert(Tokens.empty() ? Tokens.end() : Tokens.end() - 1,
                  Attribute.begin(), Attribute.end());
  }
  if (Tokens.empty())
    return;
  // The overload that takes an array would borrow it after this call.
  auto Owned = std::make_unique<Token[]>(Tokens.size());
  llvm::copy(Tokens, Owned.get());
  PP.EnterTokenStream(std::move(Owned), Tokens.size(),
                      /*DisableMacroExpansion=*/true, /*IsReinject=*/false);
}

static PragmaHandlerRegistry::Add<OffPragma>
    Pragma("winnow", "leaves the loop that follows alone");

} // namespace winnow
