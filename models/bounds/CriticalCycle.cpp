//===- CriticalCycle.cpp - The slowest chain around a loop ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bounds/CriticalCycle.h"
#include <algorithm>

namespace winnow::bounds {

namespace {

constexpr uint32_t None = ~0u;

class Search {
public:
  Search(uint32_t NumNodes, const std::vector<LatencyEdge> &Edges)
      : Edges(Edges), Longest(NumNodes), Last(NumNodes), Seen(NumNodes) {}

  /// A cycle that takes more than \p Than; false if there is none.
  bool improve(CriticalCycle &Than);

private:
  /// A node on a cycle of last edges, or None.
  uint32_t onCycle();

  const std::vector<LatencyEdge> &Edges;
  /// By node: the longest path found, and the edge that it ends with.
  std::vector<int64_t> Longest;
  std::vector<uint32_t> Last;
  std::vector<uint32_t> Seen;
};

uint32_t Search::onCycle() {
  std::fill(Seen.begin(), Seen.end(), None);
  for (uint32_t Start = 0; Start < Seen.size(); ++Start) {
    uint32_t At = Start;
    while (Seen[At] == None) {
      Seen[At] = Start;
      if (Last[At] == None)
        break;
      At = Edges[Last[At]].From;
    }
    if (Seen[At] == Start && Last[At] != None)
      return At;
  }
  return None;
}

bool Search::improve(CriticalCycle &Than) {
  std::fill(Longest.begin(), Longest.end(), 0);
  std::fill(Last.begin(), Last.end(), None);
  for (;;) {
    bool Changed = false;
    for (uint32_t I = 0; I < Edges.size(); ++I) {
      const LatencyEdge &E = Edges[I];
      int64_t Length = Longest[E.From] + E.Latency * Than.Iterations -
                       (E.Carried ? Than.Latency : 0);
      if (Length > Longest[E.To]) {
        Longest[E.To] = Length;
        Last[E.To] = I;
        Changed = true;
      }
    }
    // Without a cycle of last edges, paths end somewhere: relaxation stops.
    if (!Changed)
      return false;
    uint32_t At = onCycle();
    if (At == None)
      continue;
    CriticalCycle Found;
    Found.Iterations = 0;
    uint32_t Node = At;
    do {
      const LatencyEdge &E = Edges[Last[Node]];
      Found.Nodes.push_back(Node);
      Found.Latency += E.Latency;
      Found.Iterations += E.Carried;
      Node = E.From;
    } while (Node != At);
    std::reverse(Found.Nodes.begin(), Found.Nodes.end());
    std::rotate(Found.Nodes.begin(),
                std::min_element(Found.Nodes.begin(), Found.Nodes.end()),
                Found.Nodes.end());
    Than = std::move(Found);
    return true;
  }
}

} // namespace

CriticalCycle findCriticalCycle(uint32_t NumNodes,
                                const std::vector<LatencyEdge> &Edges) {
  CriticalCycle C;
  bool Loops = false;
  for (const LatencyEdge &E : Edges)
    Loops |= E.Carried;
  if (!Loops)
    return C;
  Search S(NumNodes, Edges);
  while (S.improve(C)) {
  }
  return C;
}

} // namespace winnow::bounds
