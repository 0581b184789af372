// SPDX-License-Identifier: MIT
// What the layers that normalise share: y = (x - m) r w + b, where m is the mean and r = 1 /
// deviation of some set of numbers. The layers differ in the set, and in where w and b come from.
#pragma once
#include "augury/kernel/pair_sum.hpp"
#include "augury/kernel/pointwise.hpp"

namespace augury::op {

template <class T>
struct SquareAround {
  T factor;
  template <class S>
  AUGURY_HD S operator()(S x, S m) const {
    return (x - m) * (x - m) * S(factor);
  }
};
/// 1 / deviation of a variance.
struct OneOverRoot {
  float epsilon;
  template <class S>
  AUGURY_HD S operator()(S v) const {
    return S(1) / math::sqrt(v + S(epsilon));
  }
};
struct Normalise {
  template <class S>
  AUGURY_HD S operator()(S x, S m, S r, S w, S b) const {
    return (x - m) * r * w + b;
  }
};

/// dy and dy times the normalised x: what of them goes into b and into w.
struct TimesNormalised {
  template <class S>
  AUGURY_HD S operator()(S dy, S x, S m, S r) const {
    return dy * ((x - m) * r);
  }
};
struct WithNormalised {
  template <class S>
  AUGURY_HD Two<S> operator()(S dy, S x, S m, S r) const {
    return {dy, dy * ((x - m) * r)};
  }
};

/// dx. m and r move with x: what of w dy they take up is subtracted. `sum` and `sum_x` are the sums
/// of w dy and of w dy times the normalised x, over the `1 / factor` numbers that m and r are of.
template <class T>
struct NormaliseInput {
  T factor;
  template <class S>
  AUGURY_HD S operator()(S dy, S x, S m, S r, S w, S sum, S sum_x) const {
    return r * (w * dy - (sum + (x - m) * r * sum_x) * S(factor));
  }
};
/// dx where m and r are constants.
struct ScaleInput {
  template <class S>
  AUGURY_HD S operator()(S dy, S r, S w) const {
    return w * r * dy;
  }
};

}  // namespace augury::op
