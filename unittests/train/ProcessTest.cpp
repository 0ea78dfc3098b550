//===- ProcessTest.cpp - winnow-train as its user starts it ---------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomBlocks.h"
#include "bytes/Bytes.h"
#include "weights/WeightFile.h"
#include "gtest/gtest.h"
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace winnow::train {
namespace {

using Path = std::filesystem::path;

std::string contentOf(const Path &P) {
  std::string Bytes, Reason;
  EXPECT_TRUE(bytes::readFile(P.string(), Bytes, Reason)) << Reason;
  return Bytes;
}

/// Curves but for their last column, the seconds.
std::string withoutSeconds(const std::string &Curve) {
  std::istringstream In(Curve);
  std::string Out, Line;
  while (std::getline(In, Line))
    Out += Line.substr(0, Line.rfind(',')) + '\n';
  return Out;
}

class ProcessTest : public testing::Test {
protected:
  ProcessTest() {
    Folder = Path(testing::TempDir()) /
             ("winnow-train-" + std::to_string(::getpid()));
    std::filesystem::create_directories(Folder);
    std::string Reason;
    EXPECT_TRUE(tokens::writeTokens(randomBlocks(600, 11),
                                    (Folder / "tokens.wnt").string(), Reason))
        << Reason;
  }
  ~ProcessTest() override { std::filesystem::remove_all(Folder); }

  /// Starts winnow-train on the tokens; what it says goes to OUT.log.
  pid_t start(const std::string &Out, std::vector<std::string> More,
              std::vector<std::pair<std::string, std::string>> Environment = {},
              const std::string &Tokens = "tokens.wnt") {
    std::vector<std::string> Words = {
        WINNOW_TRAIN,   (Folder / Tokens).string(),
        "-o",           (Folder / Out).string(),
        "--encoding=8", "--state=8",
        "--pressure=8", "--latency=4",
        "--hidden=8",   "--batch=32",
        "--warm-up=10"};
    Words.insert(Words.end(), More.begin(), More.end());
    std::string Log = (Folder / (Out + ".log")).string();
    pid_t Child = ::fork();
    if (Child != 0)
      return Child;
    if (!std::freopen(Log.c_str(), "a", stdout) ||
        !std::freopen(Log.c_str(), "a", stderr))
      ::_exit(99);
    for (const auto &[Name, Value] : Environment)
      ::setenv(Name.c_str(), Value.c_str(), 1);
    std::vector<char *> Arguments;
    for (std::string &W : Words)
      Arguments.push_back(W.data());
    Arguments.push_back(nullptr);
    ::execv(WINNOW_TRAIN, Arguments.data());
    ::_exit(98);
  }
  static int finish(pid_t Child) {
    int Status = 0;
    ::waitpid(Child, &Status, 0);
    return WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status);
  }
  std::string log(const std::string &Out) {
    return contentOf(Folder / (Out + ".log"));
  }

  Path Folder;
};

// Trained weights are better than the bounds, and readable.
TEST_F(ProcessTest, Learns) {
  ASSERT_EQ(finish(start("a", {"--epochs=20"})), 0) << log("a");
  std::string Reason;
  std::optional<weights::WeightFile> W =
      weights::readWeights((Folder / "a" / "weights.wnw").string(), Reason);
  ASSERT_TRUE(W) << Reason;
  EXPECT_EQ(W->cpus(), (std::vector<std::string>{"haswell", "znver4"}));
  EXPECT_EQ(W->Shape.Encoding, 8U);
  // The labels are up to 20 % above the bounds.
  EXPECT_LT(W->Heads[0].Error, 0.05);
  EXPECT_GT(W->Heads[0].Error, 0);
}

// Killed at any moment and started again, it ends with the same weights, bit
// for bit, and the same curve.
TEST_F(ProcessTest, ResumesExactly) {
  ASSERT_EQ(finish(start("whole", {"--epochs=30"})), 0) << log("whole");
  const Path Saved = Folder / "parts" / "checkpoint.wnc";
  auto SavedAt = [&] {
    std::error_code Absent;
    return std::filesystem::last_write_time(Saved, Absent);
  };
  // A checkpoint after every batch; killed at once, or a little later, when
  // there is a new one.
  for (int Later : {0, 50, 200}) {
    auto Before = SavedAt();
    pid_t Child = start("parts", {"--epochs=30", "--save-seconds=0"});
    for (int I = 0; I < 10000 && SavedAt() == Before; ++I)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(Later));
    ::kill(Child, SIGKILL);
    ASSERT_EQ(finish(Child), 128 + SIGKILL) << log("parts");
  }
  ASSERT_EQ(finish(start("parts", {"--epochs=30", "--save-seconds=0"})), 0);
  EXPECT_NE(log("parts").find("going on in epoch"), std::string::npos);
  EXPECT_EQ(contentOf(Folder / "parts" / "weights.wnw"),
            contentOf(Folder / "whole" / "weights.wnw"));
  EXPECT_EQ(withoutSeconds(contentOf(Folder / "parts" / "curve.csv")),
            withoutSeconds(contentOf(Folder / "whole" / "curve.csv")));
}

