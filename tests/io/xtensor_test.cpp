// SPDX-License-Identifier: MIT
#include "augury/io/xtensor.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;
using Small = Shape<2, 3, 1>;
using Images = xt::xtensor<float, 4>;

namespace {
Images four_images() {
  auto images = Images::from_shape({4, 2, 3, 1});
  for (std::size_t i = 0; i < images.size(); ++i)
    images.data()[i] = static_cast<float>(i) / 12.0f - 1.0f;  // -1 to 0.92
  return images;
}

// An npy file with this dict and `data` bytes of data.
std::string npy_of(const std::string& dict, std::size_t data, char version = 1) {
  const auto length = static_cast<char>(dict.size());  // below 128 in these tests
  std::string file = std::string("\x93NUMPY") + version + '\0' + length + '\0';
  if (version > 1) file += std::string(2, '\0');
  return file + dict + std::string(data, '\0');
}
}  // namespace

TEST_CASE("from_xtensor and to_xtensor: there and back") {
  const Images images = four_images();
  const auto set = from_xtensor<Small>(images, {0, 2, 1, 0});
  CHECK(set.size() == 4);
  CHECK(set.classes() == 3);
  CHECK(set.class_name(2) == "2");
  CHECK(set.label(1) == 2);
  CHECK(set.pixels(1)[4] == images(1, 1, 1, 0));
  const Images back = to_xtensor<Small>(set.pixels(), 4);
  CHECK((back == images));
  CHECK(from_xtensor<Small>(images).classes() == 1);
  CHECK(from_xtensor<Small>(images, {0, 1, 0, 1}, {"cat", "dog"}).class_name(1) == "dog");
}

TEST_CASE("from_xtensor: labels are mapped to 0..n-1 by value, classes named as they were") {
  const auto check = [](std::vector<std::int32_t> numbers, const std::vector<std::int32_t>& labels,
                        const std::vector<std::string>& names) {
    const auto mapped = from_xtensor<Small>(four_images(), std::move(numbers));
    CHECK(std::vector(mapped.labels().begin(), mapped.labels().end()) == labels);
    CHECK(mapped.class_names() == names);
  };
  check({0, 1, 2, 0}, {0, 1, 2, 0}, {"0", "1", "2"});
  check({7, 3, 9, 3}, {1, 0, 2, 0}, {"3", "7", "9"});
  check({10, 9, 100, 10}, {1, 0, 2, 1}, {"9", "10", "100"});  // by value, not as text
  check({2'000'000'000, 5, 5, 5}, {1, 0, 0, 0}, {"5", "2000000000"});
  // Names that the user gives are the order: nothing is mapped.
  const auto named = from_xtensor<Small>(four_images(), {2, 2, 1, 1}, {"cat", "dog", "owl"});
  CHECK(named.classes() == 3);
  CHECK(named.label(0) == 2);
}

TEST_CASE("from_xtensor: arrays that are not so") {
  const auto verdict = [](const Images& images, std::vector<std::int32_t> labels = {}) {
    return sentence([&] { from_xtensor<Small>(images, labels); });
  };
  CHECK(contains(verdict(Images::from_shape({4, 3, 2, 1})),
                 "images of 2x3x1 are expected, and the array holds 3x2x1"));
  CHECK(verdict(Images::from_shape({0, 2, 3, 1})) != "");
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), 1.01f, 255.0f}) {
    Images images = four_images();
    images(2, 1, 0, 0) = bad;
    CHECK(contains(verdict(images), "image 2 holds the value"));
  }
  CHECK(verdict(four_images(), {0, 1}) != "");
  CHECK(contains(verdict(four_images(), {0, 1, -1, 0}), "image 2 has label -1"));
  CHECK(contains(sentence([&] {
                   from_xtensor<Small>(four_images(), {0, 1, 2, 0}, {"cat", "dog"});
                 }),
                 "image 2 of the data set has label 2"));
}

TEST_CASE("to_xtensor: a wrong number of values") {
  const std::vector<float> values(11);
  CHECK(contains(sentence<UsageError>([&] { to_xtensor<Small>(values, 2); }),
                 "11 values are not 2 images of 2x3x1"));
}

