//===- Options.cpp - How rewrites are decided on --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/Options.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace winnow::cost {

namespace {

cl::OptionCategory Category("Winnow options for what rewrites cost");

cl::opt<Policy> CostPolicy(
    "winnow-cost", cl::cat(Category), cl::init(Policy::Model),
    cl::desc("Who decides whether a rewrite pays (default: model)"),
    cl::values(clEnumValN(Policy::Model, "model",
                          "the learned model, where it knows the target CPU; "
                          "else as target"),
               clEnumValN(Policy::Target, "target",
                          "LLVM's target cost tables"),
               clEnumValN(Policy::Always, "always",
                          "take every legal rewrite, at any size"),
               clEnumValN(Policy::Never, "never", "take none")));

cl::opt<std::string>
    ModelFile("winnow-model", cl::cat(Category), cl::value_desc("file"),
              cl::desc("The model's weights (default: those built in)"));

cl::opt<unsigned> Budget(
    "winnow-cost-budget", cl::cat(Category), cl::init(20),
    cl::value_desc("percent"),
    cl::desc("How much the model may be asked, in percent of the code that is "
             "compiled; beyond it the tables decide (default: 20)"));

} // namespace

Policy policy() { return CostPolicy; }
const std::string &modelPath() { return ModelFile; }
unsigned budgetPercent() { return Budget; }

} // namespace winnow::cost
