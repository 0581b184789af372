// SPDX-License-Identifier: MIT
// Images sorted by the filter bank they use, so that each bank's images share its packed weights.
#pragma once
#include "augury/backend/cpu/context.hpp"
#include "augury/kernel/product.hpp"

namespace augury::cpu {

/// The images of each bank in their order in the batch, and the same cut into groups of at most
/// `most` images of one bank.
class BankList {
 public:
  struct Group {
    int first, count, bank;
  };

  BankList(Context<Cpu>& ctx, int banks, BankOf of, int n, int most)
      : banks_(banks),
        start_(ctx.borrow<int>(static_cast<std::size_t>(banks) + 1)),
        image_(ctx.borrow<int>(static_cast<std::size_t>(n))),
        group_(ctx.borrow<Group>(static_cast<std::size_t>(n / most + banks))) {
    int next = 0;
    for (int b = 0; b < banks; ++b) {
      start_[index(b)] = next;
      for (int i = 0; i < n; ++i)
        if ((of.bank ? of.bank[i] : 0) == b) image_[index(next++)] = i;
      for (int i = start_[index(b)]; i < next; i += most)
        group_[index(groups_++)] = {i, std::min(most, next - i), b};
    }
    start_[index(banks)] = next;
  }

  int count() const { return banks_; }
  int images(int bank) const { return start_[index(bank + 1)] - start_[index(bank)]; }
  int first(int bank) const { return start_[index(bank)]; }
  /// Number in the batch of the i-th image in bank order.
  int image(int i) const { return image_[index(i)]; }
  int groups() const { return groups_; }
  Group group(int i) const { return group_[index(i)]; }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }

  int banks_, groups_ = 0;
  Scratch<int> start_, image_;
  Scratch<Group> group_;
};

}  // namespace augury::cpu
