// SPDX-License-Identifier: MIT
// A data set as shards holds what it holds as folders.
#include <limits>
#include <map>

#include "augury/train/dataset_writer.hpp"
#include "augury/train/trainer.hpp"
#include "catch.hpp"
#include "io/tar.hpp"
#include "io/temporary_folder.hpp"
#include "train/every_third.hpp"
#include "train/small_gan.hpp"

using namespace augury;
namespace fs = std::filesystem;

namespace {

constexpr auto webdataset = DatasetFormat::webdataset;

small::Gan trained(std::vector<std::string> names = {"a", "b", "c"}) {
  small::Gan gan{{.seed = 5}};
  train(gan, small::data(20, std::move(names)), small::quick(3));
  return gan;
}

/// The rows of a manifest, each as its file and the rest; without the first line.
std::vector<std::pair<std::string, std::string>> rows_of(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string>> rows;
  const std::string text = text_of(folder / "manifest.csv");
  REQUIRE(text.starts_with(manifest_header));
  for (std::size_t at = manifest_header.size(); at < text.size();) {
    const std::size_t comma = text.find(',', at), end = text.find('\n', at);
    rows.emplace_back(text.substr(at, comma - at), text.substr(comma, end - comma));
    at = end + 1;
  }
  return rows;
}

/// The samples in each shard of a folder.
std::vector<std::size_t> samples_in(const fs::path& folder) {
  std::vector<std::size_t> samples;
  for (int k = 0;; ++k) {
    const fs::path shard = folder / ("shard-00000" + std::to_string(k) + ".tar");
    if (!fs::exists(shard)) return samples;
    samples.push_back(members_of(shard).size() / 3);
  }
}

/// Every kept row as a reader of the shards finds it: key by key, in the order of the manifest.
void check_samples(const fs::path& folder) {
  std::map<std::string, std::vector<std::string>> members;
  for (const auto& [file, rest] : rows_of(folder)) {
    if (file.empty()) continue;
    const std::string shard = file.substr(0, file.find('/'));
    const std::string key = file.substr(file.find('/') + 1, file.size() - shard.size() - 5);
    CHECK(key.find_first_of("./") == key.npos);
    for (const char* part : {".png", ".cls", ".json"}) members[shard].push_back(key + part);
    CHECK(rest.starts_with("," + member_of(folder / shard, key + ".cls") + ","));
  }
  for (const auto& [shard, names] : members) CHECK(members_of(folder / shard) == names);
}

}  // namespace

TEST_CASE("shards: the images, classes and rows that folders have") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  std::vector<std::string> told;
  const auto tell = [&](const MadeImage& image) { told.push_back(image.file); };
  DatasetOptions options{.per_class = 4, .seed = 2, .batch = 5};
  write_dataset(gan, folder / "folders", options);
  options.format = webdataset;
  options.shard = 5;
  CHECK(write_dataset(gan, folder / "shards", options, {}, tell).images == 12);
  CHECK(samples_in(folder / "shards") == std::vector<std::size_t>{5, 5, 2});
  check_samples(folder / "shards");

  const auto files = rows_of(folder / "folders"), members = rows_of(folder / "shards");
  REQUIRE(members.size() == 12);
  CHECK(members[7].first == "shard-000001.tar/b_s2_000007.png");
  for (std::size_t i = 0; i < 12; ++i) {
    const auto& [file, rest] = members[i];
    CHECK(rest == files[i].second);
    CHECK(told[i] == file);
    CHECK(member_of(folder / "shards" / file.substr(0, 16), file.substr(17)) ==
          text_of(folder / "folders" / files[i].first));
  }
  Sampler sampler(gan, 1);
  sampler.make(2, 7, std::vector{1});
  CHECK(member_of(folder / "shards/shard-000001.tar", "b_s2_000007.json") ==
        R"({"label":1,"class":"b","seed":2,"number":7,"route":")" + sampler.route(0) +
            R"(","model_hash":")" + model_hash(gan) + R"("})");
}

