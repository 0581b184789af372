// SPDX-License-Identifier: MIT
#include "backend/products.hpp"
#include "catch.hpp"

using namespace augury;
using products::Fenced;
using products::numbers;

namespace {

template <class Big, class Small, class W>
using WeightShape =
    Shape<W::kernel_h, W::kernel_w,
          W::order == Order::convolution ? Image<Big>::channels : Image<Small>::channels,
          W::order == Order::convolution ? Image<Small>::channels : Image<Big>::channels>;

template <class T>
struct Products {
  std::vector<T> small, big, w;
  bool operator==(const Products&) const = default;
};

/// visit(big, small, weight): the indices of all pairs that meet under a window.
template <class Big, class Small, class W, class Visit>
void each_pair(int n, const std::vector<std::int32_t>& bank, Visit visit) {
  using B = Image<Big>;
  using S = Image<Small>;
  constexpr int C = B::channels, F = S::channels;
  for (int i = 0; i < n; ++i)
    for (int oh = 0; oh < S::height; ++oh)
      for (int ow = 0; ow < S::width; ++ow)
        for (int kh = 0; kh < W::kernel_h; ++kh)
          for (int kw = 0; kw < W::kernel_w; ++kw) {
            const int ih = oh * W::stride_h + kh - W::pad_h, iw = ow * W::stride_w + kw - W::pad_w;
            if (ih < 0 || iw < 0 || ih >= B::height || iw >= B::width) continue;
            const int tap = (bank[std::size_t(i)] * W::kernel_h + kh) * W::kernel_w + kw;
            for (int c = 0; c < C; ++c)
              for (int f = 0; f < F; ++f)
                visit(std::size_t(((i * B::height + ih) * B::width + iw) * C + c),
                      std::size_t(((i * S::height + oh) * S::width + ow) * F + f),
                      std::size_t(tap * C * F +
                                  (W::order == Order::convolution ? c * F + f : f * C + c)));
          }
}

/// The three products by plain loops.
template <class Big, class Small, class W, class T>
Products<T> by_loops(int n, const std::vector<std::int32_t>& bank, const Products<T>& from) {
  Products<T> to{std::vector<T>(from.small.size()), std::vector<T>(from.big.size()),
                 std::vector<T>(from.w.size())};
  each_pair<Big, Small, W>(n, bank, [&](std::size_t b, std::size_t s, std::size_t w) {
    to.small[s] += from.big[b] * from.w[w];
    to.big[b] += from.small[s] * from.w[w];
    to.w[w] += from.big[b] * from.small[s];
  });
  return to;
}

/// The three products by kernels. The results begin as `begin`.
template <class Big, class Small, class W, class T, class Mode>
Products<T> by_kernels(Context<Cpu>& ctx, Mode mode, int n, const std::vector<std::int32_t>* bank,
                       Products<T> from, T begin) {
  using SW = WeightShape<Big, Small, W>;
  const int banks = int(from.w.size() / SW::size);
  const View<Big, T> big{from.big.data(), n};
  const View<Small, T> small{from.small.data(), n};
  const View<SW, T> w{from.w.data(), banks};
  const BankOf of{bank ? bank->data() : nullptr};
  Fenced<T> to_small(from.small.size(), begin), to_big(from.big.size(), begin),
      to_w(from.w.size(), begin);
  correlate(ctx, mode, View<Small, T>{to_small.data(), n}, big, w, W{}, of);
  spread(ctx, mode, View<Big, T>{to_big.data(), n}, small, w, W{}, of);
  correlate_weight(ctx, mode, View<SW, T>{to_w.data(), banks}, big, small, W{}, of);
  CHECK(to_small.whole());
  CHECK(to_big.whole());
  CHECK(to_w.whole());
  return {to_small.copy(), to_big.copy(), to_w.copy()};
}

template <class Big, class Small, class W, class T>
Products<T> operands(int n, int banks, bool whole) {
  return {numbers<T>(std::ptrdiff_t{n} * Small::size, 1, whole),
          numbers<T>(std::ptrdiff_t{n} * Big::size, 2, whole),
          numbers<T>(std::ptrdiff_t{banks} * WeightShape<Big, Small, W>::size, 3, whole)};
}

/// Kernels against loops on whole numbers, bit for bit; and the number of threads.
template <class Big, class Small, class W, class T, class... AlsoAdd>
void check(int n, AlsoAdd... also_add) {
  INFO(Big::name() << " and " << Small::name() << ", kernel " << W::kernel_h << "x" << W::kernel_w
                   << ", stride " << W::stride_h << "x" << W::stride_w << ", pad " << W::pad_h
                   << "x" << W::pad_w << ", batch " << n << ", " << sizeof(T) << " bytes"
                   << (W::order == Order::convolution ? "" : ", transposed"));
  const auto from = operands<Big, Small, W, T>(n, 1, true);
  auto expected = by_loops<Big, Small, W>(n, std::vector<std::int32_t>(std::size_t(n)), from);
  Context<Cpu> one(1), two(2), three(3);
  products::poison(two);
  CHECK((by_kernels<Big, Small, W>(two, set, n, nullptr, from, products::nan<T>) == expected));
  for (auto* part : {&expected.small, &expected.big, &expected.w})
    for (T& x : *part) x += T(4);
  [[maybe_unused]] const auto check_mode = [&](auto mode) {
    CHECK((by_kernels<Big, Small, W>(two, mode, n, nullptr, from, T(4)) == expected));
  };
  (check_mode(also_add), ...);

  const auto real = operands<Big, Small, W, T>(n, 1, false);
  const auto base = by_kernels<Big, Small, W>(one, set, n, nullptr, real, T(0));
  CHECK((by_kernels<Big, Small, W>(two, set, n, nullptr, real, T(0)) == base));
  CHECK((by_kernels<Big, Small, W>(three, set, n, nullptr, real, T(0)) == base));
}

/// A square window with `Pad` zeros on each side of an H x Width x C image.
template <int H, int Width, int C, int F, int Kernel, int Stride, int Pad, Order order, class T,
          class... AlsoAdd>
void check_square(int n, AlsoAdd... also_add) {
  using Small =
      Shape<(H + 2 * Pad - Kernel) / Stride + 1, (Width + 2 * Pad - Kernel) / Stride + 1, F>;
  check<Shape<H, Width, C>, Small, Window<Kernel, Kernel, Stride, Stride, Pad, Pad, order>, T>(
      n, also_add...);
}

/// Strides 1 to 3, each pad 0 to 2 once; order, type of numbers and number of channels take turns:
/// two channels of floats are spread in another way than six.
template <int Kernel>
void check_kernel() {
  cpu::unroll<3>([](auto i) {
    constexpr int stride = i + 1, pad = (Kernel + stride) % 3, turn = i + Kernel;
    constexpr Order order = turn % 2 ? Order::convolution : Order::transposed;
    using T = std::conditional_t<turn % 3 != 0, float, double>;
    check_square<7, 6, Kernel % 2 ? 2 : 6, 5, Kernel, stride, pad, order, T>(3);
  });
}

constexpr Order forth = Order::convolution, back = Order::transposed;

}  // namespace

