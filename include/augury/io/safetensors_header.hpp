// SPDX-License-Identifier: MIT
// The header of a safetensors file (https://github.com/huggingface/safetensors): which tensors
// there are, and where their bytes lie. All that a reader has to distrust is checked here.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "augury/io/dtype.hpp"
#include "augury/io/json_string.hpp"

namespace augury {

/// One tensor of the header; its bytes are [begin, end) of what follows the header.
struct TensorEntry {
  std::string name;
  Dtype dtype{};
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

struct SafetensorsHeader {
  static constexpr std::uint64_t largest = 100'000'000;  ///< bytes, by the reference implementation
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> tensors;  ///< in the order of their bytes
};

namespace detail {

/// Reads a JSON object and calls take(key) at each value. A key that comes twice is an error.
template <class Take>
void take_object(TextCursor& cursor, Take take) {
  std::set<std::string> keys;
  cursor.expect("{");
  if (cursor.accept("}")) return;
  do {
    std::string key = take_json_string(cursor);
    cursor.expect(":");
    const auto [at, fresh] = keys.insert(std::move(key));
    if (!fresh) cursor.fail("the key " + in_quotes(*at) + " comes twice");
    take(*at);
  } while (cursor.accept(","));
  cursor.expect("}");
}

inline Dtype take_dtype(TextCursor& cursor, const std::string& tensor) {
  const std::string name = take_json_string(cursor);
  const auto at = std::ranges::find(dtype_facts, name, &DtypeFacts::name);
  if (at == dtype_facts.end())
    cursor.fail("tensor " + in_quotes(tensor) + " has the unknown dtype " + in_quotes(name));
  return static_cast<Dtype>(at - dtype_facts.begin());
}

inline std::vector<std::int64_t> take_counts(TextCursor& cursor) {
  std::vector<std::int64_t> counts;
  cursor.expect("[");
  if (cursor.accept("]")) return counts;
  do counts.push_back(cursor.count());
  while (cursor.accept(","));
  cursor.expect("]");
  return counts;
}

inline TensorEntry take_tensor(TextCursor& cursor, const std::string& name) {
  TensorEntry entry;
  entry.name = name;
  int found = 0;  // keys never come twice, so three known ones are all three
  take_object(cursor, [&](const std::string& key) {
    ++found;
    if (key == "dtype") {
      entry.dtype = take_dtype(cursor, name);
    } else if (key == "shape") {
      entry.shape = take_counts(cursor);
    } else if (key == "data_offsets") {
      const auto offsets = take_counts(cursor);
      if (offsets.size() != 2) cursor.fail("tensor " + in_quotes(name) + " needs two data_offsets");
      entry.begin = static_cast<std::uint64_t>(offsets[0]);
      entry.end = static_cast<std::uint64_t>(offsets[1]);
    } else {
      cursor.fail("tensor " + in_quotes(name) + " has the unknown key " + in_quotes(key));
    }
  });
  if (found != 3) cursor.fail("tensor " + in_quotes(name) + " lacks dtype, shape or data_offsets");
  return entry;
}

/// The bytes of the tensors (sorted by place) must follow each other without holes and fill `available` bytes.
inline void check_layout(std::span<const TensorEntry> tensors, std::uint64_t available,
                         const TextCursor& cursor) {
  std::uint64_t end = 0;
  for (const TensorEntry& entry : tensors) {
    const std::string tensor = "tensor " + in_quotes(entry.name);
    const auto size = byte_size(entry.shape, entry.dtype);
    if (!size) cursor.fail(tensor + " has a shape of more elements than bytes can be counted");
    if (entry.end < entry.begin) cursor.fail(tensor + " ends before it begins");
    if (entry.begin > end) cursor.fail("before " + tensor + " is a hole");
    if (entry.begin < end) cursor.fail(tensor + " overlaps the one before it");
    if (entry.end - entry.begin != *size)
      cursor.fail(tensor + " has " + std::to_string(entry.end - entry.begin) +
                  " bytes where its dtype and shape need " + std::to_string(*size));
    end = entry.end;
  }
  if (end > available)
    cursor.fail("the file is cut: its tensors need " + std::to_string(end) + " bytes, and " +
                std::to_string(available) + " are there");
  if (end < available)
    cursor.fail(std::to_string(available - end) + " bytes follow the last tensor");
}

}  // namespace detail

/// Reads the header `text`, followed in its file by `available` bytes. After this every entry has
/// a known dtype, and a place within those bytes that has the size of its shape. Throws Error that
/// begins with `subject`.
inline SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t available,
                                                  const std::string& subject) {
  TextCursor cursor(text, subject);
  if (!text.starts_with('{')) cursor.fail("its header does not begin with '{'");
  if (!is_utf8(text)) cursor.fail("its header is not UTF-8");
  SafetensorsHeader header;
  detail::take_object(cursor, [&](const std::string& name) {
    if (name != "__metadata__") {
      header.tensors.push_back(detail::take_tensor(cursor, name));
      return;
    }
    detail::take_object(cursor, [&](const std::string& key) {
      if (!cursor.sees("\"")) cursor.fail("metadata " + in_quotes(key) + " is not a string");
      header.metadata[key] = take_json_string(cursor);
    });
  });
  cursor.skip_space();
  if (!cursor.at_end()) cursor.fail_here("expected nothing more");
  std::ranges::sort(header.tensors, {},
                    [](const TensorEntry& entry) { return std::pair(entry.begin, entry.end); });
  detail::check_layout(header.tensors, available, cursor);
  return header;
}

}  // namespace augury
