// SPDX-License-Identifier: MIT
#include "augury/data/dataset.hpp"

#include <cmath>
#include <limits>
#include <set>

#include "augury/data/fingerprint.hpp"
#include "augury/data/subset.hpp"
#include "catch.hpp"
#include "sample_sets.hpp"

using namespace augury;

namespace {

using Pair = ImageSet<Shape<1, 2, 1>>;
static_assert(Dataset<Pair>);
static_assert(!Dataset<int>);

std::string refusal(std::vector<float> pixels, std::vector<std::int32_t> labels,
                    std::vector<std::string> names = {"a", "b"}) {
  return message_of<Error>([&] { Pair{pixels, labels, names}; });
}

/// Images of each class.
template <class D>
std::vector<int> counts(const D& set) {
  std::vector<int> of_class(static_cast<std::size_t>(set.classes()));
  for (std::size_t i = 0; i < set.size(); ++i) ++of_class[static_cast<std::size_t>(set.label(i))];
  return of_class;
}

template <class D>
std::set<std::size_t> positions(const D& set) {
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < set.size(); ++i) all.insert(position(set.pixels(i)[0]));
  return all;
}

/// 100 images of class 0, 50 of class 1, 3 of class 2, mixed.
auto uneven() {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 153; ++i) labels.push_back(i % 51 == 50 ? 2 : i % 3 == 0 ? 1 : 0);
  return numbered(labels, {"many", "some", "few"});
}

}  // namespace

namespace {
/// A data set that somebody wrote, and that keeps what the concept asks for or does not.
struct Own {
  using Sample = Shape<1, 2, 1>;
  std::vector<std::vector<float>> images{{0, 1}, {-1, 0}};
  std::vector<std::int32_t> labels{0, 1};
  std::vector<std::string> names{"a", "b"};
  std::size_t size() const { return images.size(); }
  int classes() const { return static_cast<int>(names.size()); }
  std::string class_name(int k) const { return names[static_cast<std::size_t>(k)]; }
  std::int32_t label(std::size_t i) const { return labels[i]; }
  std::span<const float> pixels(std::size_t i) const { return images[i]; }
};
static_assert(Dataset<Own>);

template <class Change>
std::string own_refusal(Change change) {
  Own set;
  change(set);
  return message_of<Error>([&] { check_dataset(set); });
}
}  // namespace

TEST_CASE("a data set of one's own is checked, image by image") {
  check_dataset(Own{});
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(own_refusal([](Own& s) { s.images.clear(); }), ContainsSubstring("holds no images"));
  CHECK_THAT(own_refusal([](Own& s) { s.names = {"a", "a"}; }), ContainsSubstring("are named 'a'"));
  for (const std::int32_t label : {-1, 2, 100'000'000})
    CHECK_THAT(own_refusal([=](Own& s) { s.labels[1] = label; }),
               ContainsSubstring("image 1 of the data set has label " + std::to_string(label)));
  for (const std::size_t length : {std::size_t{1}, std::size_t{3}})
    CHECK_THAT(own_refusal([=](Own& s) { s.images[1].resize(length); }),
               ContainsSubstring("image 1 of the data set has " + std::to_string(length) +
                                 " values, but one of 1x2x1 has 2"));
  for (const float value : {std::nanf(""), 1e30f, -1.5f})
    CHECK_THAT(own_refusal([=](Own& s) { s.images[0][1] = value; }),
               ContainsSubstring("image 0 of the data set holds the value"));
}

TEST_CASE("an image set gives back what it was given") {
  const Pair set({-1.0f, 1.0f, 0.25f, 0.5f}, {1, 0}, {"cat", "dog"});
  REQUIRE(set.size() == 2);
  REQUIRE(set.classes() == 2);
  CHECK(set.class_name(1) == "dog");
  CHECK(set.label(0) == 1);
  CHECK(set.label(1) == 0);
  REQUIRE(set.pixels(1).size() == 2);
  CHECK(set.pixels(1)[0] == 0.25f);
  CHECK(set.pixels(1)[1] == 0.5f);
}

