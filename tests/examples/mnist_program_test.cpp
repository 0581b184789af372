// SPDX-License-Identifier: MIT
// The program mnist as its user meets it: exit statuses, sentences and files.
#include <map>
#include <string>

#include "catch.hpp"
#include "examples/program.hpp"

namespace fs = std::filesystem;

namespace {

const Program mnist("mnist");
Result shell(const TemporaryFolder& folder, const std::string& line) {
  return mnist.shell(folder, line);
}
bool built() { return mnist.built(); }

/// An idx file with bytes that differ; extents without the count.
void write_idx(const fs::path& path, std::uint32_t count, const std::vector<std::uint32_t>& extents,
               int modulo) {
  std::string bytes{'\0', '\0', '\x08', static_cast<char>(1 + extents.size())};
  const auto word = [&](std::uint32_t n) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(n >> shift & 0xFF);
  };
  word(count);
  std::uint32_t size = count;
  for (const std::uint32_t extent : extents) word(extent), size *= extent;
  for (std::uint32_t i = 0; i < size; ++i)
    bytes += static_cast<char>(static_cast<int>(i * 7 % 251) % modulo);
  augury::write_file(path, bytes);
}
void write_digits(const fs::path& folder, std::uint32_t count = 40, int brightest = 256) {
  fs::create_directories(folder);
  for (const std::string split : {"train", "t10k"}) {
    write_idx(folder / (split + "-images-idx3-ubyte"), count, {28, 28}, brightest);
    write_idx(folder / (split + "-labels-idx1-ubyte"), count, {}, 10);
  }
}

const std::string quick = " --batch 8 --limit 20 --threads 2 --quiet ";

}  // namespace

TEST_CASE("wrong use has status 2 and says what to type") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  const std::string train = "$M train --data glyphs --out run ";
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"$M", "usage:"},
      {"$M fly", "no verb 'fly'"},
      {"$M train --data glyphs", "--out is missing"},
      {"$M train --out run", "--data is missing"},
      {train + "--stops 5", "stops"},
      {train + "--step 5", "step"},
      {train + "--steps", "--steps"},
      {train + "--steps -1", "--steps takes a whole number from 1"},
      {train + "--steps 5x", "not '5x'"},
      {train + "--batch 0", "--batch takes a whole number from 1"},
      {train + "--seed 99999999999999999999", "--seed takes"},
      {train + "--minutes nan", "--minutes takes a number"},
      {train + "--limit 0", "--limit takes a whole number from 1"},
      {train + "--device cuda", "no CUDA backend"},
      {train + "--device tpu", "cpu or cuda"},
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
      {train + "--transition 5,20000", "--transition 5,20000 would not be over after the 15000"},
      {train + "--freeze 2", "it goes with --start-from"},
      {train + "--freeze -1 --start-from a", "--freeze takes a whole number from 0"},
      {train + "--freeze 4 --start-from a", "--freeze 4 cannot be: the discriminator has 4"},
      {train + "--start-from ''", "--start-from is missing"},
      {"$M train --data digits --out run --limit 41", "--limit 41 is more than the 40 images"},
      {"$M generate --from run --out made", "--per-class N, --count N and --balance-to N"},
      {"$M generate --from run --out made --count 1 --per-class 1", "give one of"},
      {"$M generate --from run --out made --count 1", "holds no checkpoint.safetensors"},
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

