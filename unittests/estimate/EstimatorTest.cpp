//===- EstimatorTest.cpp - Code in, cycles out ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "estimate/Estimator.h"
#include "../serve/RandomModel.h"
#include "block/Hex.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace winnow::estimate::test {
namespace {

const block::Decoder &decoder() {
  static const std::unique_ptr<block::Decoder> D =
      cantFail(block::Decoder::create());
  return *D;
}

block::BasicBlock block(StringRef Hex) {
  return cantFail(decoder().decode(cantFail(block::fromHex(Hex))));
}

constexpr const char *Blocks[] = {
    "4801d8",                   // add %rbx, %rax
    "480fafc34801d8",           // imul %rbx, %rax; add %rbx, %rax
    "48894708488b4f08",         // mov %rax, 8(%rdi); mov 8(%rdi), %rcx
    "c5fc58c1c5fc59c2",         // vaddps, vmulps
    "4883c60848ffc94885c0",     // add $8, %rsi; dec %rcx; test %rax, %rax
    "f3480fb8c3",               // popcnt %rbx, %rax
    "90",                       // nop
    "668d0440660503010f1f4000", // lea, add $0x103, %ax, nop
};

class EstimatorTest : public testing::Test {
protected:
  void SetUp() override {
    const char *Folder = std::getenv("TMPDIR");
    Path = std::string(Folder ? Folder : "/tmp") + "/winnow-estimator-" +
           std::to_string(::getpid()) + ".wnw";
    graph::TokenCounts Counts = {{"op:add", 3}, {"op:mov", 2}, {"r:rax.64", 5}};
    std::string Reason;
    ASSERT_TRUE(weights::writeWeights(
        serve::test::randomModel({}, graph::Vocabulary::build(Counts),
                                 {"haswell", "znver4"}, 1),
        Path, Reason))
        << Reason;
    Loaded = cantFail(Model::load(Path));
  }
  void TearDown() override { ::unlink(Path.c_str()); }

  std::string Path;
  std::unique_ptr<Model> Loaded;
};

// A block has a prediction and its bounds, for each CPU of its own.
TEST_F(EstimatorTest, EveryBlock) {
  for (const char *CPU : {"haswell", "znver4"}) {
    auto E = cantFail(Estimator::create(*Loaded, CPU, decoder()));
    EXPECT_EQ(E->head().CPU, CPU);
    for (const char *Hex : Blocks) {
      Estimate Now = cantFail(E->estimate(block(Hex)));
      EXPECT_GT(Now.Predicted.Value, 0) << Hex;
      EXPECT_GT(Now.Error, 0) << Hex;
    }
    EXPECT_EQ(cantFail(E->estimate(block("480fafc0"))).Limits.cycles().Value,
              3);
  }
}

// An answer does not depend on what an estimator was asked before.
TEST_F(EstimatorTest, NoHistory) {
  auto Used = cantFail(Estimator::create(*Loaded, "haswell", decoder()));
  for (int Round = 0; Round < 2; ++Round)
    for (const char *Hex : Blocks) {
      auto Fresh = cantFail(Estimator::create(*Loaded, "haswell", decoder()));
      EXPECT_EQ(cantFail(Used->estimate(block(Hex))).Predicted.Value,
                cantFail(Fresh->estimate(block(Hex))).Predicted.Value);
    }
}

// Threads share a model and answer alike.
TEST_F(EstimatorTest, Threads) {
  std::vector<std::vector<double>> Answers(4);
  std::vector<std::thread> Threads;
  for (std::vector<double> &Mine : Answers)
    Threads.emplace_back([&] {
      auto D = cantFail(block::Decoder::create());
      auto E = cantFail(Estimator::create(*Loaded, "znver4", *D));
      for (int Round = 0; Round < 20; ++Round)
        for (const char *Hex : Blocks)
          Mine.push_back(cantFail(E->estimate(cantFail(D->decode(
                                      cantFail(block::fromHex(Hex))))))
                             .Predicted.Value);
    });
  for (std::thread &T : Threads)
    T.join();
  for (const std::vector<double> &Mine : Answers)
    EXPECT_EQ(Mine, Answers.front());
}

// A CPU that the model does not know: an error lists those that it knows.
TEST_F(EstimatorTest, UnknownCPU) {
  auto E = Estimator::create(*Loaded, "skylake", decoder());
  ASSERT_FALSE(bool(E));
  EXPECT_EQ(toString(E.takeError()),
            Path + ": knows haswell, znver4, and not skylake; --cpu=NAME "
                   "chooses another");
}

// No instruction, no cycles.
TEST_F(EstimatorTest, EmptyBlock) {
  auto E = cantFail(Estimator::create(*Loaded, "haswell", decoder()));
  EXPECT_EQ(toString(E->estimate({}).takeError()), "no instruction");
}

// A file that is missing is named.
TEST_F(EstimatorTest, MissingFile) {
  EXPECT_EQ(toString(Model::load(Path + ".none").takeError()),
            Path + ".none: No such file or directory");
}

} // namespace
} // namespace winnow::estimate::test
