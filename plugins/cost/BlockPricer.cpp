//===- BlockPricer.cpp - What a block of a version costs ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "cost/BlockPricer.h"
#include "cost/Options.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace winnow::cost {

Expected<const estimate::Model *> theModel() {
  // Compiles of one process share it, on several threads, too.
  static std::string Reason;
  static const std::unique_ptr<estimate::Model> M = [] {
    Expected<std::unique_ptr<estimate::Model>> Loaded =
        estimate::Model::load(modelPath());
    if (Loaded)
      return std::move(*Loaded);
    Reason = toString(Loaded.takeError());
    return std::unique_ptr<estimate::Model>();
  }();
  if (!M)
    return createStringError(Reason);
  return M.get();
}

std::optional<HeadChoice> headFor(const estimate::Model &M, StringRef CPU) {
  if (M.weights().findHead(CPU))
    return HeadChoice{CPU.str(), false};
  // Other names that LLVM has for the same core.
  StringRef Same = StringSwitch<StringRef>(CPU)
                       .Case("core-avx2", "haswell")
                       .Case("core-avx-i", "ivybridge")
                       .Default("");
  if (!Same.empty() && M.weights().findHead(Same))
    return HeadChoice{Same.str(), false};
  // Skylake's core with 512-bit units and a larger second cache beside it.
  StringRef Near = StringSwitch<StringRef>(CPU)
                       .Case("skylake-avx512", "skylake")
                       .Case("skx", "skylake")
                       .Case("cascadelake", "skylake")
                       .Case("cooperlake", "skylake")
                       .Default("");
  if (!Near.empty() && M.weights().findHead(Near))
    return HeadChoice{Near.str(), true};
  return std::nullopt;
}

/// Entries of the reorder buffer, from the makers' optimisation manuals.
static double windowOf(StringRef Head) {
  return StringSwitch<double>(Head)
      .Case("ivybridge", 168)
      .Case("haswell", 192)
      .Case("skylake", 224)
      .Case("znver4", 320)
      .Case("znver5", 448)
      .Default(224);
}

Expected<std::unique_ptr<BlockPricer>>
BlockPricer::create(const estimate::Model &M, StringRef Head) {
  std::unique_ptr<BlockPricer> P(new BlockPricer);
  Expected<std::unique_ptr<block::Decoder>> D = block::Decoder::create(Head);
  if (!D)
    return D.takeError();
  P->Decoder = std::move(*D);
  Expected<std::unique_ptr<estimate::Estimator>> E =
      estimate::Estimator::create(M, Head, *P->Decoder);
  if (!E)
    return E.takeError();
  P->Estimator = std::move(*E);
  P->Window = windowOf(Head);
  return P;
}

Expected<BlockCost> BlockPricer::price(const block::BasicBlock &B) {
  auto [Found, IsNew] = Known.try_emplace(B.Bytes);
  BlockCost &Cost = Found->second;
  if (!IsNew)
    return Cost;
  Expected<estimate::Estimate> E = Estimator->estimate(B);
  if (!E) {
    Known.erase(Found);
    return E.takeError();
  }
  Cost.Repeated = Cost.Throughput = E->Predicted.Value;
  Cost.Error = E->Error;
  Cost.Instructions = unsigned(B.size());
  double Chain = E->Limits[bounds::Bottleneck::Chain].Value, Others = 0;
  for (unsigned I = 0; I < bounds::Bottlenecks; ++I)
    if (bounds::Bottleneck(I) != bounds::Bottleneck::Chain)
      Others = std::max(Others, E->Limits.Of[I].Value);
  // The network is asked about the block as it is; of what waiting adds, its
  // bounds know the share.
  if (Chain > Others && Chain > 0)
    Cost.Throughput *= Others / Chain;
  return Cost;
}

} // namespace winnow::cost
