// SPDX-License-Identifier: MIT
#include "augury/train/generate.hpp"

#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "train/every_third.hpp"
#include "train/small_gan.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

small::Gan trained(std::vector<std::string> names = {"a", "b", "c"}) {
  small::Gan gan{{.seed = 5}};
  TrainOptions options;
  options.steps = 3;
  options.batch = 6;
  options.quiet = true;
  train(gan, small::data(20, std::move(names)), options);
  return gan;
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::vector<std::string> lines;
  std::string line;
  for (const char c : text_of(path)) {
    if (c != '\n') line += c;
    else lines.push_back(std::exchange(line, {}));
  }
  return lines;
}
std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("an image depends on its seed, number and label alone, bit for bit") {
  small::Gan gan = trained();
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 23; ++i) labels.push_back(i % 3);
  Sampler all(gan, 23);
  const auto view = all.make(9, 100, labels);
  const std::vector<float> images(view.begin(), view.end());
  for (const int batch : {1, 2, 7, 64}) {
    Sampler some(gan, batch);
    const auto most = static_cast<std::size_t>(batch);
    for (std::size_t i = 0; i < labels.size(); i += most) {
      const auto part = std::span(labels).subspan(i, std::min(most, labels.size() - i));
      const auto made = some.make(9, 100 + i, part);
      CHECK(std::equal(made.begin(), made.end(), images.begin() + std::ptrdiff_t(64 * i)));
      for (std::size_t k = 0; k < part.size(); ++k) CHECK(some.route(k) == all.route(i + k));
    }
  }
  Sampler one(gan, 1);
  const auto other_label = one.make(9, 100, std::vector{1});
  CHECK_FALSE(std::equal(other_label.begin(), other_label.end(), images.begin()));
  const auto other_seed = one.make(8, 100, std::vector{0});
  CHECK_FALSE(std::equal(other_seed.begin(), other_seed.end(), images.begin()));
}

TEST_CASE("routes are written as the banks along the way, all of them in use") {
  small::Gan gan = trained();
  Sampler sampler(gan, 30);
  sampler.make(1, 0, std::vector<std::int32_t>(30));
  std::set<std::string> routes;
  for (std::size_t i = 0; i < 30; ++i) routes.insert(sampler.route(i));
  CHECK(routes.size() > 8);
  for (const std::string& route : routes) {
    REQUIRE(route.size() == 3);
    CHECK((route[0] >= '0' && route[0] <= '2'));
    CHECK(route[1] == '-');
    CHECK((route[2] >= '0' && route[2] <= '4'));
  }
}

TEST_CASE("a sampler refuses what it cannot make") {
  small::Gan fresh;
  CHECK(contains(sentence<UsageError>([&] { Sampler sampler(fresh, 1); }), "no parameters yet"));
  small::Gan gan = trained();
  CHECK(contains(sentence<UsageError>([&] { Sampler sampler(gan, 0); }), "at least 1"));
  Sampler sampler(gan, 2);
  CHECK(contains(sentence<UsageError>([&] { sampler.make(1, 0, std::vector{0, 1, 2}); }), "3"));
  CHECK(contains(sentence<UsageError>([&] { sampler.make(1, 0, std::vector{3}); }), "label 3"));
  CHECK(contains(sentence<UsageError>([&] { sampler.make(1, 0, std::vector{-1}); }), "label -1"));
}

TEST_CASE("a data set is written by class, with a manifest that tells how to make each image") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  std::size_t told = 0;
  const DatasetWritten written =
      write_dataset(gan, folder / "out", {.per_class = 4, .seed = 2, .batch = 5}, {},
                    [&](const MadeImage& image) {
                      CHECK(image.number == told++);
                      CHECK(image.pixels.size() == 64);
                    });
  CHECK(written.images == 12);
  CHECK(written.rejected == 0);
  CHECK(told == 12);
  for (const char* name : {"a", "b", "c"}) CHECK(files_in(folder / "out" / name) == 4);
  const auto lines = lines_of(folder / "out" / "manifest.csv");
  REQUIRE(lines.size() == 13);
  CHECK(
      lines[0] ==
      "file_name,label,class,seed,number,route,model_hash,nearest,distance,kept,reason,yardstick");
  CHECK(lines[5].starts_with("b/b_s2_000004.png,1,b,2,4,"));
  CHECK(lines[5].ends_with("," + model_hash(gan) + ",,,1,,"));

  // Again, in other company: the same bytes.
  write_dataset(gan, folder / "again", {.per_class = 4, .seed = 2, .batch = 64});
  write_dataset(gan, folder / "one", {.count = 1, .seed = 2, .first = 4});
  CHECK(text_of(folder / "again" / "manifest.csv") == text_of(folder / "out" / "manifest.csv"));
  CHECK(lines_of(folder / "one" / "manifest.csv")[1] == lines[5]);
  for (const auto& copy : {folder / "again", folder / "one"})
    CHECK(text_of(copy / "b" / "b_s2_000004.png") ==
          text_of(folder / "out" / "b" / "b_s2_000004.png"));

  CHECK(contains(sentence<UsageError>([&] { write_dataset(gan, folder / "out", {.count = 1}); }),
                 "not empty"));
  CHECK(write_dataset(gan, folder / "out", {.count = 1, .force = true}).images == 1);
}

