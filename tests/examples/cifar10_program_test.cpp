// SPDX-License-Identifier: MIT
// The program cifar10 as its user meets it.
#include <string>

#include "catch.hpp"
#include "examples/program.hpp"
#include "examples/small_sets.hpp"

namespace fs = std::filesystem;
using small_sets::write_cifar;

namespace {

const Program cifar10("cifar10");

}  // namespace

TEST_CASE("cifar10 trains on the batches that are there, generates and measures") {
  if (!cifar10.built()) return;
  TemporaryFolder folder;
  write_cifar(folder / "cifar");
  const std::string train = "$M train --data cifar --out run --batch 4 --limit 20 --steps 2";
  const Result trained = cifar10.shell(folder, train);
  REQUIRE(trained.status == 0);
  CHECK(trained.out.find("20 images of 10 classes") != std::string::npos);
  for (const char* file : {"run/run.json", "run/log.jsonl", "run/checkpoint.safetensors",
                           "run/samples/step-000002.png"})
    CHECK(fs::exists(folder / file));
  const Result made =
      cifar10.shell(folder, "$M generate --from run --out more --per-class 2 --data cifar");
  REQUIRE(made.status == 0);
  CHECK(made.out.find("accuracy on 20 test images") != std::string::npos);
  CHECK(fs::exists(folder / "more/airplane/airplane_s1_000000.png"));
  CHECK(fs::exists(folder / "more/manifest.csv"));
}

TEST_CASE("cifar10 says what is wrong with its data") {
  if (!cifar10.built()) return;
  TemporaryFolder folder;
  write_cifar(folder / "cifar");
  fs::resize_file(folder / "cifar/data_batch_2.bin", 3073 * 7 + 5);
  const Result cut = cifar10.shell(folder, "$M train --data cifar --out run");
  CHECK(cut.status == 1);
  CHECK(cut.error.find("data_batch_2.bin") != std::string::npos);
  CHECK_FALSE(fs::exists(folder / "run"));
  CHECK(cifar10.shell(folder, "$M train --data nowhere --out run").status == 2);
  CHECK(cifar10.shell(folder, "$M train --data cifar --out run --size 64").status == 2);
}
