// SPDX-License-Identifier: MIT
// The contract of a layer (layer/layer.hpp) as laws, checked for any layer and shape:
//
//   gradient   backward agrees with central differences of forward, in double
//   adjoint    <y', dy> = <x', dx> for the tangent y' of a dual pass
//   tangent    tangents of backward agree with central differences of backward
//   discard    not asking for a result changes no other one, bit for bit
//   write      dx is set, parameter gradients are added to
//   threads    1, 2 and 3 threads give the same bits
//   float      float agrees with double
#pragma once
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "laws/backend.hpp"

namespace laws {

/// What a layer's laws came to: the worst relative error of each.
struct Report {
  double gradient = 0, adjoint = 0, tangent = 0, single = 0;
  bool discard = true, write = true, threads = true;
};

inline double relative(double a, double b, double scale) {
  return std::abs(a - b) / std::max({std::abs(a), std::abs(b), scale});
}

/// A layer on a batch, with random parameters, input, cotangent and directions.
template <class L, class In, class T>
struct Subject {
  using Out = OutputOf<L, In>;
  using List = ParamsOf<L, In>;
  static constexpr int n = 5, classes = 3;

  std::shared_ptr<Context<Backend>> team;
  Context<Backend>& ctx;
  L layer;
  std::vector<Parameter> layout = layout_of<L, In>(classes);
  Array<T> values, x, dy, vx, vdy;
  Array<std::int32_t> labels{0, 2, 1, 2, 0};
  bool training;
  float label_weight;

  Subject(L l, int threads, bool train, float weight)
      : team(std::make_shared<Context<Backend>>(Machine{.threads = threads})),
        ctx(*team),
        layer(l),
        training(train),
        label_weight(weight) {
    const std::size_t size = layout.empty() ? 0 : layout.back().offset + layout.back().total();
    values = random(size, 1, 0.5);
    for (const Parameter& p : layout)
      if (!p.trained)  // running statistics: variances are positive
        for (std::size_t i = 0; i < p.total(); ++i)
          values[p.offset + i] = T(std::abs(double(values[p.offset + i])) + 0.5);
    x = random(n * In::size, 2, 1);
    dy = random(n * Out::size, 3, 1);
    vx = random(n * In::size, 4, 1);
    vdy = random(n * Out::size, 5, 1);
  }
  static Array<T> random(std::size_t count, std::uint32_t stream, double scale) {
    Array<T> numbers(count);
    const Key key = Key{7, Purpose::user}.child(stream);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = T(scale * normal<float>(key, i));
    return numbers;
  }
  Conditions conditions() const {
    Conditions c;
    c.key = Key{11, Purpose::layer, 3};
    c.labels = labels.data();
    c.label_weight = label_weight;
    c.training = training;
    c.track = false;
    return c;
  }
  auto params() { return detail::cut<List>(values.data(), layout); }

  struct Result {
    Array<T> y, dx, dp;
  };
  /// Forward and backward with the present numbers.
  Result plain() {
    Activations<L, In, Plain<T>, Backend> a(ctx, n);
    put(ctx, a.x, x), put(ctx, a.dy, dy);
    Result r{{}, {}, Array<T>(values.size(), T(0))};
    a.forward(ctx, layer, params(), conditions());
    a.backward(ctx, layer, a.dx, detail::cut<List>(r.dp.data(), layout));
    r.y = take(ctx, a.y), r.dx = take(ctx, a.dx);
    return r;
  }
  /// Tangents of y, dx and dp along (vx, vdy).
  Result dual() {
    Activations<L, In, Tangent<T>, Backend> a(ctx, n);
    put(ctx, a.x.value, x), put(ctx, a.x.tangent, vx), put(ctx, a.dy.value, dy),
        put(ctx, a.dy.tangent, vdy);
    Array<T> value(values.size(), T(0));
    Result r{{}, {}, Array<T>(values.size(), T(0))};
    a.forward(ctx, layer, params(), conditions());
    a.backward(
        ctx, layer, a.dx,
        pair(detail::cut<List>(value.data(), layout), detail::cut<List>(r.dp.data(), layout)));
    r.y = take(ctx, a.y.tangent), r.dx = take(ctx, a.dx.tangent);
    return r;
  }
  template <class... V>
  static auto pair(const std::tuple<V...>& v, const std::tuple<V...>& t) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple{Dual<V>{std::get<I>(v), std::get<I>(t)}...};
    }
    (std::index_sequence_for<V...>{});
  }
};

template <class T>
double dot(const Array<T>& a, const Array<T>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * double(b[i]);
  return sum;
}
template <class T>
double largest(const Array<T>& a) {
  double most = 1e-3;
  for (T x : a) most = std::max(most, std::abs(double(x)));
  return most;
}

/// Central differences of <y, dy> by each number of `variable` against `gradient`.
template <class S>
double gradient_error(S& subject, Array<double>& variable, const Array<double>& gradient,
                      const std::vector<bool>* wanted = nullptr) {
  const double h = 1e-6, scale = largest(gradient);
  double worst = 0;
  // Every number of a small array, a spread-out sample of a large one.
  const std::size_t step = std::max<std::size_t>(1, variable.size() / 60);
  for (std::size_t i = 0; i < variable.size(); i += step) {
    if (wanted && !(*wanted)[i]) continue;
    const double old = variable[i];
    variable[i] = old + h;
    const double up = dot(subject.plain().y, subject.dy);
    variable[i] = old - h;
    const double down = dot(subject.plain().y, subject.dy);
    variable[i] = old;
    worst = std::max(worst, relative((up - down) / (2 * h), gradient[i], scale));
  }
  return worst;
}

