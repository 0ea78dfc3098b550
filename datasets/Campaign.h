//===- Campaign.h - Measuring the blocks of a store -------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The work of one process that measures the blocks of a store on one machine:
///
///     Expected<Campaign> C = Campaign::start(Store, Machine, {});
///     for (;;) {
///       Expected<std::vector<Task>> Batch = C->claim(64);  // empty: all done
///       for (const Task &T : *Batch)
///         C->record(T.Block, measure(T.Bytes));            // safe from here
///         on
///     }
///
/// Blocks come in the order of their hash, so that whatever part is done is a
/// fair sample of the whole. No two living processes get the same block.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_CAMPAIGN_H
#define WINNOW_DATASETS_CAMPAIGN_H

#include "datasets/Store.h"

namespace winnow::datasets {

/// A block to be measured. Claimed until it is recorded or the process ends.
struct Task {
  BlockId Block;
  std::vector<uint8_t> Bytes;
  /// What was measured before, where that is to be tried again.
  std::optional<Measurement> Earlier;
};

/// Which blocks a campaign is about: by default, those never measured.
struct CampaignOptions {
  /// Measure blocks again whose last measurement ended like this ...
  std::vector<Status> Again;
  /// ... until they have had so many passes.
  unsigned MaxPasses = 2;
};

class Campaign {
public:
  /// \p S must outlive the campaign.
  static llvm::Expected<Campaign> start(Store &S, const Machine &M,
                                        CampaignOptions Options);

  /// At most \p Limit blocks that no living process has claimed. Costs some
  /// 10 µs a block. An empty batch says that nothing is left to claim: what
  /// other processes still work on is theirs.
  llvm::Expected<std::vector<Task>> claim(unsigned Limit);
  /// One transaction, some 30 µs. Ends the claim.
  llvm::Error record(BlockId B, const Measurement &M);
  /// Gives up what was claimed and not recorded.
  llvm::Error release();

  struct Progress {
    int64_t Total = 0;
    /// Blocks that this machine has measured, whatever the outcome.
    int64_t Done = 0;
  };
  /// Counts rows: a second for millions of blocks, so ask at the start.
  llvm::Expected<Progress> progress() const;

  MachineId machine() const { return OnMachine; }

private:
  Campaign(Store &S, MachineId M, int64_t Worker, CampaignOptions O)
      : S(&S), OnMachine(M), Worker(Worker), Options(std::move(O)) {}
  llvm::Expected<std::vector<Task>> claimFrom(int64_t Hash, unsigned Limit);

  Store *S;
  MachineId OnMachine;
  int64_t Worker;
  CampaignOptions Options;
  /// Where the next batch starts; blocks given up behind it are found when the
  /// end has been reached.
  int64_t NextHash = 0;
  std::optional<Statement> Select, Claim, Release;
};

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_CAMPAIGN_H
