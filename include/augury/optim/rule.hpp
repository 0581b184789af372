// SPDX-License-Identifier: MIT
// Update rules over one flat array. A rule is its numbers; at(step, factor) is the function of one
// step, counted from 1, with the learning rate times `factor`. Backends call it where they count
// steps, so it is AUGURY_HD.
#pragma once
#include <cmath>
#include <cstdint>

#include "augury/core/math.hpp"
#include "augury/core/require_number.hpp"

namespace augury {

/// Adam (1412.6980). The defaults suit adversarial training: little momentum, long memory.
struct Adam {
  float learning_rate = 2e-4f;
  float beta1 = 0.0f;
  float beta2 = 0.99f;
  float epsilon = 1e-8f;

  /// Throws UsageError for numbers that cannot be.
  void check() const {
    detail::require_number("Adam: learning_rate", learning_rate);
    detail::require_decay("Adam: beta1", beta1);
    detail::require_decay("Adam: beta2", beta2);
    detail::require_number("Adam: epsilon", epsilon);
  }

  struct Step {
    float rate, beta1, beta2, epsilon, correct2;
    template <class T>
    AUGURY_HD void operator()(T& w, T g, T& m, T& v) const {
      m = T(beta1) * m + T(1 - beta1) * g;
      v = T(beta2) * v + T(1 - beta2) * g * g;
      w -= T(rate) * m / (math::sqrt(v * T(correct2)) + T(epsilon));
    }
  };
  AUGURY_HD Step at(std::uint64_t step, float factor) const {
    const double t = static_cast<double>(step);
    const double correct1 = 1 / (1 - std::pow(static_cast<double>(beta1), t));
    const double correct2 = 1 / (1 - std::pow(static_cast<double>(beta2), t));
    return {static_cast<float>(learning_rate * factor * correct1), beta1, beta2, epsilon,
            static_cast<float>(correct2)};
  }
};

/// RMSProp: Adam's second moment without correction (Tieleman and Hinton, 2012).
struct RmsProp {
  float learning_rate = 1e-4f;
  float decay = 0.9f;
  float epsilon = 1e-6f;

  /// Throws UsageError for numbers that cannot be.
  void check() const {
    detail::require_number("RmsProp: learning_rate", learning_rate);
    detail::require_decay("RmsProp: decay", decay);
    detail::require_number("RmsProp: epsilon", epsilon);
  }

  struct Step {
    float rate, decay, epsilon;
    template <class T>
    AUGURY_HD void operator()(T& w, T g, T&, T& v) const {
      v = T(decay) * v + T(1 - decay) * g * g;
      w -= T(rate) * g / (math::sqrt(v) + T(epsilon));
    }
  };
  AUGURY_HD Step at(std::uint64_t, float factor) const {
    return {learning_rate * factor, decay, epsilon};
  }
};

/// Stochastic gradient descent with momentum.
struct Sgd {
  float learning_rate = 1e-2f;
  float momentum = 0.9f;

  /// Throws UsageError for numbers that cannot be.
  void check() const {
    detail::require_number("Sgd: learning_rate", learning_rate);
    detail::require_decay("Sgd: momentum", momentum);
  }

  struct Step {
    float rate, momentum;
    template <class T>
    AUGURY_HD void operator()(T& w, T g, T& m, T&) const {
      m = T(momentum) * m + g;
      w -= T(rate) * m;
    }
  };
  AUGURY_HD Step at(std::uint64_t, float factor) const {
    return {learning_rate * factor, momentum};
  }
};

}  // namespace augury
