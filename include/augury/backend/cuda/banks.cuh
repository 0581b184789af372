// SPDX-License-Identifier: MIT
// Images sorted by the filter bank they use, on the device: which image uses which bank need not be
// known to the host.
#pragma once
#include <cstdint>

#include "augury/backend/cuda/context.cuh"
#include "augury/kernel/product.hpp"

namespace augury::cuda {

/// What a product sees of the order: the images of bank b are image(first(b)), image(first(b) + 1)
/// and so on, in the order of the batch.
struct BankOrder {
  int n, banks;
  const int *start, *images;  // null where there is one bank: all images as they come
  AUGURY_HD int first(int bank) const { return start != nullptr ? start[bank] : 0; }
  AUGURY_HD int count(int bank) const {
    return start != nullptr ? start[bank + 1] - start[bank] : n;
  }
  AUGURY_HD int image(int i) const { return images != nullptr ? images[i] : i; }
};

/// A thread a bank: it counts the images of the banks before its own, and lists its own.
inline void sort_by_bank(Context<Cuda>& ctx, int banks, const std::int32_t* bank, int n, int* start,
                         int* images) {
  ctx.for_each(banks + 1, [=] AUGURY_HD(std::ptrdiff_t b) {
    int before = 0;
    for (int i = 0; i < n; ++i) before += bank[i] < b ? 1 : 0;
    start[b] = before;
    for (int i = 0; i < n; ++i)
      if (bank[i] == b) images[before++] = i;
  });
}

class BankList {
 public:
  BankList(Context<Cuda>& ctx, int banks, BankOf of, int n)
      : n_(n),
        banks_(banks),
        sorted_(banks > 1 && of.bank != nullptr),
        start_(ctx.borrow<int>(static_cast<std::size_t>(banks) + 1)),
        images_(ctx.borrow<int>(static_cast<std::size_t>(n))) {
    if (sorted_) sort_by_bank(ctx, banks, of.bank, n, start_.data(), images_.data());
  }
  BankOrder order() const {
    return {n_, banks_, sorted_ ? start_.data() : nullptr, sorted_ ? images_.data() : nullptr};
  }

 private:
  int n_, banks_;
  bool sorted_;
  Scratch<int, Pool> start_, images_;
};

}  // namespace augury::cuda
