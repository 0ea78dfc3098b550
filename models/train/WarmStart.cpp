//===- WarmStart.cpp - Training that goes on from a model -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/WarmStart.h"
#include "bytes/Bytes.h"
#include "pretrained/Pretrained.h"
#include <algorithm>
#include <map>

namespace winnow::train {

std::optional<weights::WeightFile>
readStart(const std::string &From, uint64_t &Checksum, std::string &Reason) {
  std::string Bytes;
  if (From == "builtin")
    Bytes = pretrained::weights();
  else if (!bytes::readFile(From, Bytes, Reason))
    return std::nullopt;
  Checksum = bytes::checksum(Bytes);
  std::optional<weights::WeightFile> W = weights::parse(Bytes, Reason);
  if (!W)
    Reason = From + ": " + Reason;
  return W;
}

void adopt(tokens::TokenFile &File, const weights::WeightFile &Start,
           bool DataOnly) {
  std::vector<graph::TokenId> Ids;
  Ids.reserve(File.Words.size());
  for (size_t Id = 0; Id < File.Words.size(); ++Id)
    Ids.push_back(Start.Words[File.Words.name(graph::TokenId(Id))]);
  for (std::vector<graph::TokenId> &Sequence : File.Sequences)
    for (graph::TokenId &Id : Sequence)
      Id = Ids[Id];
  File.Words = Start.Words;

  std::vector<std::string> Both = Start.cpus();
  for (const std::string &CPU : File.CPUs)
    if (!Start.findHead(CPU))
      Both.push_back(CPU);
  std::vector<std::string> CPUs;
  // Of each CPU that is kept: its place in File.CPUs, or none.
  std::vector<std::optional<size_t>> Places;
  for (const std::string &CPU : Both) {
    auto At = std::find(File.CPUs.begin(), File.CPUs.end(), CPU);
    if (At == File.CPUs.end() && DataOnly)
      continue;
    CPUs.push_back(CPU);
    Places.emplace_back();
    if (At != File.CPUs.end())
      Places.back() = size_t(At - File.CPUs.begin());
  }
  for (tokens::Block &B : File.Blocks) {
    std::vector<tokens::Label> Labels(CPUs.size());
    for (size_t I = 0; I < Labels.size(); ++I)
      if (Places[I])
        Labels[I] = std::move(B.Labels[*Places[I]]);
    B.Labels = std::move(Labels);
  }
  File.CPUs = std::move(CPUs);
}

void copyInto(const weights::WeightFile &Start,
              const std::vector<std::string> &CPUs, Model &Net) {
  std::map<std::string, const std::vector<float> *> Known;
  const std::vector<weights::TensorShape> Theirs =
      weights::tensorsOf(Start.Shape, Start.Words.size(), Start.cpus());
  for (size_t I = 0; I < Theirs.size(); ++I)
    Known[Theirs[I].Name] = &Start.Tensors[I];
  std::vector<std::vector<float>> All = Net.tensors();
  const std::vector<weights::TensorShape> Ours =
      weights::tensorsOf(Net.shape(), Start.Words.size(), CPUs);
  for (size_t I = 0; I < Ours.size(); ++I)
    if (auto At = Known.find(Ours[I].Name); At != Known.end())
      All[I] = *At->second;
  Net.setTensors(All);
}

} // namespace winnow::train
