//===- Checkpoint.cpp - All that training has come to ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "train/Checkpoint.h"
#include "bytes/Bytes.h"

namespace winnow::train {

std::string print(const Checkpoint &C) {
  bytes::Writer Out;
  Out.number(Checkpoint::Magic);
  Out.number(Checkpoint::FormatVersion);
  Out.text(C.Fingerprint);
  for (uint64_t Number : {C.Epoch, C.Batch, C.Steps})
    Out.number(Number);
  for (double Number : {C.Loss, C.Labels, C.Seconds, C.BestError})
    Out.number(Number);
  Out.number(C.BestEpoch);
  Out.text(C.Curve);
  Out.number(uint64_t(C.Values.size()));
  for (const std::vector<float> *Each :
       {&C.Values, &C.Mean, &C.Square, &C.Average, &C.Best})
    Out.numbers(*Each);
  Out.seal();
  return Out.take();
}

bool parse(std::string_view Bytes, size_t Parameters, Checkpoint &C,
           std::string &Reason) {
  bytes::Reader In(Bytes);
  if (In.number<uint32_t>() != Checkpoint::Magic) {
    Reason = "not a checkpoint";
    return false;
  }
  if (In.number<uint32_t>() != Checkpoint::FormatVersion) {
    Reason = "a checkpoint of another version";
    return false;
  }
  if (!bytes::unseal(Bytes, Reason))
    return false;
  In = bytes::Reader(Bytes.substr(2 * sizeof(uint32_t)));
  C.Fingerprint = In.text();
  for (uint64_t *Number : {&C.Epoch, &C.Batch, &C.Steps})
    *Number = In.number<uint64_t>();
  for (double *Number : {&C.Loss, &C.Labels, &C.Seconds, &C.BestError})
    *Number = In.number<double>();
  C.BestEpoch = In.number<uint64_t>();
  C.Curve = In.text();
  if (In.number<uint64_t>() != Parameters) {
    Reason = "a checkpoint of another network";
    return false;
  }
  for (std::vector<float> *Each :
       {&C.Values, &C.Mean, &C.Square, &C.Average, &C.Best})
    *Each = In.numbers<float>(Parameters);
  if (In.failed() || In.left() != 0) {
    Reason = "the checkpoint does not end where it should";
    return false;
  }
  return true;
}

} // namespace winnow::train
