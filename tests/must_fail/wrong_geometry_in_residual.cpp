// SPDX-License-Identifier: MIT
// The same with the wrong layer inside of a residual: the position is the one in there.
// errors: 1
// expect: Sequential: this layer cannot take the shape that the layers before it produce
// expect: At<1>
// expect: Conv<3, 9
// expect: Shape<4, 4, 8>
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/conv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/model.hpp"
#include "augury/network/residual.hpp"
#include "augury/network/sequential.hpp"
using namespace augury;

using Network =
    Sequential<Shape<8, 8, 3>, Conv<8>, LeakyRelu, Residual<LeakyRelu, Conv<3, 9, 1, 0>>, Dense<1>>;

int main() {
  Context<Cpu> ctx;
  Model<Network> model(ctx, 0);
  Activations<Network::Layers, Network::Input, Plain<float>> pass(ctx, 4);
  pass.forward(ctx, model.layers(), model.parameters(), {});
  pass.backward(ctx, model.layers(), Discard{}, model.add_gradients());
  return model.network().layer<1>().slope > 0;
}
