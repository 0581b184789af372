// SPDX-License-Identifier: MIT
// ManifestRow: what is told of each generated image, in manifest.csv and within the samples of a
// shard.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "augury/core/error.hpp"
#include "augury/evaluate/near_copy.hpp"
#include "augury/io/descriptor.hpp"
#include "augury/io/file.hpp"
#include "augury/io/json_object.hpp"

namespace augury {

/// One generated image. Label, seed and number are enough to make it again alone.
struct ManifestRow {
  std::string file{};  ///< relative to the folder, in a shard <shard>/<member>; "" if not kept
  std::int32_t label = 0;
  std::string class_name{};
  std::uint64_t seed = 0, number = 0;
  std::string route{};       ///< the banks of its stochastic layers, "3-11"
  std::string model_hash{};  ///< of the weights that made it
  Passage passage{};         ///< what a gate said of it
};

/// The first line of manifest.csv.
inline constexpr std::string_view manifest_header =
    "file_name,label,class,seed,number,route,model_hash,nearest,distance,kept,reason,yardstick\n";

namespace detail {

/// A field of a CSV file (RFC 4180).
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

/// Whether there is a manifest at `path`. Throws UsageError for one that somebody else wrote, which
/// ours would replace, and Error for what is no regular file.
inline bool manifest_is_there(const std::filesystem::path& path) {
  constexpr std::string_view ours = "file_name,label,class,seed,number,route,model_hash";
  if (!is_there(path)) return false;
  ExistingFile file(path);
  const auto begin = file.read(std::min<std::uint64_t>(file.size(), ours.size()));
  if (as_text(begin) != ours)
    throw UsageError("'" + path.string() +
                     "' is no manifest of generated images, and writing them would replace it; "
                     "move it away, or name another folder");
  return true;
}

}  // namespace detail

/// A row as a line of manifest.csv.
inline std::string csv_line(const ManifestRow& row) {
  const Passage& passage = row.passage;
  return row.file + "," + std::to_string(row.label) + "," + detail::csv_field(row.class_name) +
         "," + std::to_string(row.seed) + "," + std::to_string(row.number) + "," + row.route + "," +
         row.model_hash + "," + detail::csv_field(passage.nearest) + "," + passage.distance + "," +
         (passage.kept ? "1" : "0") + "," + detail::csv_field(passage.reason) + "," +
         passage.yardstick + "\n";
}

/// The same as JSON, for the sample of an image that was kept: without the file, which the sample
/// is, and without a nearest image where none was looked for.
inline std::string json_line(const ManifestRow& row) {
  JsonObject json;
  json.add("label", row.label).add("class", row.class_name);
  json.add("seed", row.seed).add("number", row.number);
  json.add("route", row.route).add("model_hash", row.model_hash);
  if (!row.passage.nearest.empty()) json.add("nearest", row.passage.nearest);
  const std::string& distance = row.passage.distance;
  const char* end = distance.data() + distance.size();
  double value = 0;
  if (const auto [at, code] = std::from_chars(distance.data(), end, value);
      code == std::errc() && at == end)
    json.add("distance", value);
  return json.line();
}

}  // namespace augury
