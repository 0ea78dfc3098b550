//===- Manifest.cpp - The JSON beside a data set --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Manifest.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace winnow::datasets {

static constexpr char Format[] = "winnow data set 1";

using Counts = std::map<std::string, uint64_t>;

static void printCounts(json::OStream &J, StringRef Name, const Counts &C) {
  J.attributeObject(Name, [&] {
    for (const auto &[Key, Count] : C)
      J.attribute(json::fixUTF8(Key), int64_t(Count));
  });
}

std::string printManifest(const Manifest &M) {
  std::string Text;
  raw_string_ostream OS(Text);
  json::OStream J(OS, 2);
  auto Attribute = [&](StringRef Name, StringRef Value) {
    J.attribute(Name, json::fixUTF8(Value));
  };
  const DataSetInfo &I = M.Info;
  J.object([&] {
    J.attribute("format", Format);
    Attribute("table", M.Table);
    J.attribute("rows", int64_t(I.Rows));
    J.attributeObject("checksums", [&] {
      Attribute("table_sha256", M.TableSum);
      Attribute("text_sha256", M.TextSum);
      J.attribute("text_bytes", int64_t(M.TextSize));
    });
    J.attributeObject("machine", [&] {
      Attribute("name", I.OnMachine.Name);
      Attribute("processor", I.OnMachine.Processor);
      J.attribute("tsc_mhz", I.OnMachine.TscMHz);
      Attribute("clock", I.OnMachine.Clock);
      Attribute("microcode", I.OnMachine.Microcode);
      Attribute("kernel", I.OnMachine.Kernel);
    });
    J.attributeObject("measured", [&] {
      Attribute("first", I.FirstDate);
      Attribute("last", I.LastDate);
    });
    Attribute("method", I.Method);
    Attribute("rebuild", I.Rebuild);
    printCounts(J, "rows_of_split", I.RowsOfSplit);
    printCounts(J, "rows_of_class", I.RowsOfClass);
    printCounts(J, "left_out", I.LeftOut);
    printCounts(J, "packages", I.Packages);
  });
  OS << '\n';
  return Text;
}

/// Members of an object; absent ones keep what they had.
static void readText(const json::Object &O, StringRef Name, std::string &Into) {
  if (std::optional<StringRef> Text = O.getString(Name))
    Into = Text->str();
}

static void readCounts(const json::Object &O, StringRef Name, Counts &Into) {
  const json::Object *Members = O.getObject(Name);
  if (!Members)
    return;
  for (const auto &[Key, Value] : *Members)
    if (std::optional<int64_t> Count = Value.getAsInteger())
      Into[Key.str()] = uint64_t(*Count);
}

Expected<Manifest> parseManifest(StringRef Text) {
  Expected<json::Value> Parsed = json::parse(Text);
  if (!Parsed)
    return createStringError(
        "not a manifest: " +
        StringRef(toString(Parsed.takeError())).split('\n').first);
  const json::Object *O = Parsed->getAsObject();
  if (!O || O->getString("format") != StringRef(Format))
    return createStringError("not the manifest of a 'winnow data set 1'");
  Manifest M;
  DataSetInfo &I = M.Info;
  readText(*O, "table", M.Table);
  I.Rows = uint64_t(O->getInteger("rows").value_or(0));
  if (const json::Object *Sums = O->getObject("checksums")) {
    readText(*Sums, "table_sha256", M.TableSum);
    readText(*Sums, "text_sha256", M.TextSum);
    M.TextSize = uint64_t(Sums->getInteger("text_bytes").value_or(0));
  }
  if (const json::Object *On = O->getObject("machine")) {
    readText(*On, "name", I.OnMachine.Name);
    readText(*On, "processor", I.OnMachine.Processor);
    I.OnMachine.TscMHz = On->getNumber("tsc_mhz").value_or(0);
    readText(*On, "clock", I.OnMachine.Clock);
    readText(*On, "microcode", I.OnMachine.Microcode);
    readText(*On, "kernel", I.OnMachine.Kernel);
  }
  if (const json::Object *Dates = O->getObject("measured")) {
    readText(*Dates, "first", I.FirstDate);
    readText(*Dates, "last", I.LastDate);
  }
  readText(*O, "method", I.Method);
  readText(*O, "rebuild", I.Rebuild);
  readCounts(*O, "rows_of_split", I.RowsOfSplit);
  readCounts(*O, "rows_of_class", I.RowsOfClass);
  readCounts(*O, "left_out", I.LeftOut);
  readCounts(*O, "packages", I.Packages);
  // A path would let a manifest read any file.
  if (M.Table.empty() || M.Table.find('/') != std::string::npos)
    return createStringError("names no table beside it");
  return M;
}

} // namespace winnow::datasets
