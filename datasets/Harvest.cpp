//===- Harvest.cpp - Filling a store from files ---------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Harvest.h"
#include "datasets/Workers.h"
#include <chrono>

using namespace llvm;

namespace winnow::datasets {

/// How long others wait for one of our transactions.
static constexpr std::chrono::milliseconds LongestTransaction(400);

Expected<Harvest> Harvest::start(Store &S) {
  Expected<int64_t> Worker = registerWorker(S.database());
  if (!Worker)
    return Worker.takeError();
  return Harvest(S, *Worker);
}

Expected<std::optional<SourceId>> Harvest::claim(const Source &File) {
  const Database &DB = S->database();
  std::optional<SourceId> Id;
  Error E = DB.transaction([&]() -> Error {
    if (Error E = beatAndReap(DB, Worker))
      return E;
    Expected<Statement> Find =
        DB.prepare("SELECT id, size, modified, finished, worker FROM sources "
                   "WHERE path = ?");
    if (!Find)
      return Find.takeError();
    Find->bind(1, File.Path);
    Expected<bool> Known = Find->step();
    if (!Known)
      return Known.takeError();
    if (*Known) {
      bool Same = Find->integer(1) == int64_t(File.Size) &&
                  Find->integer(2) == File.Modified;
      if ((Same && Find->integer(3) != 0) || !Find->isNull(4))
        return Error::success();
      // What is left of an earlier reading would be counted as well.
      if (Error E = DB.run("DELETE FROM sightings WHERE source = " +
                           std::to_string(Find->integer(0))))
        return E;
    }
    Find->reset();
    Expected<Statement> Take = DB.prepare(
        "INSERT INTO sources(path, size, modified, package, finished, worker) "
        "VALUES(?1, ?2, ?3, ?4, 0, ?5) ON CONFLICT(path) DO UPDATE SET "
        "size = ?2, modified = ?3, package = ?4, finished = 0, worker = ?5 "
        "RETURNING id");
    if (!Take)
      return Take.takeError();
    Take->bind(1, File.Path).bind(2, int64_t(File.Size)).bind(3, File.Modified);
    Take->bind(4, File.Package).bind(5, Worker);
    Expected<bool> Row = Take->step();
    if (!Row)
      return Row.takeError();
    Id = SourceId{Take->integer(0)};
    return Take->run();
  });
  if (E)
    return E;
  return Id;
}

Expected<uint64_t> Harvest::finish(SourceId Id, ArrayRef<Sighting> Seen,
                                   const SourceCounts &Counts) {
  const Database &DB = S->database();
  Expected<Statement> Insert =
      DB.prepare("INSERT INTO sightings(source, block, count) VALUES(?, ?, ?)");
  if (!Insert)
    return Insert.takeError();
  uint64_t New = 0;
  size_t Next = 0;
  while (Next < Seen.size()) {
    Error E = DB.transaction([&]() -> Error {
      auto Start = std::chrono::steady_clock::now();
      for (; Next < Seen.size(); ++Next) {
        if (Next % 64 == 0 &&
            std::chrono::steady_clock::now() - Start > LongestTransaction)
          break;
        const Sighting &One = Seen[Next];
        Expected<Store::Added> B =
            S->addBlock(One.Bytes, One.Instructions, One.Class);
        if (!B)
          return B.takeError();
        New += B->IsNew;
        Insert->bind(1, Id.Value).bind(2, B->Block.Value);
        Insert->bind(3, int64_t(One.Count));
        if (Error E = Insert->run())
          return E;
      }
      return Error::success();
    });
    if (E)
      return E;
  }
  Expected<Statement> Done = DB.prepare(
      "UPDATE sources SET finished = 1, worker = NULL, functions = ?, "
      "blocks = ?, too_long = ?, undecodable = ? WHERE id = ?");
  if (!Done)
    return Done.takeError();
  Done->bind(1, int64_t(Counts.Functions)).bind(2, int64_t(Counts.Blocks));
  Done->bind(3, int64_t(Counts.TooLong)).bind(4, int64_t(Counts.Undecodable));
  Done->bind(5, Id.Value);
  if (Error E = Done->run())
    return E;
  return New;
}

Error Harvest::abandon(SourceId Id) {
  return S->database().run("UPDATE sources SET worker = NULL WHERE id = " +
                           std::to_string(Id.Value));
}

/// Rows of name, files, distinct blocks, occurrences.
static Expected<std::vector<HarvestLine>> readLines(const Store &S,
                                                    StringRef SQL) {
  Expected<Statement> Read = S.database().prepare(SQL);
  if (!Read)
    return Read.takeError();
  std::vector<HarvestLine> Lines;
  for (;;) {
    Expected<bool> Row = Read->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return Lines;
    Lines.push_back({Read->text(0), uint64_t(Read->integer(1)),
                     uint64_t(Read->integer(2)), uint64_t(Read->integer(3))});
  }
}

Expected<HarvestSummary> summarize(const Store &S) {
  HarvestSummary Sum;
  Expected<Statement> Totals = S.database().prepare(
      "SELECT count(*), total(functions), total(blocks), total(too_long), "
      "total(undecodable) FROM sources WHERE finished");
  if (!Totals)
    return Totals.takeError();
  Expected<bool> Row = Totals->step();
  if (!Row)
    return Row.takeError();
  Sum.Files = uint64_t(Totals->integer(0));
  Sum.Counts.Functions = uint64_t(Totals->integer(1));
  Sum.Counts.Blocks = uint64_t(Totals->integer(2));
  Sum.Counts.TooLong = uint64_t(Totals->integer(3));
  Sum.Counts.Undecodable = uint64_t(Totals->integer(4));
  Expected<int64_t> Distinct = S.blockCount();
  if (!Distinct)
    return Distinct.takeError();
  Sum.Distinct = uint64_t(*Distinct);

  Expected<std::vector<HarvestLine>> Packages = readLines(
      S, "SELECT s.package, count(DISTINCT s.id), count(DISTINCT g.block), "
         "sum(g.count) FROM sources s JOIN sightings g ON g.source = s.id "
         "WHERE s.finished GROUP BY s.package ORDER BY 3 DESC, 1");
  if (!Packages)
    return Packages.takeError();
  Sum.ByPackage = std::move(*Packages);
  Expected<std::vector<HarvestLine>> Classes = readLines(
      S, "SELECT b.class, 0, count(*), sum(n) FROM (SELECT block, sum(count) n "
         "FROM sightings GROUP BY block) JOIN blocks b ON b.id = block "
         "GROUP BY b.class ORDER BY 3 DESC, 1");
  if (!Classes)
    return Classes.takeError();
  Sum.ByClass = std::move(*Classes);
  return Sum;
}

} // namespace winnow::datasets
