// SPDX-License-Identifier: MIT
// --device cuda where there is nothing to compute on: one sentence, and nothing else.
#include <string>

#include "catch.hpp"
#include "examples/mnist_program.hpp"

namespace {

/// A shell line of a program with --device cuda, on a machine whose devices are hidden.
Result without_device(const Program& program, const TemporaryFolder& folder,
                      const std::string& line) {
  return program.shell(folder, "CUDA_VISIBLE_DEVICES= $M " + line + " --device cuda");
}

void expect_one_sentence(const Program& program, const TemporaryFolder& folder,
                         const std::string& line) {
  INFO(line);
  const Result result = without_device(program, folder, line);
  INFO(result.error);
  constexpr bool with_cuda = AUGURY_PROGRAMS_WITH_CUDA != 0;
  CHECK(result.status == (with_cuda ? 1 : 2));
  CHECK(contains(result.error,
                 with_cuda ? "there is no CUDA device here" : "this program has no CUDA backend"));
  CHECK(contains(result.error, "--device cpu"));
  CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
  CHECK(result.out.empty());
}

}  // namespace

TEST_CASE("without a CUDA device each verb says so, and touches nothing") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  REQUIRE(shell(folder, "$M train --data digits --out run --steps 1" + quick).status == 0);
  const std::string checkpoint = text_of(folder / "run" / "checkpoint.safetensors");
  const auto before = folder.entries();
  expect_one_sentence(mnist, folder, "train --data digits --out other");
  expect_one_sentence(mnist, folder, "train --data digits --out run --resume --steps 1" + quick);
  expect_one_sentence(mnist, folder, "train --data digits --out run --force");
  expect_one_sentence(mnist, folder, "generate --from run --out made --count 1");
  expect_one_sentence(mnist, folder, "doctor --data digits --json");
  CHECK(folder.entries() == before);
  CHECK(text_of(folder / "run" / "checkpoint.safetensors") == checkpoint);
}

TEST_CASE("the other programs say the same") {
  TemporaryFolder folder;
  fs::create_directories(folder / "data");
  for (const char* name : {"cifar10", "folder"}) {
    const Program program(name);
    if (program.built()) expect_one_sentence(program, folder, "train --data data --out run");
  }
  CHECK_FALSE(fs::exists(folder / "run"));
}

TEST_CASE("a program without verbs says the same") {
  const Program custom_layer("custom_layer");
  if (custom_layer.built()) expect_one_sentence(custom_layer, TemporaryFolder(), "");
}

TEST_CASE("folder names a size that it was not compiled for") {
  const Program program("folder");
  if (!program.built() || AUGURY_PROGRAMS_WITH_CUDA == 0) return;
  TemporaryFolder folder;
  const Result result = without_device(program, folder, "train --data data --out run --size 32");
  INFO(result.error);
  if (result.status == 2)
    CHECK(contains(result.error, "this build has no networks of 32 pixels for CUDA"));
  else  // AUGURY_FOLDER_CUDA_SIZES has all of them
    CHECK(contains(result.error, "there is no CUDA device here"));
  CHECK_FALSE(fs::exists(folder / "run"));
}

TEST_CASE("what is no precision is wrong use, and so is one that the CPU has not") {
  if (!built()) return;
  TemporaryFolder folder;
  for (const std::string rest : {"half", "tf16 --device cuda", "FP32"}) {
    const Result result = shell(folder, "$M train --data glyphs --out run --precision " + rest);
    INFO(rest << ": " << result.error);
    CHECK(result.status == 2);
    CHECK(contains(result.error, "--precision takes fp32, tf32 or bf16, not '"));
  }
  const Result result = shell(folder, "$M doctor --data glyphs --precision bf16");
  CHECK(result.status == 2);
  CHECK(contains(result.error, "--precision bf16 needs --device cuda; the CPU computes in fp32"));
  CHECK(shell(folder, "$M doctor --data glyphs --limit 20 --precision fp32").status == 0);
  CHECK_FALSE(fs::exists(folder / "run"));
}

TEST_CASE("what is no device is wrong use") {
  if (!built()) return;
  TemporaryFolder folder;
  for (const std::string device :
       {"tpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda1", "CUDA"}) {
    const Result result = shell(folder, "$M doctor --data glyphs --device " + device);
    INFO(device << ": " << result.error);
    CHECK(result.status == 2);
    CHECK(contains(result.error, "--device takes cpu, cuda or cuda:N, not '" + device + "'"));
  }
}

TEST_CASE("a number that is larger than that of any device is told as such") {
  if (!built()) return;
  TemporaryFolder folder;
  for (const std::string number : {"2147483648", "99999999999", "99999999999999999999999"}) {
    const Result result = shell(folder, "$M doctor --data glyphs --device cuda:" + number);
    INFO(number << ": " << result.error);
    CHECK(result.status == 2);
    CHECK(contains(result.error, "there is no CUDA device " + number +
                                     "; devices count from 0, and --device cuda:0 is the first"));
  }
  const Result negative = shell(folder, "$M doctor --data glyphs --device cuda:-99999999999");
  CHECK(contains(negative.error, "--device takes cpu, cuda or cuda:N, not 'cuda:-99999999999'"));
}
