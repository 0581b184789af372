// SPDX-License-Identifier: MIT
// The verb doctor as its user meets it.
#include <sys/resource.h>

#include <string>
#include <vector>

#include "augury/io/image.hpp"
#include "catch.hpp"
#include "examples/program.hpp"
#include "sanitized.hpp"

namespace fs = std::filesystem;

namespace {

const Program mnist("mnist"), folder_program("folder");

/// A picture that has nothing in common with those of other numbers.
std::string picture(const TemporaryFolder& folder, int number, int height, int width) {
  std::vector<std::uint8_t> pixels;
  for (int at = 0; at < height * width; ++at) {
    const int y = at / width * 4 / height, x = at % width * 4 / width;
    const auto bits = static_cast<unsigned>((number + 1) * 40503 + 7) * 2654435761u;
    for (int c = 0; c < 3; ++c)
      pixels.push_back(static_cast<std::uint8_t>(bits >> (y * 4 + x) & 1 ? 200 + c : 20));
  }
  augury::write_png(folder / "picture.png", height, width, 3, pixels);
  const std::string bytes = text_of(folder / "picture.png");
  fs::remove(folder / "picture.png");
  return bytes;
}

/// 12 pictures and a few things that a folder should not hold.
void write_hostile(const TemporaryFolder& folder) {
  for (const char* name : {"dark", "größe 写", "empty"})
    fs::create_directories(folder / "photos" / name);
  const fs::path dark = folder / "photos/dark", large = folder / "photos/größe 写";
  for (int i = 0; i < 10; ++i)
    augury::write_file(dark / (std::to_string(i) + ".png"), picture(folder, i, 40, 60));
  augury::write_file(large / "naïve \"x\".jpg", picture(folder, 10, 20, 20));  // a PNG
  augury::write_file(large / "twice.png", picture(folder, 3, 40, 60));
  augury::write_file(dark / "nothing.png", "");
  augury::write_file(dark / "cut.png", picture(folder, 11, 40, 60).substr(0, 60));
  augury::write_file(dark / "page.jpg", "<!DOCTYPE html><p>404</p>");
}

/// What a page of JSON says under a key, as JSON.
std::string value(const std::string& page, const std::string& key) {
  const std::string begin = "\n  \"" + key + "\": ";
  const auto at = page.find(begin);
  if (at == page.npos) return "missing";
  const auto end = page.find('\n', at + 1);
  std::string text = page.substr(at + begin.size(), end - at - begin.size());
  if (text.ends_with(',')) text.pop_back();
  return text;
}

/// Whether a text is one object or list of JSON to the end, so far as brackets and strings tell.
bool is_json(const std::string& text) {
  std::string open;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    else if (c == '"') in_string = !in_string;
    else if (in_string) continue;
    else if (c == '{' || c == '[') open += c == '{' ? '}' : ']';
    else if (c == '}' || c == ']') {
      if (open.empty() || open.back() != c) return false;
      open.pop_back();
    } else if (open.empty() && c != '\n') {
      return false;
    }
  }
  return open.empty() && !in_string && text.starts_with('{');
}

}  // namespace

TEST_CASE("doctor says what drawn digits are like") {
  if (!mnist.built()) return;
  TemporaryFolder folder;
  const Result text = mnist.shell(folder, "$M doctor --data glyphs");
  REQUIRE(text.status == 0);
  for (const char* words : {"1200 of shape 28x28x1", "120  \"7\"", "among 10000 test images",
                            "parameters", "memory", "seconds each", "Nothing speaks against"})
    CHECK(text.out.find(words) != std::string::npos);
  CHECK(text.error.empty());

  const Result json = mnist.shell(folder, "$M doctor --data glyphs --limit 90 --json");
  REQUIRE(json.status == 0);
  CHECK(is_json(json.out));
  CHECK(value(json.out, "images") == "90");
  CHECK(value(json.out, "class_counts") == "[9,9,9,9,9,9,9,9,9,9]");
  CHECK(value(json.out, "test_images") == "10000");
  CHECK(value(json.out, "batch") == "64");
  CHECK(
      std::stod(value(json.out, "seconds")) ==
      Approx(std::stod(value(json.out, "seconds_per_step")) * std::stod(value(json.out, "steps"))));
  CHECK(value(json.out, "advice").find("little hope with 90 images") != std::string::npos);

  const Result few = mnist.shell(folder, "$M doctor --data glyphs --limit 20 --json");
  CHECK(value(few.out, "batch") == "20");
  CHECK(value(few.out, "advice").find("--batch 20 or less") != std::string::npos);
  CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 2);  // what this test keeps
}