TEST_CASE("help is no mistake") {
  if (!built()) return;
  TemporaryFolder folder;
  CHECK(shell(folder, "$M --help").status == 0);
  for (const std::string verb : {"train", "generate"}) {
    const Result result = shell(folder, "$M " + verb + " --help");
    CHECK(result.status == 0);
    CHECK(contains(result.out, "--out"));
    CHECK(contains(result.out, "--seed"));
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

TEST_CASE("train and generate, twice and in part") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  const std::string train = "$M train --data digits --out run --steps 2 --seed 3" + quick;
  Result result = shell(folder, train);
  INFO(result.error);
  REQUIRE(result.status == 0);
  CHECK(contains(result.out, "backend cpu, "));
  CHECK(contains(result.out, "2 threads"));
  CHECK(contains(result.out, "20 images of 10 classes"));
  CHECK(contains(result.out, "generate --from run"));
  for (const char* file : {"run.json", "log.jsonl", "checkpoint.safetensors"})
    CHECK(fs::exists(folder / "run" / file));
  CHECK(fs::exists(folder / "run" / "samples" / "step-000002.png"));
  CHECK(contains(text_of(folder / "run" / "run.json"), "\"limit\": \"20\""));

  result = shell(folder, train);
  CHECK(result.status == 2);
  CHECK(contains(result.error, "--resume"));
  CHECK(shell(folder, train + "--force").status == 0);

  const std::string generate = "$M generate --from run ";
  result = shell(folder, generate + "--out a --per-class 3 --data digits --threads 1");
  INFO(result.error);
  REQUIRE(result.status == 0);
  CHECK(contains(result.out, "30 images"));
  CHECK(contains(result.out, "by the 30 images made"));
  CHECK(contains(result.out, "by the 20 images trained on"));
  CHECK(shell(folder, generate + "--out b --per-class 3 && diff -r a b").status == 0);
  CHECK(shell(folder, generate + "--out c --count 1 --first 27 && cmp a/7/7_s1_000027.png "
                                 "c/7/7_s1_000027.png && grep -F -f c/manifest.csv a/manifest.csv")
            .status == 0);
  CHECK(shell(folder, generate + "--out d --per-class 3 --seed 2 && ! cmp -s a/0/0_s1_000000.png "
                                 "d/0/0_s2_000000.png")
            .status == 0);
  CHECK(shell(folder, generate + "--out e --balance-to 5 && test $(wc -l < e/manifest.csv) = 31")
            .status == 0);
  result = shell(folder, generate + "--out a --count 1");
  CHECK(result.status == 2);
  CHECK(contains(result.error, "--force"));
}

TEST_CASE("shards hold the images that folders hold") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  const std::string generate = "$M generate --from run --per-class 2 ";
  REQUIRE(shell(folder, generate + "--out folders --format folder").status == 0);
  const Result result = shell(folder, generate + "--out shards --format wds --shard 8");
  INFO(result.error);
  REQUIRE(result.status == 0);
  CHECK(contains(result.out, "20 images"));
  CHECK(shell(folder, "ls shards").out ==
        "manifest.csv\nshard-000000.tar\nshard-000001.tar\nshard-000002.tar\n");
  CHECK(shell(folder,
              "for shard in shards/*.tar; do tar -xf $shard; done && "
              "cmp 7_s1_000017.png folders/7/7_s1_000017.png && "
              "test \"$(cat 7_s1_000017.cls)\" = 7 && test $(ls *.json | wc -l) = 20")
            .status == 0);
}

TEST_CASE("data to measure by are those of the run, or nothing is written") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  write_digits(folder / "others", 40, 200);
  write_digits(folder / "few", 15);
  write_digits(folder / "half");
  fs::remove(folder / "half" / "t10k-images-idx3-ubyte");
  REQUIRE(shell(folder, "$M train --data digits --out run --steps 1" + quick).status == 0);
  const auto refused = [&](const std::string& data, int status) {
    const Result result =
        shell(folder, "$M generate --from run --out made --per-class 1 --data " + data);
    INFO(result.error);
    CHECK(result.status == status);
    CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
    CHECK_FALSE(fs::exists(folder / "made"));
    return result.error;
  };
  CHECK(contains(refused("nowhere", 2), "'nowhere'"));
  CHECK(contains(refused("half", 1), "t10k-images-idx3-ubyte"));
  for (const std::string other : {"others", "few", "glyphs"}) {
    const std::string error = refused(other, 2);
    CHECK(contains(error, "trained on --data " + (folder / "digits").string() + " (--limit 20, "));
    CHECK(contains(
        error, "--data " + other + (other == "few" ? " cannot give them" : " holds other images")));
    CHECK(contains(error, "name the data of the run"));
  }
  CHECK(contains(refused("few", 2), "--limit 20 is more than"));
  fs::rename(folder / "digits", folder / "moved");  // the same images elsewhere are the same
  CHECK(shell(folder, "$M generate --from run --out made --count 1 --data moved").status == 0);
}