template <class L, class In>
void check_second_order(Subject<L, In, double>& s, Report& report) {
  const auto tangent = s.dual();
  const auto base = s.plain();
  report.adjoint = relative(dot(tangent.y, s.dy), dot(s.vx, base.dx), largest(tangent.y));
  const double h = 1e-6;
  const auto shifted = [&](double by) {
    auto moved = s;
    for (std::size_t i = 0; i < s.x.size(); ++i) moved.x[i] += by * s.vx[i];
    for (std::size_t i = 0; i < s.dy.size(); ++i) moved.dy[i] += by * s.vdy[i];
    return moved.plain();
  };
  const auto up = shifted(h), down = shifted(-h);
  const auto compare = [&](const auto& a, const auto& b, const auto& t) {
    for (std::size_t i = 0; i < t.size(); ++i)
      report.tangent =
          std::max(report.tangent, relative((a[i] - b[i]) / (2 * h), t[i], largest(t)));
  };
  compare(up.y, down.y, tangent.y);
  compare(up.dx, down.dx, tangent.dx);
  compare(up.dp, down.dp, tangent.dp);
}

template <class L, class In>
void check_discard_and_write(Subject<L, In, double>& s, Report& report) {
  using S = Subject<L, In, double>;
  using List = typename S::List;
  const auto base = s.plain();
  const auto tangent = s.dual();
  Activations<L, In, Plain<double>, Backend> a(s.ctx, S::n);
  put(s.ctx, a.x, s.x), put(s.ctx, a.dy, s.dy);
  Array<double> dp(s.values.size(), 0.0);
  const auto gradients = detail::cut<List>(dp.data(), s.layout);
  a.forward(s.ctx, s.layer, s.params(), s.conditions());
  a.backward(s.ctx, s.layer, Discard{}, gradients);
  s.ctx.synchronize();
  report.discard = report.discard && dp == base.dp;
  put(s.ctx, a.dx, Array<double>(s.x.size(), std::numeric_limits<double>::infinity()));
  a.backward(s.ctx, s.layer, a.dx, detail::discarded(gradients));
  report.discard = report.discard && take(s.ctx, a.dx) == base.dx;

  std::fill(dp.begin(), dp.end(), 1.0);
  a.backward(s.ctx, s.layer, a.dx, gradients);
  s.ctx.synchronize();
  for (std::size_t i = 0; i < dp.size(); ++i)
    report.write =
        report.write && std::abs(dp[i] - 1 - base.dp[i]) <= 1e-9 * (1 + std::abs(base.dp[i]));

  Activations<L, In, Tangent<double>, Backend> d(s.ctx, S::n);
  put(s.ctx, d.x.value, s.x), put(s.ctx, d.x.tangent, s.vx);
  put(s.ctx, d.dy.value, s.dy), put(s.ctx, d.dy.tangent, s.vdy);
  std::fill(dp.begin(), dp.end(), 0.0);
  d.forward(s.ctx, s.layer, s.params(), s.conditions());
  d.backward(s.ctx, s.layer, Discard{}, detail::tangents_only(gradients));
  s.ctx.synchronize();
  report.discard = report.discard && dp == tangent.dp;
}

template <class L, class In>
void check_threads_and_float(L layer, bool training, float weight, Report& report) {
  using Single = Subject<L, In, float>;
  Single one(layer, 1, training, weight), two(layer, 2, training, weight),
      three(layer, 3, training, weight);
  const auto a = one.plain(), b = two.plain(), c = three.plain();
  report.threads =
      a.y == b.y && a.dx == b.dx && a.dp == b.dp && a.y == c.y && a.dx == c.dx && a.dp == c.dp;
  const auto d = Subject<L, In, double>(layer, 1, training, weight).plain();
  const auto compare = [&](const auto& f, const auto& t) {
    for (std::size_t i = 0; i < t.size(); ++i)
      report.single = std::max(report.single, relative(f[i], t[i], largest(t)));
  };
  compare(a.y, d.y), compare(a.dx, d.dx), compare(a.dp, d.dp);
}

/// All laws for a layer. `training` false checks it as it is used after training; `label_weight` is
/// that of a pass's Conditions.
template <class L, class In>
Report check(L layer = {}, bool training = true, float label_weight = 1) {
  static_assert(Layer<L, In>, "the type does not meet the contract of layer/layer.hpp");
  Report report;
  Subject<L, In, double> s(layer, 1, training, label_weight);
  const auto base = s.plain();
  std::vector<bool> trained(s.values.size(), true);
  for (const Parameter& p : s.layout)
    if (!p.trained) std::fill_n(trained.begin() + std::ptrdiff_t(p.offset), p.total(), false);
  report.gradient =
      std::max(gradient_error(s, s.x, base.dx), gradient_error(s, s.values, base.dp, &trained));
  check_second_order(s, report);
  check_discard_and_write(s, report);
  check_threads_and_float<L, In>(layer, training, label_weight, report);
  return report;
}

/// Prints one line of the table that the suite is read by.
inline void print(const std::string& name, const Report& r) {
  std::printf(
      "law %-34s gradient %.1e  adjoint %.1e  tangent %.1e  float %.1e  discard %s  write %s  "
      "threads %s\n",
      name.c_str(), r.gradient, r.adjoint, r.tangent, r.single, r.discard ? "equal" : "DIFFERS",
      r.write ? "added" : "WRONG", r.threads ? "equal" : "DIFFER");
}

}  // namespace laws
