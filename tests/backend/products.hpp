// SPDX-License-Identifier: MIT
// What the tests of products share: whole numbers, whose sums are exact in every order, hence
// results that must equal a plain loop's bit for bit; and memory that betrays careless use.
#pragma once
#include <algorithm>
#include <limits>
#include <vector>

#include "augury/backend/cpu/cpu.hpp"

namespace products {
using namespace augury;

template <class T>
inline constexpr T nan = std::numeric_limits<T>::quiet_NaN();

/// Numbers in -3 .. 3, or standard normals if not `whole`.
template <class T>
std::vector<T> numbers(std::ptrdiff_t count, std::uint32_t stream, bool whole = true) {
  std::vector<T> all(static_cast<std::size_t>(count));
  const Key key = Key{5, Purpose::user}.child(stream);
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = whole ? static_cast<T>(static_cast<int>(below(7, key, i)) - 3)
                   : static_cast<T>(normal<float>(key, i));
  return all;
}

/// Leaves NaN in the scratch memory that kernels will be given.
inline void poison(Context<Cpu>& ctx) {
  constexpr std::size_t count = std::size_t{1} << 18;
  const auto a = ctx.borrow<double>(count), b = ctx.borrow<double>(count),
             c = ctx.borrow<double>(count), d = ctx.borrow<double>(count),
             e = ctx.borrow<double>(count), f = ctx.borrow<double>(count);
  for (const auto* block : {&a, &b, &c, &d, &e, &f})
    std::fill_n(reinterpret_cast<float*>(block->data()), 2 * count, nan<float>);
}

/// An array with a fence behind it that no kernel may cross.
template <class T>
class Fenced {
 public:
  Fenced(std::size_t count, T begin) : numbers_(count + fence, T(77)), count_(count) {
    std::fill_n(numbers_.begin(), count, begin);
  }
  explicit Fenced(const std::vector<T>& from) : Fenced(from.size(), T(0)) {
    std::copy(from.begin(), from.end(), numbers_.begin());
  }
  T* data() { return numbers_.data(); }
  std::vector<T> copy() const { return {numbers_.begin(), numbers_.end() - fence}; }
  bool whole() const {
    return std::all_of(numbers_.end() - fence, numbers_.end(), [](T x) { return x == T(77); });
  }

 private:
  static constexpr int fence = 64;
  std::vector<T> numbers_;
  std::size_t count_;
};

}  // namespace products
