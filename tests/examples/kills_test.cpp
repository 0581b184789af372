// SPDX-License-Identifier: MIT
// Runs of the programs are killed at random moments, and gone on with by the same command.
#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include "augury/core/random.hpp"
#include "augury/io/safetensors.hpp"
#include "catch.hpp"
#include "examples/program.hpp"
#include "examples/small_sets.hpp"
#include "train/run_log.hpp"

namespace fs = std::filesystem;

namespace {

/// All that a checkpoint holds but the command line, which says whether it was gone on with.
std::map<std::string, std::string> numbers_of(const fs::path& path) {
  const augury::Safetensors file = augury::read_safetensors(path);
  auto all = file.metadata;
  all.erase("option.command"), all.erase("option.run");
  for (const augury::NamedTensor& tensor : file.tensors)
    all[tensor.name].assign(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
  return all;
}

/// Kills a training 50 times and expects what one leaves that never was. `set` says which images.
void check_kills(const Program& program, const TemporaryFolder& folder, const std::string& set) {
  const std::string train =
      "$M train " + set + " --batch 4 --steps 6 --checkpoint-every 1 --threads 1 --quiet --out ";
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(program.shell(folder, train + "whole").status == 0);
  // A life lasts a part of what the run takes here, 50 of them some runs.
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;

  int kills = 0, runs = 0;
  std::string killed = "0";
  for (std::uint32_t life = 0; life < 1000; ++life) {
    const bool begun = fs::exists(folder / (killed + "/checkpoint.safetensors"));
    const double seconds = time.count() / 2 * augury::uniform({11, augury::Purpose::user}, life);
    const std::string kill =
        kills < 50 ? "timeout -s KILL " + std::to_string(std::max(seconds, 1e-3)) + " " : "";
    const Result end =
        program.shell(folder, kill + train + killed + (begun ? " --resume" : " --force"));
    if (end.status == 137) {
      ++kills;
      continue;
    }
    INFO(end.error);
    REQUIRE(end.status == 0);  // it came to its end, and the kills go on in another run
    for (const char* file : {"checkpoint.safetensors", "best.safetensors"}) {
      INFO(file);
      CHECK((numbers_of(folder / ("whole/" + std::string(file))) ==
             numbers_of(folder / (killed + "/" + file))));
    }
    CHECK((text_of(folder / "whole/samples/step-000006.png") ==
           text_of(folder / (killed + "/samples/step-000006.png"))));
    CHECK(run_log(folder / (killed + "/log.jsonl")) == run_log(folder / "whole/log.jsonl"));
    if (kills == 50) break;
    killed = std::to_string(++runs);
  }
  INFO(runs << " runs");
  CHECK(kills == 50);
}

}  // namespace

TEST_CASE("a run of mnist survives 50 kills") {
  const Program program("mnist");
  if (!program.built()) return;
  TemporaryFolder folder;
  check_kills(program, folder, "--data glyphs --limit 40 --hold-out 40");
}

TEST_CASE("a run of cifar10 survives 50 kills") {
  const Program program("cifar10");
  if (!program.built()) return;
  TemporaryFolder folder;
  small_sets::write_cifar(folder / "cifar");
  check_kills(program, folder, "--data cifar --limit 20");
}

TEST_CASE("a run of folder survives 50 kills") {
  const Program program("folder");
  if (!program.built()) return;
  TemporaryFolder folder;
  small_sets::write_pictures(folder / "pictures", 6);
  check_kills(program, folder, "--data pictures --size 32");
}