TEST_CASE("kernels 1 to 5, strides 1 to 3 and pads 0 to 2 equal plain loops") {
  check_kernel<1>();
  check_kernel<2>();
  check_kernel<3>();
  check_kernel<4>();
  check_kernel<5>();
}

TEST_CASE("any number of channels equals plain loops") {
  check_square<6, 8, 1, 16, 4, 2, 1, forth, float>(5, add);
  check_square<6, 8, 16, 1, 4, 2, 1, back, double>(5, add);
  check_square<6, 8, 33, 3, 4, 2, 1, back, float>(5, add);
  check_square<6, 8, 64, 33, 4, 2, 1, forth, float>(4, add);
  check_square<6, 8, 5, 64, 3, 1, 1, forth, double>(4, add);
  check_square<6, 8, 16, 5, 3, 1, 1, back, float>(4, add);
  check_square<5, 5, 1, 1, 3, 1, 1, forth, float>(4, add);
  check_square<4, 4, 130, 40, 3, 1, 1, forth, float>(2, add);  // sums longer than a panel
  check_square<3, 3, 400, 20, 4, 1, 2, back, float>(2, add);   // runs longer than a panel
}

TEST_CASE("any batch equals plain loops") {
  for (int n : {1, 2, 7, 19, 61}) {
    check_square<4, 4, 3, 6, 4, 2, 1, forth, float>(n, add);
    check_square<4, 4, 3, 6, 4, 2, 1, back, double>(n, add);
  }
}

