//===- Trainer.cpp - From tokens to weights -------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/Trainer.h"
#include "bytes/Bytes.h"
#include "serve/Predictor.h"
#include "train/Progress.h"
#include "train/WarmStart.h"
#include "train/net/Loss.h"
#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <unistd.h>

using torch::Tensor;

namespace winnow::train {

/// Blocks that are validated together: there are no gradients to hold.
static constexpr size_t ValidationBatch = 1024;

/// So many instructions are precomputed: two thirds of all that are met, and a
/// fifth more to the file.
static constexpr size_t FrequentInstructions = 1024;

/// Fisher and Yates's shuffle; the library's differs from one to another.
static void shuffle(std::vector<uint32_t> &V, uint64_t Seed) {
  std::mt19937_64 Random(Seed);
  for (size_t I = V.size(); I > 1; --I)
    std::swap(V[I - 1], V[Random() % I]);
}

/// A share of \p All that does not depend on the seed of the training.
static std::vector<uint32_t> shareOf(std::vector<uint32_t> All, double Share) {
  if (Share < 1) {
    shuffle(All, 1);
    All.resize(size_t(std::ceil(double(All.size()) * Share)));
    std::sort(All.begin(), All.end());
  }
  return All;
}

static std::vector<float> toVector(const Tensor &T) {
  Tensor Here = T.detach().to(torch::kCPU).contiguous();
  const float *Data = Here.data_ptr<float>();
  return std::vector<float>(Data, Data + Here.numel());
}

static void fromVector(const std::vector<float> &V, Tensor &T) {
  torch::NoGradGuard NoGradients;
  T.copy_(torch::tensor(V, torch::kFloat));
}

Trainer::Trainer(const Options &O, const tokens::TokenFile &File, uint64_t Sum,
                 const weights::WeightFile *Start, Group &Processes)
    : O(O), File(File), Start(Start), Processes(Processes), Device(O.Device),
      Net(O.Shape, File.Words.size(), File.CPUs, O.Seed, Device),
      Adam(O, Net.values()),
      Training(shareOf(blocksOf(File, tokens::Part::Train), O.Share)),
      Validation(shareOf(blocksOf(File, tokens::Part::Validation), O.Share)) {
  Net.Without = O.Without;
  if (Start) {
    copyInto(*Start, File.CPUs, Net);
    if (O.HeadsOnly)
      Net.freezeTrunk();
    std::vector<bool> Heads;
    Heads.reserve(File.CPUs.size());
    for (size_t CPU = 0; CPU < File.CPUs.size(); ++CPU)
      Heads.push_back(labelsOf(CPU) > 0);
    Adam.Learnt = Net.learnt(Heads);
    Adam.Average.copy_(Net.values());
  }
  At.Fingerprint = O.fingerprint() + " tokens " + std::to_string(Sum) +
                   " processes " + std::to_string(Processes.size());
  At.Best = toVector(Adam.Average);
}

uint64_t Trainer::labelsOf(size_t CPU) const {
  return uint64_t(
      std::count_if(Training.begin(), Training.end(), [&](uint32_t Block) {
        return File.Blocks[Block].Labels[CPU].Cycles > 0;
      }));
}

std::string Trainer::path(const char *Name) const {
  return O.Directory + "/" + Name;
}

uint64_t Trainer::batches() const {
  return (Training.size() + O.BatchSize - 1) / O.BatchSize;
}

double Trainer::seconds() const {
  return SecondsBefore +
         std::chrono::duration<double>(std::chrono::steady_clock::now() - Began)
             .count();
}

bool Trainer::resume(std::string &Reason) {
  std::string Path = path("checkpoint.wnc"), Bytes;
  // What rank 0 has; a reason instead of it, so that all end together.
  std::string Wrong;
  if (Processes.isFirst() && ::access(Path.c_str(), F_OK) == 0)
    bytes::readFile(Path, Bytes, Wrong);
  Processes.share(Wrong);
  Processes.share(Bytes);
  if (!Wrong.empty()) {
    Reason = Wrong;
    return false;
  }
  if (Bytes.empty())
    return true;
  std::string Ours = At.Fingerprint;
  if (!parse(Bytes, size_t(Net.values().numel()), At, Reason)) {
    Reason = Path + ": " + Reason;
    return false;
  }
  if (At.Fingerprint != Ours) {
    Reason = Path + ": made with other options or tokens (" + At.Fingerprint +
             "); remove it, or give another -o, to start anew";
    return false;
  }
  fromVector(At.Values, Net.values());
  fromVector(At.Mean, Adam.Mean);
  fromVector(At.Square, Adam.Square);
  fromVector(At.Average, Adam.Average);
  Adam.Steps = At.Steps;
  SecondsBefore = At.Seconds;
  if (Processes.isFirst())
    std::printf("going on in epoch %llu, after %llu steps\n",
                static_cast<unsigned long long>(At.Epoch) + 1,
                static_cast<unsigned long long>(At.Steps));
  return true;
}

bool Trainer::save(std::string &Reason) {
  Saved = std::chrono::steady_clock::now();
  if (!Processes.isFirst())
    return true;
  At.Values = toVector(Net.values());
  At.Mean = toVector(Adam.Mean);
  At.Square = toVector(Adam.Square);
  At.Average = toVector(Adam.Average);
  At.Steps = Adam.Steps;
  At.Seconds = seconds();
  return bytes::writeFile(path("checkpoint.wnc"), print(At), Reason);
}

double Trainer::backward(const std::vector<uint32_t> &Blocks, double Labels) {
  Net.gradients().zero_();
  std::vector<uint32_t> Mine;
  for (size_t I = Processes.rank(); I < Blocks.size(); I += Processes.size())
    Mine.push_back(Blocks[I]);
  double Loss = 0;
  if (!Mine.empty()) {
    Batch B = makeBatch(File, O.Shape, Mine, Device);
    Tensor Sum = lossOf(Net.predict(B));
    (Sum / Labels).backward();
    Loss = Sum.item<double>();
  }
  Processes.sum(Net.gradients());
  return Loss;
}

bool Trainer::epoch(std::string &Reason) {
  std::vector<uint32_t> Order = Training;
  shuffle(Order, O.Seed * 1000003 + At.Epoch);
  const uint64_t Steps = batches() * O.Epochs;
  Progress Bar("epoch " + std::to_string(At.Epoch + 1) + " of " +
                   std::to_string(O.Epochs),
               At.Batch * O.BatchSize, Order.size(), Processes.isFirst());
  for (; At.Batch < batches(); ++At.Batch) {
    // Between batches, so that all of a batch is in a checkpoint or nothing.
    if (std::chrono::duration<double>(std::chrono::steady_clock::now() - Saved)
                .count() > O.SaveSeconds &&
        !save(Reason))
      return false;
    size_t First = size_t(At.Batch) * O.BatchSize;
    size_t Last = std::min(Order.size(), First + O.BatchSize);
    std::vector<uint32_t> Some(Order.begin() + long(First),
                               Order.begin() + long(Last));
    double Labels = 0;
    for (uint32_t Block : Some)
      for (const tokens::Label &L : File.Blocks[Block].Labels)
        Labels += L.Cycles > 0;
    At.Loss += backward(Some, Labels);
    At.Labels += Labels;
    Adam.step(Net.values(), Net.gradients(),
              learningRate(O, Adam.Steps, Steps));
    Bar.advance(Some.size(), At.Loss * double(Processes.size()) / At.Labels);
  }
  return true;
}

std::vector<Accuracy> Trainer::measure(const std::vector<float> &Values,
                                       const std::vector<uint32_t> &Blocks) {
  std::vector<float> Now = toVector(Net.values());
  fromVector(Values, Net.values());
  std::vector<Accuracy> All =
      evaluate(Net, File, Blocks, ValidationBatch, Device);
  fromVector(Now, Net.values());
  return All;
}

static std::string rowOf(const std::vector<double> &Numbers) {
  std::string Row;
  char Text[32];
  for (double Number : Numbers) {
    std::snprintf(Text, sizeof(Text), ",%.6g", Number);
    Row += Text;
  }
  return Row + "\n";
}

double Trainer::validate(std::vector<Accuracy> &All) {
  // On rank 0 alone: machines may differ in the last bits, and all must decide
  // alike.
  Tensor Mean = torch::zeros({1}, torch::kDouble);
  if (Processes.isFirst()) {
    All = measure(toVector(Adam.Average), Validation);
    double Sum = 0, Heads = 0;
    for (const Accuracy &A : All)
      if (A.Labels != 0) {
        Sum += A.Error;
        Heads += 1;
      }
    Mean[0] = Heads > 0 ? Sum / Heads : 0;
  }
  Processes.sum(Mean);
  return Mean.item<double>();
}

bool Trainer::keepIfBest(double Error) {
  // Without validation blocks, the last weights are the best ones.
  const bool Best = Validation.empty() || Error < At.BestError;
  if (Best) {
    At.BestError = Error;
    At.BestEpoch = At.Epoch;
    At.Best = toVector(Adam.Average);
  }
  return Best;
}

bool Trainer::finishEpoch(std::string &Reason) {
  Tensor Loss = torch::tensor({At.Loss}, torch::kDouble);
  Processes.sum(Loss);
  std::vector<Accuracy> All;
  const double Error = validate(All);
  ++At.Epoch;
  const bool Best = keepIfBest(Error);
  const uint64_t Steps = batches() * O.Epochs;
  std::vector<double> Row = {learningRate(O, Adam.Steps, Steps),
                             Loss.item<double>() / At.Labels, Error};
  for (const Accuracy &A : All)
    Row.push_back(A.Error);
  Row.push_back(seconds());
  At.Curve += std::to_string(At.Epoch) + rowOf(Row);
  At.Batch = 0;
  At.Loss = At.Labels = 0;
  if (!Processes.isFirst())
    return true;
  std::printf("epoch %llu: loss %.4f, validation error",
              static_cast<unsigned long long>(At.Epoch), Row[1]);
  for (size_t CPU = 0; CPU < All.size(); ++CPU)
    if (All[CPU].Labels > 0)
      std::printf(" %s %.2f %%", File.CPUs[CPU].c_str(), 100 * All[CPU].Error);
  std::printf("%s\n", Best ? ", the best so far" : "");
  std::fflush(stdout);
  std::string Head = "epoch,learning_rate,loss,error";
  for (const std::string &CPU : File.CPUs)
    Head += ",error_" + CPU;
  return bytes::writeFile(path("curve.csv"), Head + ",seconds\n" + At.Curve,
                          Reason) &&
         (!Best || O.Without.any() || writeModel(All, Reason)) && save(Reason);
}

void Trainer::precompute(weights::WeightFile &W) const {
  std::vector<std::pair<uint64_t, uint32_t>> Counts(File.Sequences.size());
  for (uint32_t I = 0; I < Counts.size(); ++I)
    Counts[I].second = I;
  for (uint32_t Block : Training)
    for (uint32_t Sequence : File.Blocks[Block].Nodes)
      ++Counts[Sequence].first;
  std::sort(Counts.begin(), Counts.end(), [](const auto &A, const auto &B) {
    return A.first != B.first ? A.first > B.first : A.second < B.second;
  });
  Counts.resize(std::min(Counts.size(), FrequentInstructions));
  // By what will serve them, so that they are the same bits.
  serve::Predictor P(W);
  W.Frequent.reserve(Counts.size());
  std::set<std::vector<graph::TokenId>> Met;
  for (const auto &[Count, Sequence] : Counts)
    if (Count > 0 && Met.insert(File.Sequences[Sequence]).second)
      W.Frequent.push_back(
          {File.Sequences[Sequence], P.encoding(File.Sequences[Sequence])});
}

bool Trainer::writeModel(const std::vector<Accuracy> &All,
                         std::string &Reason) const {
  Model Copy(O.Shape, File.Words.size(), File.CPUs, O.Seed, torch::kCPU);
  fromVector(At.Best, Copy.values());
  weights::WeightFile W;
  W.Shape = O.Shape;
  W.Notes = "epoch " + std::to_string(At.BestEpoch) + "; " + At.Fingerprint;
  W.Words = File.Words;
  for (size_t CPU = 0; CPU < File.CPUs.size(); ++CPU) {
    weights::Head H;
    H.CPU = File.CPUs[CPU];
    H.Blocks = labelsOf(CPU);
    std::optional<size_t> Old;
    if (Start && H.Blocks == 0)
      Old = Start->findHead(H.CPU);
    if (Old) {
      W.Heads.push_back(Start->Heads[*Old]);
      continue;
    }
    H.Error = All[CPU].Error;
    if (All[CPU].ScaleOff > 0)
      H.ErrorScale = All[CPU].ScaleOff;
    W.Heads.push_back(std::move(H));
  }
  W.Tensors = Copy.tensors();
  if (Start && O.HeadsOnly)
    W.Frequent = Start->Frequent;
  else
    precompute(W);
  return weights::writeWeights(W, path("weights.wnw"), Reason);
}

void Trainer::report() {
  std::vector<uint32_t> Test =
      shareOf(blocksOf(File, tokens::Part::Test), O.Share);
  std::vector<Accuracy> All = measure(At.Best, Test);
  std::printf("\nepoch %llu was the best. On the test part, after %.0f s of "
              "training:\n\n%-12s %8s %12s %12s %8s\n",
              static_cast<unsigned long long>(At.BestEpoch), seconds(), "CPU",
              "blocks", "bound, MAPE", "model, MAPE", "tau");
  for (size_t CPU = 0; CPU < All.size(); ++CPU)
    if (All[CPU].Labels > 0)
      std::printf(
          "%-12s %8llu %10.2f %% %10.2f %% %8.3f\n", File.CPUs[CPU].c_str(),
          static_cast<unsigned long long>(All[CPU].Labels),
          100 * All[CPU].BoundError, 100 * All[CPU].Error, All[CPU].Tau);
}

bool Trainer::run(std::string &Reason) {
  Began = Saved = std::chrono::steady_clock::now();
  if (Training.empty()) {
    Reason = O.Tokens + ": there is no block to train on";
    return false;
  }
  if (!resume(Reason))
    return false;
  if (Processes.isFirst())
    std::printf("%lld parameters, %zu blocks to train on, %zu to validate\n",
                static_cast<long long>(Net.values().numel()), Training.size(),
                Validation.size());
  std::fflush(stdout);
  // What was started from may stay the best.
  if (Start && At.Steps == 0) {
    std::vector<Accuracy> All;
    keepIfBest(validate(All));
    if (Processes.isFirst() && !O.Without.any() && !writeModel(All, Reason))
      return false;
  }
  while (At.Epoch < O.Epochs && At.Epoch < At.BestEpoch + O.Patience)
    if (!epoch(Reason) || !finishEpoch(Reason))
      return false;
  if (Processes.isFirst())
    report();
  // Every process, so that one can see that they agree.
  if (Processes.size() > 1) {
    std::vector<float> Values = toVector(Net.values());
    std::string_view Bytes(reinterpret_cast<const char *>(Values.data()),
                           Values.size() * sizeof(float));
    std::printf("rank %u of %u: checksum of the weights %016llx\n",
                Processes.rank(), Processes.size(),
                static_cast<unsigned long long>(bytes::checksum(Bytes)));
  }
  return true;
}

} // namespace winnow::train
