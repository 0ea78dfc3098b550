//===- Campaign.cpp - Measuring the blocks of a store ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Campaign.h"
#include "datasets/Workers.h"

using namespace llvm;

namespace winnow::datasets {

/// The condition on a block and on what this machine (?1) said about it.
static std::string isWanted(const CampaignOptions &O) {
  std::string SQL = "(m.block IS NULL";
  if (!O.Again.empty()) {
    std::string Names;
    for (Status S : O.Again)
      Names += (Names.empty() ? "'" : ", '") + toString(S).str() + "'";
    SQL += " OR (m.status IN (" + Names + ") AND m.passes < " +
           std::to_string(O.MaxPasses) + ")";
  }
  return SQL + ")";
}

Expected<Campaign> Campaign::start(Store &S, const Machine &M,
                                   CampaignOptions Options) {
  Expected<MachineId> Id = S.addMachine(M);
  if (!Id)
    return Id.takeError();
  Expected<int64_t> Worker = registerWorker(S.database());
  if (!Worker)
    return Worker.takeError();
  Campaign C(S, *Id, *Worker, std::move(Options));
  auto Prepare = [&](std::optional<Statement> &Into,
                     const Twine &SQL) -> Error {
    Expected<Statement> New = S.database().prepare(SQL.str());
    if (!New)
      return New.takeError();
    Into = std::move(*New);
    return Error::success();
  };
  if (Error E = Prepare(
          C.Select,
          "SELECT b.id, b.bytes, b.hash, m.status, m.cycles, m.spread, "
          "m.clock, m.passes, m.date FROM blocks b INDEXED BY blocks_by_hash "
          "LEFT JOIN measurements m ON m.machine = ?1 AND m.block = b.id "
          "WHERE b.hash >= ?2 AND NOT EXISTS (SELECT 1 FROM claims c WHERE "
          "c.machine = ?1 AND c.block = b.id) AND " +
              isWanted(C.Options) + " ORDER BY b.hash LIMIT ?3"))
    return E;
  if (Error E = Prepare(C.Claim, "INSERT INTO claims(machine, block, worker) "
                                 "VALUES(?, ?, ?)"))
    return E;
  if (Error E = Prepare(C.Release,
                        "DELETE FROM claims WHERE machine = ? AND block = ?"))
    return E;
  return C;
}

/// The measurement in columns 3 to 8, or nothing.
static std::optional<Measurement> earlier(const Statement &S) {
  std::optional<Status> How = parseStatus(S.text(3));
  if (!How)
    return std::nullopt;
  Measurement M;
  M.How = *How;
  M.Value.Value = S.real(4);
  M.Spread.Value = S.real(5);
  M.Clock = S.text(6);
  M.Passes = unsigned(S.integer(7));
  M.Date = S.text(8);
  return M;
}

Expected<std::vector<Task>> Campaign::claimFrom(int64_t Hash, unsigned Limit) {
  std::vector<Task> Tasks;
  Error E = S->database().transaction([&]() -> Error {
    if (Error E = beatAndReap(S->database(), Worker))
      return E;
    Select->bind(1, OnMachine.Value).bind(2, Hash).bind(3, int64_t(Limit));
    for (;;) {
      Expected<bool> Row = Select->step();
      if (!Row)
        return Row.takeError();
      if (!*Row)
        break;
      Tasks.push_back(
          {{Select->integer(0)}, Select->blob(1).vec(), earlier(*Select)});
      // The claim keeps a block of the same hash from coming again.
      NextHash = Select->integer(2);
    }
    for (const Task &T : Tasks) {
      Claim->bind(1, OnMachine.Value).bind(2, T.Block.Value).bind(3, Worker);
      if (Error E = Claim->run())
        return E;
    }
    return Error::success();
  });
  if (E)
    return E;
  return Tasks;
}

Expected<std::vector<Task>> Campaign::claim(unsigned Limit) {
  Expected<std::vector<Task>> Tasks = claimFrom(NextHash, Limit);
  if (!Tasks || !Tasks->empty() || NextHash == 0)
    return Tasks;
  // What the dead had claimed lies behind.
  return claimFrom(NextHash = 0, Limit);
}

Error Campaign::record(BlockId B, const Measurement &M) {
  return S->database().transaction([&]() -> Error {
    if (Error E = S->record(B, OnMachine, M))
      return E;
    Release->bind(1, OnMachine.Value).bind(2, B.Value);
    return Release->run();
  });
}

Error Campaign::release() {
  NextHash = 0;
  return S->database().run("DELETE FROM claims WHERE worker = " +
                           std::to_string(Worker));
}

Expected<Campaign::Progress> Campaign::progress() const {
  Progress P;
  Expected<int64_t> Total = S->blockCount();
  if (!Total)
    return Total.takeError();
  P.Total = *Total;
  Expected<int64_t> Done = S->database().integer(
      "SELECT count(*) FROM measurements WHERE machine = " +
      std::to_string(OnMachine.Value));
  if (!Done)
    return Done.takeError();
  P.Done = *Done;
  return P;
}

} // namespace winnow::datasets
