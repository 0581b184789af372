// SPDX-License-Identifier: MIT
// A layer that cannot be trained: the concept says which half of the contract is missing.
// errors: 1
// expect: Layer<Half, Shape<4>
// expect: backward
#include "augury/backend/cpu/cpu.hpp"
#include "augury/kernel/pointwise.hpp"
#include "augury/layer/layer.hpp"
using namespace augury;

struct Half {
  template <class In>
  using Output = In;
  template <class In>
  using Params = Shapes<>;
  template <class In>
  using Saved = Shapes<>;
  struct Value {
    template <class S>
    S operator()(S x) const {
      return x / S(2);
    }
  };
  void forward(auto& ctx, auto f) const { map(ctx, set, Value{}, f.y, f.x); }
};

static_assert(Layer<Half, Shape<4>>);

int main() {}
