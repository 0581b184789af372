// SPDX-License-Identifier: MIT
// StackedDigits: colour images whose three channels are three digits, a thousand modes that are
// known by name (1611.02163).
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/random.hpp"
#include "augury/core/shape.hpp"
#include "augury/data/dataset.hpp"

namespace stacked {
using namespace augury;

using Digit = Shape<28, 28, 1>;
using ThreeDigits = Shape<32, 32, 3>;
using Digits = ImageSet<Digit>;
constexpr int modes = 1000;

/// Calls f(number of a digit, number of a stack) for each pixel of a digit that stands in the middle
/// of a channel.
template <class F>
void for_each_place(int channel, F f) {
  using Small = Image<Digit>;
  using Large = Image<ThreeDigits>;
  constexpr int top = (Large::height - Small::height) / 2, left = (Large::width - Small::width) / 2;
  for (int y = 0; y < Small::height; ++y)
    for (int x = 0; x < Small::width; ++x)
      f(static_cast<std::size_t>(y * Small::width + x),
        static_cast<std::size_t>(((y + top) * Large::width + x + left) * Large::channels +
                                 channel));
}

/// Sets the middle of a channel of a stack (32, 32, 3) to a digit (28, 28, 1).
inline void put_digit(std::span<float> stack, int channel, std::span<const float> digit) {
  for_each_place(channel, [&](std::size_t of_digit, std::size_t of_stack) {
    stack[of_stack] = digit[of_digit];
  });
}
/// The reverse: sets a digit (28, 28, 1) to the middle of a channel of a stack (32, 32, 3).
inline void take_digit(std::span<float> digit, int channel, std::span<const float> stack) {
  for_each_place(channel, [&](std::size_t of_digit, std::size_t of_stack) {
    digit[of_digit] = stack[of_stack];
  });
}

/// As many stacks as are asked for, each made when it is looked at: stack i is a pure function of
/// (digits, seed, i). First each channel draws one of the ten numbers, then one of its digits, so that
/// each of the 1,000 modes is as probable as the others, whatever the digits are.
class StackedDigits {
 public:
  using Sample = ThreeDigits;

  /// Keeps no copy: `digits` must outlive it. Throws Error for digits of other than ten classes.
  StackedDigits(const Digits& digits, std::size_t size, std::uint64_t seed)
      : digits_(digits), size_(size), key_(seed, Purpose::dataset) {
    if (digits.classes() != 10)
      throw Error("stacked digits are made of the ten digits, but the data set has " +
                  std::to_string(digits.classes()) + " classes; give MNIST's four files");
    for (std::size_t i = 0; i < digits.size(); ++i)
      members_[static_cast<std::size_t>(digits.label(i))].push_back(i);
    for (std::size_t k = 0; k < members_.size(); ++k)
      if (members_[k].empty())
        throw Error("stacked digits need each of the ten digits, and the data set has no " +
                    digits.class_name(static_cast<int>(k)) + "; give MNIST's four files");
  }

  std::size_t size() const { return size_; }
  int classes() const { return modes; }
  /// "042": the numbers of the three channels.
  std::string class_name(int k) const {
    const std::string name = std::to_string(k);
    return std::string(3 - name.size(), '0') + name;
  }
  /// 100 a + 10 b + c for the numbers a, b and c of the three channels.
  std::int32_t label(std::size_t i) const {
    std::int32_t mode = 0;
    for (int channel = 0; channel < 3; ++channel) mode = 10 * mode + number(i, channel);
    return mode;
  }
  /// Which of the digits stands in a channel of stack i.
  std::size_t digit(std::size_t i, int channel) const {
    const auto& of_number = members_[static_cast<std::size_t>(number(i, channel))];
    const auto count = static_cast<std::uint32_t>(of_number.size());
    return of_number[below(count, key_, element(i, channel) + 1)];
  }
  /// ThreeDigits i (32, 32, 3), valid until the next call: one thread at a time may look.
  std::span<const float> pixels(std::size_t i) const {
    for (int channel = 0; channel < 3; ++channel)
      put_digit(stack_, channel, digits_.pixels(digit(i, channel)));
    return stack_;
  }

 private:
  /// Two random numbers for each channel: its number, then which digit of that.
  static std::uint64_t element(std::size_t i, int channel) {
    return 6 * std::uint64_t{i} + 2 * static_cast<std::uint64_t>(channel);
  }
  std::int32_t number(std::size_t i, int channel) const {
    return static_cast<std::int32_t>(below(10, key_, element(i, channel)));
  }

  static std::array<float, ThreeDigits::size> background() {
    std::array<float, ThreeDigits::size> stack;
    stack.fill(-1);
    return stack;
  }

  const Digits& digits_;
  std::size_t size_;
  Key key_;
  std::array<std::vector<std::size_t>, 10> members_;  // by number
  mutable std::array<float, ThreeDigits::size> stack_ = background();
};
static_assert(Dataset<StackedDigits>);

}  // namespace stacked