TEST_CASE("train keeps the best networks, judged by images that it does not train on") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits", 300);
  const std::string train = "$M train --steps 2 --batch 8 --threads 2 --quiet --data ";
  const auto told = [&](const std::string& more, const std::string& by) {
    const Result result = shell(folder, train + more + " --force --out run");
    INFO(more << result.out << result.error);
    REQUIRE(result.status == 0);
    CHECK(contains(result.out, "best.safetensors is chosen by " + by));
    CHECK(contains(result.out, "run/best.safetensors"));
    CHECK(contains(text_of(folder / "run/log.jsonl"), "\"event\":\"best\""));
    return text_of(folder / "run/run.json");
  };
  told("digits", "the images trained on, which copies come nearest to; --hold-out N");
  const std::string some = told("digits --limit 100", "200 images that are not trained on");
  CHECK(contains(some, "\"data_images\": 100"));
  told("digits --limit 250", "the images trained on");  // 50 are too few to judge by
  const std::string same = told("digits --limit 100 --hold-out 60", "60 images");
  const auto print = [](const std::string& json) {
    return json.substr(json.find("data_fingerprint"), 40);
  };
  CHECK(print(some) == print(same));
  CHECK(contains(told("digits --hold-out 60", "60 images"), "\"data_images\": 240"));
  told("glyphs --limit 20", "1000 images");

  // Images come from the last networks, or from those of a file.
  CHECK(shell(folder,
              train + "digits --out two --hold-out 60 --limit 200 && $M generate --from two --out "
                      "last --count 3 --data digits")
            .status == 0);
  CHECK(shell(folder,
              "cp two/best.safetensors b.safetensors && $M generate --from b.safetensors "
              "--out best --count 3 && diff -r last best")
            .status == 0);
  for (const std::string wrong : {"--hold-out 9", "--hold-out 300", "--hold-out 100 --limit 201"}) {
    INFO(wrong);
    const Result result = shell(folder, train + "digits --out three " + wrong);
    CHECK(result.status == 2);
    CHECK(contains(result.error, wrong.substr(0, 12)));
  }
  CHECK_FALSE(fs::exists(folder / "three"));
}

TEST_CASE("a run goes on with the images that it was begun with") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits", 60);
  const std::string train = "$M train --data digits --steps 1 --batch 8 --quiet --out run ";
  REQUIRE(shell(folder, train + "--hold-out 20").status == 0);
  const Result without = shell(folder, train + "--resume");
  CHECK(without.status == 2);
  CHECK(contains(without.error,
                 "begun with --hold-out 20 and cannot go on without --hold-out; give the same"));
  CHECK(contains(shell(folder, train + "--resume --hold-out 20 --limit 30").error,
                 "begun without --limit and cannot go on with --limit 30;"));
  CHECK(shell(folder, train + "--resume --hold-out 20").status == 0);
}

TEST_CASE("any row of a manifest is made again alone by the command that the help states") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  const std::string help = shell(folder, "$M generate --help | tr -s ' \\n' ' '").out;
  CHECK(contains(help, "--count 1 --class LABEL --first NUMBER --seed SEED"));
  for (const std::string mode :
       {"--per-class 1 --seed 5", "--count 3 --class 4 --first 9", "--balance-to 3 --first 2"}) {
    INFO(mode);
    const Result result = shell(
        folder, "rm -rf all && $M generate --from run --out all " + mode +
                    " && test $(wc -l < all/manifest.csv) -gt 3 && tail -n +2 all/manifest.csv | "
                    "while IFS=, read file label class seed number route hash; do rm -rf one && "
                    "$M generate --from run --out one --count 1 --class $label --first $number "
                    "--seed $seed && cmp all/$file one/$file && grep -qF -f one/manifest.csv "
                    "all/manifest.csv || exit 1; done");
    INFO(result.error);
    CHECK(result.status == 0);
  }
}