TEST_CASE("images that are larger than a task equal plain loops") {
  check_square<40, 44, 3, 5, 4, 2, 1, forth, float>(2);
  check_square<40, 44, 9, 5, 3, 1, 1, back, float>(2);
  check_square<41, 43, 5, 3, 5, 3, 2, forth, double>(1);
  check_square<64, 30, 2, 3, 5, 2, 1, back, float>(1);
}

TEST_CASE("sizes that the stride does not divide equal plain loops") {
  // Half as many pixels, rounded up: the last window looks beyond the padding.
  check<Shape<9, 13, 3>, Shape<5, 7, 4>, Window<4, 4, 2, 2, 1, 1, forth>, float>(3);
  check<Shape<7, 11, 2>, Shape<4, 6, 3>, Window<3, 3, 2, 2, 1, 1, back>, double>(3);
  check<Shape<1, 1, 2>, Shape<1, 1, 3>, Window<4, 4, 2, 2, 1, 1, forth>, float>(3);
}

TEST_CASE("a stride longer than the kernel equals plain loops") {
  check<Shape<9, 10, 3>, Shape<3, 4, 6>, Window<2, 2, 3, 3, 0, 0, forth>, float>(3, add);
  check<Shape<11, 9, 3>, Shape<3, 3, 6>, Window<1, 1, 4, 4, 0, 0, back>, double>(3, add);
  check<Shape<11, 9, 1>, Shape<3, 3, 6>, Window<1, 1, 4, 4, 0, 0, back>, float>(3, add);
}

TEST_CASE("signals and windows that are not square equal plain loops") {
  check<Shape<1, 64, 3>, Shape<1, 16, 20>, Window<1, 25, 1, 4, 0, 11, forth>, float>(3);
  check<Shape<1, 64, 1>, Shape<1, 16, 5>, Window<1, 25, 1, 4, 0, 11, back>, double>(2);
  check<Shape<8, 7, 2>, Shape<4, 6, 3>, Window<3, 2, 2, 1, 1, 0, forth>, float>(3);
  check<Shape<6, 12, 2>, Shape<6, 4, 3>, Window<1, 5, 1, 3, 0, 1, back>, float>(3);
}

TEST_CASE("tall images whose first phase is empty equal plain loops") {
  check<Shape<1100, 1, 9>, Shape<550, 1, 3>, Window<4, 4, 2, 2, 1, 1, forth>, float>(1);
  check<Shape<1100, 1, 1>, Shape<550, 1, 3>, Window<4, 4, 2, 2, 1, 1, forth>, float>(1);
}