TEST_CASE("a set is not written where another process writes one") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  write_dataset(gan, folder / "out", {.count = 2});
  const std::string manifest = text_of(folder / "out" / "manifest.csv");
  const DatasetOptions again{.count = 1, .seed = 7, .force = true};
  {
    const FolderLock other(folder / "out");
    CHECK(contains(sentence([&] { write_dataset(gan, folder / "out", again); }),
                   "is being written by another process"));
    CHECK(text_of(folder / "out" / "manifest.csv") == manifest);
  }
  CHECK(write_dataset(gan, folder / "out", again).images == 1);
  CHECK_FALSE(fs::exists(folder / "out" / lock_name));
}

TEST_CASE("a manifest.csv of somebody else's is not replaced, by force either") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  fs::create_directories(folder / "out");
  for (const std::string theirs : {"file,price\na.png,3\n", "", "file_name,label,class\n"}) {
    write_file(folder / "out" / "manifest.csv", theirs);
    const std::string text = sentence<UsageError>(
        [&] { write_dataset(gan, folder / "out", {.count = 1, .force = true}); });
    CHECK(contains(text, "manifest.csv' is no manifest of generated images"));
    CHECK(text_of(folder / "out" / "manifest.csv") == theirs);
    CHECK(files_in(folder / "out") == 1);
  }
}

TEST_CASE("any row of a manifest can be made again alone, by its number, label and seed") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  const auto made_again = [&](const std::string& name, DatasetOptions plan) {
    const fs::path all = folder / name;
    write_dataset(gan, all, plan);
    const auto lines = lines_of(all / "manifest.csv");
    REQUIRE(lines.size() > 5);
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const fs::path alone = folder / (name + std::to_string(i));
      const std::string file = lines[i].substr(0, lines[i].find(','));
      const int label = file[0] - 'a';
      write_dataset(
          gan, alone,
          {.count = 1, .only = label, .seed = plan.seed, .first = plan.first + i - 1, .batch = 1});
      CHECK(lines_of(alone / "manifest.csv")[1] == lines[i]);
      CHECK(text_of(alone / file) == text_of(all / file));
    }
  };
  made_again("per_class", {.per_class = 2, .seed = 4, .first = 5});
  made_again("count", {.count = 7, .seed = 3, .first = 1});
  made_again("only", {.count = 5, .only = 2, .seed = 3});
  made_again("balance", {.balance_to = 5, .have = {4, 0, 2}, .seed = 2, .first = 2});
}

TEST_CASE("a gate rejects images, which get a row without a file and others in their place") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  const auto every_third =
      reject_every_third({true, "17", "0.5", "", "held-out"},
                         {false, "17", "0.5", "too near, or \"nearly\" so", "held-out"});
  const DatasetWritten written =
      write_dataset(gan, folder / "out", {.per_class = 4, .seed = 2, .batch = 5}, every_third);
  CHECK(written.images == 12);
  CHECK(written.rejected == 5);  // 4 of 12 and, in their place, 1 of 4 and 0 of 1
  CHECK(written.missing == 0);
  for (const char* name : {"a", "b", "c"}) CHECK(files_in(folder / "out" / name) == 4);
  const auto lines = lines_of(folder / "out" / "manifest.csv");
  REQUIRE(lines.size() == 18);
  CHECK(lines[1].ends_with(",17,0.5,1,,held-out"));
  CHECK(lines[3].starts_with(",2,c,2,2,"));
  CHECK(lines[3].ends_with(",17,0.5,0,\"too near, or \"\"nearly\"\" so\",held-out"));
  // What is rejected can be made again too, and what came in its place.
  write_dataset(gan, folder / "one", {.count = 1, .only = 2, .seed = 2, .first = 12});
  CHECK(text_of(folder / "one/c/c_s2_000012.png") == text_of(folder / "out/c/c_s2_000012.png"));

  const auto nothing = [](const auto& images) {
    return std::vector<Passage>(images.size(), Passage{false, "0", "0", "a copy"});
  };
  const DatasetWritten none = write_dataset(gan, folder / "none", {.count = 3}, nothing);
  CHECK(none.images == 0);
  CHECK(none.rejected == 48);
  CHECK(none.missing == 3);
}

