// SPDX-License-Identifier: MIT
// The program mnist with --device cuda from end to end, where the host does the device's work
// (mnist_on_host.cpp), beside the program that users have.
#include <cstdlib>
#include <string>

#include "augury/io/image.hpp"
#include "catch.hpp"
#include "examples/mnist_program.hpp"

namespace {

const Program on_host("../tests/cuda/mnist_on_host");
const std::string few = " --data glyphs --limit 20 --hold-out 10 --quiet";

/// The mean difference of the pictures that two folders hold, in levels of 256.
double difference(const fs::path& one, const fs::path& other) {
  double sum = 0, count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(one)) {
    if (entry.path().extension() != ".png") continue;
    const auto a = augury::read_png(entry.path());
    const auto b = augury::read_png(other / fs::relative(entry.path(), one));
    REQUIRE(a.pixels.size() == b.pixels.size());
    for (std::size_t i = 0; i < a.pixels.size(); ++i, ++count)
      sum += std::abs(int{a.pixels[i]} - int{b.pixels[i]});
  }
  REQUIRE(count > 0);
  return sum / count;
}

}  // namespace

TEST_CASE("a run goes from device to CPU and back, and its images are the same") {
  if (!on_host.built() || !built()) return;
  TemporaryFolder folder;
  const std::string train = "$M train --out run --steps 3 --batch 4 --checkpoint-every 1" + few;
  Result result = on_host.shell(folder, train + " --device cuda --minutes 0.000001");
  INFO(result.error);
  REQUIRE(result.status == 0);
  CHECK(contains(result.out, "backend cuda, device 0 (the host in the place of a device)"));
  CHECK(contains(result.out, "Time ran out after step 1 of 3"));
  CHECK(contains(text_of(folder / "run" / "run.json"), "\"backend\": \"cuda\""));
  REQUIRE(shell(folder, train + " --resume --minutes 0.000001").status == 0);
  result = on_host.shell(folder, train + " --resume --device cuda");
  CHECK(result.status == 0);
  CHECK(contains(result.out, "Step 3 is done"));

  const std::string generate = "$M generate --from run --per-class 1 --keep-copies --out ";
  REQUIRE(shell(folder, generate + "cpu").status == 0);
  REQUIRE(on_host.shell(folder, generate + "cuda --device cuda").status == 0);
  CHECK(difference(folder / "cpu", folder / "cuda") < 0.05);
}

TEST_CASE("products are in the precision that is asked for, and a run may change it") {
  if (!on_host.built()) return;
  TemporaryFolder folder;
  const std::string train =
      "$M train --out run --steps 2 --batch 4 --checkpoint-every 1 --device cuda" + few;
  const Result first = on_host.shell(folder, train + " --precision tf32 --minutes 0.000001");
  INFO(first.error);
  REQUIRE(first.status == 0);
  CHECK(first.out.substr(0, first.out.find('\n')).ends_with(", products in tf32"));
  CHECK(contains(text_of(folder / "run" / "run.json"), "\"precision\": \"tf32\""));
  REQUIRE(on_host.shell(folder, train + " --resume --precision bf16").status == 0);

  const std::string generate =
      "$M generate --from run --per-class 1 --keep-copies --device cuda --out ";
  REQUIRE(on_host.shell(folder, generate + "fine").status == 0);
  REQUIRE(on_host.shell(folder, generate + "rough --precision bf16").status == 0);
  const double rounded = difference(folder / "fine", folder / "rough");
  CHECK(rounded > 0);
  CHECK(rounded < 5);
}

TEST_CASE("doctor knows the device") {
  if (!on_host.built()) return;
  TemporaryFolder folder;
  write_digits(folder / "digits");
  const std::string doctor = "$M doctor --data digits --limit 10 --device cuda";
  CHECK(on_host.shell(folder, doctor).out.starts_with("augury 0.1.0: backend cuda, device 0 ("));
  const Result result = on_host.shell(folder, doctor + " --json");
  CHECK(result.status == 0);
  CHECK(contains(result.out, "\"backend\": \"cuda\""));
  CHECK(contains(result.out, "\"machine\": \"device 0 (the host in the place of a device)"));
}

TEST_CASE("a batch that does not fit is answered by one that does") {
  if (!on_host.built()) return;
  TemporaryFolder folder;
  const std::string small = "AUGURY_TEST_DEVICE_MIB=125 ";
  const std::string train = "$M train --out run --steps 1 --device cuda --batch ";
  const std::string many = " --data glyphs --limit 50 --hold-out 10 --quiet";
  const Result result = on_host.shell(folder, small + train + "48" + many);
  INFO(result.error);
  CHECK(result.status == 1);
  CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
  CHECK(contains(result.error, "there is no room for --batch 48 on device 0"));
  const auto at = result.error.find("; --batch ");
  REQUIRE(at != std::string::npos);
  const int fits = std::stoi(result.error.substr(at + 10));
  CHECK(fits < 48);
  CHECK(on_host.shell(folder, small + train + std::to_string(fits) + many + " --force").status ==
        0);

  const Result hopeless =
      on_host.shell(folder, "AUGURY_TEST_DEVICE_MIB=20 " + train + "8" + many + " --force");
  CHECK(hopeless.status == 1);
  CHECK(contains(hopeless.error, "not even --batch 1 fits"));
}

TEST_CASE("a device that is not there is told with those that are") {
  if (!on_host.built()) return;
  TemporaryFolder folder;
  const Result result = on_host.shell(folder, "$M train --out run --device cuda:1" + few);
  CHECK(result.status == 2);
  CHECK(contains(result.error, "there is no CUDA device 1, of the 1 here: 0 (the host"));
  CHECK_FALSE(fs::exists(folder / "run"));
}