TEST_CASE("a run begins with the networks of another one, and comes to its classes gradually") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out first --steps 2" + quick).status == 0);
  const std::string start = "$M train --data glyphs --seed 4 --start-from first ",
                    train = start + "--freeze 2 --transition 1,5 --steps 6 --out ";
  Result result = shell(folder, train + "whole" + quick);
  INFO(result.error);
  REQUIRE(result.status == 0);
  const std::string run = text_of(folder / "whole" / "run.json");
  CHECK(contains(run, "\"start_from\": \"" + (folder / "first").string() + "\""));
  CHECK(contains(run, "\"frozen_layers\": 2"));
  CHECK(contains(run, "\"transition\": \"from step 1 to 5\""));
  const std::string stopped = train + "parts --checkpoint-every 1" + quick;
  REQUIRE(shell(folder, stopped + "--minutes 0.0000001").status == 0);
  result = shell(folder, "$M generate --from parts --out made --per-class 1 --keep-copies");
  CHECK(result.status == 0);
  CHECK(contains(result.error, "amid its transition: classes count 0 %"));
  REQUIRE(shell(folder, stopped + "--resume").status == 0);
  const std::string images = " --per-class 2 --keep-copies";
  CHECK(shell(folder, "$M generate --from whole --out a" + images +
                          " && $M generate --from parts "
                          "--out b" +
                          images + " && diff -r a b")
            .status == 0);
  result = shell(folder, "$M generate --from whole --out c" + images);
  CHECK_FALSE(contains(result.error, "transition"));
  result =
      shell(folder, start + "--freeze 1 --transition 1,5 --steps 6 --out parts --resume" + quick);
  CHECK(result.status == 2);
  CHECK(contains(result.error, "frozen layers of 2 and cannot go on with 1"));
  result = shell(folder, "$M train --data glyphs --out other --start-from nowhere" + quick);
  CHECK(result.status == 1);
  CHECK(contains(result.error, "nowhere"));
  CHECK_FALSE(fs::exists(folder / "other"));
}

TEST_CASE("a run does not go on over another number of steps than its schedule knows") {
  if (!built()) return;
  TemporaryFolder folder;
  const std::string train = "$M train --data glyphs --out run --steps ";
  REQUIRE(shell(folder, train + "1" + quick).status == 0);
  const Result result = shell(folder, train + "2 --resume" + quick);
  CHECK(result.status == 2);
  CHECK(contains(result.error, "begun with --steps 1 and cannot go on with 2, because"));
  CHECK(shell(folder, train + "1 --resume" + quick).status == 0);
}

TEST_CASE("a stopped run is saved, and says how to go on") {
  if (!built()) return;
  TemporaryFolder folder;
  const Result result = shell(
      folder, "$M train --data glyphs --out 'a run' --steps 1000000" + quick + "& " +
                  "for i in $(seq 600); do test -e 'a run/run.json' && break; sleep 0.05; done; "
                  "kill -TERM $!; wait $!");
  INFO(result.error);
  CHECK(result.status == 1);
  CHECK(contains(result.out, "Stopped after step "));
  CHECK(contains(result.out, "--out 'a run' --steps 1000000"));
  CHECK(contains(result.out, "--resume\n"));
  CHECK(fs::exists(folder / "a run" / "checkpoint.safetensors"));
  const Result more = shell(folder,
                            "$M train --data glyphs --out 'a run' --steps 1000000 --resume "
                            "--minutes 0.0001" +
                                quick);
  INFO(more.error);
  CHECK(more.status == 0);
}

TEST_CASE("a run that is out of time says so, how to go on, and what can be made already") {
  if (!built()) return;
  TemporaryFolder folder;
  const std::string train = "$M train --data glyphs --out run --steps 9" + quick;
  const Result result = shell(folder, train + "--force --minutes 0.0001");
  INFO(result.out << result.error);
  REQUIRE(result.status == 0);
  CHECK(contains(result.out, "Time ran out after step 1 of 9"));
  CHECK_FALSE(contains(result.out, "is done"));
  CHECK(contains(result.out, "fall over all 9 steps and are at 90 %"));
  const std::string end = "--limit 20 --threads 2 --quiet --resume\n";
  CHECK(contains(result.out, "to the end, type:\n  "));
  CHECK(contains(result.out, " --steps 9 --batch 8 " + end));
  CHECK(contains(result.out, "--quiet --minutes 0.0001 --resume\n"));
  CHECK(contains(result.out, "generate --from run --out run-images"));
  CHECK(shell(folder, "$M generate --from run --out made --count 1").status == 0);

  // What it tells to type ends the run.
  const Result ended = shell(folder, train + "--resume");
  CHECK(ended.status == 0);
  CHECK(contains(ended.out, "Step 9 is done."));
  CHECK(contains(shell(folder, "$M train --help | tr -s ' \\n' ' '").out,
                 "the learning rates fall over --steps all the same"));
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
