// SPDX-License-Identifier: MIT
// cifar10: trains a GAN on CIFAR-10, on any of its batches, and writes as many new images as you
// like.
#include <augury/augury.hpp>

#include "cifar10/recipe.hpp"
#include "shared/doctor_verb.hpp"
#include "shared/train_verb.hpp"

extern template struct program::Verbs<Cifar, augury::Cuda>;  // cifar10/cuda.cu

int main(int argc, char** argv) {
  return program::run(
      argc, argv, "Trains a GAN on CIFAR-10 and writes new images.",
      {{"train", "train on CIFAR-10", program::train_verb<Cifar>},
       {"generate", "write new images with a trained run", program::generate_verb<Cifar>},
       {"doctor", "say what the set is like, before any training", program::doctor_verb<Cifar>}});
}
