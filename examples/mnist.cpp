// SPDX-License-Identifier: MIT
// mnist: trains a GAN on MNIST, on any set in its format, or on drawn digits, and writes as many
// new images as you like.
#include <augury/augury.hpp>

#include "mnist/recipe.hpp"
#include "shared/doctor_verb.hpp"
#include "shared/train_verb.hpp"

extern template struct program::Verbs<Mnist, augury::Cuda>;  // mnist/cuda.cu

int main(int argc, char** argv) {
  return program::run(
      argc, argv, "Trains a GAN on digits and writes new ones.",
      {{"train", "train on a set of digits", program::train_verb<Mnist>},
       {"generate", "write new images with a trained run", program::generate_verb<Mnist>},
       {"doctor", "say what a set is like, before any training", program::doctor_verb<Mnist>}});
}