namespace {

/// Banks: each image against its own, idle ones left alone.
template <class Big, class Small, class W, class T>
void check_banks(int n, int banks, const std::vector<std::int32_t>& bank) {
  using SW = WeightShape<Big, Small, W>;
  const auto idle = [&](int b) { return std::find(bank.begin(), bank.end(), b) == bank.end(); };
  auto from = operands<Big, Small, W, T>(n, banks, true);
  const auto expected = by_loops<Big, Small, W>(n, bank, from);
  for (int b = 0; b < banks; ++b)  // nobody may read the weights of an idle bank
    if (idle(b))
      std::fill_n(from.w.begin() + std::ptrdiff_t{b} * SW::size, SW::size, products::nan<T>);
  Context<Cpu> two(2);
  products::poison(two);
  CHECK((by_kernels<Big, Small, W>(two, set, n, &bank, from, products::nan<T>) == expected));

  const auto added = by_kernels<Big, Small, W>(two, add, n, &bank, from, T(4));
  for (std::size_t i = 0; i < added.w.size(); ++i) REQUIRE(added.w[i] == expected.w[i] + T(4));
  for (std::size_t i = 0; i < added.big.size(); ++i)
    REQUIRE(added.big[i] == expected.big[i] + T(4));
  for (int b = 0; b < banks; ++b)
    if (idle(b))
      for (int i = 0; i < SW::size; ++i) REQUIRE(expected.w[std::size_t(b * SW::size + i)] == 0);

  const auto real = operands<Big, Small, W, T>(n, banks, false);
  Context<Cpu> one(1), three(3);
  const auto base = by_kernels<Big, Small, W>(one, set, n, &bank, real, T(0));
  CHECK((by_kernels<Big, Small, W>(two, set, n, &bank, real, T(0)) == base));
  CHECK((by_kernels<Big, Small, W>(three, set, n, &bank, real, T(0)) == base));
}

}  // namespace

TEST_CASE("each image meets the bank it uses and idle banks are left alone") {
  using Big = Shape<8, 6, 5>;
  using Small = Shape<4, 3, 7>;
  using Up = Window<4, 4, 2, 2, 1, 1, back>;
  check_banks<Big, Small, Up, float>(7, 4, {2, 0, 2, 0, 0, 2, 0});
  check_banks<Big, Small, Up, double>(5, 3, {1, 1, 1, 1, 1});
  check_banks<Big, Small, Up, float>(1, 16, {11});
  check_banks<Shape<6, 8, 40>, Shape<6, 8, 3>, Window<3, 3, 1, 1, 1, 1, forth>, float>(
      6, 5, {4, 3, 4, 0, 0, 3});
}

TEST_CASE("the order of the images does not matter to any of them") {
  using Big = Shape<8, 8, 3>;
  using Small = Shape<4, 4, 5>;
  using W = Window<4, 4, 2, 2, 1, 1, back>;
  constexpr int n = 9, banks = 3;
  const std::vector<std::int32_t> bank{0, 1, 2, 2, 1, 0, 0, 0, 2};
  const auto from = operands<Big, Small, W, float>(n, banks, false);
  auto turned = from;
  std::vector<std::int32_t> turned_bank(bank.rbegin(), bank.rend());
  for (int i = 0; i < n; ++i) {
    std::copy_n(from.small.begin() + i * Small::size, Small::size,
                turned.small.begin() + (n - 1 - i) * Small::size);
    std::copy_n(from.big.begin() + i * Big::size, Big::size,
                turned.big.begin() + (n - 1 - i) * Big::size);
  }
  Context<Cpu> ctx(2);
  const auto a = by_kernels<Big, Small, W>(ctx, set, n, &bank, from, 0.0f);
  const auto b = by_kernels<Big, Small, W>(ctx, set, n, &turned_bank, turned, 0.0f);
  for (int i = 0; i < n; ++i) {
    REQUIRE(std::equal(a.big.begin() + i * Big::size, a.big.begin() + (i + 1) * Big::size,
                       b.big.begin() + (n - 1 - i) * Big::size));
    REQUIRE(std::equal(a.small.begin() + i * Small::size, a.small.begin() + (i + 1) * Small::size,
                       b.small.begin() + (n - 1 - i) * Small::size));
  }
}

