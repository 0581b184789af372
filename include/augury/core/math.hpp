// SPDX-License-Identifier: MIT
// The scalar functions that kernels use, for plain numbers and for DualScalar (value, tangent).
// A functor written once over these is its own exact directional derivative.
#pragma once
#include <cmath>
#include <type_traits>

#include "augury/core/config.hpp"

namespace augury {

/// A number and its derivative along one direction. Comparisons look at the value only, so a
/// branch differentiates to the derivative of the branch that was taken.
template <class T>
struct DualScalar {
  T value{}, tangent{};
  DualScalar() = default;
  AUGURY_HD constexpr DualScalar(T v, T t = T(0)) : value(v), tangent(t) {}

  AUGURY_HD friend constexpr DualScalar operator+(DualScalar a, DualScalar b) {
    return {a.value + b.value, a.tangent + b.tangent};
  }
  AUGURY_HD friend constexpr DualScalar operator-(DualScalar a, DualScalar b) {
    return {a.value - b.value, a.tangent - b.tangent};
  }
  AUGURY_HD friend constexpr DualScalar operator-(DualScalar a) { return {-a.value, -a.tangent}; }
  AUGURY_HD friend constexpr DualScalar operator*(DualScalar a, DualScalar b) {
    return {a.value * b.value, a.tangent * b.value + a.value * b.tangent};
  }
  AUGURY_HD friend constexpr DualScalar operator/(DualScalar a, DualScalar b) {
    const T q = a.value / b.value;
    return {q, (a.tangent - q * b.tangent) / b.value};
  }
  AUGURY_HD constexpr DualScalar& operator+=(DualScalar b) { return *this = *this + b; }
  AUGURY_HD friend constexpr bool operator>(DualScalar a, DualScalar b) {
    return a.value > b.value;
  }
  AUGURY_HD friend constexpr bool operator<(DualScalar a, DualScalar b) {
    return a.value < b.value;
  }
};

template <class S>
struct plain_scalar {
  using type = S;
};
template <class T>
struct plain_scalar<DualScalar<T>> {
  using type = T;
};
/// float for float and for DualScalar<float>.
template <class S>
using PlainScalar = typename plain_scalar<S>::type;

namespace math {

// Plain numbers. Unqualified std names would not be found for DualScalar, hence this namespace.
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T exp(T x) { return std::exp(x); }
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T log(T x) { return std::log(x); }
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T log1p(T x) { return std::log1p(x); }
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T tanh(T x) { return std::tanh(x); }
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T sqrt(T x) { return std::sqrt(x); }
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T cos(T x) { return std::cos(x); }

template <class T>
AUGURY_HD DualScalar<T> exp(DualScalar<T> x) {
  const T e = exp(x.value);
  return {e, e * x.tangent};
}
template <class T>
AUGURY_HD DualScalar<T> log(DualScalar<T> x) {
  return {log(x.value), x.tangent / x.value};
}
template <class T>
AUGURY_HD DualScalar<T> tanh(DualScalar<T> x) {
  const T t = tanh(x.value);
  return {t, (T(1) - t * t) * x.tangent};
}
template <class T>
AUGURY_HD DualScalar<T> sqrt(DualScalar<T> x) {
  const T r = sqrt(x.value);
  return {r, x.tangent / (T(2) * r)};
}

/// 1 / (1 + exp(-x)), without overflow for any x.
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T sigmoid(T x) {
    const T e = std::exp(x > T(0) ? -x : x);
    return (x > T(0) ? T(1) : e) / (T(1) + e);
  }
template <class T>
AUGURY_HD DualScalar<T> sigmoid(DualScalar<T> x) {
  const T s = sigmoid(x.value);
  return {s, s * (T(1) - s) * x.tangent};
}

/// log(1 + exp(x)), without overflow for any x.
template <class T>
  requires std::is_floating_point_v<T> AUGURY_HD T softplus(T x) {
    return (x > T(0) ? x : T(0)) + std::log1p(std::exp(x > T(0) ? -x : x));
  }
template <class T>
AUGURY_HD DualScalar<T> softplus(DualScalar<T> x) {
  return {softplus(x.value), sigmoid(x.value) * x.tangent};
}

}  // namespace math
}  // namespace augury
