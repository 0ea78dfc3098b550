//===- Parallel.cpp - Several processes, one model ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/Parallel.h"
#include <cstdlib>
#include <cstring>
#ifdef WINNOW_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

using torch::Tensor;

namespace winnow::train {

#ifdef WINNOW_GLOO
struct Group::Connection {
  c10::intrusive_ptr<c10d::TCPStore> Store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> Processes;
};
#else
struct Group::Connection {};
#endif

Group::Group() = default;
Group::~Group() = default;

/// The number in \p Name, or \p Otherwise where it is not set. False where it
/// is something else, or above \p Most.
static bool readNumber(const char *Name, unsigned Otherwise, unsigned Most,
                       unsigned &Into, std::string &Reason) {
  Into = Otherwise;
  const char *Text = std::getenv(Name);
  if (!Text || !*Text)
    return true;
  char *End = nullptr;
  unsigned long Value = std::strtoul(Text, &End, 10);
  Into = unsigned(Value);
  if (*Text >= '0' && *Text <= '9' && *End == 0 && Value <= Most)
    return true;
  Reason = std::string(Name) + " is '" + Text + "', and not a number up to " +
           std::to_string(Most);
  return false;
}

std::unique_ptr<Group> Group::join(std::string &Reason) {
  std::unique_ptr<Group> G(new Group);
  unsigned Port = 0;
  if (!readNumber("WORLD_SIZE", 1, 4096, G->Size, Reason) ||
      !readNumber("RANK", 0, 4095, G->Rank, Reason) ||
      !readNumber("MASTER_PORT", 29500, 65535, Port, Reason))
    return nullptr;
  if (G->Size == 0 || G->Rank >= G->Size) {
    Reason = "RANK is " + std::to_string(G->Rank) + " of WORLD_SIZE " +
             std::to_string(G->Size);
    return nullptr;
  }
  if (G->Size == 1)
    return G;
#ifdef WINNOW_GLOO
  const char *Address = std::getenv("MASTER_ADDR");
  if (!Address || !*Address) {
    Reason = "MASTER_ADDR is not set: where is rank 0?";
    return nullptr;
  }
  try {
    c10d::TCPStoreOptions Where;
    Where.port = uint16_t(Port);
    Where.isServer = G->isFirst();
    Where.numWorkers = G->Size;
    G->To = std::make_unique<Connection>();
    G->To->Store = c10::make_intrusive<c10d::TCPStore>(Address, Where);
    auto How = c10d::ProcessGroupGloo::Options::create();
    // Rank 0 alone reads checkpoints and validates.
    How->timeout = std::chrono::minutes(30);
    How->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    G->To->Processes = c10::make_intrusive<c10d::ProcessGroupGloo>(
        G->To->Store, int(G->Rank), int(G->Size), How);
  } catch (const std::exception &E) {
    std::string What = E.what();
    Reason = std::string(Address) + ":" + std::to_string(Port) + ": " +
             What.substr(0, What.find('\n'));
    return nullptr;
  }
  return G;
#else
  Reason = "WORLD_SIZE is " + std::to_string(G->Size) +
           ", and this winnow-train was built without gloo";
  return nullptr;
#endif
}

void Group::sum(Tensor &T) {
#ifdef WINNOW_GLOO
  if (!To)
    return;
  // gloo sums on the host.
  std::vector<Tensor> Here = {T.to(torch::kCPU)};
  To->Processes->allreduce(Here)->wait();
  if (!Here[0].is_same(T))
    T.copy_(Here[0]);
#else
  (void)T;
#endif
}

void Group::share(std::string &Text) {
#ifdef WINNOW_GLOO
  if (!To)
    return;
  std::vector<Tensor> Size = {
      torch::tensor(int64_t(Text.size()), torch::kLong)};
  To->Processes->broadcast(Size)->wait();
  Text.resize(size_t(Size[0].item<int64_t>()));
  std::vector<Tensor> Bytes = {
      torch::empty({int64_t(Text.size())}, torch::kByte)};
  if (!Text.empty()) {
    std::memcpy(Bytes[0].data_ptr<uint8_t>(), Text.data(), Text.size());
    To->Processes->broadcast(Bytes)->wait();
    std::memcpy(Text.data(), Bytes[0].data_ptr<uint8_t>(), Text.size());
  }
#else
  (void)Text;
#endif
}

} // namespace winnow::train
