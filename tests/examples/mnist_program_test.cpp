// SPDX-License-Identifier: MIT
// The program mnist as its user meets it: exit statuses, sentences and files.
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "examples/mnist_program.hpp"

TEST_CASE("wrong use has status 2 and says what to type") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  const std::string train = "$M train --data glyphs --out run ";
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"$M", "usage:"},
      {"$M fly", "no verb 'fly'; type"},
      {"$M trian", "no verb 'trian' (did you mean 'train'?); type"},
      {"$M --hepl", "no verb '--hepl'"},
      {"$M train --data nowhere --out run --resume --force", "give one of them"},
      {"$M train --data glyphs", "--out is missing"},
      {"$M train --out run", "--data is missing"},
      {train + "--stops 5", "no option '--stops' (did you mean '--steps'?); type"},
      {train + "--step=5", "no option '--step' (did you mean '--steps'?); type"},
      {train + "--wings 5", "no option '--wings'; type"},
      {train + "--steps", "--steps takes a value, and none was given"},
      {train + "--steps=", "--steps takes a value, and none was given"},
      {train + "--steps --quiet", "--steps takes a value, and none was given"},
      {train + "--steps -h", "--steps takes a value, and none was given"},
      {train + "--steps --batch 5", "--steps takes a value, and none was given"},
      {train + "--quiet=5", "--quiet takes no value"},
      {train + "--steps -1", "--steps takes a whole number from 1"},
      {train + "--steps 5x", "not '5x'"},
      {train + "--batch 0", "--batch takes a whole number from 1"},
      {train + "--seed 99999999999999999999", "--seed takes"},
      {train + "--minutes nan", "--minutes takes a number"},
      {train + "--limit 0", "--limit takes a whole number from 1"},
      {train + "stray", "begins with --"},
      {train + "--limit 20 --batch 21", "--batch 21 is more than the 20 images"},
      {train + "--resume", "holds no checkpoint.safetensors"},
      {train + "--transition 5", "--transition takes two steps A,B with A before B"},
      {train + "--transition 5,", "not '5,'"},
      {train + "--transition 5,x", "not '5,x'"},
      {train + "--transition ,5", "not ',5'"},
      {train + "--transition 5,6,7", "not '5,6,7'"},
      {train + "--transition -1,5", "not '-1,5'"},
      {train + "--transition 6,5", "not '6,5'"},
      {train + "--transition 5,5", "not '5,5'"},
      {train + "--transition 5,99999999999999999999", "--transition takes two steps"},
      {train + "--transition 5,20000", "--transition 5,20000 would not be over after the 12000"},
      {train + "--freeze 2", "it goes with --start-from"},
      {train + "--freeze -1 --start-from a", "--freeze takes a whole number from 0"},
      {train + "--freeze 4 --start-from a", "--freeze 4 cannot be: the discriminator has 4"},
      {train + "--start-from ''", "--start-from is missing"},
      {train + "--limit 3", "--limit 3 leaves some of the 10 classes without an image; give"},
      {"$M doctor --data glyphs --limit 9", "--limit 9 leaves some of the 10 classes"},
      {"ln -s run run && $M train --data run --out made; e=$?; rm run; exit $e",
       "'run' cannot be opened: Too many levels of symbolic links; name one that is there"},
      {"cd digits && $M train --data . --out run", "lies in the folder of the data, '.'"},
      {"$M train --data digits --out run --limit 41", "--limit 41 is more than the 40 images"},
      {"$M generate --from run --out made", "--per-class N, --count N and --balance-to N"},
      {"$M generate --from run --out made --count 1 --per-class 1", "give one of"},
      {"$M generate --from run --out made --count 1", "there is no 'run'; give the folder that"},
      {"$M generate --from digits --out made --count 1", "holds no checkpoint.safetensors"},
      {"$M generate --from run --out made --per-class 1 --class 3", "--class goes with --count"},
      {"$M generate --from run --out made --count 1 --format zip", "folder or wds, not 'zip'"},
      {"$M generate --from run --out made --count 1 --shard 5", "--shard goes with --format wds"},
      {"$M generate --from run --out made --count 1 --format wds --shard 0", "--shard takes"}};
  for (const auto& [line, words] : wrong) {
    INFO(line);
    const Result result = shell(folder, line);
    INFO(result.error);
    CHECK(result.status == 2);
    CHECK(contains(result.error, words));
    CHECK(std::count(result.error.begin(), result.error.end(), '\n') >= 1);
    CHECK_FALSE(fs::exists(folder / "run"));
    CHECK_FALSE(fs::exists(folder / "made"));
  }
}

namespace {
/// The options of a help text that take a value, each with all that is said of it.
std::vector<std::string> options_with_value(const std::string& help) {
  std::vector<std::string> options;
  std::istringstream lines(help.substr(help.find("Options")));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  --")) options.push_back(line);
    else if (!options.empty()) options.back() += line;
  }
  std::erase_if(options, [](const std::string& option) {
    return option.at(option.find(' ', 2) + 1) == ' ';  // nothing but the name, and then space
  });
  return options;
}
}  // namespace

