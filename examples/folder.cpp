// SPDX-License-Identifier: MIT
// folder: trains a GAN on the pictures in a folder, and writes as many new ones as you like.
#include <type_traits>

#include "folder/recipe.hpp"
#include "shared/run_images.hpp"
#include "shared/verbs.hpp"

namespace {

using program::Options;
using program::Words;

/// Calls f.template operator()<Size, Channels>() for sizes that are known when the program runs.
template <class F>
int for_images(const std::string& size, const std::string& channels, F f) {
  const auto with_size = [&]<int Size>() {
    if (channels == "1") return f.template operator()<Size, 1>();
    if (channels == "3") return f.template operator()<Size, 3>();
    if (channels == "4") return f.template operator()<Size, 4>();
    throw augury::UsageError("--channels takes 1, 3 or 4, not '" + channels + "'");
  };
  if (size == "32") return with_size.template operator()<32>();
  if (size == "64") return with_size.template operator()<64>();
  if (size == "128") return with_size.template operator()<128>();
  throw augury::UsageError(
      "--size takes 32, 64 or 128, not '" + size +
      "'; other sizes are for a program of your own, as in docs/06_pictures.md");
}

/// Whether the networks of a size were compiled for a backend: all are for the CPU, and for CUDA those
/// that AUGURY_FOLDER_CUDA_SIZES names to CMake.
template <class Backend>
constexpr bool compiled(int size) {
  bool found = std::is_same_v<Backend, augury::Cpu>;
  for (int one : {0, FOLDER_CUDA_SIZES}) found = found || one == size;
  return found;
}

/// work.operator()<Verbs>() for the verbs of sizes and of a backend that the command line names.
template <class Work>
int with_verbs(const Options& options, const std::string& size, const std::string& channels,
               Work work) {
  return for_images(size, channels, [&]<int Size, int Channels>() {
    return program::on_device(options, [&]<class Backend>() -> int {
      if constexpr (compiled<Backend>(Size))
        return work.template operator()<program::Verbs<folder::Folder<Size, Channels>, Backend>>();
      else
        throw augury::UsageError("this build has no networks of " + size +
                                 " pixels for CUDA; leave --device out, or configure it with "
                                 "-DAUGURY_FOLDER_CUDA_SIZES=" +
                                 size);
    });
  });
}

int train_verb(const Words& words) {
  const Options options =
      program::train_options<folder::FolderSource>(words, folder::default_options());
  return with_verbs(options, options.text("size", "64"), options.text("channels", "3"),
                    [&]<class Verbs>() { return Verbs::train(options, words); });
}

int doctor_verb(const Words& words) {
  const Options options = program::doctor_options<folder::FolderSource>(words);
  return with_verbs(options, options.text("size", "64"), options.text("channels", "3"),
                    [&]<class Verbs>() { return Verbs::doctor(options); });
}

int generate_verb(const Words& words) {
  const Options options = program::generate_options<folder::FolderSource>(words, false);
  const auto info = augury::read_checkpoint_info(program::checkpoint_of(options));
  return with_verbs(options, program::fact(info, "size"), program::fact(info, "channels"),
                    [&]<class Verbs>() { return Verbs::generate(options); });
}

}  // namespace

int main(int argc, char** argv) {
  return program::run(argc, argv, "Trains a GAN on a folder of pictures and writes new ones.",
                      {{"train", "train on a folder of pictures", train_verb},
                       {"generate", "write new images with a trained run", generate_verb},
                       {"doctor", "say what a folder holds, before any training", doctor_verb}});
}
