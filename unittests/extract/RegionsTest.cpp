//===- RegionsTest.cpp - llvm-mca's markers -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Regions.h"
#include "Inputs.h"

namespace winnow::extract::test {
namespace {

// Code without markers is left alone.
TEST(RegionsTest, NoMarkers) {
  llvm::Expected<MarkedText> M =
      markRegions({"nop # LLVM-MCA-BEGINNING\n", "x"});
  ASSERT_TRUE(bool(M)) << toString(M.takeError());
  EXPECT_TRUE(M->Regions.empty());
}

// Only what is between the markers becomes blocks, under the region's name.
TEST(RegionsTest, Region) {
  EXPECT_EQ(run("nop\n# LLVM-MCA-BEGIN dot\nadd %ebx, %eax\n"
                "# LLVM-MCA-END\ncld\n"),
            "dot+0 x:3 01d8\n");
}

// Every style of comment, behind an instruction too.
TEST(RegionsTest, CommentStyles) {
  const char *Expected = "+0 x:2 01d8\n";
  EXPECT_EQ(run("nop //LLVM-MCA-BEGIN\nadd %ebx, %eax // LLVM-MCA-END\ncld"),
            Expected);
  EXPECT_EQ(
      run("nop /* LLVM-MCA-BEGIN */\nadd %ebx, %eax /*LLVM-MCA-END*/\ncld"),
      Expected);
  EXPECT_EQ(run("/* LLVM-MCA-BEGIN */ \nadd %ebx, %eax\n# LLVM-MCA-END  \ncld"),
            Expected);
}

// The text may end in a comment, without a newline: in a marker, in an empty
// one, which LLVM's lexer takes for one of endless length.
TEST(RegionsTest, EndsInComment) {
  EXPECT_EQ(run("nop\n# LLVM-MCA-END"),
            "error: x:2: LLVM-MCA-END of no region");
  EXPECT_EQ(run("# LLVM-MCA-BEGIN\nadd %ebx, %eax\n# LLVM-MCA-END a\n#"),
            "error: x:3: LLVM-MCA-END of no region");
  EXPECT_EQ(run("nop\n# LLVM-MCA-BEGIN\nadd %ebx, %eax\n#"), "+0 x:3 01d8\n");
}

// A marker in a string is none.
TEST(RegionsTest, Strings) {
  EXPECT_EQ(run("nop\n.data\n.ascii \"# LLVM-MCA-BEGIN\"\n"),
            run("nop\n.data\n.ascii \"# llvm-mca-begin\"\n"));
}

// Regions may overlap and stay open; without a name one ends the only one.
TEST(RegionsTest, Overlap) {
  EXPECT_EQ(run("# LLVM-MCA-BEGIN a\nnop\n# LLVM-MCA-BEGIN b\ncld\n"
                "# LLVM-MCA-END a\nstd\n# LLVM-MCA-END b\n"),
            "a+0 x:2 90fc\nb+0 x:4 fcfd\n");
  EXPECT_EQ(run("nop\n# LLVM-MCA-BEGIN\ncld\n"), "+0 x:3 fc\n");
}

// Jumps cut a region as they cut a function; alignment stays.
TEST(RegionsTest, Cut) {
  EXPECT_EQ(run("# LLVM-MCA-BEGIN loop\n1:\nadd %ebx, %eax\ndec %ecx\njne 1b\n"
                "nop\n# LLVM-MCA-END\n"),
            "loop+0 x:3 01d8ffc9\nloop+6 x:6 90\n");
}

// Wrong markers are errors with their line.
TEST(RegionsTest, Errors) {
  EXPECT_EQ(run("nop\n# LLVM-MCA-END\n"),
            "error: x:2: LLVM-MCA-END of no region");
  EXPECT_EQ(run("# LLVM-MCA-BEGIN a\n# LLVM-MCA-END b\n"),
            "error: x:2: LLVM-MCA-END of no region");
  EXPECT_EQ(run("# LLVM-MCA-BEGIN\n# LLVM-MCA-BEGIN\n"),
            "error: x:2: LLVM-MCA-BEGIN inside a region of the same name");
  EXPECT_EQ(run("# LLVM-MCA-BEGIN a\n.data\n# LLVM-MCA-END a\n"),
            "error: x: region 'a' ends in another section");
}

} // namespace
} // namespace winnow::extract::test
