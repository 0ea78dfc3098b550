//===- InjectPasses.cpp - The passes, by -fplugin alone -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts the passes of Winnow.so into the compilation that loads
/// WinnowClang.so, unless -fpass-plugin has loaded them.
///
//===----------------------------------------------------------------------===//

#include "passes/Registration.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Off.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Plugins/PassPlugin.h"

using namespace clang;

namespace winnow {

namespace {

class InjectPasses : public PluginASTAction {
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    // Otherwise every pass would run twice.
    bool Loaded = llvm::any_of(CI.getPassPlugins(), [](const auto &P) {
      return P->getPluginName() == PluginName;
    });
    if (Enabled && !Loaded)
      CI.getCodeGenOpts().PassBuilderCallbacks.push_back(registerPasses);
    return std::make_unique<ASTConsumer>();
  }

  bool ParseArgs(const CompilerInstance &CI,
                 const std::vector<std::string> &Args) override {
    for (const std::string &A : Args) {
      if (A != "no-passes") {
        DiagnosticsEngine &D = CI.getDiagnostics();
        D.Report(diagnosticID(D, diag::Severity::Error,
                              "unknown argument '%0' to the plugin 'winnow': "
                              "it knows 'no-passes'"))
            << A;
        return false;
      }
      Enabled = false;
    }
    return true;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

  bool Enabled = true;
};

} // namespace

static FrontendPluginRegistry::Add<InjectPasses>
    Action("winnow", "takes needless work out of loops");

} // namespace winnow