TEST_CASE("help is no mistake, and says what happens without an option") {
  if (!built()) return;
  TemporaryFolder folder;
  CHECK(shell(folder, "$M --help").status == 0);
  CHECK(shell(folder, "$M -h").status == 0);
  const std::string version = shell(folder, "$M --version").out;
  CHECK(version.starts_with("augury 0."));
  for (const std::string verb : {"train", "generate", "doctor"}) {
    const Result result = shell(folder, "$M " + verb + " --help");
    CHECK(result.status == 0);
    CHECK(contains(result.out, "--seed"));
    CHECK(shell(folder, "$M " + verb + " --threads 1 -h").out == result.out);
    CHECK(shell(folder, "$M " + verb + " --version").out == version);
    const auto options = options_with_value(result.out);
    CHECK(options.size() > 4);
    for (const std::string& option : options) {
      INFO(option);
      CHECK(contains(option, "("));
      CHECK(contains(option, ")"));
    }
  }
  const std::string train = shell(folder, "$M train --help | tr -s ' \\n' ' '").out;
  for (const char* words :
       {"training steps, 1 to 10^12 (12000)", "images per step, 1 to as many as there are (64)",
        "(0: no limit)", "steps between checkpoints, 1 to 10^9 (1000)", "threads, 1 to 1024;"}) {
    INFO(words);
    CHECK(contains(train, words));
  }
}

TEST_CASE("a folder that is missing has status 2, a broken file status 1, and both are named") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  write_digits(folder / "cut");
  fs::resize_file(folder / "cut" / "train-images-idx3-ubyte", 1000);
  Result result = shell(folder, "$M train --data nowhere --out run" + quick);
  CHECK(result.status == 2);
  CHECK(contains(result.error, "--data takes DIR|glyphs, and there is no folder 'nowhere'"));
  CHECK(shell(folder, "$M doctor --data nowhere").status == 2);
  result = shell(folder, "$M train --data cut --out run" + quick);
  CHECK(result.status == 1);
  CHECK(contains(result.error, "is truncated"));
  CHECK_FALSE(fs::exists(folder / "run"));
}

TEST_CASE("a checkpoint that is cut has status 1") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  fs::resize_file(folder / "run" / "checkpoint.safetensors", 5000);
  const Result result = shell(folder, "$M generate --from run --out made --count 1");
  CHECK(result.status == 1);
  CHECK(contains(result.error, "checkpoint.safetensors"));
  CHECK_FALSE(fs::exists(folder / "made"));
}

TEST_CASE("what cannot be printed is told, and everything else is done") {
  if (!built()) return;
  TemporaryFolder folder;
  for (const std::string& line : std::vector<std::string>{
           "--help", "--version", "train --help", "doctor --data glyphs --limit 20 --json",
           "train --data glyphs --out run --steps 2" + quick}) {
    INFO(line);
    const Result result = shell(folder, "$M " + line + " > /dev/full");
    CHECK(result.status == 1);
    CHECK(result.error ==
          "what was to be printed could not all be written: No space left on device\n");
  }
  CHECK(shell(folder, "$M generate --from run --out made --count 1").status == 0);
}

TEST_CASE("a reader that goes away ends the program quietly, and saves the run") {
  if (!built()) return;
  TemporaryFolder folder;
  const std::string train = "$M train --data glyphs --limit 20 --batch 8 --threads 2 ";
  const std::string end = "; echo $? > status; } | head -n 1 > first.txt; cat status";
  Result result = shell(folder, "{ " + train + "--out run --steps 1000000" + end);
  CHECK(result.out == "1\n");
  CHECK(result.error == "");
  CHECK(text_of(folder / "first.txt").starts_with("augury "));
  result = shell(folder, train + "--out run --steps 1000000 --minutes 0.0000001 --resume");
  CHECK(contains(result.out, "Time ran out after step "));
  CHECK_FALSE(contains(result.out, "Time ran out after step 1 "));

  result = shell(folder, "{ $M generate --from run --out made --count 3" + end);
  CHECK(result.error == "");
  CHECK(shell(folder, "test $(wc -l < made/manifest.csv) = 4").status == 0);
}

TEST_CASE("links in a circle are a sentence") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "ln -s circle circle").status == 0);
  for (const std::string& line : std::vector<std::string>{
           "train --data glyphs --out circle --steps 1" + quick, "doctor --data circle",
           "generate --from circle --out made --count 1"}) {
    const Result result = shell(folder, "$M " + line);
    INFO(line << result.error);
    CHECK((result.status == 1 || result.status == 2));
    CHECK(contains(result.error, "'circle"));
    CHECK(contains(result.error, "Too many levels of symbolic links"));
    CHECK_FALSE(contains(result.error, "filesystem error"));
    CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
  }
}
