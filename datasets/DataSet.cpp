//===- DataSet.cpp - Measurements to be published -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/DataSet.h"
#include "datasets/Manifest.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow::datasets {

static constexpr char Header[] = "hex,cycles,spread,count,class,split\n";

/// zstd's level: slow to write, small, and as fast to read as any other.
static constexpr int Level = 19;

/// No data set of ours comes near; a manifest that claims more is wrong.
static constexpr uint64_t LargestText = uint64_t(4) << 30;

static std::string sumOf(ArrayRef<uint8_t> Data) {
  return hexOf(SHA256::hash(Data));
}

/// The table's text; counts what is in it.
static Expected<std::string> printTable(const Store &S, MachineId M,
                                        DataSetInfo &Info) {
  Expected<Statement> Read = S.database().prepare(
      "SELECT b.bytes, m.cycles, m.spread, ifnull(seen.n, 0), b.class, m.date "
      "FROM measurements m JOIN blocks b ON b.id = m.block LEFT JOIN "
      "(SELECT block, sum(count) n FROM sightings GROUP BY block) seen "
      "ON seen.block = b.id WHERE m.machine = ? AND m.status = 'ok' "
      "ORDER BY b.bytes");
  if (!Read)
    return Read.takeError();
  Read->bind(1, M.Value);
  std::string Text = Header;
  raw_string_ostream OS(Text);
  for (;;) {
    Expected<bool> Row = Read->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return Text;
    ArrayRef<uint8_t> Bytes = Read->blob(0);
    StringRef Part = toString(splitOf(Bytes));
    std::string Class = Read->text(4), Date = Read->text(5);
    OS << hexOf(Bytes) << ','
       << format("%.3f,%.3f,", Read->real(1), Read->real(2)) << Read->integer(3)
       << ',' << Class << ',' << Part << '\n';
    ++Info.Rows;
    ++Info.RowsOfSplit[Part.str()];
    ++Info.RowsOfClass[Class];
    if (Info.FirstDate.empty() || Date < Info.FirstDate)
      Info.FirstDate = Date;
    Info.LastDate = std::max(Info.LastDate, Date);
  }
}

/// Rows of a name and a number.
static Error readCounts(const Store &S, StringRef SQL, MachineId M,
                        std::map<std::string, uint64_t> &Into) {
  Expected<Statement> Read = S.database().prepare(SQL);
  if (!Read)
    return Read.takeError();
  Read->bind(1, M.Value);
  for (;;) {
    Expected<bool> Row = Read->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return Error::success();
    Into[Read->text(0)] = uint64_t(Read->integer(1));
  }
}

/// Under a name of its own until it is complete.
static Error writeWhole(StringRef Path, StringRef Content) {
  if (Error E = writeToOutput(Path, [&](raw_ostream &OS) {
        OS << Content;
        return Error::success();
      }))
    return createStringError(Path + ": " + toString(std::move(E)));
  return Error::success();
}

Expected<DataSetInfo> writeDataSet(const Store &S, MachineId M,
                                   StringRef Prefix, const DataSetInfo &Texts) {
  if (const char *Reason =
          compression::getReasonIfUnsupported(compression::Format::Zstd))
    return createStringError(Prefix + ": " + Reason);
  // Reading a large store takes a while: what fails at its end fails now.
  StringRef Folder = sys::path::parent_path(Prefix);
  if (!Folder.empty() && !sys::fs::is_directory(Folder))
    return createStringError(Folder + ": no such folder");
  Manifest Out;
  Out.Info.Method = Texts.Method;
  Out.Info.Rebuild = Texts.Rebuild;
  Expected<std::vector<std::pair<MachineId, Machine>>> All = S.machines();
  if (!All)
    return All.takeError();
  for (const auto &[Id, One] : *All)
    if (Id.Value == M.Value)
      Out.Info.OnMachine = One;
  Expected<std::string> Text = printTable(S, M, Out.Info);
  if (!Text)
    return Text.takeError();
  if (Error E = readCounts(S,
                           "SELECT status, count(*) FROM measurements WHERE "
                           "machine = ? AND status <> 'ok' GROUP BY status",
                           M, Out.Info.LeftOut))
    return E;
  if (Error E = readCounts(
          S,
          "SELECT s.package, count(DISTINCT g.block) FROM sightings g JOIN "
          "sources s ON s.id = g.source JOIN measurements m ON m.machine = ? "
          "AND m.block = g.block WHERE m.status = 'ok' AND s.package <> '' "
          "GROUP BY s.package",
          M, Out.Info.Packages))
    return E;

  ArrayRef<uint8_t> Plain = arrayRefFromStringRef(*Text);
  SmallVector<uint8_t, 0> Packed;
  compression::zstd::compress(Plain, Packed, Level);
  Out.Table = (sys::path::filename(Prefix) + ".csv.zst").str();
  Out.TableSum = sumOf(Packed);
  Out.TextSum = sumOf(Plain);
  Out.TextSize = Plain.size();
  // The manifest comes last: where it is, the table is.
  if (Error E = writeWhole((Prefix + ".csv.zst").str(), toStringRef(Packed)))
    return E;
  if (Error E = writeWhole((Prefix + ".json").str(), printManifest(Out)))
    return E;
  return Out.Info;
}

