// SPDX-License-Identifier: MIT
// A whole program around a network with one wrong layer: what is compiled of it adds no errors.
#pragma once
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/dense.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/model.hpp"
#include "augury/network/sequential.hpp"

template <class Network>
void pass_through() {
  using namespace augury;
  Context<Cpu> ctx;
  Model<Network> model(ctx, 0);
  Activations<typename Network::Layers, typename Network::Input, Plain<float>> pass(ctx, 4);
  pass.forward(ctx, model.layers(), model.parameters(), {});
  pass.backward(ctx, model.layers(), Discard{}, model.add_gradients());
}

/// The wrong layer is at position 1.
template <class Wrong, class In = augury::Shape<8, 8, 3>>
void train_with() {
  using namespace augury;
  pass_through<Sequential<In, LeakyRelu, Wrong, LeakyRelu, Dense<1>>>();
}
