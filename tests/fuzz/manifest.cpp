// SPDX-License-Identifier: MIT
// EarlierSet, by which `generate --force` removes what a manifest names. Input: the manifest's rows.
#include "augury/train/earlier_set.hpp"

#include "fuzz/input.hpp"

namespace {

/// What lies in the folder and is no generated image, whatever a manifest says.
constexpr const char* others[] = {"photo.png", "cat/photo.png", "cat/cat_s1_1.png.txt", "dog.tar"};

void lay_out() {
  std::filesystem::create_directories(fuzz::folder() / "cat");
  for (const char* other : others) fuzz::file_of("mine", other);
  for (const char* made : {"cat/cat_s1_1.png", "shard-000000.tar"}) fuzz::file_of("made", made);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace augury;
  lay_out();
  const std::string rows(fuzz::text_of(data, size));
  fuzz::file_of(std::string(manifest_header) + rows, detail::manifest_name);
  const bool removed = fuzz::expect_errors_alone([] {
    const detail::EarlierSet set(fuzz::folder());
    set.remove();
  });
  for (const char* other : others)
    fuzz::require(std::filesystem::exists(fuzz::folder() / other),
                  "EarlierSet: what is no generated image stays");
  fuzz::require(!removed || !std::filesystem::exists(fuzz::folder() / detail::manifest_name),
                "EarlierSet: a set that is removed has no manifest");

  const ManifestRow row{
      .file = "cat/cat_s1_1.png", .class_name = rows, .passage = {.reason = rows}};
  const auto files = detail::files_in_manifest(std::string(manifest_header) + csv_line(row));
  fuzz::require(files.size() == 1 && files.contains(row.file),
                "manifest: the file of a row is found, whatever its class is called");
  return 0;
}
