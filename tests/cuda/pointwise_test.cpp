// SPDX-License-Identifier: MIT
// Maps of the CUDA backend by packets of 16 bytes, run by the host: they are those number by number,
// bit for bit, and packets are taken wherever all that is read and written as such begins with one.
#define AUGURY_CUDA_ON_HOST
#include "augury/cuda.cuh"

#include <algorithm>
#include <cstring>
#include <vector>

#include "catch.hpp"
#include "cuda/numbers.hpp"
using namespace augury;

namespace {

template <class T>
constexpr T untouched = 77;

/// Numbers in memory that begins with a packet, or at its second number, between fences.
template <class T>
class Placed {
 public:
  Placed(const std::vector<T>& from, bool shifted)
      : memory_(from.size() + 3 * width, untouched<T>), begin_(shifted ? width + 1 : width) {
    while (!cuda::is_aligned(memory_.data() + begin_ - shifted)) ++begin_;
    std::copy(from.begin(), from.end(), memory_.data() + begin_);
  }
  T* data() { return memory_.data() + begin_; }
  std::vector<T> copy(std::size_t count) const {
    return {memory_.data() + begin_, memory_.data() + begin_ + count};
  }
  /// Whether nothing was written around `count` numbers.
  bool whole(std::size_t count) const {
    const auto fence = [](T x) { return x == untouched<T>; };
    return std::all_of(memory_.data(), memory_.data() + begin_, fence) &&
           std::all_of(memory_.data() + begin_ + count, memory_.data() + memory_.size(), fence);
  }

