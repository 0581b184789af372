// SPDX-License-Identifier: MIT
#include "augury/evaluate/duplicates.hpp"

#include <algorithm>
#include <augury/augury.hpp>
#include <functional>
#include <ostream>

#include "augury/core/random.hpp"
#include "augury/data/glyphs.hpp"
#include "catch.hpp"

using namespace augury;

namespace augury {
std::ostream& operator<<(std::ostream& out, const Copy& copy) {
  return out << copy.image << " of " << copy.of << (copy.exact ? ", exact" : "")
             << (copy.other_class ? ", in another class" : "");
}
}  // namespace augury

namespace {

constexpr Key key(7, Purpose::user);

/// A set of images whose values lie where room is left for brightness; labels are i % classes.
template <class S>
class Pictures {
 public:
  explicit Pictures(std::vector<std::string> names = {"a", "b", "c"}) : names_(std::move(names)) {}

  /// Random blotches: nothing in common with any other.
  void add_new(int count) {
    for (int n = 0; n < count; ++n) {
      const auto number = static_cast<std::uint64_t>(labels_.size() + 10'000 * from_);
      std::vector<float> image;
      constexpr int width = Image<S>::width, channels = S::channels;
      constexpr int side = std::max(1, std::min(Image<S>::height, width) / 8);
      for (int i = 0; i < S::size; ++i) {
        const int y = i / channels / width / side, x = i / channels % width / side,
                  c = i % channels;
        const auto blotch = static_cast<std::uint64_t>((y * 1000 + x) * 4 + c);
        image.push_back(0.8f * uniform(key, number << 32 | blotch) - 0.4f);
      }
      add(image);
    }
  }
  /// A changed image, change(value, number of the value).
  void add_changed(std::size_t i, const std::function<float(float, std::uint64_t)>& change) {
    std::vector<float> image(pixels_.begin() + static_cast<std::ptrdiff_t>(i * S::size),
                             pixels_.begin() + static_cast<std::ptrdiff_t>((i + 1) * S::size));
    for (std::size_t at = 0; at < image.size(); ++at) image[at] = change(image[at], at);
    add(image);
  }
  void add(const std::vector<float>& image) {
    labels_.push_back(static_cast<std::int32_t>(labels_.size() % names_.size()));
    pixels_.insert(pixels_.end(), image.begin(), image.end());
  }
  Pictures& unlike_others() {
    from_ = 1;
    return *this;
  }
  ImageSet<S> set() const { return {pixels_, labels_, names_}; }

 private:
  std::uint64_t from_ = 0;
  std::vector<std::string> names_;
  std::vector<float> pixels_;
  std::vector<std::int32_t> labels_;
};

const auto unchanged = [](float x, std::uint64_t) { return x; };
const auto brighter = [](float x, std::uint64_t) { return x + 0.4f; };
/// In the first channel alone.
const auto tinted = [](float x, std::uint64_t at) { return at % 3 == 0 ? x + 0.3f : x; };
const auto paler = [](float x, std::uint64_t) { return 0.5f * x - 0.3f; };
/// Even noise of a standard deviation of 0.02, where images have 0.23.
const auto noisy = [](float x, std::uint64_t at) { return x + 0.07f * (uniform(key, at) - 0.5f); };
const auto negative = [](float x, std::uint64_t) { return -x; };
const auto half_other = [](float x, std::uint64_t at) { return at % 2 ? x : -x; };

}  // namespace

TEMPLATE_TEST_CASE("planted copies are found, and nothing else", "", (Shape<28, 28, 1>),
                   (Shape<9, 21, 3>), (Shape<64, 64, 3>), (Shape<6, 5, 1>)) {
  Context<Cpu> ctx(2);
  Pictures<TestType> pictures;
  pictures.add_new(600);  // more than a block
  pictures.add_changed(3, unchanged);
  pictures.add_changed(4, brighter);
  pictures.add_changed(555, paler);
  pictures.add_changed(7, noisy);
  pictures.add_changed(600, brighter);  // of a copy: the original is 3
  pictures.add_changed(8, negative);
  pictures.add_changed(9, half_other);
  const std::vector<Copy> expected{{600, 3, true, false},
                                   {601, 4, false, false},
                                   {602, 555, false, true},
                                   {603, 7, false, true},
                                   {604, 3, false, true}};
  CHECK(copies_within(ctx, pictures.set()) == expected);
}

TEST_CASE("copies of training images in a test set are found, by the names of classes") {
  using S = Shape<28, 28, 1>;
  Context<Cpu> ctx(2);
  Pictures<S> train, test({"b", "c", "a"});
  train.add_new(700);
  test.add_new(3);  // begins with the same three images
  test.unlike_others().add_new(597);
  test.add_changed(1, brighter);
  const std::vector<Copy> expected{
      {0, 0, true, true}, {1, 1, true, true}, {2, 2, true, true}, {600, 1, false, false}};
  CHECK(copies_between(ctx, test.set(), train.set()) == expected);
  CHECK(copies_between(ctx, train.set(), test.set()).size() == 3);
}

TEST_CASE("a test set that is the training set consists of copies") {
  Context<Cpu> ctx(1);
  const auto digits = glyphs(200, 1);
  const auto copies = copies_between(ctx, digits, digits);
  REQUIRE(copies.size() == 200);
  for (std::size_t i = 0; i < 200; ++i) CHECK(copies[i] == Copy{i, i, true, false});
}

TEST_CASE("images of one colour are exact copies or none") {
  using S = Shape<8, 8, 3>;
  Context<Cpu> ctx(1);
  Pictures<S> pictures;
  for (const float value : {0.2f, 0.4f, 0.2f, -0.0f, 0.0f})
    pictures.add(std::vector<float>(S::size, value));
  const std::vector<Copy> expected{{2, 0, true, true}, {4, 3, true, true}};
  CHECK(copies_within(ctx, pictures.set()) == expected);
}

TEST_CASE("drawn digits, which are all different, are hardly ever taken for copies") {
  Context<Cpu> ctx(2), alone(1);
  const auto digits = glyphs(1200, 5);
  const auto copies = copies_within(ctx, digits);
  CHECK(copies.size() <= 2);
  CHECK(copies == copies_within(alone, digits));
  CHECK(copies_between(ctx, glyphs(300, 6), digits).size() <= 2);
}

TEST_CASE("a thumbnail averages areas, also where they share pixels") {
  // Of 3 pixels the first half holds the first and half of the second.
  const std::vector<float> shares = detail::coverage(3, 2);
  const std::vector<float> expected{2 / 3.0f, 1 / 3.0f, 0, 0, 1 / 3.0f, 2 / 3.0f};
  REQUIRE(shares.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) CHECK(shares[i] == Approx(expected[i]));
}

TEST_CASE("a tint neither hides a copy nor makes one") {
  using S = Shape<16, 16, 3>;
  Context<Cpu> ctx(1);
  Pictures<S> pictures;
  pictures.add_new(20);
  for (std::size_t i = 0; i < 20; ++i) {  // pale pictures of one strong colour
    pictures.add_changed(
        i, [](float x, std::uint64_t at) { return 0.1f * x + (at % 3 == 0 ? 0.9f : -0.9f); });
    if (i == 5) pictures.add_changed(i, tinted);
  }
  const auto copies = copies_within(ctx, pictures.set());
  REQUIRE(copies.size() == 21);
  for (const Copy& copy : copies)
    CHECK(copy.of == (copy.image <= 25 ? copy.image - 20 : copy.image - 21));
}

TEST_CASE("images that are alike from afar alone are no copies") {
  using S = Shape<32, 32, 1>;
  Context<Cpu> ctx(1);
  Pictures<S> pictures, others;
  pictures.add_new(1);
  others.add_new(1);
  const auto checks = [](float by) {
    return [by](float x, std::uint64_t at) { return (at / 32 + at) % 2 ? x + by : x - by; };
  };
  pictures.add_changed(0, checks(0.3f));
  others.add_changed(0, checks(-0.3f));
  CHECK(copies_within(ctx, pictures.set()).empty());
  CHECK(copies_between(ctx, others.set(), pictures.set()) ==
        std::vector<Copy>{{0, 0, true, false}});
}
