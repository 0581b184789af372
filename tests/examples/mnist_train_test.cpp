// SPDX-License-Identifier: MIT
// The verb train as its user meets it, in the program mnist.
#include <string>

#include "catch.hpp"
#include "examples/mnist_program.hpp"

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

TEST_CASE("one process trains in a folder, and images are made from it meanwhile") {
  if (!built()) return;
  TemporaryFolder folder;
  const std::string train = "$M train --data glyphs --out run --steps 1000000" + quick;
  const Result result = shell(
      folder, train +
                  "--checkpoint-every 1 > first.txt & P=$!; for i in $(seq 600); do test -e "
                  "run/checkpoint.safetensors && break; sleep 0.05; done; " +
                  train + "--resume; echo status $?; " + train +
                  "--force; echo status $?; "
                  "$M generate --from run --out made --count 2 > made.txt && kill -KILL $P && " +
                  train + "--resume --minutes 0.0000001 > again.txt && ! test -e run/.augury.lock");
  INFO(result.out << result.error);
  CHECK(result.status == 0);
  const std::string sentence = "folder 'run' is being written by another process, number ";
  CHECK(result.error.find(sentence) < result.error.rfind(sentence));
  const auto first = result.out.find("status 1\n");
  CHECK(first < result.out.rfind("status 1\n"));
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
