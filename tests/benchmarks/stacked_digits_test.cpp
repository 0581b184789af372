// SPDX-License-Identifier: MIT
#include "stacked_mnist/stacked_digits.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "augury/data/glyphs.hpp"
#include "augury/data/subset.hpp"
#include "catch.hpp"
#include "data/sample_sets.hpp"
#include "stacked_mnist/mode_counts.hpp"

using namespace stacked;

namespace {

std::vector<float> copy_of(std::span<const float> pixels) { return {pixels.begin(), pixels.end()}; }

}  // namespace

TEST_CASE("a stack is a pure function of digits, seed and index") {
  const Digits digits = glyphs(50, 1);
  const StackedDigits set(digits, 100, 7), again(digits, 1000, 7), other(digits, 100, 8);
  const auto last = copy_of(set.pixels(99)), first = copy_of(set.pixels(0));
  CHECK(first != last);
  CHECK(copy_of(set.pixels(99)) == last);
  CHECK(copy_of(again.pixels(0)) == first);
  CHECK(copy_of(again.pixels(99)) == last);
  CHECK(again.label(99) == set.label(99));
  CHECK(copy_of(other.pixels(0)) != first);
  check_dataset(set);
}

TEST_CASE("the three channels of a stack are three digits, whose numbers are its name") {
  const Digits digits = glyphs(50, 1);
  const StackedDigits set(digits, 40, 3);
  REQUIRE(set.classes() == 1000);
  CHECK(set.class_name(7) == "007");
  CHECK(set.class_name(940) == "940");
  for (std::size_t i = 0; i < set.size(); ++i) {
    auto stack = copy_of(set.pixels(i));  // (32, 32, 3)
    std::string name;
    for (int channel = 0; channel < 3; ++channel) {
      const std::size_t which = set.digit(i, channel);
      name += digits.class_name(digits.label(which));
      std::vector<float> found(Digit::size);  // (28, 28, 1)
      take_digit(found, channel, stack);
      REQUIRE(found == copy_of(digits.pixels(which)));
      put_digit(stack, channel, std::vector<float>(Digit::size, -1.0f));
    }
    CHECK(set.class_name(set.label(i)) == name);
    CHECK(std::count(stack.begin(), stack.end(), -1.0f) == ThreeDigits::size);  // nothing beside
  }
}

TEST_CASE("a digit stands in the middle of its own channel") {
  std::vector<float> stack(ThreeDigits::size);  // (32, 32, 3)
  std::vector<float> digit(Digit::size);        // (28, 28, 1)
  digit.front() = 1, digit.back() = 2;
  put_digit(stack, 1, digit);
  CHECK(stack[(2 * 32 + 2) * 3 + 1] == 1);
  CHECK(stack[(29 * 32 + 29) * 3 + 1] == 2);
  CHECK(std::count(stack.begin(), stack.end(), 0.0f) == ThreeDigits::size - 2);
}

TEST_CASE("all modes are equally probable, and so are the digits of a number") {
  const Digits all = glyphs(60, 1);
  std::vector<std::size_t> few{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40};  // five are a 0
  const Digits digits = subset_at(all, few);
  const StackedDigits set(digits, 128'000, 5);
  std::vector<double> of_mode(modes), of_digit(digits.size());
  ModeCounts counts(modes);
  for (std::size_t i = 0; i < set.size(); ++i) {
    ++of_mode[static_cast<std::size_t>(set.label(i))];
    counts.add(static_cast<std::size_t>(set.label(i)));
    ++of_digit[set.digit(i, 2)];
  }
  // 128 of each are expected, with a deviation of 11.3; the squares follow chi^2 of 999.
  double squares = 0;
  for (const double count : of_mode) squares += (count - 128) * (count - 128) / 128;
  CHECK(std::abs(squares - 999) < 5 * std::sqrt(2 * 999.0));
  CHECK(*std::min_element(of_mode.begin(), of_mode.end()) > 128 - 6 * 11.3);
  CHECK(*std::max_element(of_mode.begin(), of_mode.end()) < 128 + 6 * 11.3);
  CHECK(counts.covered() == 1000);
  CHECK(counts.divergence() == Approx(999 / (2 * 128'000.0)).epsilon(0.2));  // of chance alone
  for (std::size_t i = 0; i < digits.size(); ++i)
    CHECK(of_digit[i] == Approx(digits.label(i) == 0 ? 2560 : 12'800).epsilon(0.1));
}

TEST_CASE("stacks are made of ten classes of digits") {
  const Digits nine(std::vector<float>(9 * Digit::size), {0, 1, 2, 3, 4, 5, 6, 7, 8},
                    {"0", "1", "2", "3", "4", "5", "6", "7", "8"});
  CHECK(message_of<Error>([&] { StackedDigits(nine, 10, 1); }) ==
        "stacked digits are made of the ten digits, but the data set has 9 classes; give MNIST's "
        "four files");
  const Digits no_nine(std::vector<float>(9 * Digit::size), {0, 1, 2, 3, 4, 5, 6, 7, 8},
                       {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
  CHECK(message_of<Error>([&] { StackedDigits(no_nine, 10, 1); }) ==
        "stacked digits need each of the ten digits, and the data set has no 9; give MNIST's four "
        "files");
}
