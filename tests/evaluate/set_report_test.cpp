// SPDX-License-Identifier: MIT
#include "augury/evaluate/set_advice.hpp"

#include <augury/augury.hpp>

#include "augury/data/glyphs.hpp"
#include "augury/data/subset.hpp"
#include "catch.hpp"

using namespace augury;

namespace {

using S = Shape<4, 4, 2>;

/// Whether some sentence holds a text.
bool says(const SetReport& report, const std::string& text) {
  for (const std::string& sentence : advice_on(report))
    if (sentence.find(text) != std::string::npos) return true;
  return false;
}

/// A report of a set without faults.
SetReport good() {
  SetReport report;
  report.class_names = {"cats", "dogs"};
  report.class_counts = {600, 600};
  report.images = 1200;
  return report;
}
SetReport with_counts(std::vector<std::size_t> counts) {
  SetReport report = good();
  report.images = 0;
  for (const std::size_t count : counts) report.images += count;
  report.class_counts = std::move(counts);
  return report;
}

}  // namespace

TEST_CASE("a set is described by its numbers") {
  Context<Cpu> ctx(1);
  std::vector<float> pixels;
  for (const float first : {-0.5f, 0.25f, 1.0f})
    for (int at = 0; at < S::size; ++at)
      pixels.push_back(at % 2 == 1 ? 0.5f : first == 1.0f && at == 6 ? 0.0f : first);
  const ImageSet<S> images(pixels, {1, 1, 0}, {"one", "two", "none"});
  const SetReport report = describe_set(ctx, images);
  CHECK(report.images == 3);
  CHECK(report.class_names == std::vector<std::string>{"one", "two", "none"});
  CHECK(report.class_counts == std::vector<std::size_t>{1, 2, 0});
  CHECK(report.smallest() == 2);
  CHECK(report.largest() == 1);
  CHECK(report.constant == 2);
  CHECK(report.copies.empty());
  REQUIRE(report.channels.size() == 2);
  CHECK(report.channels[0].least == -0.5f);
  CHECK(report.channels[0].most == 1.0f);
  CHECK(report.channels[0].mean == Approx((-0.5 * 16 + 0.25 * 16 + 15) / 48));
  CHECK(report.channels[1].least == 0.5f);
  CHECK(report.channels[1].most == 0.5f);
  CHECK(report.channels[1].mean == Approx(0.5));
}

TEST_CASE("a test set is compared with the images to train on") {
  Context<Cpu> ctx(1);
  const auto digits = glyphs(100, 1);
  SetReport report = describe_set(ctx, digits);
  compare_with(ctx, report, digits, glyphs(50, 2), "held-out");
  compare_with(ctx, report, digits, balanced_subset(digits, 30, 1), "test");
  REQUIRE(report.compared.size() == 2);
  CHECK(report.compared[0].images == 50);
  CHECK(report.compared[0].copies.empty());
  CHECK(report.compared[1].images == 30);
  CHECK(SetReport::count_exact(report.compared[1].copies) == 30);
  CHECK(says(report, "30 of 30 test images are copies"));
  CHECK_FALSE(says(report, "held-out"));
}

TEST_CASE("nothing is said against a good set") { CHECK(advice_on(good()).empty()); }

TEST_CASE("advice begins at its thresholds") {
  CHECK(says(with_counts({49, 50}), "little hope with 99 images"));
  CHECK_FALSE(says(with_counts({50, 50}), "little hope"));
  CHECK(says(with_counts({500, 499}), "With 999 images, fewer than 1000"));
  CHECK_FALSE(says(with_counts({500, 500}), "fewer than"));
  CHECK(says(with_counts({19, 180}), "'cats' has only 19 images, fewer than 20"));
  CHECK_FALSE(says(with_counts({20, 180}), "only"));
  CHECK(says(with_counts({5000, 500}), "out of balance: 'cats' has 5000 images, 'dogs' 500"));
  CHECK_FALSE(says(with_counts({4999, 500}), "out of balance"));
}

TEST_CASE("copies are worth a sentence where there are many") {
  SetReport report = good();
  report.compared = {{"test", 2000, std::vector<Copy>(1)}};
  report.copies.resize(11);
  CHECK(advice_on(report).empty());
  report.copies.resize(12);
  CHECK(says(report, "12 images are copies of others (0 exact)"));
  CHECK_FALSE(says(report, "test images"));
  report.compared[0].copies.resize(2);
  CHECK(says(report, "2 of 2000 test images are copies"));
  report.compared = {{"held-out", 40, std::vector<Copy>(1)}};
  CHECK(says(report, "1 of 40 held-out images is a copy of images to train on"));
}

TEST_CASE("copies do not count as images, and are told") {
  SetReport report = with_counts({52, 50});
  report.copies = {
      {1, 0, true, false}, {2, 0, true, true}, {3, 0, true, false}, {9, 8, false, false}};
  CHECK(says(report, "little hope with 99 different images"));
  CHECK(says(report, "4 images are copies of others (3 exact)"));
  CHECK(says(report, "1 image is of another class"));
}

TEST_CASE("images of one colour are told") {
  SetReport report = good();
  report.constant = 1;
  CHECK(says(report, "1 image is of one colour"));
}
