// SPDX-License-Identifier: MIT
#include "augury/io/safetensors.hpp"

#include <limits>

#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

// A file with this header and `data` bytes of data; `length` overrides what the file says of it.
std::string file_of(const std::string& header, std::size_t data,
                    std::uint64_t length = std::numeric_limits<std::uint64_t>::max()) {
  if (length == std::numeric_limits<std::uint64_t>::max()) length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  return file + header + std::string(data, '\1');
}

// The sentence for a file of these bytes; "" when it is read.
std::string verdict(const std::string& bytes) {
  TemporaryFolder folder;
  write_file(folder / "x.safetensors", bytes, Durable::no);
  const std::string text = sentence([&] { read_safetensors(folder / "x.safetensors"); });
  if (!text.empty()) CHECK(contains(text, "x.safetensors' is no valid safetensors file: "));
  return text;
}

std::string tensor(const std::string& name, const std::string& shape, const std::string& offsets,
                   const std::string& dtype = "F32") {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + offsets + "}";
}
std::string header(const std::string& a, const std::string& b = "") {
  return "{" + a + (b.empty() ? "" : ",") + b + "}";
}

const std::vector<float> six{1, -2, 0.5f, 1e-40f, std::numeric_limits<float>::infinity(), 6};

std::vector<NamedTensor> sample_tensors() {
  return {named_tensor<float>("g.weight", {2, 3}, six),
          named_tensor<std::uint64_t>("rng", {2}, std::vector<std::uint64_t>{~0ull, 7}),
          named_tensor<double>("loss", {}, std::vector<double>{0.1}),
          named_tensor<std::uint8_t>("flags", {3}, std::vector<std::uint8_t>{1, 2, 3}),
          named_tensor<float>("a \"quoted\"\n\xC3\xA9 name", {0, 5}, {})};
}

}  // namespace

TEST_CASE("safetensors: what is written is read back") {
  TemporaryFolder folder;
  const std::map<std::string, std::string> metadata{{"step", "12"}, {"\xE2\x82\xAC\x01\\", "\t\""}};
  write_safetensors(folder / "a", sample_tensors(), metadata);
  const Safetensors file = read_safetensors(folder / "a");
  CHECK(file.metadata == metadata);
  REQUIRE(file.tensors.size() == 5);
  CHECK(file.at("g.weight").values<float>() == six);
  CHECK(file.at("g.weight").shape == std::vector<std::int64_t>{2, 3});
  CHECK(file.at("rng").values<std::uint64_t>() == std::vector<std::uint64_t>{~0ull, 7});
  CHECK(file.at("loss").values<double>() == std::vector<double>{0.1});
  CHECK(file.at("loss").shape.empty());
  CHECK(file.at("a \"quoted\"\n\xC3\xA9 name").shape == std::vector<std::int64_t>{0, 5});
  CHECK(file.find("none") == nullptr);
  CHECK(contains(sentence([&] { file.at("none"); }), "has no tensor 'none'"));
  CHECK(contains(sentence([&] { file.at("loss").values<float>(); }), "holds F64, and F32"));
}

TEST_CASE("safetensors: the bytes are those of the reference implementation") {
  TemporaryFolder folder;
  // By falling alignment, then by name; padded with spaces to a multiple of 8.
  write_safetensors(folder / "a", std::vector{named_tensor<float>("b", {1}, std::vector{1.0f}),
                                              named_tensor<float>("a", {1}, std::vector{2.0f}),
                                              named_tensor<std::uint64_t>(
                                                  "z", {1}, std::vector<std::uint64_t>{3})});
  const std::string text =
      header(tensor("z", "[1]", "[0,8]", "U64") + "," + tensor("a", "[1]", "[8,12]") + "," +
             tensor("b", "[1]", "[12,16]"));
  const std::string padded = text + std::string((8 - text.size() % 8) % 8, ' ');
  const auto file = text_of(folder / "a");
  REQUIRE(file.size() == 8 + padded.size() + 16);
  CHECK(file.substr(0, 8) == file_of(padded, 0).substr(0, 8));
  CHECK(file.substr(8, padded.size()) == padded);
  CHECK(file.substr(8 + padded.size(), 8) == std::string("\3\0\0\0\0\0\0\0", 8));
  write_safetensors(folder / "empty", {});
  CHECK(text_of(folder / "empty") == std::string("\10\0\0\0\0\0\0\0{}      ", 16));
  CHECK(read_safetensors(folder / "empty").tensors.empty());
}

