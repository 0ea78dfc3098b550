// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A C++ file as most are: many headers, containers, strings, single loops, and
// no loop nest with a reduction.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

struct Account {
  std::string Owner;
  double Balance = 0;
  std::vector<std::string> Log;
};

class Bank {
public:
  Account &open(const std::string &Owner) {
    auto &Slot = Accounts[Owner];
    Slot = std::make_unique<Account>();
    Slot->Owner = Owner;
    return *Slot;
  }

  bool transfer(const std::string &From, const std::string &To, double Sum) {
    auto F = Accounts.find(From), T = Accounts.find(To);
    if (F == Accounts.end() || T == Accounts.end() || F->second->Balance < Sum)
      return false;
    F->second->Balance -= Sum;
    T->second->Balance += Sum;
    F->second->Log.push_back("to " + To);
    T->second->Log.push_back("from " + From);
    return true;
  }

  double total() const {
    double Sum = 0;
    for (const auto &Entry : Accounts)
      Sum += Entry.second->Balance;
    return Sum;
  }

  std::vector<std::string> matching(const std::string &Pattern) const {
    const std::regex Expression(Pattern);
    std::vector<std::string> Names;
    for (const auto &Entry : Accounts)
      if (std::regex_match(Entry.first, Expression))
        Names.push_back(Entry.first);
    std::sort(Names.begin(), Names.end());
    return Names;
  }

private:
  std::map<std::string, std::unique_ptr<Account>> Accounts;
};

std::unordered_map<std::string, int> countWords(const std::string &Text) {
  std::unordered_map<std::string, int> Counts;
  std::istringstream Words(Text);
  for (std::string Word; Words >> Word;)
    ++Counts[Word];
  return Counts;
}

int main(int ArgC, char **ArgV) {
  Bank B;
  for (int I = 1; I < ArgC; ++I)
    B.open(ArgV[I]).Balance = 10;
  if (ArgC > 2)
    B.transfer(ArgV[1], ArgV[2], 5);
  for (const std::string &Name : B.matching("[a-m].*"))
    std::cout << Name << '\n';
  for (const auto &Entry : countWords(ArgC > 1 ? ArgV[1] : ""))
    std::cout << Entry.first << ' ' << Entry.second << '\n';
  std::cout << B.total() << '\n';
}
