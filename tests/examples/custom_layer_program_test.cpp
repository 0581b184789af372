// SPDX-License-Identifier: MIT
// custom_layer as its user meets it, and with --device cuda where the host does the device's work
// (tests/cuda/custom_layer_on_host.cpp).
#include <string>

#include "catch.hpp"
#include "examples/program.hpp"

namespace {

const Program custom_layer("custom_layer");
const Program on_host("../tests/cuda/custom_layer_on_host");

void expect_right(const Program& program, const std::string& options, const std::string& backend) {
  if (!program.built()) return;
  const TemporaryFolder folder;
  const Result result = program.shell(folder, "$M" + options);
  INFO(result.out << result.error);
  CHECK(result.status == 0);
  CHECK(result.out.starts_with("augury 0.1.0: backend " + backend));
  CHECK(contains(result.out, "parameters and "));
  CHECK(result.out.ends_with("\nThe gradients are right.\n"));
  CHECK(result.error.empty());
}

void expect_wrong_use(const Program& program, const std::string& options,
                      const std::string& words) {
  const TemporaryFolder folder;
  const Result result = program.shell(folder, "$M" + options);
  INFO(options << ": " << result.error);
  CHECK(result.status == 2);
  CHECK(contains(result.error, words));
  CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
  CHECK(result.out.empty());
}

}  // namespace

TEST_CASE("the gradients of the layer to copy are right on the CPU") {
  expect_right(custom_layer, "", "cpu, ");
  expect_right(custom_layer, " --device cpu", "cpu, ");
}

TEST_CASE("the gradients of the layer to copy are right by CUDA's programs") {
  const std::string host = "cuda, device 0 (the host in the place of a device)";
  expect_right(on_host, " --device cuda", host);
  expect_right(on_host, " --device=cuda:0", host);
  if (on_host.built())
    expect_wrong_use(on_host, " --device cuda:1", "there is no CUDA device 1, of the 1 here: 0 (");
}

TEST_CASE("custom_layer has no verb, and one option") {
  if (!custom_layer.built()) return;
  const std::string help = "custom_layer --help' for all options";
  expect_wrong_use(custom_layer, " --device tpu", "cpu, cuda or cuda:N, not 'tpu'; type '");
  expect_wrong_use(custom_layer, " --device tpu", help);
  expect_wrong_use(custom_layer, " --threads 2", "there is no option '--threads'");
  expect_wrong_use(custom_layer, " check", "'check' belongs to no option");
  const TemporaryFolder folder;
  const Result result = custom_layer.shell(folder, "$M --help");
  CHECK(result.status == 0);
  CHECK(contains(result.out, "custom_layer [options]\n"));
  CHECK(contains(result.out, "--device cpu|cuda|cuda:N"));
  CHECK(custom_layer.shell(folder, "$M --version").out == "augury 0.1.0\n");
}