TEST_CASE("safetensors: headers that other writers may write") {
  CHECK(verdict(file_of("{}", 0)) == "");
  CHECK(verdict(file_of(header(tensor("a", "[]", "[0,4]")), 4)) == "");
  CHECK(verdict(file_of(header(tensor("b", "[1]", "[4,8]"), tensor("a", "[1]", "[0,4]")), 8)) ==
        "");
  CHECK(verdict(file_of("{ \"a\" : { \"shape\" : [ 2 , 3 ], \"data_offsets\":[0,\n3],"
                        " \"dtype\":\"F4\" } }   ",
                        3)) == "");
  CHECK(verdict(file_of(
            R"({"\u00e9\ud83d\ude00\n":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1)) ==
        "");
  CHECK(verdict(file_of(header(tensor("a", "[0,9223372036854775807,9]", "[0,0]")), 0)) == "");
}

TEST_CASE("safetensors: every violation is one sentence") {
  const auto fails = [](const std::string& bytes, const std::string& part) {
    const std::string text = verdict(bytes);
    INFO(text);
    CHECK(contains(text, part));
    CHECK(text.find('\n') == std::string::npos);
  };
  const std::string good = header(tensor("a", "[2]", "[0,8]"), tensor("b", "[2]", "[8,16]"));
  REQUIRE(verdict(file_of(good, 16)) == "");

  SECTION("lengths") {
    fails("", "fewer than 8 bytes");
    fails("1234567", "fewer than 8 bytes");
    fails("\x89PNG\r\n\x1A\n and some more", "its header would have");
    fails(file_of(good, 0, 1ull << 63), "its header would have 9223372036854775808");
    fails(file_of(good, 0, good.size() + 1), "its header would have");
    fails(file_of(good, 16, 0), "does not begin with '{'");
    fails(file_of(good, 16, good.size() - 1), "expected }");
    fails(file_of(good, 16, good.size() + 1), "expected nothing more");
    fails(file_of(good, 15), "the file is cut");
    fails(file_of(good, 17), "1 bytes follow the last tensor");
    fails(file_of("{}", 1), "1 bytes follow the last tensor");
  }
  SECTION("JSON") {
    fails(file_of(" " + good, 16), "does not begin with '{'");
    fails(file_of("[]", 0), "does not begin with '{'");
    fails(file_of(good + "x", 16), "expected nothing more");
    fails(file_of(good + good, 16), "expected nothing more");
    fails(file_of("{\"a\" 1}", 0), "expected :");
    fails(file_of("{\"a\":{},}", 0), "lacks dtype");
    fails(file_of("{,}", 0), "expected \"");
    fails(file_of("{\"a\xFF\":{}}", 0), "not UTF-8");
    fails(file_of("{\"a\xC0\x80\":{}}", 0), "not UTF-8");
    fails(file_of("{\"a\xED\xA0\x80\":{}}", 0), "not UTF-8");
    fails(file_of("{\"a\\q\":{}}", 0), "unknown escape");
    fails(file_of("{\"a\\ud800\":{}}", 0), "surrogate");
    fails(file_of("{\"a\\udc00\":{}}", 0), "surrogate");
    fails(file_of("{\"a\\u00g0\":{}}", 0), "hexadecimal");
    fails(file_of("{\"a\n\":{}}", 0), "control character");
    fails(file_of("{\"a\":" + std::string(100'000, '['), 0), "expected {");
    fails(file_of("{\"a\":" + std::string(100'000, '{'), 0), "expected \"");
  }
  SECTION("keys") {
    fails(file_of(header(tensor("a", "[1]", "[0,4]"), tensor("a", "[1]", "[4,8]")), 8),
          "the key 'a' comes twice");
    fails(file_of(header(tensor("a", "[1]", "[0,4]"), tensor("\\u0061", "[1]", "[4,8]")), 8),
          "the key 'a' comes twice");
    fails(file_of(R"({"a":{"dtype":"U8","shape":[1],"shape":[1]}})", 1), "'shape' comes twice");
    fails(file_of(R"({"__metadata__":{"k":"1","k":"2"}})", 0), "the key 'k' comes twice");
    fails(file_of(R"({"__metadata__":{},"__metadata__":{}})", 0), "'__metadata__' comes twice");
    fails(file_of(R"({"a":{"dtype":"U8","shape":[1]}})", 1), "tensor 'a' lacks");
    fails(file_of(R"({"a":{"dtype":"U8","extra":[1]}})", 1),
          "tensor 'a' has the unknown key 'extra'");
  }
  SECTION("metadata") {
    fails(file_of(R"({"__metadata__":{"step":12}})", 0), "metadata 'step' is not a string");
    fails(file_of(R"({"__metadata__":{"a":{"b":"c"}}})", 0), "metadata 'a' is not a string");
    fails(file_of(R"({"__metadata__":null})", 0), "expected {");
  }
  SECTION("tensors") {
    fails(file_of(header(tensor("a", "[1]", "[0,4]", "F31")), 4),
          "tensor 'a' has the unknown dtype");
    fails(file_of(header(tensor("a", "[-1]", "[0,4]")), 4), "expected a whole number");
    fails(file_of(header(tensor("a", "[1.0]", "[0,4]")), 4), "expected ]");
    fails(file_of(header(tensor("a", "[1e0]", "[0,4]")), 4), "expected ]");
    fails(file_of(header(tensor("a", "[01]", "[0,4]")), 4), "begins with 0");
    fails(file_of(header(tensor("a", "[99999999999999999999]", "[0,4]")), 4), "too large");
    fails(file_of(header(tensor("a", "[4294967296,4294967296]", "[0,0]")), 0), "tensor 'a'");
    fails(file_of(header(tensor("a", "[4611686018427387905]", "[0,4]")), 4), "more elements than");
    fails(file_of(header(tensor("a", "[3]", "[0,2]", "F4")), 2), "tensor 'a'");
    fails(file_of(header(tensor("a", "[1]", "[0]")), 4), "two data_offsets");
    fails(file_of(header(tensor("a", "[1]", "[0,4,8]")), 4), "two data_offsets");
    fails(file_of(header(tensor("a", "[2]", "[0,4]")), 4), "has 4 bytes where");
    fails(file_of(header(tensor("a", "[0]", "[0,4]")), 4), "has 4 bytes where");
  }
  SECTION("places") {
    fails(file_of(header(tensor("a", "[1]", "[4,8]")), 8), "before tensor 'a' is a hole");
    fails(file_of(header(tensor("a", "[1]", "[0,4]"), tensor("b", "[1]", "[8,12]")), 12),
          "before tensor 'b' is a hole");
    fails(file_of(header(tensor("a", "[2]", "[0,8]"), tensor("b", "[2]", "[4,12]")), 12),
          "tensor 'b' overlaps");
    fails(file_of(header(tensor("a", "[1]", "[0,4]"), tensor("b", "[1]", "[0,4]")), 4), "overlaps");
    fails(file_of(header(tensor("a", "[1]", "[4,0]")), 4), "tensor 'a' ends before it begins");
    fails(file_of(header(tensor("a", "[72057594037927936]", "[0,288230376151711744]")), 4),
          "the file is cut");
  }
}

TEST_CASE(
    "safetensors: a file cut anywhere, or with any byte of its header changed, never crashes") {
  TemporaryFolder folder;
  write_safetensors(folder / "a", sample_tensors(), {{"k", "v"}});
  const std::string whole = text_of(folder / "a");
  REQUIRE(verdict(whole) == "");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    INFO(n);
    CHECK(verdict(whole.substr(0, n)) != "");
  }
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const char flip : {'\1', '\x20', '\x80'}) {
      std::string other = whole;
      other[i] = static_cast<char>(other[i] ^ flip);
      verdict(other);  // may be fine, as in a name; must come back
    }
}

TEST_CASE("safetensors: hostile names do not reach the terminal") {
  const std::string text = verdict(
      file_of(header(tensor("\\u001b[2J" + std::string(1000, 'x'), "[1]", "[0,4]", "?")), 4));
  CHECK(text.find('\x1B') == std::string::npos);
  CHECK(text.size() < 300);
}

TEST_CASE("safetensors: tensors that no file can hold") {
  TemporaryFolder folder;
  const auto write = [&](std::vector<NamedTensor> tensors) {
    return sentence<UsageError>([&] { write_safetensors(folder / "a", tensors); });
  };
  const auto one = named_tensor<float>("a", {1}, std::vector{1.0f});
  CHECK(contains(write({one, one}), "two tensors are named 'a'"));
  CHECK(contains(write({named_tensor<float>("__metadata__", {0}, {})}), "'__metadata__'"));
  CHECK(contains(write({named_tensor<float>("a", {2}, std::vector{1.0f})}), "has 4 bytes"));
  CHECK(contains(write({named_tensor<float>("a", {-1}, {})}), "has 0 bytes"));
  CHECK(contains(write({named_tensor<float>("\xFF", {0}, {})}), "not UTF-8"));
  CHECK(folder.entries() == 0);
}

TEST_CASE("safetensors: a full disk leaves the old checkpoint") {
  TemporaryFolder folder;
  write_safetensors(folder / "a", sample_tensors());
  const std::string before = text_of(folder / "a");
  std::string message;
  {
    FullDisk full(8192);
    const std::vector large{named_tensor<float>("w", {100, 100}, std::vector<float>(10'000))};
    message = sentence([&] { write_safetensors(folder / "a", large); });
  }
  CHECK(contains(message, "File too large"));
  CHECK(text_of(folder / "a") == before);
  CHECK(folder.entries() == 1);
}
