// SPDX-License-Identifier: MIT
#include "augury/data/loader.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"
#include "sample_sets.hpp"

using namespace augury;

namespace {

using One = ImageSet<Shape<1, 1, 1>>;

/// `size` images; image i is of class i % 3.
One striped(int size) {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < size; ++i) labels.push_back(i % 3);
  return numbered(labels, {"a", "b", "c"});
}

/// The positions of the images of one step; their labels are checked on the way.
std::vector<std::size_t> batch_of(Loader<One>& loader, std::uint64_t step, std::size_t batch) {
  std::vector<float> pixels(batch);
  std::vector<std::int32_t> labels(batch, -1);
  loader.fill(step, batch, pixels, labels);
  std::vector<std::size_t> images;
  for (std::size_t j = 0; j < batch; ++j) {
    images.push_back(position(pixels[j]));
    REQUIRE(labels[j] == static_cast<std::int32_t>(images[j] % 3));
  }
  return images;
}

/// The images of steps 0 to steps-1, one after the other.
std::vector<std::size_t> stream(Loader<One>& loader, std::uint64_t steps, std::size_t batch) {
  std::vector<std::size_t> all;
  for (std::uint64_t step = 0; step < steps; ++step)
    for (std::size_t image : batch_of(loader, step, batch)) all.push_back(image);
  return all;
}

}  // namespace

TEST_CASE("every epoch is a permutation, the remainder of a batch included") {
  const One set = striped(50);
  Loader<One> loader(set, 3);
  const auto images = stream(loader, 50, 7);  // 350 images: exactly 7 epochs, 6 inside a batch
  std::set<std::vector<std::size_t>> orders;
  for (std::size_t epoch = 0; epoch < 7; ++epoch) {
    const std::vector<std::size_t> order(
        images.begin() + static_cast<std::ptrdiff_t>(50 * epoch),
        images.begin() + static_cast<std::ptrdiff_t>(50 * epoch + 50));
    CHECK(std::set<std::size_t>(order.begin(), order.end()).size() == 50);
    CHECK(!std::is_sorted(order.begin(), order.end()));
    orders.insert(order);
  }
  CHECK(orders.size() == 7);
}

TEST_CASE("a batch depends on seed and step and not on what was asked before") {
  const One set = striped(50);
  Loader<One> loader(set, 3), other_seed(set, 4);
  const auto forward = stream(loader, 20, 8);
  CHECK(stream(other_seed, 20, 8) != forward);
  for (std::uint64_t step : {19u, 6u, 0u, 13u, 6u}) {
    Loader<One> fresh(set, 3);
    const auto expected =
        std::vector<std::size_t>(forward.begin() + static_cast<std::ptrdiff_t>(8 * step),
                                 forward.begin() + static_cast<std::ptrdiff_t>(8 * step + 8));
    CHECK(batch_of(loader, step, 8) == expected);
    CHECK(batch_of(fresh, step, 8) == expected);
  }
}

TEST_CASE("the first place of an epoch is any image with the same probability") {
  const One set = striped(5);
  Loader<One> loader(set, 11);
  std::vector<int> first(5);
  for (std::uint64_t epoch = 0; epoch < 5000; ++epoch) ++first[batch_of(loader, epoch, 5)[0]];
  // 1000 each, standard deviation 28.
  for (int count : first) CHECK(std::abs(count - 1000) < 150);
}

TEST_CASE("the whole set and a set of one image are batches too") {
  const One set = striped(9), single = striped(1);
  Loader<One> loader(set, 1), alone(single, 1);
  const auto images = batch_of(loader, 5, 9);
  CHECK(std::set<std::size_t>(images.begin(), images.end()).size() == 9);
  CHECK(batch_of(alone, 1'000'000'000'000, 1) == std::vector<std::size_t>{0});
}

TEST_CASE("a batch larger than the set, empty, or of another size than its memory is wrong use") {
  const One set = striped(9);
  Loader<One> loader(set, 1);
  std::vector<float> pixels(10);
  std::vector<std::int32_t> labels(10);
  const auto refusal = [&](std::size_t batch) {
    return message_of<UsageError>([&] { loader.fill(0, batch, pixels, labels); });
  };
  CHECK(has(refusal(10), "--batch 10 is more than the 9 images"));
  CHECK(has(refusal(0), "--batch must be at least 1"));
  CHECK(has(refusal(8), "does not fit 10 pixel values"));
}
