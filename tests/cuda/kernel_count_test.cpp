// SPDX-License-Identifier: MIT
// How many kernels the CUDA backend starts: an activation that rides has none of its own.
#define AUGURY_CUDA_ON_HOST
#include "augury/cuda.cuh"

#include "catch.hpp"
using namespace augury;

namespace {

/// Kernels of one pass forward and one backward.
struct Kernels {
  std::size_t forward, backward;
};
template <class L, class In>
Kernels kernels() {
  Context<Cuda> ctx{Machine{}};
  const std::vector<Parameter> layout = layout_of<L, In>(0);
  const std::size_t size = layout.empty() ? 0 : layout.back().offset + layout.back().total();
  const Buffer<float, Cuda> values(ctx, size), gradients(ctx, size);
  Activations<L, In, Plain<float>, Cuda> pass(ctx, 3);
  Conditions conditions;
  conditions.track = false;
  const auto count = [&](auto body) {
    body();  // takes scratch memory
    cuda::begin_recording(ctx.stream());
    body();
    return cuda::end_recording(ctx.stream()).size();
  };
  const auto parameters = [&](float* data) { return detail::cut<ParamsOf<L, In>>(data, layout); };
  return {count([&] { pass.forward(ctx, L{}, parameters(values.data()), conditions); }),
          count([&] { pass.backward(ctx, L{}, pass.dx, parameters(gradients.data())); })};
}

// A stack of the layers that are no activations.
template <class Kept, class... L>
struct without_activations {
  using type = Kept;
};
template <class... Kept, class First, class... L>
struct without_activations<Stack<Kept...>, First, L...>
    : without_activations<
          std::conditional_t<IsActivation<First>, Stack<Kept...>, Stack<Kept..., First>>, L...> {};

/// Layers that fuse, with activations between them, start as many kernels as without.
template <class In, class... L>
void expect_no_more_kernels() {
  const Kernels fused = kernels<Stack<L...>, In>();
  const Kernels alone = kernels<typename without_activations<Stack<>, L...>::type, In>();
  CHECK(fused.forward == alone.forward);
  CHECK(fused.backward == alone.backward);
}

}  // namespace

TEST_CASE("Activations that ride in products start no kernels on CUDA") {
  expect_no_more_kernels<Shape<4, 4, 2>, Conv<4>, LeakyRelu, StochasticDeconv<2, 4>, Tanh,
                         Deconv<2>, Sigmoid, WeightNorm<Conv<3>>, Relu, Flatten, Tanh, Dense<5>,
                         LeakyRelu, SpectralNorm<Dense<12>>, Tanh, Reshape<2, 2, 3>, Relu,
                         Conv<3>>();
}
TEST_CASE("Activations that ride in maps start no kernels on CUDA") {
  expect_no_more_kernels<Shape<4, 4, 2>, Dropout, LeakyRelu, BatchNorm, Tanh, ConditionalBatchNorm,
                         Sigmoid, GroupNorm<2>, Relu, Upsample<2>, Tanh,
                         Upsample<2, Interpolation::bilinear>, LeakyRelu, AveragePool<2>, Relu,
                         MaxPool<2>, Tanh, InstanceNorm>();
}

TEST_CASE("Activations that ride nowhere start one kernel each way") {
  using Alone = Stack<Dense<4>, PRelu, Dense<4>>;
  using Beside = Stack<Dense<4>, PRelu, Sigmoid, PRelu, Dense<4>>;
  const Kernels alone = kernels<Alone, Shape<5>>(), beside = kernels<Beside, Shape<5>>();
  CHECK(beside.forward == alone.forward + 2);  // and the second PRelu
  CHECK(beside.backward == alone.backward + 3);
}
