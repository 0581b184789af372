// SPDX-License-Identifier: MIT
// The program mnist, where the host does the work of a device that has AUGURY_TEST_DEVICE_MIB of
// memory.
#define AUGURY_CUDA_ON_HOST
#include <cstdlib>

#include "mnist/cuda.cu"

namespace program {

int nothing_on_the_cpu() { throw augury::UsageError("this program knows no device but cuda"); }
template <>
int Verbs<Mnist, augury::Cpu>::train(const Options&, const Words&) {
  return nothing_on_the_cpu();
}
template <>
int Verbs<Mnist, augury::Cpu>::generate(const Options&) {
  return nothing_on_the_cpu();
}
template <>
int Verbs<Mnist, augury::Cpu>::doctor(const Options&) {
  return nothing_on_the_cpu();
}

}  // namespace program

int main(int argc, char** argv) {
  if (const char* mebibytes = std::getenv("AUGURY_TEST_DEVICE_MIB"))
    augury::cuda::host_memory = static_cast<std::size_t>(std::atoi(mebibytes)) << 20;
  return program::run(argc, argv, "mnist without a device.",
                      {{"train", "", program::train_verb<Mnist>},
                       {"generate", "", program::generate_verb<Mnist>},
                       {"doctor", "", program::doctor_verb<Mnist>}});
}