 private:
  static constexpr std::size_t width = cuda::Packet<T>::size;
  std::vector<T> memory_;
  std::size_t begin_;
};

// How an argument is spread over the result.
struct Full {
  template <class S, class V>
  static auto of(V v) {
    return v;
  }
};
struct Channel {
  template <class S, class V>
  static auto of(V v) {
    return per_channel(Dual{front<S>(v.value), front<S>(v.tangent)});
  }
  template <class S, class R, class T>
  static View<Shape<S::channels>, T> front(View<R, T> v) {
    return {v.data, 1};
  }
};
struct Plane {
  template <class S, class V>
  static auto of(V v) {
    return per_plane(Dual{front<S>(v.value), front<S>(v.tangent)});
  }
  template <class S, class R, class T>
  static View<Shape<S::channels>, T> front(View<R, T> v) {
    return {v.data, v.n};
  }
};
struct Sample {
  template <class S, class V>
  static auto of(V v) {
    return per_sample(Dual{front(v.value), front(v.tangent)});
  }
  template <class R, class T>
  static View<Shape<1>, T> front(View<R, T> v) {
    return {v.data, v.n};
  }
};

/// (a - b) c + tanh(a) / d. It looks whether the result before the one it is asked for was written
/// already, which it was not within a packet.
template <class T>
struct Watching {
  const T* result;
  std::ptrdiff_t *asked, *unwritten;
  template <class X>
  X operator()(X a, X b, X c, X d) const {
    if (*asked > 0 && result[*asked - 1] == untouched<T>) ++*unwritten;
    ++*asked;
    return (a - b) * c + math::tanh(a) / d;
  }
};

// Results: what is asked for, and whether as a value and a tangent.
struct PlainResult {
  static constexpr bool has_value = true, has_tangent = false;
  static auto of(auto value, auto) { return value; }
};
struct DualResult {
  static constexpr bool has_value = true, has_tangent = true;
  static auto of(auto value, auto tangent) { return Dual{value, tangent}; }
};
struct TangentResult {
  static constexpr bool has_value = false, has_tangent = true;
  static auto of(auto, auto tangent) { return Dual{Discard{}, tangent}; }
};

/// A map's result, value and tangent, and how many packets it was made by.
template <class T>
struct Made {
  std::vector<T> value, tangent;
  std::ptrdiff_t packets;
};

/// Array 2k is the value of the result (k = 0) or argument k, 2k + 1 its tangent; `shifted` of them
/// does not begin with a packet.
template <class S, class T, class Result, class Mode, class A, class B, class C, class D>
Made<T> made(Mode mode, int n, int shifted) {
  const std::size_t count = static_cast<std::size_t>(n) * S::size;
  std::vector<Placed<T>> all;
  for (int k = 0; k < 10; ++k)
    all.emplace_back(k < 2 ? std::vector<T>(count, untouched<T>)
                           : numbers<T>(count, static_cast<std::uint32_t>(k)),
                     k == shifted);
  const auto at = [&](int k) {
    return Dual{View<S, T>{all[std::size_t(2 * k)].data(), n},
                View<S, T>{all[std::size_t(2 * k + 1)].data(), n}};
  };
  std::ptrdiff_t asked = 0, unwritten = 0;
  Context<Cuda> ctx;
  const auto out = at(0);
  const Watching<T> f{Result::has_value ? out.value.data : out.tangent.data, &asked, &unwritten};
  map(ctx, mode, f, Result::of(out.value, out.tangent), A::template of<S>(at(1)),
      B::template of<S>(at(2)), C::template of<S>(at(3)), D::template of<S>(at(4)));
  ctx.synchronize();
  CHECK(asked == static_cast<std::ptrdiff_t>(count));
  CHECK(all[0].whole(Result::has_value ? count : 0));
  CHECK(all[1].whole(Result::has_tangent ? count : 0));
  return {all[0].copy(count), all[1].copy(count), unwritten / (cuda::Packet<T>::size - 1)};
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class S, class T, class Result, class Mode, class... Spread>
void compare(Mode mode, int n, bool in_packets) {
  const std::ptrdiff_t packets =
      in_packets ? std::ptrdiff_t{n} * S::size / cuda::Packet<T>::size : 0;
  const auto aligned = made<S, T, Result, Mode, Spread...>(mode, n, -1);
  CHECK(aligned.packets == packets);
  constexpr bool by_packet[] = {true, !std::is_same_v<Spread, Sample>...};
  for (int shifted = 0; shifted < 10; ++shifted) {
    INFO("array " << shifted << " is shifted");
    const auto result = made<S, T, Result, Mode, Spread...>(mode, n, shifted);
    CHECK(same_bits(result.value, aligned.value));
    CHECK(same_bits(result.tangent, aligned.tangent));
    const bool read = shifted == 0 ? Result::has_value : shifted % 2 == 0 || Result::has_tangent;
    CHECK(result.packets == (read && by_packet[shifted / 2] ? 0 : packets));
  }
}

/// Four arguments, each spread as told, with all results and modes.
template <class S, class T, class... Spread>
void check_map(int n, bool in_packets) {
  INFO(S::name() << ", " << n << " samples, numbers of " << sizeof(T) << " bytes");
  compare<S, T, PlainResult, Set, Spread...>(set, n, in_packets);
  compare<S, T, PlainResult, Add, Spread...>(add, n, in_packets);
  compare<S, T, DualResult, Set, Spread...>(set, n, in_packets);
  compare<S, T, DualResult, Add, Spread...>(add, n, in_packets);
  compare<S, T, TangentResult, Set, Spread...>(set, n, in_packets);
  compare<S, T, TangentResult, Add, Spread...>(add, n, in_packets);
}

}  // namespace

TEST_CASE("Maps over whole batches go by packets, whatever the shape") {
  check_map<Shape<3, 3, 3>, float, Full, Full, Full, Full>(5, true);   // three numbers are left
  check_map<Shape<3, 3, 3>, double, Full, Full, Full, Full>(5, true);  // one
  check_map<Shape<4, 4, 8>, float, Full, Full, Full, Full>(2, true);
  check_map<Shape<1>, float, Full, Full, Full, Full>(3, true);  // less than a packet
  check_map<Shape<1>, float, Full, Full, Full, Full>(0, true);
}

TEST_CASE("Maps with an argument per channel or plane go by packets where the channels do") {
  check_map<Shape<3, 2, 8>, float, Full, Channel, Plane, Sample>(3, true);
  check_map<Shape<3, 2, 8>, double, Full, Channel, Plane, Sample>(3, true);
  check_map<Shape<2, 2, 6>, double, Full, Full, Channel, Channel>(3, true);
  check_map<Shape<2, 2, 6>, float, Full, Full, Channel, Channel>(3, false);
  check_map<Shape<2, 2, 6>, float, Plane, Full, Full, Full>(3, false);
  check_map<Shape<3, 3, 3>, double, Full, Channel, Full, Full>(3, false);
}

TEST_CASE("Maps with an argument per sample go by packets where the samples do") {
  check_map<Shape<2, 2, 3>, float, Full, Sample, Full, Sample>(3, true);
  check_map<Shape<5>, float, Full, Sample, Full, Full>(3, false);
  check_map<Shape<5>, double, Full, Sample, Full, Full>(3, false);
}

TEST_CASE("A result by packets may take the place of an argument") {
  Context<Cuda> ctx;
  auto x = numbers<float>(1003, 1);
  const auto before = x;
  map(ctx, set, op::Square{}, view<Shape<1>>(x), view<Shape<1>>(x));
  ctx.synchronize();
  for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(x[i] == before[i] * before[i]);
  map(ctx, add, op::Square{}, view<Shape<1>>(x), view<Shape<1>>(x));
  ctx.synchronize();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float one = before[i] * before[i];
    REQUIRE(std::abs(x[i] - (one + one * one)) <= 1e-6f * x[i]);
  }
}