// The same seed gives the same file; another seed another one.
TEST_F(ProcessTest, Seeds) {
  ASSERT_EQ(finish(start("a", {"--epochs=2", "--seed=4"})), 0);
  ASSERT_EQ(finish(start("b", {"--epochs=2", "--seed=4"})), 0);
  ASSERT_EQ(finish(start("c", {"--epochs=2", "--seed=5"})), 0);
  EXPECT_EQ(contentOf(Folder / "a" / "weights.wnw"),
            contentOf(Folder / "b" / "weights.wnw"));
  EXPECT_NE(contentOf(Folder / "a" / "weights.wnw"),
            contentOf(Folder / "c" / "weights.wnw"));
}

/// The tensors of \p W whose names start with \p Prefix, one after the other.
std::vector<float> tensorsOf(const weights::WeightFile &W,
                             const std::string &Prefix) {
  std::vector<float> All;
  auto Shapes = weights::tensorsOf(W.Shape, W.Words.size(), W.cpus());
  for (size_t I = 0; I < Shapes.size(); ++I)
    if (Shapes[I].Name.compare(0, Prefix.size(), Prefix) == 0)
      All.insert(All.end(), W.Tensors[I].begin(), W.Tensors[I].end());
  return All;
}

// A head for one more CPU: trunk and other heads stay, bit for bit.
TEST_F(ProcessTest, LearnsOneMoreHead) {
  ASSERT_EQ(finish(start("base", {"--epochs=10"})), 0) << log("base");
  const std::string Base = (Folder / "base" / "weights.wnw").string();
  tokens::TokenFile Other = randomBlocks(600, 12);
  Other.CPUs = {"znver4", "mine"};
  std::string Reason;
  ASSERT_TRUE(
      tokens::writeTokens(Other, (Folder / "other.wnt").string(), Reason));
  for (tokens::Block &B : Other.Blocks)
    B.Labels[0] = {};
  ASSERT_TRUE(
      tokens::writeTokens(Other, (Folder / "mine.wnt").string(), Reason));

  ASSERT_EQ(
      finish(start("heads", {"--epochs=20", "--from=" + Base, "--learn=heads"},
                   {}, "mine.wnt")),
      0)
      << log("heads");
  auto Old = weights::readWeights(Base, Reason);
  auto New =
      weights::readWeights((Folder / "heads" / "weights.wnw").string(), Reason);
  ASSERT_TRUE(Old && New) << Reason;
  EXPECT_EQ(New->cpus(),
            (std::vector<std::string>{"haswell", "znver4", "mine"}));
  EXPECT_EQ(New->Words, Old->Words);
  for (const char *Same :
       {"Token", "Encoding", "Node", "Edge", "Use", "haswell.", "znver4."})
    EXPECT_EQ(tensorsOf(*New, Same), tensorsOf(*Old, Same)) << Same;
  EXPECT_EQ(New->Heads[0], Old->Heads[0]);
  EXPECT_EQ(New->Heads[1], Old->Heads[1]);
  EXPECT_GT(New->Heads[2].Blocks, 0U);
  EXPECT_LT(New->Heads[2].Error, 0.05);

  // Where the trunk moves, a head without labels is left out.
  ASSERT_EQ(
      finish(start("all", {"--epochs=3", "--from=" + Base}, {}, "other.wnt")),
      0)
      << log("all");
  New = weights::readWeights((Folder / "all" / "weights.wnw").string(), Reason);
  ASSERT_TRUE(New) << Reason;
  EXPECT_EQ(New->cpus(), (std::vector<std::string>{"znver4", "mine"}));
  EXPECT_NE(tensorsOf(*New, "Node"), tensorsOf(*Old, "Node"));
}

