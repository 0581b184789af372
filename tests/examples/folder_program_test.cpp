// SPDX-License-Identifier: MIT
// The program folder as its user meets it.
#include <string>
#include <vector>

#include "catch.hpp"
#include "examples/program.hpp"
#include "examples/small_sets.hpp"

namespace fs = std::filesystem;
using small_sets::write_pictures;

namespace {

const Program program("folder");

/// Height, width and channels of a PNG file, from its header.
std::vector<int> png_size(const fs::path& path) {
  const std::string bytes = text_of(path);
  const auto word = [&](std::size_t at) {
    int value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return value;
  };
  const int type = bytes.at(25);
  return {word(20), word(16), type == 0 ? 1 : type == 2 ? 3 : 4};
}

}  // namespace

TEST_CASE("folder trains on pictures of any size and writes more of them") {
  if (!program.built()) return;
  TemporaryFolder folder;
  write_pictures(folder / "pictures", 6);
  const auto check = [&](const std::string& size, const std::string& channels) {
    INFO(size << " pixels, " << channels << " channels");
    const Result trained = program.shell(
        folder, "$M train --data pictures --out run --force --batch 4 --steps 1 --size " + size +
                    " --channels " + channels);
    REQUIRE(trained.status == 0);
    CHECK(trained.out.find("12 images of 2 classes") != std::string::npos);
    const Result made =
        program.shell(folder, "$M generate --from run --out more --force --per-class 1");
    REQUIRE(made.status == 0);
    const int side = std::stoi(size);
    CHECK(png_size(folder / "more/bright/bright_s1_000000.png") ==
          std::vector<int>{side, side, std::stoi(channels)});
  };
  for (const char* size : {"32", "64", "128"})
    for (const char* channels : {"1", "3", "4"}) check(size, channels);
}

TEST_CASE("folder goes on where it was stopped, bit for bit") {
  if (!program.built()) return;
  TemporaryFolder folder;
  write_pictures(folder / "pictures", 6);
  const std::string train =
      "$M train --data pictures --size 32 --batch 4 --steps 6 --checkpoint-every 2 --quiet --out ";
  REQUIRE(program.shell(folder, train + "whole").status == 0);
  const Result killed =
      program.shell(folder, "{ " + train +
                                "parts & P=$!; while [ ! -f parts/checkpoint.safetensors ]; do "
                                "sleep 0.01; done; kill -9 $P; wait $P; true; } && " +
                                train + "parts --resume");
  REQUIRE(killed.status == 0);
  CHECK(text_of(folder / "whole/samples/step-000006.png") ==
        text_of(folder / "parts/samples/step-000006.png"));
}

TEST_CASE("a run of folder goes on with the size that it was begun with") {
  if (!program.built()) return;
  TemporaryFolder folder;
  write_pictures(folder / "pictures", 4);
  const std::string train = "$M train --data pictures --out run --batch 4 --steps 1 --size 32 ";
  REQUIRE(program.shell(folder, train).status == 0);
  const auto refused = [&](const std::string& more) {
    const Result result = program.shell(folder, train + "--resume " + more);
    CHECK(result.status == 2);
    return result.error;
  };
  CHECK(refused("--fit pad").find("begun with --fit crop and cannot go on with --fit pad") !=
        std::string::npos);
  const Result size = program.shell(
      folder, "$M train --data pictures --out run --batch 4 --steps 1 --size 64 --resume");
  CHECK(size.status == 2);
  CHECK(size.error.find("begun with --size 32 and cannot go on with --size 64") !=
        std::string::npos);
}

TEST_CASE("near copies are told by their files, and by which yardstick") {
  if (!program.built()) return;
  TemporaryFolder folder;
  write_pictures(folder / "pictures", 8);
  const auto manifest = [&](const std::string& more) {
    const Result result = program.shell(
        folder,
        "rm -rf run made; $M train --data pictures --out run --batch 4 --steps 1 --size 32 "
        "--quiet " +
            more + " && $M generate --from run --out made --per-class 2");
    INFO(more << result.out << result.error);
    REQUIRE(result.status == 0);
    return result.out + text_of(folder / "made/manifest.csv");
  };
  const auto has = [](const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
  };
  const std::string all = manifest("");
  CHECK(has(all, "(leave-one-out), for want of unseen images; 'train --hold-out N' keeps some"));
  CHECK(has(all, ",1,,leave-one-out\n"));
  const std::string some = manifest("--limit 10");
  CHECK((has(some, ",bright/") || has(some, ",dark/")));
  CHECK(has(some, ".png,0."));
  const std::string kept = manifest("--hold-out 4");
  CHECK(has(kept, "best.safetensors is chosen by 4 images"));
  CHECK(has(kept, "99 % of 4 unseen ones"));
  CHECK(has(kept, ",1,,held-out\n"));
}

TEST_CASE("folder says what is wrong") {
  if (!program.built()) return;
  TemporaryFolder folder;
  write_pictures(folder / "pictures", 2);
  augury::write_file(folder / "pictures/dark/page.jpg", "<html>not found</html>");
  const std::string train = "$M train --data pictures --out run --batch 2 --steps 1 ";
  const Result left_out = program.shell(folder, train);
  CHECK(left_out.status == 0);
  CHECK(left_out.error.find("page.jpg") != std::string::npos);
  CHECK(program.shell(folder, train + "--force --size 48").status == 2);
  CHECK(program.shell(folder, train + "--force --channels 2").status == 2);
  CHECK(program.shell(folder, train + "--force --fit squeeze").status == 2);
  CHECK(program.shell(folder, train + "--force --background mauve").status == 2);
  const Result inside =
      program.shell(folder, "$M train --data pictures --out pictures/run --batch 2 --steps 1");
  CHECK(inside.status == 2);
  CHECK(inside.error.find("never written into") != std::string::npos);
  CHECK_FALSE(fs::exists(folder / "pictures/run"));
  CHECK(program.shell(folder, "$M generate --from run --out pictures/more --per-class 1").status ==
        2);
  fs::create_directories(folder / "empty");
  CHECK(program.shell(folder, "$M train --data empty --out run2").status == 1);
}

TEST_CASE("generate --class takes a name before a number") {
  if (!program.built()) return;
  TemporaryFolder folder;
  write_pictures(folder / "pictures", 4);
  fs::rename(folder / "pictures/bright", folder / "pictures/1");
  REQUIRE(
      program
          .shell(folder, "$M train --data pictures --out run --batch 4 --steps 1 --size 32 --quiet")
          .status == 0);
  const auto made = [&](const std::string& name) {
    const Result result = program.shell(
        folder, "$M generate --from run --out made --force --count 1 --class " + name +
                    " > words.txt && tail -n 1 made/manifest.csv | cut -d, -f2,3");
    return result.status == 0 ? result.out : result.error;
  };
  CHECK(made("dark") == "1,dark\n");
  CHECK(made("1") == "0,1\n");
  CHECK(made("0") == "0,1\n");
  CHECK(contains(made("grey"), "; there are 0 \"1\", 1 \"dark\"; type"));
}
