// SPDX-License-Identifier: MIT
// A network that does not say what goes in, and one layer alone.
// errors: 2
// expect: a network must be a Sequential that begins with the Shape of its input, as
// expect: Of<augury::Sequential<augury::Dense<16>
// expect: Of<augury::Dense<1>
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/dense.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/model.hpp"
#include "augury/network/summary.hpp"
using namespace augury;

template <class Network>
void train_with() {
  Context<Cpu> ctx;
  Model<Network> model(ctx, 0);
  Activations<typename Model<Network>::Layers, typename Model<Network>::Input, Plain<float>> pass(
      ctx, 4);
  pass.forward(ctx, model.layers(), model.parameters(), {});
  pass.backward(ctx, model.layers(), Discard{}, model.add_gradients());
  summary<Network>(64);
}

int main() {
  train_with<Sequential<Dense<16>, LeakyRelu, Dense<1>>>();
  train_with<Dense<1>>();
}
