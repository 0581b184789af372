// SPDX-License-Identifier: MIT
// CheckpointInfo: what a checkpoint says besides numbers, and how its metadata say it.
#pragma once
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "augury/core/config.hpp"
#include "augury/core/error.hpp"
#include "augury/io/json_string.hpp"

namespace augury {

/// What a checkpoint says besides numbers.
struct CheckpointInfo {
  std::vector<std::string> class_names{};
  std::uint64_t steps = 0;  ///< training steps done
  std::uint64_t seed = 0;
  std::map<std::string, std::string> options{};  ///< of the program that wrote it
  std::string version = AUGURY_VERSION;          ///< of the library that wrote it
  /// Update rules by network, for resuming; empty in a checkpoint without optimizers.
  std::map<std::string, std::string> rules{};
  /// Layers by network, as text (train/named_numbers.hpp).
  std::map<std::string, std::string> architectures{};
};

namespace detail {

inline std::string to_json_array(const std::vector<std::string>& texts) {
  std::string array = "[";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    array += to_json_string(text);
  }
  return array += ']';
}
/// A JSON array whose elements take(cursor) reads.
template <class Take>
auto from_json_array(std::string_view text, const std::string& subject, Take take) {
  TextCursor cursor(text, subject);
  std::vector<decltype(take(cursor))> elements;
  cursor.expect("[");
  if (!cursor.accept("]")) {
    do elements.push_back(take(cursor));
    while (cursor.accept(","));
    cursor.expect("]");
  }
  if (!cursor.at_end()) cursor.fail_here("expected nothing more");
  return elements;
}

inline constexpr std::string_view option_prefix = "option.", rule_prefix = "optimizer.",
                                  architecture_prefix = "architecture.";

}  // namespace detail

/// As the metadata of a safetensors file.
inline std::map<std::string, std::string> to_metadata(const CheckpointInfo& info) {
  std::map<std::string, std::string> metadata{
      {"format", "augury"},
      {"version", info.version},
      {"classes", std::to_string(info.class_names.size())},
      {"class_names", detail::to_json_array(info.class_names)},
      {"steps", std::to_string(info.steps)},
      {"seed", std::to_string(info.seed)}};
  for (const auto& [name, value] : info.options)
    metadata[std::string(detail::option_prefix) + name] = value;
  for (const auto& [network, rule] : info.rules)
    metadata[std::string(detail::rule_prefix) + network] = rule;
  for (const auto& [network, layers] : info.architectures)
    metadata[std::string(detail::architecture_prefix) + network] = layers;
  return metadata;
}

/// How many images of each class the networks were trained on, by the option that `train` writes;
/// none where the checkpoint does not say. Throws Error that begins with `subject`.
inline std::vector<std::int64_t> class_counts(const CheckpointInfo& info,
                                              const std::string& subject) {
  const auto at = info.options.find("class_counts");
  if (at == info.options.end()) return {};
  auto counts = detail::from_json_array(at->second, subject + ", class_counts",
                                        [](TextCursor& cursor) { return cursor.count(); });
  if (counts.size() != info.class_names.size())
    throw Error(subject + " counts the images of " + std::to_string(counts.size()) +
                " classes and names " + std::to_string(info.class_names.size()) +
                "; give a checkpoint as it was written");
  return counts;
}

/// The reverse. Throws Error that begins with `subject`, the quoted name of the file.
inline CheckpointInfo from_metadata(const std::map<std::string, std::string>& metadata,
                                    const std::string& subject) {
  const auto format = metadata.find("format");
  if (format == metadata.end() || format->second != "augury")
    throw Error(subject +
                " is a safetensors file, but no checkpoint of augury (its metadata have "
                "no format 'augury'); give the checkpoint of a training run");
  const auto text = [&](const std::string& key) {
    const auto at = metadata.find(key);
    if (at == metadata.end())
      throw Error(subject + " has no '" + key +
                  "' in its metadata; give a checkpoint as it was "
                  "written");
    return at->second;
  };
  const auto number = [&](const std::string& key) {
    const std::string digits = text(key);
    std::uint64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stop != end)
      throw Error(subject + " has " + in_quotes(digits) + " for '" + key +
                  "' in its metadata, "
                  "where a whole number is expected; give a checkpoint as it was written");
    return value;
  };
  CheckpointInfo info;
  info.version = text("version");
  info.steps = number("steps");
  info.seed = number("seed");
  info.class_names =
      detail::from_json_array(text("class_names"), subject + ", class_names", take_json_string);
  if (number("classes") != info.class_names.size())
    throw Error(subject + " speaks of " + text("classes") + " classes and names " +
                std::to_string(info.class_names.size()) + "; give a checkpoint as it was written");
  for (const auto& [key, value] : metadata) {
    if (key.starts_with(detail::option_prefix))
      info.options[key.substr(detail::option_prefix.size())] = value;
    if (key.starts_with(detail::rule_prefix))
      info.rules[key.substr(detail::rule_prefix.size())] = value;
    if (key.starts_with(detail::architecture_prefix))
      info.architectures[key.substr(detail::architecture_prefix.size())] = value;
  }
  class_counts(info, subject);  // throws where there are not as many as names
  return info;
}

}  // namespace augury