// Steps that only do harm leave what was started from.
TEST_F(ProcessTest, StartMayStayTheBest) {
  ASSERT_EQ(finish(start("base", {"--epochs=20"})), 0) << log("base");
  const std::string Base = (Folder / "base" / "weights.wnw").string();
  ASSERT_EQ(finish(start("worse", {"--epochs=1", "--from=" + Base,
                                   "--learning-rate=1", "--warm-up=0"})),
            0)
      << log("worse");
  std::string Reason;
  auto Old = weights::readWeights(Base, Reason);
  auto New =
      weights::readWeights((Folder / "worse" / "weights.wnw").string(), Reason);
  ASSERT_TRUE(Old && New) << Reason;
  EXPECT_EQ(New->Tensors, Old->Tensors);
}

// Two processes share the batches and end with one model, which is that of one
// process but for the order of sums.
TEST_F(ProcessTest, TwoRanks) {
  std::string Port = std::to_string(20000 + ::getpid() % 20000);
  auto Environment = [&](const char *Rank) {
    return std::vector<std::pair<std::string, std::string>>{
        {"WORLD_SIZE", "2"},
        {"RANK", Rank},
        {"MASTER_ADDR", "127.0.0.1"},
        {"MASTER_PORT", Port}};
  };
  pid_t First = start("first", {"--epochs=3"}, Environment("0"));
  pid_t Second = start("second", {"--epochs=3"}, Environment("1"));
  ASSERT_EQ(finish(First), 0) << log("first");
  ASSERT_EQ(finish(Second), 0) << log("second");
  auto Sum = [&](const char *Out) {
    std::string Said = log(Out);
    size_t At = Said.find("checksum of the weights");
    EXPECT_NE(At, std::string::npos) << Said;
    return At == std::string::npos ? Out : Said.substr(At);
  };
  EXPECT_EQ(Sum("first"), Sum("second"));
  EXPECT_FALSE(std::filesystem::exists(Folder / "second" / "weights.wnw"));
  ASSERT_EQ(finish(start("alone", {"--epochs=3"})), 0) << log("alone");
  std::string Reason;
  auto Two =
      weights::readWeights((Folder / "first" / "weights.wnw").string(), Reason);
  auto One =
      weights::readWeights((Folder / "alone" / "weights.wnw").string(), Reason);
  ASSERT_TRUE(Two && One) << Reason;
  EXPECT_NEAR(Two->Heads[0].Error, One->Heads[0].Error, 0.02);
}

// What cannot be used is told in one line, with its file.
TEST_F(ProcessTest, BadInput) {
  std::ofstream(Folder / "foreign") << "hex,cycles\n";
  EXPECT_EQ(finish(start("a", {}, {}, "foreign")), 1);
  EXPECT_NE(log("a").find("foreign: not a file of tokenised blocks"),
            std::string::npos)
      << log("a");
  EXPECT_EQ(finish(start("b", {}, {}, "absent")), 1);
  EXPECT_NE(log("b").find("absent: No such file or directory"),
            std::string::npos);
  ASSERT_EQ(finish(start("c", {"--epochs=1"})), 0);
  EXPECT_EQ(finish(start("c", {"--epochs=1", "--seed=9"})), 1);
  EXPECT_NE(log("c").find("made with other options"), std::string::npos);
  std::ofstream(Folder / "c" / "checkpoint.wnc", std::ios::app) << "more";
  EXPECT_EQ(finish(start("c", {"--epochs=1"})), 1);
  EXPECT_NE(log("c").find("the checksum is wrong"), std::string::npos);
  EXPECT_EQ(finish(start("d", {"--device=nonsense"})), 1);
  EXPECT_EQ(finish(start("e", {}, {{"WORLD_SIZE", "two"}})), 1);
  EXPECT_NE(log("e").find("WORLD_SIZE is 'two'"), std::string::npos);
  EXPECT_EQ(finish(start("f", {"--from=" + (Folder / "foreign").string()})), 1);
  EXPECT_NE(log("f").find("foreign: not a weight file"), std::string::npos)
      << log("f");
}

// A wrong command line ends with status 2 and says what is wrong.
TEST_F(ProcessTest, Usage) {
  for (const char *Wrong :
       {"--nonsense=1", "--epochs=0", "--epochs=many", "--edges=none",
        "--state=5000", "--share=2", "another", "--epochs", "--learn=heads",
        "--learn=some"}) {
    EXPECT_EQ(finish(start("a", {Wrong})), 2) << Wrong;
    EXPECT_NE(log("a").find(std::string(Wrong).substr(2, 3)), std::string::npos)
        << log("a");
  }
  EXPECT_EQ(finish(start("b", {"--help"})), 0);
  EXPECT_NE(log("b").find("EXAMPLES"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(Folder / "a"));
}

} // namespace
} // namespace winnow::train