TEST_CASE("parts that a killed writer left are gone with the next data set") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  for (const char* place : {"out", "out/a", "out/b"}) {
    fs::create_directories(folder / place);
    write_file(folder / (std::string(place) + "/.augury-1-1.part"), "half an image");
  }
  write_dataset(gan, folder / "out", {.count = 1, .only = 2, .force = true});
  CHECK(files_in(folder / "out") == 4);  // three classes and the manifest
  CHECK(files_in(folder / "out" / "a") == 0);
  CHECK(files_in(folder / "out" / "b") == 0);
}

TEST_CASE("how many images of which class") {
  using detail::labels_to_make;
  CHECK(labels_to_make({.per_class = 2}, 3) == std::vector{0, 1, 2, 0, 1, 2});
  CHECK(labels_to_make({.count = 4}, 3) == std::vector{0, 1, 2, 0});
  CHECK(labels_to_make({.count = 4, .first = 5}, 3) == std::vector{2, 0, 1, 2});
  CHECK(labels_to_make({.count = 2, .only = 1}, 3) == std::vector{1, 1});
  CHECK(labels_to_make({.balance_to = 5, .have = {4, 9, 2}}, 3) == std::vector{0, 2, 2, 2});
  CHECK(labels_to_make({.balance_to = 2, .have = {4, 9, 2}}, 3).empty());
  const auto refused = [](DatasetOptions options) {
    return sentence<UsageError>([&] { labels_to_make(options, 3); });
  };
  CHECK(contains(refused({}), "how many"));
  CHECK(contains(refused({.per_class = 1, .count = 1}), "how many"));
  CHECK(contains(refused({.balance_to = 1}), "must be known"));
  CHECK(contains(refused({.count = 1, .only = 3}), "class 3"));
  CHECK(contains(refused({.per_class = 1, .only = 0}), "single class"));
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  for (const std::size_t many : {all, all / 3 + 1, all / 2, (std::size_t{1} << 32) / 3 + 1}) {
    CHECK(contains(refused({.per_class = many}), "images were asked for; ask for fewer"));
    CHECK(contains(refused({.count = many}), "images were asked for; ask for fewer"));
    CHECK(contains(refused({.count = many, .only = 1}), "images were asked for"));
    CHECK(contains(refused({.balance_to = many, .have = {1, 1, 1}}), "images were asked for"));
  }
}

TEST_CASE("class names are made safe for files, and stay apart") {
  CHECK(detail::file_names({"a", "A", "b/c", "b_c", "..", ""}) ==
        std::vector<std::string>{"a", "A-1", "b_c", "b_c-3", "_..", "_"});
  CHECK(detail::file_names({std::string(300, 'x')})[0].size() == 80);
  CHECK(detail::file_names({"größe 写", "a\xC2\x85\xE9", "\xC2\x9F", "\xFF/é"}) ==
        std::vector<std::string>{"größe_写", "a___", "__", "____"});
  CHECK(detail::file_names({std::string(79, 'x') + "é"})[0] == std::string(79, 'x'));
  for (const std::string& name :
       detail::file_names({"größe 写", "\xC2\x9F", "\xFF", "", "..", "a/b"}))
    CHECK(detail::is_fit_name(name));
  for (const char* name : {"", ".é", "a/é", "\xC2\x9F", "\xFF", "é\n"})
    CHECK_FALSE(detail::is_fit_name(name));
  TemporaryFolder folder;
  small::Gan gan = trained({"../up", "say \"hi\", all", "größe"});
  write_dataset(gan, folder / "out", {.per_class = 1});
  write_dataset(gan, folder / "out", {.per_class = 1, .force = true});  // knows what it made
  const auto lines = lines_of(folder / "out" / "manifest.csv");
  CHECK(lines[1].starts_with("_.._up/_.._up_s1_000000.png,0,../up,1,0,"));
  CHECK(
      lines[2].starts_with("say__hi___all/say__hi___all_s1_000001.png,1,"
                           "\"say \"\"hi\"\", all\",1,1,"));
  CHECK(lines[3].starts_with("größe/größe_s1_000002.png,2,größe,1,2,"));
  CHECK(folder.entries() == 1);
}
