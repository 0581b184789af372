// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include "augury/data/glyphs.hpp"
#include "augury/data/subset.hpp"
#include "catch.hpp"
#include "data/sample_sets.hpp"
#include "io/temporary_folder.hpp"
#include "stacked_mnist/add_stacks.hpp"
#include "stacked_mnist/digit_training.hpp"

using namespace stacked;

TEST_CASE("the classifier learns digits, and names stacks by them") {
  Context<Cpu> context;
  DigitNetworks networks(context, 1);
  const Digits digits = glyphs(10, 1);
  DigitTraining training(context, networks, 10, 1);
  std::vector<float> losses;
  for (std::uint32_t step = 0; step < 30; ++step) {
    training.step(step, 1, digits.pixels(), digits.labels());
    losses.push_back(training.loss());
  }
  CHECK(losses.front() > 1.5f);  // nearly ln 10, who knows nothing
  CHECK(losses.back() < 0.5f * losses.front());

  DigitClassifier classifier(context, networks, 4);
  CHECK(accuracy(classifier, digits) == 1);
  const auto names = classifier.name(digits.pixels().subspan(3 * Digit::size, 5 * Digit::size));
  CHECK(names == std::vector<std::int32_t>{3, 4, 5, 6, 7});

  const StackedDigits set(digits, 6, 1);
  ModeCounts expected(modes);
  for (std::size_t i = 0; i < set.size(); ++i) {
    ModeCounts one(modes);
    add_stacks(one, classifier, set.pixels(i));
    CHECK(one.covered() == 1);
    expected.add(static_cast<std::size_t>(set.label(i)));
  }
  const ModeCounts counts = count_modes(classifier, set);
  CHECK(counts.total() == 6);
  CHECK(counts.covered() == expected.covered());
  CHECK(counts.divergence() == expected.divergence());
}

TEST_CASE("a classifier that was kept names as before") {
  const TemporaryFolder folder;
  const auto path = folder / "classifier.safetensors";
  Context<Cpu> context;
  DigitNetworks networks(context, 1), others(context, 2);
  const Digits digits = glyphs(10, 1);
  DigitClassifier one(context, networks, 10), other(context, others, 10);
  CHECK(one.name(digits.pixels()) != other.name(digits.pixels()));
  save_digit_networks(path, networks, {digits.class_names()});
  load_digit_networks(path, context, others);
  CHECK(one.name(digits.pixels()) == other.name(digits.pixels()));
  write_file(path, "no classifier");
  CHECK(has(message_of<Error>([&] { load_digit_networks(path, context, others); }),
            "is no valid safetensors file"));
}

TEST_CASE("modes are counted by a classifier of 99 % alone") {
  const TemporaryFolder folder;
  const auto path = folder / "classifier.safetensors";
  require_accuracy(0.99, path);
  CHECK(message_of<Error>([&] { require_accuracy(0.9899, path); }) ==
        "the digit classifier names 98.99 % of the test digits, where at least 99 % are expected "
        "of one that counts modes; give MNIST's four files");
  write_file(path, "");
  CHECK(has(message_of<Error>([&] { require_accuracy(0.1, path); }), "delete '"));
}