TEST_CASE("an image set refuses what cannot be trained on") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(refusal({0, 0, 0, 0}, {0, 1}).empty());
  CHECK(has(refusal({0, 0, 0, nan}, {0, 1}), "image 1 "));
  CHECK(has(refusal({0, 0, 0, nan}, {0, 1}), "nan"));
  CHECK(has(refusal({-infinity, 0, 0, 0}, {0, 1}), "image 0 "));
  CHECK(has(refusal({0, 1.01f, 0, 0}, {0, 1}), "[-1, 1]"));
  CHECK(has(refusal({0, -1.01f, 0, 0}, {0, 1}), "[-1, 1]"));
  CHECK(has(refusal({0, 0, 0}, {0, 1}), "3 pixel values"));
  CHECK(has(refusal({0, 0, 0, 0, 0}, {0, 1}), "5 pixel values"));
  CHECK(has(refusal({0, 0, 0, 0}, {0}), "1 labels"));
  CHECK(has(refusal({}, {}), "no images"));
  CHECK(has(refusal({0, 0}, {2}), "label 2"));
  CHECK(has(refusal({0, 0}, {-1}), "label -1"));
  CHECK(has(refusal({0, 0}, {0}, {}), "label 0"));
  CHECK(has(refusal({0, 0}, {0}, {"a", "b", "a"}), "'a'"));
  CHECK(has(refusal({0, 0}, {0}, {"a", "caf\xE9"}), "class 1 of the data set"));
  CHECK(has(refusal({0, 0}, {0}, {"a", "caf\xE9"}), "is not UTF-8; rename the class"));
}

TEST_CASE("a subset is balanced as far as the classes go") {
  const auto set = uneven();
  REQUIRE(counts(set) == std::vector<int>{99, 51, 3});

  CHECK(counts(balanced_subset(set, 6, 1)) == std::vector<int>{2, 2, 2});
  CHECK(counts(balanced_subset(set, 103, 1)) == std::vector<int>{50, 50, 3});
  CHECK(counts(balanced_subset(set, 120, 1)) == std::vector<int>{66, 51, 3});
  CHECK(counts(balanced_subset(set, 153, 1)) == counts(set));

  const auto odd = counts(balanced_subset(set, 8, 1));
  CHECK(odd[0] + odd[1] + odd[2] == 8);
  for (int count : odd) CHECK((count == 2 || count == 3));

  // A class without images would be trained and generated as if it had some.
  CHECK(has(message_of<UsageError>([&] { balanced_subset(set, 2, 1); }), "3 classes"));
}

TEST_CASE("a subset is distinct images with their own labels, drawn by the seed") {
  const auto set = uneven();
  const auto subset = balanced_subset(set, 40, 7);
  CHECK(positions(subset).size() == 40);
  for (std::size_t i = 0; i < subset.size(); ++i)
    CHECK(subset.label(i) == set.label(position(subset.pixels(i)[0])));
  CHECK(positions(subset) == positions(balanced_subset(set, 40, 7)));
  CHECK(positions(subset) != positions(balanced_subset(set, 40, 8)));
  // Not merely the first ones of each class.
  CHECK(*positions(subset).rbegin() > 100);
}

TEST_CASE("a subset without some images is drawn from the others") {
  const auto set = uneven();
  const auto first = balanced_positions(set, 100, 7);
  const auto second = balanced_positions(set, 50, 7, first);
  std::set<std::size_t> both(first.begin(), first.end());
  both.insert(second.begin(), second.end());
  CHECK(second.size() == 50);
  CHECK(both.size() == 150);
  CHECK(positions(subset_at(set, second)) == std::set<std::size_t>(second.begin(), second.end()));
}

TEST_CASE("a subset of none or of more than all is wrong use") {
  const auto set = uneven();
  CHECK(has(message_of<UsageError>([&] { balanced_subset(set, 154, 1); }), "--limit 154"));
  CHECK(has(message_of<UsageError>([&] { balanced_subset(set, 154, 1); }), "153 images"));
  CHECK(has(message_of<UsageError>([&] { balanced_subset(set, 0, 1); }), "at least 1"));
}

TEST_CASE("the fingerprint sees sizes, labels, names, pixels and order") {
  const std::vector<float> pixels{0.0f, 0.25f, 0.5f, 0.75f};
  const auto of = [](auto&& set) { return fingerprint(set); };
  const std::uint64_t base = of(Pair(pixels, {0, 1}, {"a", "b"}));
  CHECK(base == of(Pair(pixels, {0, 1}, {"a", "b"})));

  std::set<std::uint64_t> all{base};
  all.insert(of(Pair(pixels, {1, 0}, {"a", "b"})));
  all.insert(of(Pair(pixels, {0, 1}, {"a", "c"})));
  all.insert(of(Pair(pixels, {0, 1}, {"a", "b", "c"})));
  all.insert(of(Pair({0.5f, 0.75f, 0.0f, 0.25f}, {1, 0}, {"a", "b"})));
  all.insert(of(Pair({0.0f, 0.25f, 0.5f, std::nextafter(0.75f, 1.0f)}, {0, 1}, {"a", "b"})));
  all.insert(of(ImageSet<Shape<2, 1, 1>>(pixels, {0, 1}, {"a", "b"})));
  CHECK(all.size() == 7);
}
