// SPDX-License-Identifier: MIT
#include "augury/network/summary.hpp"

#include <sstream>
#include <string>
#include <vector>

#include "augury/augury.hpp"
#include "augury/network/residual.hpp"
#include "catch.hpp"
using namespace augury;

namespace {

using Generator =
    Sequential<Shape<128>, JoinLabel<32>, Dense<4 * 4 * 256>, Reshape<4, 4, 256>, PRelu,
               Residual<Conv<256, 3, 1>, BatchNorm, Sequential<PRelu, Conv<256, 3, 1>>>,
               StochasticDeconv<16, 64>, Deconv<3>, Tanh>;

/// Words of the line that begins with a word, "" for none.
std::vector<std::string> line_of(const std::string& table, const std::string& first) {
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<std::string> all;
    for (std::string word; words >> word;) all.push_back(word);
    if (!all.empty() && all[0] == first) return all;
  }
  return {};
}
std::string last_numbers(const std::vector<std::string>& words, std::size_t count) {
  std::string text;
  for (std::size_t i = words.size() - count; i < words.size(); ++i) text += words[i] + " ";
  return text;
}

template <class L, class In>
std::int64_t adds() {
  return multiply_adds<L, In>(layout_of<L, In>(10));
}

}  // namespace

TEST_CASE("Summary: multiply-adds by hand") {
  CHECK(adds<Dense<10>, Shape<7>>() == 70);
  CHECK(adds<Dense<10>, Shape<4, 4, 3>>() == 480);
  CHECK(adds<Conv<16>, Shape<8, 8, 3>>() == 4 * 4 * 3 * 16 * (4 * 4));
  CHECK(adds<Conv<16, 3, 1>, Shape<8, 6, 3>>() == 3 * 3 * 3 * 16 * (8 * 6));
  CHECK(adds<Deconv<16>, Shape<8, 8, 3>>() == 4 * 4 * 3 * 16 * (8 * 8));
  CHECK(adds<StochasticDeconv<9, 16>, Shape<8, 8, 3>>() == adds<Deconv<16>, Shape<8, 8, 3>>());
  CHECK(adds<WeightNorm<Deconv<16>>, Shape<8, 8, 3>>() == adds<Deconv<16>, Shape<8, 8, 3>>());
  CHECK(adds<Projection, Shape<4, 4, 3>>() == 2 * 48);
  CHECK(adds<Projection, Shape<48>>() == 2 * 48);
  CHECK(adds<AuxiliaryClassifier, Shape<4, 4, 3>>() == 11 * 48);
  CHECK(adds<JoinLabel<4>, Shape<48>>() == 0);
  CHECK(adds<BatchNorm, Shape<8, 8, 3>>() == 0);
  CHECK(adds<PRelu, Shape<8, 8, 3>>() == 0);
}

TEST_CASE("Summary: a line says position, layer, shape, parameters, multiply-adds and memory") {
  const std::string table = summary<Generator>(64, 10);
  INFO(table);
  const auto dense = line_of(table, "1");
  REQUIRE(dense.size() == 7);
  CHECK(dense[1] == "Dense<4096>");
  CHECK(last_numbers(dense, 5) == "4096 659,456 655,360 1.0 MiB ");
  CHECK(last_numbers(line_of(table, "5"), 5) == "8x8x64 4,194,368 4,194,304 1.0 MiB ");
  CHECK(last_numbers(line_of(table, "0"), 4) == "160 320 48.0 KiB ");
  CHECK(last_numbers(line_of(table, "7"), 3) == "16x16x3 192.0 KiB ");
}

TEST_CASE("Summary: inner layers stand below their stack, indented") {
  const std::string table = summary<Generator>(8);
  INFO(table);
  CHECK(line_of(table, "4") == std::vector<std::string>{"4", "Residual", "4x4x256"});
  CHECK(line_of(table, "4.2") == std::vector<std::string>{"4.2", "Sequential", "4x4x256"});
  CHECK(line_of(table, "4.2.1").at(1) == "Conv<256,");
  const auto column = [&](const std::string& layer) {
    const auto at = table.find(layer);
    return at - table.rfind('\n', at);
  };
  CHECK(column("BatchNorm") == column("Residual") + 2);
  CHECK(table.find("4.2.1      Conv<256") != std::string::npos);
}

TEST_CASE("Summary: totals are those of the model and of the pass") {
  Context<Cpu> ctx{1};
  for (const int classes : {0, 10}) {
    const std::string table = summary<Generator>(64, classes);
    const Model<Generator> model(ctx, classes);
    const Activations<Generator::Layers, Generator::Input, Plain<float>> pass(ctx, 64);
    const auto total = line_of(table, "total");
    INFO(table);
    REQUIRE(total.size() == 6);
    CHECK(total[1] == "16x16x3");
    CHECK(total[2] == detail::grouped(static_cast<std::int64_t>(model.size())));
    CHECK(total[4] + " " + total[5] ==
          detail::readable_bytes(static_cast<std::int64_t>(pass.bytes())));
    CHECK(total[3] == detail::grouped(160 * 4096 + 2 * 9 * 256 * 256 * 16 + 16 * 256 * 64 * 16 +
                                      16 * 64 * 3 * 64));
  }
}

TEST_CASE("Summary: columns are aligned, and no line ends in spaces") {
  const std::string table = summary<Generator>(64, 10);
  std::istringstream lines(table);
  std::size_t width = 0, bytes = 0;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK((line.empty() || line.back() != ' '));
    if (line.starts_with("---")) width = line.size();
    if (!line.ends_with("iB")) continue;
    ++bytes;
    CHECK(line.size() == width);
  }
  CHECK(bytes == 13);  // layers that are no stack and keep something, input, work space, total
}

TEST_CASE("Summary: of a stack, and of a layer alone") {
  CHECK(summary<Stack<Dense<3>, Tanh>, Shape<2>>(1).find("Tanh") != std::string::npos);
  CHECK(summary<Dense<3>, Shape<2>>(1).find("Dense<3>") != std::string::npos);
}

TEST_CASE("Summary: numbers are grouped") {
  CHECK(detail::grouped(0) == "0");
  CHECK(detail::grouped(999) == "999");
  CHECK(detail::grouped(1000) == "1,000");
  CHECK(detail::grouped(1234567) == "1,234,567");
  CHECK(detail::readable_bytes(1536) == "1.5 KiB");
  CHECK(detail::readable_bytes(3 << 20) == "3.0 MiB");
}
