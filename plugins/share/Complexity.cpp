//===- Complexity.cpp - The size of a set, as people write it ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Complexity.h"
#include "isl/aff.h"
#include "isl/map.h"
#include "isl/set.h"
#include "isl/val.h"
#include <algorithm>
#include <utility>

namespace winnow::share {

std::string Complexity::text() const {
  std::string Text;
  for (size_t I = 0; I != Factors.size();) {
    size_t End = I;
    while (End != Factors.size() && Factors[End] == Factors[I])
      ++End;
    Text += (Text.empty() ? "" : "*") + Factors[I];
    if (End - I > 1)
      Text += "^" + std::to_string(End - I);
    I = End;
  }
  return Text.empty() ? "1" : Text;
}

Complexity larger(const Complexity &A, const Complexity &B) {
  return B.degree() > A.degree() ? B : A;
}

/// The parameters of \p S and their positions, by name.
static std::vector<std::pair<std::string, unsigned>>
parametersByName(const isl::set &S) {
  std::vector<std::pair<std::string, unsigned>> Names;
  isl_size Count = isl_set_dim(S.get(), isl_dim_param);
  for (isl_size I = 0; I < Count; ++I)
    if (const char *Name = isl_set_get_dim_name(S.get(), isl_dim_param, I))
      Names.emplace_back(Name, I);
  std::sort(Names.begin(), Names.end());
  return Names;
}

/// The parameters in the linear part of \p A: "N", "(N + W - M)", or "" where
/// there is none. Coefficients do not matter to the order of growth.
static std::string linearPart(const isl::aff &A) {
  std::vector<std::string> Plus, Minus;
  isl_size Count = isl_aff_dim(A.get(), isl_dim_param);
  for (isl_size I = 0; I < Count; ++I) {
    isl_val *V = isl_aff_get_coefficient_val(A.get(), isl_dim_param, I);
    int Sign = isl_val_sgn(V);
    isl_val_free(V);
    const char *Name = isl_aff_get_dim_name(A.get(), isl_dim_param, I);
    if (Sign && Name)
      (Sign > 0 ? Plus : Minus).emplace_back(Name);
  }
  std::sort(Plus.begin(), Plus.end());
  std::sort(Minus.begin(), Minus.end());
  if (Plus.size() + Minus.size() == 1)
    return Plus.empty() ? Minus.front() : Plus.front();
  std::string Text;
  for (const std::string &Name : Plus)
    Text += (Text.empty() ? "" : " + ") + Name;
  for (const std::string &Name : Minus)
    Text += (Text.empty() ? "-" : " - ") + Name;
  return Text.empty() ? "" : "(" + Text + ")";
}

/// The linear parts of the largest value of the only dimension of \p Extents,
/// one for each of its pieces, sorted, without repetition.
///
/// \param Extents  { [d] }  bounded for fixed parameters
static std::vector<std::string> largestExtents(const isl::set &Extents) {
  std::vector<std::string> Texts;
  isl::pw_aff Max = Extents.dim_max(0);
  auto Visit = [](isl_set *Domain, isl_aff *Piece, void *User) {
    isl_set_free(Domain);
    std::string Text = linearPart(isl::manage(Piece));
    if (!Text.empty())
      static_cast<std::vector<std::string> *>(User)->push_back(Text);
    return isl_stat_ok;
  };
  isl_pw_aff_foreach_piece(Max.get(), Visit, &Texts);
  std::sort(Texts.begin(), Texts.end());
  Texts.erase(std::unique(Texts.begin(), Texts.end()), Texts.end());
  return Texts;
}

/// A constant extent up to this counts as flat: a slab that a transformation
/// leaves, or a window too short to be worth sharing.
static constexpr long FlatExtent = 8;

/// The factor that a dimension contributes, empty where it is flat.
///
/// \param Extents  { [d] }  the differences of two values of the dimension
///                          under equal values of the dimensions before it
static std::string factor(const isl::set &Extents) {
  if (isl::set Constant = Extents.project_out_all_params();
      Constant.is_bounded().is_true()) {
    isl_val *Max = isl_set_dim_max_val(Constant.copy(), 0);
    // Differences run from 0: one value more than the greatest of them.
    long Extent =
        isl_val_is_int(Max) == isl_bool_true ? isl_val_get_num_si(Max) + 1 : 0;
    isl_val_free(Max);
    return Extent > FlatExtent ? std::to_string(Extent) : "";
  }
  if (!Extents.is_bounded().is_true())
    return "inf";
  // The parameters that bound the extent whatever the others are: both N and M
  // for min(N, M), none for N + M.
  std::vector<std::string> Bounding;
  auto Parameters = parametersByName(Extents);
  for (const auto &[Name, Pos] : Parameters) {
    isl::set Only = Extents;
    for (unsigned I = Parameters.size(); I-- > 0;)
      if (I != Pos)
        Only = isl::manage(
            isl_set_project_out(Only.release(), isl_dim_param, I, 1));
    if (Only.is_bounded().is_true())
      Bounding.push_back(Name);
  }
  if (Bounding.size() == 1)
    return Bounding.front();
  std::vector<std::string> Exact = largestExtents(Extents);
  // One name for all pieces is the best; else one parameter that bounds them.
  if (Exact.size() != 1 || Exact.front().front() == '(')
    if (!Bounding.empty())
      return Bounding.front();
  return Exact.empty() ? "inf" : Exact.front();
}

/// \param Piece  { [z] }  convex
static Complexity complexityOfPiece(isl::set Piece) {
  Complexity C;
  // The rational shadow has the same order of growth and is cheaper.
  Piece = Piece.remove_divs();
  if (!Piece.is_empty().is_false())
    return C;
  for (isl_size K = isl_set_dim(Piece.get(), isl_dim_set); K-- > 0;) {
    // { [z0..zk-1] -> [zk] }
    isl::map Values = isl::map::from_range(Piece);
    Values = isl::manage(
        isl_map_move_dims(Values.release(), isl_dim_in, 0, isl_dim_out, 0, K));
    std::string Name =
        factor(Values.reverse().apply_range(Values).deltas().coalesce());
    if (!Name.empty())
      C.Factors.push_back(Name);
    Piece =
        isl::manage(isl_set_project_out(Piece.release(), isl_dim_set, K, 1));
  }
  std::sort(C.Factors.begin(), C.Factors.end());
  return C;
}

Complexity complexityOf(const isl::set &S) {
  Complexity C;
  if (S.is_null())
    return C;
  isl_basic_set_list *Pieces =
      isl_set_get_basic_set_list(S.remove_divs().coalesce().get());
  isl_size Count = isl_basic_set_list_size(Pieces);
  for (isl_size I = 0; I < Count; ++I)
    C = larger(C, complexityOfPiece(
                      isl::manage(isl_basic_set_list_get_at(Pieces, I))));
  isl_basic_set_list_free(Pieces);
  return C;
}

} // namespace winnow::share
