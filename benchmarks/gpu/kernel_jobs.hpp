// SPDX-License-Identifier: MIT
// The kernels of a training step one by one, at the sizes of the second layer of step C, with what each
// of them has to compute and to move.
#pragma once
#include <augury/toolkit.hpp>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace kernel_jobs {
using namespace augury;

struct Job {
  std::string name;
  double operations;  ///< of products: two for each pair of numbers; elsewhere 0
  double bytes;       ///< each argument read once and each result written once
  std::function<void()> start;
};

template <class Backend>
class Jobs {
 public:
  using Big = Shape<32, 32, 64>;
  using Small = Shape<16, 16, 128>;
  using Filters = Shape<4, 4, 64, 128>;
  using Convolution = Window<4, 4, 2, 2, 1, 1, Order::convolution>;
  using In = Shape<512>;
  using Out = Shape<4 * 4 * 512>;
  static constexpr int banks = 8;

  /// Of n images. The jobs whose arguments are small whatever n is take `sets` of them in turn, so that
  /// what one run leaves in a cache is of no use to the next.
  Jobs(Context<Backend>& ctx, int n, int sets)
      : ctx_(ctx), n_(n), sets_(sets), routes_(ctx, static_cast<std::size_t>(n)) {
    draw_routes(ctx, routes_.data(), n,
                RouteRule{Choice::stratified, banks, 0, Draw{Key{1, Purpose::user}}, nullptr});
    add_maps();
    add_sums();
    add_products();
    add_fused_products();
    add_dense();
    add_rest();
  }
  const std::vector<Job>& all() const { return jobs_; }