static Expected<DataRow> parseRow(StringRef Line) {
  SmallVector<StringRef, 6> Columns;
  Line.split(Columns, ',');
  DataRow Row;
  if (Columns.size() != 6)
    return createStringError("not six columns");
  std::optional<std::vector<uint8_t>> Bytes = bytesOfHex(Columns[0]);
  if (!Bytes || Columns[1].getAsDouble(Row.Value.Value) ||
      Columns[2].getAsDouble(Row.Spread.Value) ||
      Columns[3].getAsInteger(10, Row.Count))
    return createStringError("not hex and numbers");
  std::optional<Split> Part = parseSplit(Columns[5]);
  if (!Part || *Part != splitOf(*Bytes))
    return createStringError("not the split of its block");
  Row.Bytes = std::move(*Bytes);
  Row.Class = Columns[4].str();
  Row.Part = *Part;
  return Row;
}

static Expected<std::vector<DataRow>> parseTable(StringRef Text) {
  if (!Text.consume_front(Header))
    return createStringError("line 1: not the header of a data set");
  std::vector<DataRow> Rows;
  for (size_t Number = 2; !Text.empty(); ++Number) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Expected<DataRow> Row = parseRow(Line);
    if (!Row)
      return createStringError("line " + Twine(Number) + ": " +
                               toString(Row.takeError()));
    Rows.push_back(std::move(*Row));
  }
  return Rows;
}

/// The text of \p M's table, whose bytes are \p Packed.
static Expected<std::string> unpack(const Manifest &M, StringRef Packed) {
  ArrayRef<uint8_t> Bytes = arrayRefFromStringRef(Packed);
  if (sumOf(Bytes) != M.TableSum)
    return createStringError("its SHA-256 is not that of the manifest");
  if (M.TextSize > LargestText)
    return createStringError("the manifest claims an impossible size");
  SmallVector<uint8_t, 0> Text;
  if (Error E = compression::zstd::decompress(Bytes, Text, M.TextSize))
    return E;
  if (Text.size() != M.TextSize || sumOf(Text) != M.TextSum)
    return createStringError("its text is not that of the manifest");
  return toStringRef(Text).str();
}

Expected<DataSet> readDataSet(StringRef ManifestPath) {
  auto Fail = [](const Twine &File, const Twine &Message) {
    return createStringError(File + ": " + Message);
  };
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(ManifestPath);
  if (!Buffer)
    return Fail(ManifestPath, Buffer.getError().message());
  Expected<Manifest> M = parseManifest((*Buffer)->getBuffer());
  if (!M)
    return Fail(ManifestPath, toString(M.takeError()));
  SmallString<256> TablePath = sys::path::parent_path(ManifestPath);
  sys::path::append(TablePath, M->Table);
  ErrorOr<std::unique_ptr<MemoryBuffer>> Packed = MemoryBuffer::getFile(
      TablePath, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Packed)
    return Fail(TablePath, Packed.getError().message());
  Expected<std::string> Text = unpack(*M, (*Packed)->getBuffer());
  if (!Text)
    return Fail(TablePath, toString(Text.takeError()));
  Expected<std::vector<DataRow>> Rows = parseTable(*Text);
  if (!Rows)
    return Fail(TablePath, toString(Rows.takeError()));
  if (Rows->size() != M->Info.Rows)
    return Fail(TablePath, Twine(Rows->size()) +
                               " rows, but the manifest says " +
                               Twine(M->Info.Rows));
  return DataSet{std::move(M->Info), std::move(*Rows)};
}

} // namespace winnow::datasets