#ifndef AUGURY_TEST_SANITIZED
TEST_CASE("a training takes about the memory that doctor says") {
  if (!mnist.built()) return;
  TemporaryFolder folder;
  const std::string data = " --data glyphs --limit 500 --threads 2";
  REQUIRE(mnist.shell(folder, "$M train --out run --steps 4 --quiet" + data).status == 0);
  rusage taken{};
  REQUIRE(getrusage(RUSAGE_CHILDREN, &taken) == 0);  // the most of any so far
  const double peak = 1024.0 * static_cast<double>(taken.ru_maxrss);
  const Result json = mnist.shell(folder, "$M doctor --json" + data);
  CHECK(std::stod(value(json.out, "bytes")) == Approx(peak).epsilon(0.2));
}
#endif

TEST_CASE("doctor finds out what is wrong with a folder") {
  if (!folder_program.built()) return;
  TemporaryFolder folder;
  write_hostile(folder);
  const Result text = folder_program.shell(folder, "$M doctor --data photos --size 32");
  REQUIRE(text.status == 0);
  for (const char* words :
       {"unreadable   4 files", "\"dark/nothing.png\": it is empty", "\"dark/cut.png\": it is cut",
        "\"dark/page.jpg\": it is a web page", "\"empty\": it is no class", "12 PNG", "12 colour",
        "from 20 x 20 to 60 x 40", "crop cuts 11 of 12, by 33 %", "enlarged     1\n",
        "\"größe 写/twice.png\" is \"dark/3.png\", in another class", "10  \"dark\"",
        "little hope with 11 different images", "--batch 12 or less"}) {
    INFO(words);
    CHECK(text.out.find(words) != std::string::npos);
  }

  const Result json =
      folder_program.shell(folder, "$M doctor --data photos --size 32 --fit pad --json");
  REQUIRE(json.status == 0);
  CHECK(is_json(json.out));
  CHECK(value(json.out, "images") == "12");
  CHECK(value(json.out, "shape") == "\"32x32x3\"");
  CHECK(value(json.out, "class_names") == "[\"dark\",\"größe 写\"]");
  CHECK(value(json.out, "class_counts") == "[10,2]");
  CHECK(value(json.out, "unreadable")
            .find("{\"file\":\"dark/nothing.png\",\"reason\":\"it is "
                  "empty\"}") != std::string::npos);
  CHECK(value(json.out, "formats") == "{\"PNG\":12}");
  CHECK(value(json.out, "median_size") == "[60,40]");
  CHECK(value(json.out, "fitted") == "11");
  CHECK(std::stod(value(json.out, "fitted_by")) == Approx(11 / 32.0));  // 32 x 21 of 32 x 32
  CHECK(value(json.out, "copies") ==
        "[{\"image\":11,\"of\":3,\"file\":\"größe 写/twice.png\",\"of_file\":\"dark/3.png\","
        "\"exact\":true,\"other_class\":true}]");
}

TEST_CASE("doctor finds copies on both sides of what is held out") {
  if (!folder_program.built()) return;
  TemporaryFolder folder;
  fs::create_directories(folder / "photos");
  for (int i = 0; i < 10; ++i)
    for (const char* twin : {"a", "b"})
      augury::write_file(folder / ("photos/" + std::to_string(i) + twin + ".png"),
                         picture(folder, i, 40, 40));
  const std::string doctor = "$M doctor --data photos --size 32 --hold-out 1";
  const Result text = folder_program.shell(folder, doctor);
  REQUIRE(text.status == 0);
  for (const char* words :
       {"images       19 of", "copies       9 exact", "of images to train on, among 1 held-out",
        "1 of 1 held-out image is a copy of images to train on"})
    CHECK(contains(text.out, words));
  const Result json = folder_program.shell(folder, doctor + " --json");
  CHECK(value(json.out, "held_out_images") == "1");
  const std::string copies = value(json.out, "held_out_copies");  // of 3a.png, say, 3b.png
  const auto at = copies.find(".png\"");
  REQUIRE(at != copies.npos);
  const std::string number(1, copies[at - 2]);
  for (const char* twin : {"a", "b"}) CHECK(contains(copies, "\"" + number + twin + ".png\""));
  CHECK(value(json.out, "test_images") == "0");
  CHECK(folder_program.shell(folder, "$M doctor --data photos --size 32 --hold-out 20").status ==
        2);
}