 private:
  void add_maps() {
    const auto x = numbers<Big>(n_), z = numbers<Big>(n_), y = numbers<Big>(n_);  // (N, H, W, C)
    const auto c = per_channel(numbers<Shape<Big::channels>>(1));                 // (C)
    const double one = bytes_of(x);
    add("map: leaky ReLU", 0, 2 * one, [=, this] { map(ctx_, set, LeakyRelu::Value{0.2f}, y, x); });
    add("map: normalise by channel", 0, 2 * one,
        [=, this] { map(ctx_, set, op::Normalise{}, y, x, c, c, c, c); });
    add("map: normalise, leaky ReLU", 0, 2 * one, [=, this] {
      map(ctx_, set, op::Normalise{}, through(LeakyRelu::Value{0.2f}, y), x, c, c, c, c);
    });
    add("map: sum of two", 0, 3 * one, [=, this] { map(ctx_, set, op::Sum{}, y, x, z); });
  }
  void add_sums() {
    const auto x = numbers<Big>(n_), z = numbers<Big>(n_);  // (N, H, W, C)
    const auto c = numbers<Shape<Big::channels>>(1);        // (C)
    const auto each = numbers<Shape<1>>(n_);                // (N)
    const auto planes = numbers<Shape<Big::channels>>(n_);  // (N, C)
    const double one = bytes_of(x);
    add("sum_channels of products", 0, 2 * one,
        [=, this] { sum_channels(ctx_, set, op::Product{}, c, x, z); });
    add("sum_samples of products", 0, 2 * one,
        [=, this] { sum_samples(ctx_, set, op::Product{}, each, x, z); });
    add("sum_planes", 0, one, [=, this] { sum_planes(ctx_, set, op::Identity{}, planes, x); });
  }
  void add_products() {
    const auto big = numbers<Big>(n_);      // (N, 2H, 2W, C)
    const auto small = numbers<Small>(n_);  // (N, H, W, F)
    constexpr int pixels = Small::size / Small::channels;
    const double operations = 2.0 * n_ * pixels * Filters::size;
    for (const int of : {1, banks}) {
      const auto w = numbers<Filters>(of);  // (Banks, KH, KW, C, F)
      const BankOf bank{of > 1 ? routes_.data() : nullptr};
      const std::string with = of > 1 ? ", " + std::to_string(of) + " banks" : "";
      const double bytes = bytes_of(big) + bytes_of(small) + bytes_of(w);
      add("correlate" + with, operations, bytes,
          [=, this] { correlate(ctx_, set, small, big, w, Convolution{}, bank); });
      add("spread" + with, operations, bytes,
          [=, this] { spread(ctx_, set, big, small, w, Convolution{}, bank); });
      add("correlate_weight" + with, operations, bytes,
          [=, this] { correlate_weight(ctx_, set, w, big, small, Convolution{}, bank); });
    }
  }
  /// With what rides in them forward and backward.
  void add_fused_products() {
    const auto big = numbers<Big>(n_), y = numbers<Big>(n_);  // (N, 2H, 2W, C)
    const auto small = numbers<Small>(n_);                    // (N, H, W, F)
    const auto w = numbers<Filters>(1);                       // (KH, KW, C, F)
    const double operations = 2.0 * n_ * Small::size / Small::channels * Filters::size;
    const double bytes = bytes_of(big) + bytes_of(small) + bytes_of(w);
    add("correlate, leaky ReLU", operations, bytes, [=, this] {
      const auto activated = through(LeakyRelu::Value{0.2f}, small);
      correlate(ctx_, set, activated, big, w, Convolution{}, BankOf{});
    });
    add("spread, leaky ReLU's derivative", operations, bytes + bytes_of(y), [=, this] {
      const auto by_input = through(LeakyRelu::Derivative{0.2f}, big, y);
      spread(ctx_, set, by_input, small, w, Convolution{}, BankOf{});
    });
  }
  void add_dense() {
    struct Set {
      View<In, float> x;                          // (N, In)
      View<Out, float> y;                         // (N, Out)
      View<Shape<In::size, Out::size>, float> w;  // (In, Out)
    };
    const auto next = in_turn([this] {
      return Set{numbers<In>(n_), numbers<Out>(n_), numbers<Shape<In::size, Out::size>>(1)};
    });
    const Set one = next();
    const double operations = 2.0 * n_ * In::size * Out::size;
    const double bytes = bytes_of(one.x) + bytes_of(one.y) + bytes_of(one.w);
    add("matmul", operations, bytes, [=, this] {
      const Set s = next();
      matmul(ctx_, set, s.y, s.x, s.w);
    });
    add("matmul_input", operations, bytes, [=, this] {
      const Set s = next();
      matmul_input(ctx_, set, s.x, s.y, s.w);
    });
    add("matmul_weight", operations, bytes, [=, this] {
      const Set s = next();
      matmul_weight(ctx_, set, s.w, s.x, s.y);
    });
  }
  void add_rest() {
    using Half = Shape<16, 16, 64>;
    using Pairs = Tiles<2, 2, 2, 2>;
    const auto big = numbers<Big>(n_);    // (N, 2H, 2W, C)
    const auto half = numbers<Half>(n_);  // (N, H, W, C)
    const double both = bytes_of(big) + bytes_of(half);
    add("sum_tiles 2x2", 0, both, [=, this] { sum_tiles(ctx_, set, half, big, Pairs{}, 0.25f); });
    add("interpolate to twice the size", 0, both, [=, this] { interpolate(ctx_, set, big, half); });
    add("draw_normal", 0, bytes_of(big), [=, this] {
      draw_normal(ctx_, big, Draw{Key{2, Purpose::user}});
    });
    add_update();
  }
  void add_update() {
    const auto parameters = layout_of<Dense<4096>, Shape<2048>>(0);  // 2^23, and a bias
    const std::size_t size = parameters.back().offset + parameters.back().total();
    const auto count = static_cast<int>(size);
    struct Set {
      Buffer<float, Backend>*values, *gradients, *average;
      Optimizer<Adam, float, Backend>* optimizer;
    };
    const auto next = in_turn([&] {
      const auto buffer = [&] {
        numbers<Shape<1>>(count);
        return &memory_.back();
      };
      optimizers_.emplace_back(ctx_, parameters, size, Adam{});
      return Set{buffer(), buffer(), buffer(), &optimizers_.back()};
    });
    const auto keep = numbers<Shape<1>>(1);
    const double one = static_cast<double>(size) * sizeof(float);
    add("update: Adam", 0, 7 * one, [=, this] {
      const Set s = next();
      s.optimizer->step(ctx_, *s.values, *s.gradients, 1.0f);
    });
    add("follow", 0, 3 * one, [=, this] {
      const Set s = next();
      follow(ctx_, s.average->data(), s.values->data(), keep.data, size);
    });
  }

  void add(std::string name, double operations, double bytes, std::function<void()> start) {
    jobs_.push_back({std::move(name), operations, bytes, std::move(start)});
  }
  /// A function that gives one of `sets` sets of arguments after the other, again and again.
  template <class Make>
  auto in_turn(Make make) {
    std::vector<decltype(make())> made;
    for (int i = 0; i < sets_; ++i) made.push_back(make());
    return [made, number = std::make_shared<std::size_t>(0)] {
      return made[(*number)++ % made.size()];
    };
  }
  /// n normal numbers of a shape, kept until the end.
  template <class S>
  View<S, float> numbers(int n) {
    const auto count = static_cast<std::size_t>(n) * S::size;
    memory_.emplace_back(ctx_, count);
    const View<S, float> made{memory_.back().data(), n};
    draw_normal(ctx_, made,
                Draw{Key{3, Purpose::user, static_cast<std::uint32_t>(memory_.size())}});
    return made;
  }
  template <class V>
  static double bytes_of(V view) {
    return static_cast<double>(view.size()) * sizeof(float);
  }

  Context<Backend>& ctx_;
  int n_, sets_;
  Buffer<std::int32_t, Backend> routes_;
  std::list<Buffer<float, Backend>> memory_;
  std::list<Optimizer<Adam, float, Backend>> optimizers_;
  std::vector<Job> jobs_;
};

}  // namespace kernel_jobs