namespace {

/// A bias rides along with the products that a layer's output comes from.
template <class Big, class Small, class W, class T>
void check_bias(int n) {
  INFO(Big::name() << " and " << Small::name());
  using SW = WeightShape<Big, Small, W>;
  using PerBig = Shape<Big::channels>;
  using PerSmall = Shape<Small::channels>;
  auto from = operands<Big, Small, W, T>(n, 1, true);
  auto b_big = numbers<T>(Big::channels, 8), b_small = numbers<T>(Small::channels, 9);
  auto expected = by_loops<Big, Small, W>(n, std::vector<std::int32_t>(std::size_t(n)), from);
  for (std::size_t i = 0; i < expected.big.size(); ++i) expected.big[i] += b_big[i % b_big.size()];
  for (std::size_t i = 0; i < expected.small.size(); ++i)
    expected.small[i] += b_small[i % b_small.size()];

  Context<Cpu> ctx(2);
  products::poison(ctx);
  const View<SW, T> w{from.w.data(), 1};
  const View<Big, T> big{from.big.data(), n};
  const View<Small, T> small{from.small.data(), n};
  Fenced<T> to_big(from.big.size(), products::nan<T>),
      to_small(from.small.size(), products::nan<T>);
  const View<Big, T> y_big{to_big.data(), n};
  const View<Small, T> y_small{to_small.data(), n};
  const auto run_both = [&](auto mode) {
    correlate(ctx, mode, y_small, big, w, W{}, BankOf{},
              plus(View<PerSmall, T>{b_small.data(), 1}));
    spread(ctx, mode, y_big, small, w, W{}, BankOf{}, plus(View<PerBig, T>{b_big.data(), 1}));
  };
  run_both(set);
  CHECK(to_big.copy() == expected.big);
  CHECK(to_small.copy() == expected.small);
  run_both(add);
  for (T& x : expected.big) x *= 2;
  for (T& x : expected.small) x *= 2;
  CHECK(to_big.copy() == expected.big);
  CHECK(to_small.copy() == expected.small);
  CHECK(to_big.whole());
  CHECK(to_small.whole());
}

}  // namespace

TEST_CASE("a bias is added once to every pixel") {
  check_bias<Shape<6, 8, 7>, Shape<3, 4, 20>, Window<4, 4, 2, 2, 1, 1, back>, float>(5);
  check_bias<Shape<6, 8, 1>, Shape<3, 4, 5>, Window<4, 4, 2, 2, 1, 1, back>, float>(5);
  check_bias<Shape<9, 10, 7>, Shape<3, 4, 6>, Window<2, 2, 3, 3, 0, 0, forth>, double>(3);
  check_bias<Shape<9, 10, 1>, Shape<3, 4, 6>, Window<2, 2, 3, 3, 0, 0, forth>, double>(3);
  check_bias<Shape<4, 4, 130>, Shape<4, 4, 40>, Window<3, 3, 1, 1, 1, 1, forth>, float>(2);
}

TEST_CASE("no product keeps the patches of a batch") {
  // Patches would be 25 times the big images.
  using Big = Shape<32, 32, 16>;
  using Small = Shape<32, 32, 16>;
  using W = Window<5, 5, 1, 1, 2, 2, forth>;
  const auto measure = [](int n, auto product) {
    Context<Cpu> ctx(2);
    auto o = operands<Big, Small, W, float>(n, 1, true);
    product(ctx, View<Big, float>{o.big.data(), n}, View<Small, float>{o.small.data(), n},
            View<WeightShape<Big, Small, W>, float>{o.w.data(), 1});
    return ctx.scratch_bytes();
  };
  const auto forward = [](auto& ctx, auto big, auto small, auto w) {
    correlate(ctx, set, small, big, w, W{}, BankOf{});
  };
  const auto by_input = [](auto& ctx, auto big, auto small, auto w) {
    spread(ctx, set, big, small, w, W{}, BankOf{});
  };
  const auto by_weight = [](auto& ctx, auto big, auto small, auto w) {
    correlate_weight(ctx, set, w, big, small, W{}, BankOf{});
  };
  constexpr std::size_t image = Big::size * sizeof(float);
  // A tile and the packed weights, whatever the batch; a list of the images is 16 bytes for each.
  CHECK(measure(32, forward) < 4 * image);
  CHECK(measure(32, by_input) < 4 * image);
  CHECK(measure(32, forward) - measure(8, forward) <= 24 * 16);
  CHECK(measure(32, by_input) - measure(8, by_input) <= 24 * 16);
  // Both images once more, with their padding, and partial sums: twice the operands.
  CHECK(measure(32, by_weight) < 2 * (32 + 32) * image);
}