TEST_CASE("one picture is too few, and doctor and train say so") {
  if (!folder_program.built()) return;
  TemporaryFolder folder;
  fs::create_directories(folder / "photos");
  augury::write_file(folder / "photos/only.png", picture(folder, 1, 40, 40));
  const Result found = folder_program.shell(folder, "$M doctor --data photos --size 32");
  CHECK(contains(found.out, "A training needs at least two images; add more."));
  CHECK_FALSE(contains(found.out, "--batch"));
  const Result trained =
      folder_program.shell(folder, "$M train --data photos --size 32 --out run --batch 1");
  CHECK(trained.status == 1);
  CHECK(trained.error == "a training needs at least two images, and there is one; add more\n");
}

TEST_CASE("doctor tells a folder that is too high, and names the one to give") {
  if (!folder_program.built()) return;
  TemporaryFolder folder;
  int number = 0;
  const auto put = [&](const std::string& where, int count) {
    fs::create_directories(folder / where);
    for (int i = 0; i < count; ++i, ++number)
      augury::write_file(folder / (where + "/" + std::to_string(i) + ".png"),
                         picture(folder, number, 40, 40));
  };
  const auto advice = [&](const std::string& data) {
    const Result result =
        folder_program.shell(folder, "$M doctor --data " + data + " --size 32 --json");
    CHECK(result.status == 0);
    return value(result.out, "advice");
  };
  const std::string give = "No class folder holds pictures itself";
  put("photos/test/cat", 2), put("photos/test/dog", 1);
  put("photos/train/cat", 3), put("photos/train/dog", 3);
  CHECK(contains(advice("photos"), give));
  CHECK(contains(advice("photos"), "if those are the classes, give --data photos/train."));
  CHECK_FALSE(contains(advice("photos/train"), give));
  CHECK_FALSE(contains(advice("photos/train/cat"), give));  // one class, which is no mistake
  put("higher/my photos/train/cat", 2), put("higher/my photos/train/dog", 2);
  CHECK(contains(advice("higher"), "give --data 'higher/my photos/train'."));
  put("photos/mixed", 1);
  CHECK_FALSE(contains(advice("photos"), give));
}

TEST_CASE("doctor takes no more threads than it is told, for decoding neither") {
  if (!folder_program.built()) return;
  TemporaryFolder folder;
  fs::create_directories(folder / "photos");
  for (int i = 0; i < 40; ++i)
    augury::write_file(folder / ("photos/" + std::to_string(i) + ".png"),
                       picture(folder, i, 400, 400));
  const Result result = folder_program.shell(
      folder,
      "$M doctor --data photos --size 32 --threads 1 > text & P=$!; while kill -0 $P; do grep "
      "Threads: /proc/$P/status; done 2> /dev/null | sort | uniq -c; wait $P");
  INFO(result.out);
  CHECK(result.status == 0);
  CHECK(result.out.find("Threads:\t1\n") != std::string::npos);
  CHECK(result.out.find("Threads:\t2") == std::string::npos);
}

TEST_CASE("doctor fails where no image can be read, and says why of each file") {
  if (!folder_program.built()) return;
  TemporaryFolder folder;
  fs::create_directories(folder / "photos");
  augury::write_file(folder / "photos/a.jpg", "<html>");
  augury::write_file(folder / "photos/b.png", "");
  const Result text = folder_program.shell(folder, "$M doctor --data photos --size 32");
  CHECK(text.status == 1);
  CHECK(text.out.find("\"b.png\": it is empty") != std::string::npos);
  CHECK(text.error.find("holds no picture that can be read") != std::string::npos);
  const Result json = folder_program.shell(folder, "$M doctor --data photos --size 32 --json");
  CHECK(json.status == 1);
  CHECK(is_json(json.out));
  CHECK(value(json.out, "images") == "0");
  CHECK(value(json.out, "unreadable").find("b.png") != std::string::npos);
  CHECK(contains(value(json.out, "failure"), "holds no picture that can be read"));
  CHECK(folder_program.shell(folder, "$M doctor --data nowhere --size 32").status == 2);
  CHECK(folder_program.shell(folder, "$M doctor --data photos --size 32 --fit squeeze").status ==
        2);
}
