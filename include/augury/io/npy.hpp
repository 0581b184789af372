// SPDX-License-Identifier: MIT
// Arrays of float as npy files, the format of NumPy (numpy/lib/format.py).
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/io/dtype.hpp"
#include "augury/io/file.hpp"
#include "augury/io/text_cursor.hpp"

namespace augury {

static_assert(std::endian::native == std::endian::little, "files are written as memory is");

/// What an npy file holds, in C order. An empty shape is one number.
struct NpyArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

namespace detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

/// "(3, 4)", and "(3,)" for one extent, as Python writes tuples.
inline std::string npy_tuple(std::span<const std::int64_t> shape) {
  std::string text;
  for (const std::int64_t extent : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "(" + text + (shape.size() == 1 ? ",)" : ")");
}

/// A Python string literal without escapes, which a header has no use for.
inline std::string take_python_string(TextCursor& cursor) {
  const char quote = cursor.sees("\"") ? '"' : '\'';
  cursor.expect(std::string(1, quote));
  std::string text;
  for (char c; (c = cursor.take()) != quote;) text += c;
  return text;
}

inline std::vector<std::int64_t> take_python_tuple(TextCursor& cursor) {
  std::vector<std::int64_t> shape;
  cursor.expect("(");
  while (!cursor.accept(")")) {
    shape.push_back(cursor.count());
    if (cursor.accept(",")) continue;
    if (shape.size() == 1) cursor.fail_here("expected ','");  // (3) is no tuple
    cursor.expect(")");
    break;
  }
  return shape;
}

/// Reads the dict literal, in any order of its keys. Throws Error unless it says float32 in C order.
inline std::vector<std::int64_t> parse_npy_header(TextCursor& cursor) {
  std::vector<std::int64_t> shape;
  std::set<std::string> keys;
  cursor.expect("{");
  while (!cursor.accept("}")) {
    const std::string key = take_python_string(cursor);
    if (!keys.insert(key).second) cursor.fail("the key " + in_quotes(key) + " comes twice");
    cursor.expect(":");
    if (key == "descr") {
      if (cursor.sees("[")) cursor.fail("its elements are records; '<f4' is expected");
      const std::string type = take_python_string(cursor);
      if (type != "<f4")
        cursor.fail("its elements are " + in_quotes(type) +
                    ", and '<f4' is expected; in Python, save array.astype('float32')");
    } else if (key == "fortran_order") {
      if (cursor.accept("True"))
        cursor.fail("it is in Fortran order; in Python, save numpy.ascontiguousarray(array)");
      cursor.expect("False");
    } else if (key == "shape") {
      shape = take_python_tuple(cursor);
    } else {
      cursor.fail("it has the unknown key " + in_quotes(key));
    }
    if (cursor.accept(",")) continue;
    cursor.expect("}");
    break;
  }
  if (keys.size() != 3) cursor.fail("it lacks descr, fortran_order or shape");
  cursor.skip_space();
  if (!cursor.at_end()) cursor.fail_here("expected nothing more");
  return shape;
}

}  // namespace detail

/// Writes an npy file (version 1.0, '<f4', C order), whole or not at all. Throws UsageError where
/// `shape` is not that of `values`, Error where the disk fails.
inline void write_npy(const std::filesystem::path& path, std::span<const std::int64_t> shape,
                      std::span<const float> values) {
  if (byte_size(shape, Dtype::f32) != values.size_bytes())
    throw UsageError("cannot write '" + path.string() + "': " + std::to_string(values.size()) +
                     " values are no array of shape " + detail::npy_tuple(shape));
  std::string dict =
      "{'descr': '<f4', 'fortran_order': False, 'shape': " + detail::npy_tuple(shape) + ", }";
  constexpr std::size_t before = 6 + 2 + 2;  // magic, version, length
  // The values begin at a multiple of 64, and the header ends in a line feed.
  dict.resize((before + dict.size() + 1 + 63) / 64 * 64 - before - 1, ' ');
  dict += '\n';
  if (dict.size() > 0xFFFF) throw UsageError("an array for npy has too many dimensions");
  const std::string length{static_cast<char>(dict.size() & 0xFF),
                           static_cast<char>(dict.size() >> 8)};
  NewFile file(path);
  file.write(std::string(detail::npy_magic) + std::string("\1\0", 2) + length + dict);
  file.write(std::as_bytes(values));
  file.commit();
}

/// Reads an npy file of versions 1 to 3. Throws Error for what is none, is cut, has bytes behind
/// its end, or holds anything but float32 in C order.
inline NpyArray read_npy(const std::filesystem::path& path) {
  const std::string subject = "'" + path.string() + "' is no npy file that can be read";
  ExistingFile file(path);
  if (file.size() < 10) throw Error(subject + ": it has fewer than 10 bytes");
  const auto head = file.read(8);
  if (!as_text(head).starts_with(detail::npy_magic))
    throw Error(subject + ": it does not begin as npy files do");
  const int version = static_cast<int>(head[6]);
  if (version < 1 || version > 3)
    throw Error(subject + ": its version " + std::to_string(version) + " is unknown");
  const std::size_t bytes = version == 1 ? 2 : 4;
  if (file.size() < 8 + bytes) throw Error(subject + ": its header is cut");
  std::uint64_t length = 0;
  file.read(std::as_writable_bytes(std::span(&length, 1)).first(bytes));
  if (length > file.size() - 8 - bytes) throw Error(subject + ": its header is cut");
  const auto text = file.read(length);
  TextCursor cursor(as_text(text), subject);
  NpyArray array{detail::parse_npy_header(cursor), {}};
  const auto size = byte_size(array.shape, Dtype::f32);
  const std::uint64_t rest = file.size() - 8 - bytes - length;
  if (size != rest)
    cursor.fail("its shape is " + in_quotes(detail::npy_tuple(array.shape)) + ", and " +
                std::to_string(rest) + " bytes follow where it needs " +
                (size ? std::to_string(*size) : "more than can be counted"));
  try {
    array.values.resize(rest / sizeof(float));
  } catch (const std::exception&) {
    throw Error("cannot read '" + path.string() + "': there is no memory for its values");
  }
  file.read(std::as_writable_bytes(std::span(array.values)));
  return array;
}

}  // namespace augury
