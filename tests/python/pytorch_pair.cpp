// SPDX-License-Identifier: MIT
// pytorch_pair DIR: trains the networks of docs/load_in_pytorch.py for a few steps and writes their
// checkpoint, and what they make of given numbers, for load_checkpoint.py to compare.
#include <augury/augury.hpp>
#include <augury/files.hpp>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "augury/io/npy.hpp"
using namespace augury;

namespace {

using Generator = Sequential<Shape<16>, Dense<256>, Reshape<4, 4, 16>, PRelu, Deconv<8>, BatchNorm,
                             PRelu, Deconv<3>, Tanh>;
using Discriminator =
    Sequential<Generator::Output, SpectralNorm<Conv<8>>, LeakyRelu, WeightNorm<Conv<8, 3, 1>>,
               LeakyRelu, SpectralNorm<Deconv<4>>, LeakyRelu, Flatten, SpectralNorm<Dense<8>>,
               LeakyRelu, WeightNorm<Dense<1>>>;
using Pair = Gan<Generator, Discriminator>;
constexpr int images = 12;

std::vector<float> numbers(std::size_t count, std::uint32_t stream) {
  std::vector<float> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = 2 * uniform(Key{3, Purpose::user}.child(stream), i) - 1;
  return all;
}

/// What a network in evaluation makes of `x`, written as `name`.npy and x beside it.
template <class M>
void write_pass(Pair& gan, M& model, const Buffer<float, Cpu>& values, const std::string& name,
                const std::vector<float>& x) {
  Context<Cpu>& ctx = gan.context();
  using In = typename M::Input;
  Activations<typename M::Layers, In, Plain<float>, Cpu> pass(ctx, images);
  upload(ctx, pass.x.data, std::span<const float>(x));
  Conditions conditions;
  conditions.training = conditions.track = false;
  pass.forward(ctx, model.layers(), model.parameters(values), conditions);
  std::vector<float> y(images * M::Output::size);
  download(ctx, std::span<float>(y), static_cast<const float*>(pass.y.data));
  const auto write = [](const std::string& path, auto shape, const std::vector<float>& all) {
    std::vector<std::int64_t> extents{images};
    extents.insert(extents.end(), shape.extents.begin(), shape.extents.end());
    write_npy(path, extents, std::span<const float>(all));
  };
  write(name + "_in.npy", In{}, x);
  write(name + "_out.npy", typename M::Output{}, y);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) throw UsageError("usage: pytorch_pair DIR");
  const std::string folder = argv[1];
  Pair gan{{.seed = 1}};
  const ImageSet<Pair::Sample> data{
      numbers(images * Pair::Sample::size, 1), std::vector<std::int32_t>(images), {"any"}};
  TrainOptions options{.steps = 5, .batch = images};
  options.quiet = true;
  train(gan, data, options);
  save_checkpoint(folder + "/checkpoint.safetensors", gan);
  write_pass(gan, gan.generator(), gan.average(), folder + "/generator",
             numbers(images * Generator::Input::size, 2));
  write_pass(gan, gan.discriminator(), gan.discriminator().values(), folder + "/discriminator",
             numbers(images * Pair::Sample::size, 3));
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