TEST_CASE("shards: the same bytes whatever the batch, and any image again alone") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  DatasetOptions options{.count = 7, .seed = 3, .first = 2, .format = webdataset, .shard = 3};
  write_dataset(gan, folder / "a", options);
  options.batch = 2;
  write_dataset(gan, folder / "b", options);
  CHECK_NOTHROW(printed("diff -r " + (folder / "a").string() + " " + (folder / "b").string()));
  const auto rows = rows_of(folder / "a");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const fs::path alone = folder / std::to_string(i);
    write_dataset(gan, alone,
                  {.count = 1, .seed = 3, .first = 2 + i, .batch = 1, .format = webdataset});
    CHECK(rows_of(alone)[0].second == rows[i].second);
    const std::string member = rows[i].first.substr(17);
    CHECK(member_of(alone / "shard-000000.tar", member) ==
          member_of(folder / "a" / rows[i].first.substr(0, 16), member));
  }
}

TEST_CASE("shards: as many as it takes, and none is empty") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  const auto shards = [&](const std::string& name, DatasetOptions options) {
    options.format = webdataset;
    write_dataset(gan, folder / name, options);
    CHECK(fs::exists(folder / name / "manifest.csv"));
    return samples_in(folder / name);
  };
  CHECK(shards("dividing", {.count = 8, .shard = 4}) == std::vector<std::size_t>{4, 4});
  CHECK(shards("single", {.count = 3, .shard = 1}) == std::vector<std::size_t>{1, 1, 1});
  CHECK(shards("usual", {.count = 3}) == std::vector<std::size_t>{3});
  CHECK(shards("nothing", {.balance_to = 2, .have = {2, 2, 2}}).empty());
  CHECK(contains(sentence<UsageError>([&] { shards("zero", {.count = 3, .shard = 0}); }),
                 "at least 1"));
  CHECK_FALSE(fs::exists(folder / "zero"));
}

TEST_CASE("shards: what a gate rejects is in the manifest, and in no shard") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  const auto every_third = reject_every_third({true, "a \"b\".png", "0.50000", ""},
                                              {false, "a \"b\".png", "0.50000", "too near"});
  const DatasetWritten written = write_dataset(
      gan, folder / "out", {.per_class = 4, .format = webdataset, .shard = 5}, every_third);
  CHECK(written.images == 12);
  CHECK(written.rejected == 5);
  CHECK(samples_in(folder / "out") == std::vector<std::size_t>{5, 5, 2});
  check_samples(folder / "out");
  CHECK(rows_of(folder / "out")[2].first.empty());
  CHECK(contains(member_of(folder / "out/shard-000000.tar", "a_s1_000000.json"),
                 R"(,"nearest":"a \"b\".png","distance":0.5})"));
}

TEST_CASE("shards: a key ends with the first dot, and may be longer than a header holds") {
  TemporaryFolder folder;
  small::Gan gan = trained({"v1.5", "v1_5", std::string(300, 'x')});
  write_dataset(
      gan, folder / "out",
      {.per_class = 2, .seed = std::numeric_limits<std::uint64_t>::max(), .format = webdataset});
  CHECK(samples_in(folder / "out") == std::vector<std::size_t>{6});
  check_samples(folder / "out");
  CHECK(rows_of(folder / "out")[2].first.size() > 117);
}

TEST_CASE("shards: a full disk leaves whole shards, no parts and no manifest") {
  TemporaryFolder folder;
  small::Gan gan = trained();
  int batches = 0;  // the rows of the second shard are larger than those of the first
  const auto growing = [&](const auto& images) {
    std::vector<Passage> passages(images.size());
    if (++batches > 1) passages[0].nearest = std::string(50'000, '1');
    return passages;
  };
  std::string message;
  {
    FullDisk full(57'000);
    message = sentence([&] {
      write_dataset(gan, folder / "out", {.count = 9, .batch = 5, .format = webdataset, .shard = 5},
                    growing);
    });
  }
  CHECK(contains(message, "shard-000001.tar"));
  CHECK(samples_in(folder / "out") == std::vector<std::size_t>{5});
  CHECK(fs::exists(folder / "out" / detail::unfinished_name));
  CHECK(std::distance(fs::directory_iterator(folder / "out"), {}) == 2);

  // The same command with force goes over it: nothing but the new set is left.
  write_file(folder / "out/.augury-1-1.part", "half a shard");
  const DatasetOptions again{.count = 9, .format = webdataset, .shard = 5};
  CHECK(contains(sentence<UsageError>([&] { write_dataset(gan, folder / "out", again); }),
                 "not empty"));
  DatasetOptions forced = again;
  forced.force = true;
  write_dataset(gan, folder / "out", forced);
  write_dataset(gan, folder / "fresh", again);
  CHECK_NOTHROW(
      printed("diff -r " + (folder / "out").string() + " " + (folder / "fresh").string()));
}
