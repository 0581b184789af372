// SPDX-License-Identifier: MIT
// A whole program around a Gan that is wrong: what is compiled of it adds no errors.
#pragma once
#include "augury/backend/cpu/cpu.hpp"
#include "augury/layer/activation.hpp"
#include "augury/layer/conv.hpp"
#include "augury/layer/deconv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/layer/reshape.hpp"
#include "augury/train/checkpoint.hpp"
#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"

template <class Generator, class Discriminator, class Photo = augury::Shape<8, 8, 3>>
void train_gan() {
  using namespace augury;
  const ImageSet<Photo> photos(std::vector<float>(Photo::size), {0}, {"one"});
  Gan<Generator, Discriminator> gan{{.seed = 1}};
  train(gan, photos, {.steps = 10});
  save_checkpoint("gan.safetensors", gan);
  write_dataset(gan, "bigger", {.per_class = 10});
}
