// SPDX-License-Identifier: MIT
// custom_layer: a layer of your own, custom_layer/swish.hpp, which is the file to copy. The program
// checks that its gradients are right, on the CPU or on an NVIDIA GPU.
#include <augury/augury.hpp>

#include "custom_layer/check.hpp"
#include "custom_layer/swish.hpp"
#include "shared/on_device.hpp"

// Compiled by nvcc, in custom_layer/cuda.cu.
extern template int mine::check_gradients<mine::Network, augury::Cuda>(int device);

int main(int argc, char** argv) {
  return program::run(argc, argv, [](const program::Words& words) {
    program::Options options(words, "Checks the gradients of a layer of your own.",
                             program::no_verb);
    program::add_device(options).read(words);
    return program::on_device(options, [&]<class Backend>() {
      return mine::check_gradients<mine::Network, Backend>(program::device_number(options));
    });
  });
}
