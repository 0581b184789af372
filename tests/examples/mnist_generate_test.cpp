// SPDX-License-Identifier: MIT
// The verb generate as its user meets it, in the program mnist.
#include <string>

#include "augury/io/safetensors.hpp"
#include "catch.hpp"
#include "examples/mnist_program.hpp"
#include "io/edited_checkpoint.hpp"

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
  CHECK(contains(text_of(folder / "run" / "run.json"), "\"limit\": 20"));

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

TEST_CASE("a set that is broken off says what is there, and is made anew by --force") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  const std::string generate = "$M generate --from run --keep-copies --threads 1 --out made";
  const Result result =
      shell(folder, generate +
                        " --per-class 20000 & P=$!; while ! test -e made/0; do sleep 0.02; "
                        "done; kill -TERM $P; wait $P");
  CHECK(result.status == 1);
  CHECK(result.error.starts_with("stopped: the set in 'made' is not whole, it has "));
  CHECK(contains(result.error, "the same command with --force makes it anew\n"));
  CHECK_FALSE(fs::exists(folder / "made" / "manifest.csv"));
  CHECK(shell(folder, generate + " --per-class 1 --force && test $(find made -name '*.png' | wc "
                                 "-l) = 10 && test -e made/manifest.csv")
            .status == 0);
}

TEST_CASE("classes that are balanced already need nothing, and get a sentence") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  for (const std::string most : {"1", "2"}) {
    const Result result = shell(folder, "$M generate --from run --out made --balance-to " + most);
    CHECK(result.status == 0);
    CHECK(contains(result.out, "nothing was written: each class has " + most + " or more.\n"));
    CHECK_FALSE(fs::exists(folder / "made"));
  }
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
  const std::string generate = "$M generate --from run --per-class 1 --out ";
  const Result gone = shell(folder, generate + "unchecked");
  CHECK(gone.status == 2);
  CHECK(
      contains(gone.error, "by --data, or do without the search for near copies by --keep-copies"));
  CHECK_FALSE(fs::exists(folder / "unchecked"));
  CHECK(shell(folder, generate + "unchecked --keep-copies").status == 0);
  CHECK(shell(folder, "$M generate --from run --out made --count 1 --data moved").status == 0);
}

TEST_CASE("nothing is written into the data, by whatever name they go") {
  if (!built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  REQUIRE(shell(folder, "$M train --data digits --out run --steps 1" + quick).status == 0);
  const auto refused = [&](const std::string& rest) {
    const Result result =
        shell(folder, "$M generate --from run --force --keep-copies --per-class 1 " + rest);
    INFO(rest << ": " << result.error);
    CHECK(result.status == 2);
    CHECK(contains(result.error, "never written into"));
  };
  const std::size_t before = folder.entries();
  refused("--out digits/new");
  fs::create_directories(folder / "linked");
  fs::create_directory_symlink("../digits", folder / "linked/7");
  refused("--out linked");
  fs::remove_all(folder / "linked");
  fs::create_directory_symlink("run", folder / "digits/elsewhere");
  refused("--out digits/elsewhere/new");
  fs::remove(folder / "digits/elsewhere");
  fs::rename(folder / "digits", folder / "moved");
  refused("--data moved --out moved/new");
  CHECK(folder.entries() == before);
}

TEST_CASE("a class that is not there is told with those that are") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  for (const std::string wrong : {"10", "-1", "07", "seven", "''"}) {
    const Result result =
        shell(folder, "$M generate --from run --out a --count 1 --class " + wrong);
    INFO(wrong << result.error);
    CHECK(result.status == 2);
    CHECK(contains(result.error, "; there are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9; type"));
    CHECK_FALSE(fs::exists(folder / "a"));
  }
}

TEST_CASE("classes of unknown sizes cannot be balanced") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  const fs::path checkpoint = folder / "run/checkpoint.safetensors";
  augury::Safetensors file = augury::read_safetensors(checkpoint);
  REQUIRE(file.metadata.erase("option.class_counts") == 1);
  write_edited(checkpoint, file);
  const Result result = shell(folder, "$M generate --from run --out made --balance-to 5");
  CHECK(result.status == 2);
  CHECK(contains(result.error, "the number of images of each must be known"));
  CHECK_FALSE(fs::exists(folder / "made"));
}

TEST_CASE("any row of a manifest is made again alone by the command that the help states") {
  if (!built()) return;
  TemporaryFolder folder;
  REQUIRE(shell(folder, "$M train --data glyphs --out run --steps 1" + quick).status == 0);
  const std::string help = shell(folder, "$M generate --help | tr -s ' \\n' ' '").out;
  CHECK(contains(help, "--count 1 --class CLASS --first NUMBER --seed SEED"));
  for (const std::string mode :
       {"--per-class 1 --seed 5", "--count 3 --class 4 --first 9", "--balance-to 3 --first 2"}) {
    INFO(mode);
    const Result result = shell(
        folder, "rm -rf all && $M generate --from run --out all " + mode +
                    " && test $(wc -l < all/manifest.csv) -gt 3 && tail -n +2 all/manifest.csv | "
                    "while IFS=, read file label class seed number route hash; do rm -rf one && "
                    "$M generate --from run --out one --count 1 --class $class --first $number "
                    "--seed $seed && cmp all/$file one/$file && tail -n +2 one/manifest.csv | cut "
                    "-d, -f1-7 "
                    "> row && grep -qF -f row all/manifest.csv || exit 1; done");
    INFO(result.error);
    CHECK(result.status == 0);
  }
}
