//===- WeightFileTest.cpp - A model in one file ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "weights/WeightFile.h"
#include "bytes/Bytes.h"
#include "gtest/gtest.h"
#include <cmath>
#include <filesystem>
#include <limits>

namespace winnow::weights {
namespace {

WeightFile smallModel() {
  WeightFile W;
  W.Shape.Encoding = 3;
  W.Shape.State = 2;
  W.Shape.Pressure = 4;
  W.Shape.Latency = 1;
  W.Shape.Hidden = 5;
  W.Shape.Passes = 2;
  W.Shape.Edges = Dependences | Order;
  W.Notes = "made by a test";
  W.Words = graph::Vocabulary::build({{"op:add", 5}, {"r:rax.64", 2}});
  W.Heads = {{"haswell", 12, 0.05, 0.9}, {"znver4", 7, 0, 1}};
  float Next = 0;
  for (const TensorShape &S : tensorsOf(W.Shape, W.Words.size(), W.cpus())) {
    W.Tensors.emplace_back(S.size());
    for (float &Value : W.Tensors.back())
      Value = Next += 0.125F;
  }
  W.Frequent = {{{2, 0, 1}, {0.5F, 0, -1}}, {{}, {1, 2, 3}}};
  return W;
}

std::string reasonFor(std::string_view Bytes) {
  std::string Reason;
  return parse(Bytes, Reason) ? "fine" : Reason;
}

/// The file with a right seal, so that what is behind the seal is looked at.
std::string sealed(std::string Body) {
  bytes::Writer Out;
  std::string Seal;
  Out.number(bytes::checksum(Body));
  return Body + Out.written();
}
std::string bodyOf(const std::string &File) {
  return File.substr(0, File.size() - sizeof(uint64_t));
}

// What is written is read, bit for bit.
TEST(WeightFile, RoundTrip) {
  WeightFile W = smallModel();
  std::string Reason;
  std::optional<WeightFile> Again = parse(print(W), Reason);
  ASSERT_TRUE(Again) << Reason;
  EXPECT_EQ(Again->Shape, W.Shape);
  EXPECT_EQ(Again->Notes, W.Notes);
  EXPECT_EQ(Again->Words, W.Words);
  EXPECT_EQ(Again->Heads, W.Heads);
  EXPECT_EQ(Again->Tensors, W.Tensors);
  EXPECT_EQ(Again->Frequent, W.Frequent);
  EXPECT_EQ(print(*Again), print(W));
}

// A file that is cut short anywhere is refused, and never read beyond its end.
TEST(WeightFile, EveryTruncation) {
  const std::string File = print(smallModel());
  for (size_t Size = 0; Size < File.size(); ++Size) {
    std::string Short = File.substr(0, Size);
    EXPECT_NE(reasonFor(Short), "fine") << Size;
  }
}

// The same where the seal is right: each field checks that it is there.
TEST(WeightFile, EveryTruncationUnderASeal) {
  const std::string Body = bodyOf(print(smallModel()));
  for (size_t Size = 8; Size < Body.size(); ++Size)
    EXPECT_NE(reasonFor(sealed(Body.substr(0, Size))), "fine") << Size;
  EXPECT_EQ(reasonFor(sealed(Body + "x")),
            "there is more in the file than a model");
}

// One flipped bit anywhere is found.
TEST(WeightFile, EveryFlippedByte) {
  std::string File = print(smallModel());
  for (size_t I = 0; I < File.size(); ++I) {
    File[I] = char(File[I] ^ (1 << (I % 8)));
    EXPECT_NE(reasonFor(File), "fine") << I;
    File[I] = char(File[I] ^ (1 << (I % 8)));
  }
  EXPECT_EQ(reasonFor(File), "fine");
}

// Whatever a byte of the body becomes under a right seal, nothing crashes, and
// what is accepted prints as itself.
TEST(WeightFile, EveryByteUnderASeal) {
  const std::string Body = bodyOf(print(smallModel()));
  for (size_t I = 8; I < Body.size(); ++I)
    for (int To : {0, 1, 127, 255}) {
      std::string Other = Body;
      Other[I] = char(To);
      std::string File = sealed(Other), Reason;
      if (std::optional<WeightFile> W = parse(File, Reason))
        EXPECT_EQ(print(*W), File) << I;
      else
        EXPECT_FALSE(Reason.empty()) << I;
    }
}

// Files of something else and of other versions are told from damaged ones.
TEST(WeightFile, Foreign) {
  EXPECT_EQ(reasonFor(""), "not a weight file");
  EXPECT_EQ(reasonFor("\x7f"
                      "ELF and so on"),
            "not a weight file");
  std::string Later = print(smallModel());
  Later[4] = 9;
  EXPECT_EQ(reasonFor(Later),
            "version 9 of weight files, and this program reads 2");
  std::string OtherGraphs = bodyOf(print(smallModel()));
  OtherGraphs[8] = 77;
  EXPECT_EQ(reasonFor(sealed(OtherGraphs)).rfind("trained on graphs of", 0),
            0U);
}

// A weight that is no number is refused with the tensor's name.
TEST(WeightFile, NotANumber) {
  for (float Bad : {std::numeric_limits<float>::infinity(), NAN}) {
    WeightFile W = smallModel();
    W.Tensors[4][1] = Bad;
    EXPECT_EQ(reasonFor(print(W)),
              "tensor NodeBias holds something that is no number");
  }
}

// Heads have names of their own.
TEST(WeightFile, Heads) {
  WeightFile W = smallModel();
  EXPECT_EQ(W.findHead("znver4"), 1U);
  EXPECT_FALSE(W.findHead("znver5"));
  W.Heads[1].CPU = "haswell";
  EXPECT_EQ(reasonFor(print(W)), "head 1 has no name, or that of another");
}

// Sizes that no network has ask for no memory.
TEST(WeightFile, Shape) {
  NetworkShape S;
  EXPECT_EQ(whyNot(S), "");
  S.State = 1U << 30;
  EXPECT_EQ(whyNot(S), "state is 1073741824, and not 1 to 1024");
  S.State = 0;
  EXPECT_NE(whyNot(S), "");
}

// Errors of files start with the path; a file replaces the one before it whole.
TEST(WeightFile, Files) {
  const std::filesystem::path Folder =
      std::filesystem::path(testing::TempDir()) / "winnow-weights";
  std::filesystem::create_directories(Folder);
  const std::string Path = (Folder / "x.wnw").string();
  std::string Reason;
  std::filesystem::remove(Path);
  EXPECT_FALSE(readWeights(Path, Reason));
  EXPECT_EQ(Reason, Path + ": No such file or directory");
  ASSERT_TRUE(bytes::writeFile(Path, "old", Reason)) << Reason;
  EXPECT_FALSE(readWeights(Path, Reason));
  EXPECT_EQ(Reason, Path + ": not a weight file");
  ASSERT_TRUE(writeWeights(smallModel(), Path, Reason)) << Reason;
  EXPECT_TRUE(readWeights(Path, Reason)) << Reason;
  for (const auto &Entry : std::filesystem::directory_iterator(Folder))
    EXPECT_EQ(Entry.path(), Path) << "something is left behind";
  EXPECT_FALSE(writeWeights(smallModel(), Path + "/below", Reason));
  std::filesystem::remove_all(Folder);
}

} // namespace
} // namespace winnow::weights
