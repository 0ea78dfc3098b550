//===- OffAttribute.cpp - [[winnow::off]] ---------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// On a function the attribute becomes an annotation. A loop has no place for
/// one in LLVM IR, so its body gets a variable that has:
/// \code
///   for (...) body    -->    for (...) { { int v = 0; } body }
/// \endcode
/// A variable, because any call could not be evaluated in a constexpr function;
/// in a block of its own, because a case label may stand in the body.
///
//===----------------------------------------------------------------------===//

#include "passes/OffMarkers.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Off.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaDiagnostic.h"

using namespace clang;

namespace winnow {

/// The variable that carries the annotation, in a block of its own.
static Stmt *buildMarker(Sema &S, SourceLocation Loc) {
  ASTContext &Ctx = S.Context;
  QualType Int = Ctx.IntTy;
  auto *Variable = VarDecl::Create(
      Ctx, S.CurContext, Loc, Loc, &Ctx.Idents.get("winnow.off"), Int,
      Ctx.getTrivialTypeSourceInfo(Int, Loc), SC_None);
  Variable->setInit(IntegerLiteral::Create(
      Ctx, llvm::APInt(Ctx.getIntWidth(Int), 0), Int, Loc));
  Variable->setImplicit();
  Variable->setReferenced();
  Variable->markUsed(Ctx);
  Variable->addAttr(UnusedAttr::CreateImplicit(Ctx));
  Variable->addAttr(NoDebugAttr::CreateImplicit(Ctx));
  Variable->addAttr(
      AnnotateAttr::CreateImplicit(Ctx, OffMarker, nullptr, 0, Loc));
  Stmt *Declaration = new (Ctx) DeclStmt(DeclGroupRef(Variable), Loc, Loc);
  return CompoundStmt::Create(Ctx, Declaration, FPOptionsOverride(), Loc, Loc);
}

static Stmt *withMarker(Sema &S, Stmt *Body) {
  SourceLocation Begin = Body->getBeginLoc(), End = Body->getEndLoc();
  return CompoundStmt::Create(S.Context, {buildMarker(S, Begin), Body},
                              FPOptionsOverride(), Begin, End);
}

template <typename LoopStmt> static bool markBody(Sema &S, Stmt *St) {
  auto *Loop = dyn_cast<LoopStmt>(St);
  if (!Loop)
    return false;
  if (Loop->getBody())
    Loop->setBody(withMarker(S, Loop->getBody()));
  return true;
}

/// `do ... while (0)` is no loop, and what is around it is not meant.
static bool neverRepeats(Sema &S, const Stmt *St) {
  const auto *Do = dyn_cast<DoStmt>(St);
  bool Repeats = true;
  return Do && Do->getCond() && !Do->getCond()->isValueDependent() &&
         Do->getCond()->EvaluateAsBooleanCondition(Repeats, S.Context) &&
         !Repeats;
}

static bool isLoop(const Stmt *St) {
  return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(St);
}

static void warnWrongPlace(Sema &S, const ParsedAttr &A) {
  DiagnosticsEngine &D = S.getDiagnostics();
  if (A.getAttrName()->getName().ends_with("off_loop"))
    // The pragma's own place, not that of the tokens it entered.
    S.Diag(S.getSourceManager().getFileLoc(A.getLoc()),
           diagnosticID(D, diag::Severity::Warning, NoLoopFollows,
                        diag::Group::IgnoredPragmas));
  else
    S.Diag(A.getLoc(), diag::warn_attribute_wrong_decl_type_str)
        << A << A.isRegularKeywordAttribute() << "functions and loops";
}

/// The parser drops the arguments of `[[winnow::off(3)]]` without a word, as of
/// any attribute that it does not know itself.
static bool hasArguments(Sema &S, const ParsedAttr &A) {
  SourceLocation Name = A.getRange().getEnd();
  if (Name.isMacroID())
    return false;
  std::optional<Token> Next =
      Lexer::findNextToken(Name, S.getSourceManager(), S.getLangOpts());
  if (!Next || Next->isNot(tok::l_paren))
    return false;
  S.Diag(Name, diag::err_attribute_wrong_number_arguments) << A << 0;
  return true;
}

namespace {

/// What the pragma enters.
class OffLoopAttribute : public ParsedAttrInfo {
public:
  OffLoopAttribute() {
    static constexpr Spelling Names[] = {
        {ParsedAttr::AS_CXX11, "winnow::off_loop"},
        {ParsedAttr::AS_C23, "winnow::off_loop"},
        {ParsedAttr::AS_GNU, OffLoopSpelling}};
    Spellings = Names;
    IsStmt = true;
  }

  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &A,
                            const Decl *) const override {
    warnWrongPlace(S, A);
    return false;
  }

  bool diagAppertainsToStmt(Sema &S, const ParsedAttr &A,
                            const Stmt *St) const override {
    if (!isLoop(St))
      warnWrongPlace(S, A);
    return isLoop(St) && !hasArguments(S, A);
  }

  AttrHandling handleStmtAttribute(Sema &S, Stmt *St, const ParsedAttr &,
                                   Attr *&) const override {
    if (!neverRepeats(S, St))
      markBody<ForStmt>(S, St) || markBody<WhileStmt>(S, St) ||
          markBody<DoStmt>(S, St) || markBody<CXXForRangeStmt>(S, St);
    // The statement needs no attribute any more: the body has the marker.
    return AttributeNotApplied;
  }
};

/// `[[winnow::off]]` on a function or a loop.
class OffAttribute : public OffLoopAttribute {
public:
  OffAttribute() {
    static constexpr Spelling Names[] = {{ParsedAttr::AS_CXX11, "winnow::off"},
                                         {ParsedAttr::AS_C23, "winnow::off"},
                                         {ParsedAttr::AS_GNU, OffSpelling}};
    Spellings = Names;
  }

  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &A,
                            const Decl *D) const override {
    if (isa<FunctionDecl>(D))
      return !hasArguments(S, A);
    warnWrongPlace(S, A);
    return false;
  }

  AttrHandling handleDeclAttribute(Sema &S, Decl *D,
                                   const ParsedAttr &A) const override {
    D->addAttr(
        AnnotateAttr::Create(S.Context, OffMarker, nullptr, 0, A.getRange()));
    return AttributeApplied;
  }
};

} // namespace

static ParsedAttrInfoRegistry::Add<OffAttribute>
    Off("winnow.off", "leaves a function or a loop alone");
static ParsedAttrInfoRegistry::Add<OffLoopAttribute>
    OffLoop("winnow.off.loop", "what #pragma winnow off turns into");

} // namespace winnow
