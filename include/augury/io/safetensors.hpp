// SPDX-License-Identifier: MIT
// Named tensors in a file, in the format safetensors: an 8-byte length (little-endian), a JSON
// header of that length, and the bytes of the tensors.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/io/dtype.hpp"
#include "augury/io/file.hpp"
#include "augury/io/json_string.hpp"
#include "augury/io/safetensors_header.hpp"

namespace augury {

static_assert(std::endian::native == std::endian::little, "files are written as memory is");

/// A tensor with its name. An empty shape is one number; an extent may be 0.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  Dtype dtype = Dtype::f32;
  std::vector<std::byte> data;  ///< C order, little-endian, byte_size(shape, dtype) of them

  /// The elements as numbers. Throws Error where the tensor holds another type.
  template <class T>
  std::vector<T> values() const {
    if (dtype != dtype_of<T>)
      throw Error("tensor " + in_quotes(name) + " holds " + std::string(facts(dtype).name) +
                  ", and " + std::string(facts(dtype_of<T>).name) + " is expected");
    std::vector<T> numbers(data.size() / sizeof(T));
    if (!numbers.empty()) std::memcpy(numbers.data(), data.data(), numbers.size() * sizeof(T));
    return numbers;
  }
};

/// named_tensor<float>("g.0.weight", {3, 4}, values): a copy of twelve numbers with their name.
template <class T>
NamedTensor named_tensor(std::string name, std::vector<std::int64_t> shape,
                         std::span<const std::type_identity_t<T>> values) {
  const auto bytes = std::as_bytes(values);
  return {std::move(name), std::move(shape), dtype_of<T>, {bytes.begin(), bytes.end()}};
}

/// What a file holds.
struct Safetensors {
  std::vector<NamedTensor> tensors;  ///< in the order of their bytes
  std::map<std::string, std::string> metadata;
  std::filesystem::path path;  ///< for messages

  /// The tensor, or nullptr.
  const NamedTensor* find(std::string_view name) const {
    const auto at = std::ranges::find(tensors, name, &NamedTensor::name);
    return at == tensors.end() ? nullptr : &*at;
  }
  /// The tensor. Throws Error where there is none.
  const NamedTensor& at(std::string_view name) const {
    if (const NamedTensor* tensor = find(name)) return *tensor;
    throw Error("'" + path.string() + "' has no tensor " + in_quotes(name));
  }
};

namespace detail {

/// The header for `order`, padded to a multiple of 8 bytes. Throws UsageError.
inline std::string safetensors_header(std::span<const NamedTensor* const> order,
                                      const std::map<std::string, std::string>& metadata) {
  const auto comma = [](const std::string& text) { return text.back() == '{' ? "" : ","; };
  std::string text = "{";
  if (!metadata.empty()) {
    text += "\"__metadata__\":{";
    for (const auto& [key, value] : metadata)
      text += comma(text) + to_json_string(key) + ":" + to_json_string(value);
    text += "}";
  }
  std::set<std::string_view> names{"__metadata__"};
  std::uint64_t begin = 0;
  for (const NamedTensor* tensor : order) {
    if (!is_utf8(tensor->name)) throw UsageError("the name of a tensor is not UTF-8");
    if (!names.insert(tensor->name).second)
      throw UsageError("two tensors are named " + in_quotes(tensor->name));
    if (byte_size(tensor->shape, tensor->dtype) != tensor->data.size())
      throw UsageError("tensor " + in_quotes(tensor->name) + " has " +
                       std::to_string(tensor->data.size()) +
                       " bytes, which its shape and dtype do not ask for");
    std::string shape;
    for (const std::int64_t extent : tensor->shape) {
      if (!shape.empty()) shape += ',';
      shape += std::to_string(extent);
    }
    const std::uint64_t end = begin + tensor->data.size();
    text += comma(text) + to_json_string(tensor->name) + ":{\"dtype\":\"" +
            std::string(facts(tensor->dtype).name) + "\",\"shape\":[" + shape +
            "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
    begin = end;
  }
  text += "}";
  text.resize((text.size() + 7) / 8 * 8, ' ');
  if (text.size() > SafetensorsHeader::largest)
    throw UsageError("the names of the tensors and their metadata take more than 100 MB");
  return text;
}

}  // namespace detail

/// Writes a file whole or not at all, byte for byte as the reference implementation does (which
/// shuffles metadata, where ours are sorted). Throws UsageError for tensors that no file can hold,
/// and Error where the disk fails.
inline void write_safetensors(const std::filesystem::path& path,
                              std::span<const NamedTensor> tensors,
                              const std::map<std::string, std::string>& metadata = {}) {
  std::vector<const NamedTensor*> order;
  for (const NamedTensor& tensor : tensors) order.push_back(&tensor);
  std::ranges::sort(order, [](const NamedTensor* a, const NamedTensor* b) {
    return std::tie(b->dtype, a->name) < std::tie(a->dtype, b->name);
  });
  const std::string header = detail::safetensors_header(order, metadata);
  const std::uint64_t length = header.size();
  NewFile file(path);
  file.write(std::as_bytes(std::span(&length, 1)));
  file.write(header);
  for (const NamedTensor* tensor : order) file.write(tensor->data);
  file.commit();
}

/// Reads a file and checks every rule of the format before memory is asked for. Throws Error.
inline Safetensors read_safetensors(const std::filesystem::path& path) {
  const std::string subject = "'" + path.string() + "' is no valid safetensors file";
  ExistingFile file(path);
  std::uint64_t length = 0;
  if (file.size() < sizeof length) throw Error(subject + ": it has fewer than 8 bytes");
  file.read(std::as_writable_bytes(std::span(&length, 1)));
  const std::uint64_t rest = file.size() - sizeof length;
  if (length > SafetensorsHeader::largest || length > rest)
    throw Error(subject + ": its header would have " + std::to_string(length) + " bytes, where " +
                std::to_string(std::min(rest, SafetensorsHeader::largest)) + " are possible");
  const auto text = file.read(length);
  auto header = parse_safetensors_header(as_text(text), rest - length, subject);
  Safetensors result{{}, std::move(header.metadata), path};
  for (TensorEntry& entry : header.tensors)
    result.tensors.push_back({std::move(entry.name), std::move(entry.shape), entry.dtype,
                              file.read(entry.end - entry.begin)});
  return result;
}

}  // namespace augury
