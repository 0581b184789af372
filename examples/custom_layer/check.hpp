// SPDX-License-Identifier: MIT
// What the compiler cannot see is whether backward is right. So compare it with what calculus says:
// for a function L of the network's numbers, dL/dw is near (L(w + h) - L(w - h)) / 2h.
#pragma once
#include <augury/toolkit.hpp>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "../shared/machine.hpp"

namespace mine {
using namespace augury;

/// A network in double, and L = sum of dy * y, so that dy is the gradient of L by the output.
/// Its numbers lie in the backend's memory, which the host reads and writes by copies alone.
template <class Network, class Backend>
class GradientCheck {
 public:
  explicit GradientCheck(Context<Backend>& ctx) : ctx_(ctx) {
    put_random(model_.values().data(), model_.size(), 0);
    put_random(pass_.x.data, size_of(pass_.x), 1);
    put_random(pass_.dy.data, size_of(pass_.dy), 2);
    dy_ = take(pass_.dy.data, size_of(pass_.dy));
    forward();
    model_.zero_gradients(ctx_);
    once_ = backward();
    twice_ = backward();
  }

  /// Twice is twice as much: gradients of parameters are added to, dx is set.
  bool parameters_are_added_to() const {
    for (std::size_t i = 0; i < once_.size(); ++i)
      if (!(std::abs(twice_[i] - 2 * once_[i]) <= 1e-9 * std::abs(once_[i]))) return false;
    return true;
  }

  /// Compares all gradients, and prints the largest error.
  bool parameters_and_input_agree() {
    for (const Parameter& p : model_.layout()) {  // "1.sharpness": of the layer at position 1
      const double* gradient = once_.data() + p.offset;
      compare(p.name, model_.values().data() + p.offset, {gradient, gradient + p.total()});
    }
    const std::size_t inputs = size_of(pass_.x);
    compare("x", pass_.x.data, take(pass_.dx.data, inputs));
    std::printf("%zu parameters and %zu inputs: the largest error of a gradient is %.1e, at %s\n",
                model_.size(), inputs, worst_, where_.c_str());
    return worst_ < 1e-7;
  }

 private:
  static std::size_t size_of(const auto& view) { return static_cast<std::size_t>(view.size()); }

  void put(double* target, const std::vector<double>& numbers) {
    upload(ctx_, target, std::span(numbers));
  }
  std::vector<double> take(const double* source, std::size_t count) {
    std::vector<double> numbers(count);
    download(ctx_, std::span(numbers), source);
    return numbers;
  }
  void put_random(double* target, std::size_t count, std::uint32_t stream) {
    std::vector<double> numbers(count);
    for (std::size_t i = 0; i < count; ++i)
      numbers[i] = normal<double>({7, Purpose::user, stream}, i);
    put(target, numbers);
  }

  void forward() { pass_.forward(ctx_, model_.layers(), model_.parameters(), {}); }
  /// The gradients of the parameters, after those of this pass were added to them.
  std::vector<double> backward() {
    pass_.backward(ctx_, model_.layers(), pass_.dx, model_.add_gradients());
    return take(model_.gradients().data(), model_.size());
  }
  /// L where one of the numbers is another.
  double loss_with(double* number, double value) {
    put(number, {value});
    forward();
    const std::vector<double> y = take(pass_.y.data, dy_.size());
    return std::inner_product(y.begin(), y.end(), dy_.begin(), 0.0);
  }

  void compare(const std::string& name, double* numbers, const std::vector<double>& gradient) {
    const std::vector<double> here = take(numbers, gradient.size());
    constexpr double h = 1e-5;
    for (std::size_t i = 0; i < here.size(); ++i) {
      const double above = loss_with(numbers + i, here[i] + h);
      const double below = loss_with(numbers + i, here[i] - h);
      put(numbers + i, {here[i]});
      const double expected = (above - below) / (2 * h);
      const double error = std::abs(gradient[i] - expected) / (1 + std::abs(expected));
      if (error <= worst_ || std::isnan(worst_)) continue;  // nothing is worse than no number
      worst_ = error;
      where_ = name + "[" + std::to_string(i) + "]";
    }
  }

  static constexpr int batch = 3;
  Context<Backend>& ctx_;
  Model<Network, double, Backend> model_{ctx_, 0};
  Activations<typename Network::Layers, typename Network::Input, Plain<double>, Backend> pass_{
      ctx_, batch};
  std::vector<double> dy_, once_, twice_;
  double worst_ = 0;
  std::string where_ = "nowhere";
};

/// The exit status of the program: 0 where the gradients are right.
template <class Network, class Backend>
int check_gradients(int device) {
  Context<Backend> ctx(Machine{.device = device});
  program::print_backend(ctx);
  GradientCheck<Network, Backend> check(ctx);
  const bool agree = check.parameters_and_input_agree();
  const bool added = check.parameters_are_added_to();
  std::puts(!agree  ? "The gradients are wrong: look at backward."
            : added ? "The gradients are right."
                    : "The gradients of the parameters are not added to: write them with `add`.");
  return agree && added ? 0 : 1;
}

}  // namespace mine
