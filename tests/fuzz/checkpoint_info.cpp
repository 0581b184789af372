// SPDX-License-Identifier: MIT
// from_metadata and class_counts. Input: a line for each key, with "=" before its value. What was
// read is written, and must be the same when it is read again.
#include "augury/io/checkpoint_info.hpp"

#include <map>

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::map<std::string, std::string> metadata;
  for (std::string_view rest = fuzz::text_of(data, size); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t equals = std::min(line.find('='), line.size());
    metadata[std::string(line.substr(0, equals))] = line.substr(std::min(equals + 1, line.size()));
  }
  augury::CheckpointInfo info;
  if (!fuzz::expect_errors_alone([&] { info = augury::from_metadata(metadata, "'x'"); })) return 0;
  const auto counts = augury::class_counts(info, "'x'");
  fuzz::require(counts.empty() || counts.size() == info.class_names.size(),
                "checkpoint_info: a count for each class");
  const auto again = augury::from_metadata(augury::to_metadata(info), "'x'");
  fuzz::require(again.steps == info.steps && again.seed == info.seed &&
                    again.options == info.options && again.rules == info.rules,
                "checkpoint_info: what is written is read");
  return 0;
}
