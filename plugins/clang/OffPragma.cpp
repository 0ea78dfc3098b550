//===- OffPragma.cpp - #pragma winnow off --------------------------------===//
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
  /// A loop, its attributes, or a macro that may be a loop.
  Loop,
  /// Other pragmas, then a loop.
  Pragmas,
  /// A directive, after which there may be a loop.
  Directive,
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
  bool SawPragma = false;
  Raw.LexFromRawLexer(Tok);
  while (Tok.is(tok::hash) && Tok.isAtStartOfLine()) {
    Raw.LexFromRawLexer(Tok);
    if (!Tok.is(tok::raw_identifier) || Tok.getRawIdentifier() != "pragma")
      return SawPragma ? Follower::NoLoop : Follower::Directive;
    SawPragma = true;
    do
      Raw.LexFromRawLexer(Tok);
    while (!Tok.isAtStartOfLine() && Tok.isNot(tok::eof));
  }
  bool IsMacro = Tok.is(tok::raw_identifier) &&
                 PP.isMacroDefined(PP.LookUpIdentifierInfo(Tok));
  if (mayStartLoop(Tok))
    return SawPragma ? Follower::Pragmas : Follower::Loop;
  return IsMacro && !SawPragma ? Follower::Loop : Follower::NoLoop;
}

/// True if the line before \p Loc is a pragma too.
static bool comesAfterPragma(Preprocessor &PP, SourceLocation Loc) {
  SourceManager &SM = PP.getSourceManager();
  auto [File, Offset] = SM.getDecomposedLoc(Loc);
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

/// Adds `__attribute__((winnow_off_loop))` to \p Tokens, or
/// `[[winnow::off_loop]]` if \p Brackets: the parser forgets the former after
/// other pragmas, and the latter is an extension in old C.
static void appendAttribute(Preprocessor &PP, SourceLocation Loc, bool Brackets,
                            SmallVectorImpl<Token> &Tokens) {
  // CreateString gives each token a spelling, so that -E prints it too.
  auto Add = [&](tok::TokenKind Kind, StringRef Text) {
    Token &T = Tokens.emplace_back();
    T.startToken();
    T.setKind(Kind);
    PP.CreateString(Text, T, Loc, Loc);
    if (Kind == tok::identifier || Kind == tok::kw___attribute)
      T.setIdentifierInfo(PP.getIdentifierInfo(Text));
  };
  if (Brackets) {
    Add(tok::l_square, "[");
    Add(tok::l_square, "[");
    Add(tok::identifier, "winnow");
    Add(tok::coloncolon, "::");
    Add(tok::identifier, "off_loop");
    Add(tok::r_square, "]");
    Add(tok::r_square, "]");
    return;
  }
  Add(tok::kw___attribute, "__attribute__");
  Add(tok::l_paren, "(");
  Add(tok::l_paren, "(");
  Add(tok::identifier, OffLoopSpelling);
  Add(tok::r_paren, ")");
  Add(tok::r_paren, ")");
}

void OffPragma::HandlePragma(Preprocessor &PP, PragmaIntroducer Introducer,
                             Token &Tok) {
  SourceLocation Loc = Introducer.Loc;
  DiagnosticsEngine &D = PP.getDiagnostics();
  PP.LexUnexpandedToken(Tok);
  if (!Tok.is(tok::identifier) || !Tok.getIdentifierInfo()->isStr("off")) {
    unsigned ID =
        diagnosticID(D, diag::Severity::Error,
                     "expected 'off' after '#pragma winnow'%select{|, "
                     "not '%1'}0");
    bool Ends = Tok.is(tok::eod);
    D.Report(Tok.getLocation(), ID)
        << !Ends << (Ends ? std::string() : PP.getSpelling(Tok));
    return;
  }
  PP.LexUnexpandedToken(Tok);
  SourceLocation End = Tok.getLocation();
  if (!Tok.is(tok::eod)) {
    PP.Diag(Tok, diag::ext_pp_extra_tokens_at_eol) << "pragma winnow off";
    End = PP.DiscardUntilEndOfDirective().getEnd();
  }

  const LangOptions &Lang = PP.getLangOpts();
  bool Brackets = Lang.CPlusPlus11 || Lang.C23;
  SmallVector<Token, 16> Read;
  bool Found = true;
  if (Introducer.Kind == PIK_HashPragma) {
    Follower F = lookAhead(PP, End);
    Found = F != Follower::NoLoop;
    Brackets |= F == Follower::Pragmas || comesAfterPragma(PP, Loc);
    if (F == Follower::Pragmas)
      Read = lexToNextStatement(PP);
  } else {
    // In a macro, what follows is not text. Nor is there a lexer to destroy.
    Read = lexToNextStatement(PP);
    Found = mayStartLoop(Read.back());
    Brackets |= Read.size() > 1;
  }
  SmallVector<Token, 16> Tokens;
  if (Found) {
    appendAttribute(PP, Loc, Brackets, Tokens);
    // Between the pragmas and the loop, both of which have been read.
    Tokens.insert(Tokens.begin(), Read.begin(),
                  Read.empty() ? Read.end() : Read.end() - 1);
    if (!Read.empty())
      Tokens.push_back(Read.back());
  } else {
    Tokens = std::move(Read);
    D.Report(Loc, diagnosticID(D, diag::Severity::Warning, NoLoopFollows,
                               diag::Group::IgnoredPragmas));
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
