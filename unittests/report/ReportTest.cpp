//===- ReportTest.cpp - Numbers, tables and pages -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "eval/EvalViews.h"
#include "report/Cells.h"
#include "report/Charts.h"
#include "report/ModelPage.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace llvm;

namespace winnow::report::test {
namespace {

std::string fixed(double Value, unsigned Digits) {
  std::string Text;
  raw_string_ostream OS(Text);
  printFixed(OS, Value, Digits);
  return Text;
}

// Numbers look as printf makes them.
TEST(CellsTest, FixedNumbers) {
  EXPECT_EQ(fixed(0, 3), "0.000");
  EXPECT_EQ(fixed(1.2344, 3), "1.234");
  EXPECT_EQ(fixed(0.9996, 3), "1.000");
  EXPECT_EQ(fixed(12, 0), "12");
  EXPECT_EQ(fixed(-0.05, 2), "-0.05");
  EXPECT_EQ(fixed(-0.0001, 2), "0.00");
  EXPECT_EQ(fixed(123456.0625, 4), "123456.0625");
  EXPECT_EQ(fixed(1e15, 1), "1000000000000000.0");
  EXPECT_EQ(fixed(INFINITY, 2), "inf");
}

// A field of a CSV is quoted only where it must be.
TEST(CellsTest, Fields) {
  EXPECT_EQ(asField("f.c"), "f.c");
  EXPECT_EQ(asField("a,b"), "\"a,b\"");
  EXPECT_EQ(asField("say \"x\""), "\"say \"\"x\"\"\"");
}

// Names from outside are no HTML.
TEST(ChartsTest, Escaped) {
  EXPECT_EQ(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
}

// A quarter of a doubling is a bin; what is beyond is in the last one.
TEST(HeatMapTest, Bins) {
  using eval::HeatMap;
  EXPECT_EQ(HeatMap::binOf(0.25), 0U);
  EXPECT_EQ(HeatMap::binOf(1), 8U);
  EXPECT_EQ(HeatMap::binOf(1.9), 11U);
  EXPECT_EQ(HeatMap::binOf(2), 12U);
  EXPECT_EQ(HeatMap::binOf(1e-9), 0U);
  EXPECT_EQ(HeatMap::binOf(1e9), HeatMap::Bins - 1);
}

eval::Sample sample(double Measured, double Predicted, unsigned Instructions,
                    bool MayAlias) {
  eval::Sample S;
  S.Measured = Measured;
  S.Predicted = {Predicted, Measured, 0};
  S.Error = 0.1;
  S.Instructions = Instructions;
  S.Class = "integer";
  S.MayAlias = MayAlias;
  return S;
}

// Blocks are grouped by length, and those that may alias are left out once.
TEST(EvaluationTest, Groups) {
  eval::Evaluation E = eval::evaluate(
      {sample(1, 1, 1, false), sample(2, 3, 4, true), sample(4, 4, 5, false),
       sample(4, 4, 8, false), sample(4, 2, 9, false)});
  EXPECT_EQ(E.All.Of[eval::Model].Count, 5U);
  EXPECT_EQ(E.All.Of[eval::Mca].Count, 0U);
  EXPECT_DOUBLE_EQ(E.All.Of[eval::Model].Mape, 0.2);
  EXPECT_DOUBLE_EQ(E.All.Of[eval::Bounds].Mape, 0);
  EXPECT_TRUE(E.HasAlias);
  EXPECT_EQ(E.WithoutAlias.Of[eval::Model].Count, 4U);
  std::vector<std::string> Names;
  for (const eval::Group &G : E.ByLength)
    Names.push_back(G.Name);
  EXPECT_EQ(Names, (std::vector<std::string>{"1", "4", "5-8", "9-16"}));
  // Three are right, two are off by more than ln 2 and ln 10 tenths.
  EXPECT_DOUBLE_EQ(E.WithinHalf, 0.6);
  EXPECT_DOUBLE_EQ(E.WithinNineTenths, 0.6);
}

std::string pageOf(StringRef Evaluation, const LearningCurve &C = {}) {
  std::string Text;
  raw_string_ostream OS(Text);
  if (Error E = writeModelPage(OS, Evaluation, C))
    return toString(std::move(E));
  return Text;
}

// What winnow eval writes is drawn: scores, the map, classes, curves.
TEST(ModelPageTest, DrawsAnEvaluation) {
  std::vector<eval::Evaluation> All = {
      eval::evaluate({sample(1, 1, 1, false), sample(4, 4.4, 3, true)})};
  All[0].CPU = "haswell";
  All[0].Source = "a <b>";
  std::string Text;
  raw_string_ostream OS(Text);
  eval::printJSON(OS, {"mine", "notes"}, All);
  LearningCurve C = cantFail(
      parseCurve("epoch,loss,error_haswell\n1,0.5,0.25\n2,0.4,0.125\n"));
  std::string Page = pageOf(Text, C);
  for (StringRef Part :
       {"<h1>Accuracy of mine</h1>", "<h2>haswell</h2>", "a &lt;b&gt;",
        "without may-alias", "Error by class", "Learning curves",
        "1 blocks, measured from 4.00, predicted from 4.00 cycles"})
    EXPECT_NE(Page.find(Part), std::string::npos) << Part.str();
}

// Other JSON, and what is none, is refused; what is missing is left out.
TEST(ModelPageTest, OtherInputs) {
  EXPECT_EQ(StringRef(pageOf("x")).substr(0, 9), "not JSON:");
  EXPECT_NE(pageOf("[]").find("there are no \"cpus\""), std::string::npos);
  std::string Page = pageOf(R"({"cpus": [1, {}, {"cpu": "x", "groups": [3],
      "map": {"bins": -4, "counts": [[1], [9, 9, 9], ["a", 0, 1]]}}]})");
  EXPECT_NE(Page.find("</html>"), std::string::npos);
}

// A row that is no row of numbers is named by its line.
TEST(ModelPageTest, WrongCurves) {
  EXPECT_EQ(toString(parseCurve("epoch,loss\n1,x\n").takeError()),
            "line 2: 'x' is not a number");
  EXPECT_EQ(toString(parseCurve("epoch,loss\n1,2\n3\n").takeError()),
            "line 3: 1 columns instead of 2");
}

} // namespace
} // namespace winnow::report::test
