// SPDX-License-Identifier: MIT
// The laws of a layer as one check: prints the line and requires every law.
#pragma once
#include "catch.hpp"
#include "laws/layer_laws.hpp"

namespace laws {

/// How far the laws may be off. Central differences in double are good to about 1e-8 of the
/// largest gradient; float carries 24 bits through sums of up to a few thousand terms.
struct Limits {
  double gradient = 1e-6, adjoint = 1e-10, tangent = 1e-6, single = 1e-4;
};

template <class L, class In>
void expect(const std::string& name, L layer = {}, bool training = true, Limits limits = {},
            float label_weight = 1) {
  const Report report = check<L, In>(layer, training, label_weight);
  print(name + " " + In::name(), report);
  INFO(name << " on " << In::name());
  CHECK(report.gradient < limits.gradient);
  CHECK(report.adjoint < limits.adjoint);
  CHECK(report.tangent < limits.tangent);
  CHECK(report.single < limits.single);
  CHECK(report.discard);
  CHECK(report.write);
  CHECK(report.threads);
}

/// The laws for labels that count nothing, a little and in full.
template <class L, class In>
void expect_at_label_weights(const std::string& name, L layer = {}, bool training = true) {
  for (const float weight : {0.0f, 0.3f, 1.0f})
    expect<L, In>(name + " labels " + std::to_string(weight).substr(0, 3), layer, training, {},
                  weight);
}

/// One ordinary pass of a layer in double over a batch, with numbers of the caller's.
template <class L, class In>
struct Once {
  using Out = OutputOf<L, In>;
  Context<Backend> ctx{Machine{.threads = 1}};
  L layer;
  int n, classes;
  std::vector<Parameter> layout = layout_of<L, In>(classes);
  Array<double> values =
      Array<double>(layout.empty() ? 0 : layout.back().offset + layout.back().total());
  Array<double> gradients = Array<double>(values.size());
  Array<std::int32_t> labels{};
  Conditions conditions{};
  Activations<L, In, Plain<double>, Backend> pass{ctx, n};

  explicit Once(int n_, L l = {}, int classes_ = 0) : layer(l), n(n_), classes(classes_) {
    conditions.track = false;
  }
  std::vector<double> forward(const std::vector<double>& x) {
    put(ctx, pass.x, x);
    pass.forward(ctx, layer, detail::cut<ParamsOf<L, In>>(values.data(), layout), conditions);
    const auto y = take(ctx, pass.y);
    return {y.begin(), y.end()};
  }
  std::vector<double> backward(const std::vector<double>& dy) {
    put(ctx, pass.dy, dy);
    pass.backward(ctx, layer, pass.dx, detail::cut<ParamsOf<L, In>>(gradients.data(), layout));
    const auto dx = take(ctx, pass.dx);
    return {dx.begin(), dx.end()};
  }
  /// Tells the passes the class of each sample.
  void set_labels(const std::vector<std::int32_t>& of) {
    labels = of;
    conditions.labels = labels.data();
  }
  /// The routes of a pass, layer by layer, and those of one that is replayed.
  std::vector<std::int32_t> routes() {
    std::vector<std::int32_t> taken(static_cast<std::size_t>(n * routes_of<L>));
    download(ctx, std::span(taken), static_cast<const std::int32_t*>(pass.route_data()));
    return taken;
  }
  void replay(const std::vector<std::int32_t>& given) {
    conditions.replay = true;
    upload(ctx, pass.route_data(), std::span(given));
  }
  /// Values of the i-th parameter.
  double* value(int i) { return values.data() + layout[static_cast<std::size_t>(i)].offset; }
  double* gradient(int i) { return gradients.data() + layout[static_cast<std::size_t>(i)].offset; }
};

/// Normal numbers for tests, the same in every run.
inline std::vector<double> numbers(std::size_t count, std::uint32_t stream, double scale = 1) {
  std::vector<double> all(count);
  const Key key = Key{23, Purpose::user}.child(stream);
  for (std::size_t i = 0; i < count; ++i) all[i] = scale * normal<float>(key, i);
  return all;
}

}  // namespace laws