TEST_CASE("npy: what is saved is loaded") {
  TemporaryFolder folder;
  const Images images = four_images();
  save_npy(folder / "a.npy", images);
  CHECK((load_npy(folder / "a.npy") == images));
  const xt::xtensor<float, 1> line{1.0f, std::numeric_limits<float>::infinity(), 1e-40f};
  save_npy(folder / "a.npy", line);
  CHECK((load_npy<1>(folder / "a.npy") == line));
  CHECK(contains(sentence([&] { load_npy<2>(folder / "a.npy"); }), "1 dimensions, and 2"));
  const std::string file = text_of(folder / "a.npy");
  CHECK(file.size() % 64 == 12);  // the values begin at a multiple of 64
  CHECK(contains(file, "'shape': (3,), }"));
  CHECK(file[file.size() - 13] == '\n');
  save_npy(folder / "a.npy", xt::xtensor<float, 2>::from_shape({0, 3}));
  CHECK(load_npy<2>(folder / "a.npy").shape()[1] == 3);
  write_npy(folder / "a.npy", {}, std::vector{5.0f});
  CHECK(read_npy(folder / "a.npy").shape.empty());
  CHECK(read_npy(folder / "a.npy").values == std::vector{5.0f});
  CHECK(folder.entries() == 1);
}

TEST_CASE("npy: what other writers may write, and every violation") {
  TemporaryFolder folder;
  const auto verdict = [&](const std::string& bytes) {
    write_file(folder / "a.npy", bytes, Durable::no);
    const std::string text = sentence([&] { read_npy(folder / "a.npy"); });
    if (!text.empty()) CHECK(contains(text, "a.npy' is no npy file that can be read: "));
    return text;
  };
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
  CHECK(verdict(npy_of(good, 24)) == "");
  CHECK(verdict(npy_of(good, 24, 2)) == "");
  CHECK(verdict(npy_of(good, 24, 3)) == "");
  CHECK(verdict(npy_of("{\"shape\":(6,),\"fortran_order\":False,\"descr\":\"<f4\"}", 24)) == "");
  CHECK(verdict(npy_of("{'descr':'<f4','fortran_order':False,'shape':()}", 4)) == "");

  const auto fails = [&](const std::string& bytes, const std::string& part) {
    const std::string text = verdict(bytes);
    INFO(text);
    CHECK(contains(text, part));
  };
  const auto dict = [](const std::string& descr, const std::string& order,
                       const std::string& shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  };
  fails("", "fewer than 10 bytes");
  fails("PK\3\4 and some more bytes", "does not begin");
  fails(npy_of(good, 24, 4), "version 4");
  fails(npy_of(good, 0).substr(0, 50), "header is cut");
  fails(npy_of(good, 24, 2).substr(0, 11), "header is cut");
  fails(npy_of(good, 23), "23 bytes follow where it needs 24");
  fails(npy_of(good, 25), "25 bytes follow where it needs 24");
  fails(npy_of(dict("'<f8'", "False", "(3,)"), 24), "astype('float32')");
  fails(npy_of(dict("'>f4'", "False", "(6,)"), 24), "'>f4'");
  fails(npy_of(dict("'|O'", "False", "(6,)"), 24), "'|O'");
  fails(npy_of(dict("[('a', '<f4')]", "False", "(6,)"), 24), "records");
  fails(npy_of(dict("'<f4'", "True", "(2, 3)"), 24), "Fortran order");
  fails(npy_of(dict("'<f4'", "0", "(2, 3)"), 24), "expected False");
  fails(npy_of(dict("'<f4'", "False", "(6)"), 24), "expected ','");
  fails(npy_of(dict("'<f4'", "False", "(-6,)"), 24), "expected a whole number");
  fails(npy_of(dict("'<f4'", "False", "(4294967296, 4294967296)"), 0), "more than can be counted");
  fails(npy_of(dict("'<f4'", "False", "(4611686018427387904,)"), 0), "more than can be counted");
  fails(npy_of("{'descr':'<f4','shape':(6,)}", 24), "lacks");
  fails(npy_of("{'shape':(6,),'shape':(6,)}", 24), "'shape' comes twice");
  fails(npy_of("{'descr':'<f4','other':1}", 24), "unknown key 'other'");
  fails(npy_of("{'descr':'<f4", 24), "ends too early");
  fails(npy_of(good + "x", 24), "expected nothing more");
  const std::string whole = npy_of(good, 24);
  for (std::size_t n = 0; n < whole.size(); ++n) CHECK(verdict(whole.substr(0, n)) != "");
}

TEST_CASE("npy: a full disk leaves the old file") {
  TemporaryFolder folder;
  save_npy(folder / "a.npy", four_images());
  std::string message;
  {
    FullDisk full(1024);
    const auto large = xt::xtensor<float, 2>::from_shape({100, 100});
    message = sentence([&] { save_npy(folder / "a.npy", large); });
  }
  CHECK(contains(message, "File too large"));
  CHECK((load_npy(folder / "a.npy") == four_images()));
  CHECK(folder.entries() == 1);
}
