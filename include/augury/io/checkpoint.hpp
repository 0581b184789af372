// SPDX-License-Identifier: MIT
// A checkpoint: the parameters of networks and what is known about their training, in one
// safetensors file. Its tensors are named by their owner and their place: generator.0.weight,
// average.0.weight, optimizer.generator.first.0.weight.
#pragma once
#include <cmath>
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
#include "augury/io/checkpoint_info.hpp"
#include "augury/io/checksum.hpp"
#include "augury/io/parameter_tensors.hpp"
#include "augury/io/safetensors.hpp"

namespace augury {

namespace detail {
inline std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t extent : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}
}  // namespace detail

/// Collects a checkpoint and writes it whole or not at all.
class CheckpointWriter {
 public:
  explicit CheckpointWriter(std::filesystem::path path) : path_(std::move(path)) {}

  /// The parameters of a network from a flat array; of its moments only those that are trained.
  /// Throws Error where one is not finite: such a file would replace one that can be used.
  template <class T>
  void put(const std::string& prefix, const std::vector<Parameter>& layout, std::span<const T> flat,
           bool trained_only = false) {
    for (const Parameter& p : layout) {
      if (p.total() == 0 || (trained_only && !p.trained)) continue;
      require_finite(prefix + p.name, flat.subspan(p.offset, p.total()));
      tensors_.push_back(to_tensor(prefix, p, flat));
    }
  }
  /// Numbers that are no network's. Throws as put() does.
  void put_numbers(const std::string& name, std::span<const float> numbers) {
    require_finite(name, numbers);
    tensors_.push_back(
        named_tensor<float>(name, {static_cast<std::int64_t>(numbers.size())}, numbers));
  }
  void put_counts(const std::string& name, std::span<const std::uint64_t> counts) {
    tensors_.push_back(
        named_tensor<std::uint64_t>(name, {static_cast<std::int64_t>(counts.size())}, counts));
  }
  /// Throws Error where the disk fails.
  void write(const CheckpointInfo& info) const {
    auto metadata = to_metadata(info);
    metadata["checksum"] = checksum(tensors_);
    write_safetensors(path_, tensors_, metadata);
  }

 private:
  template <class T>
  void require_finite(const std::string& name, std::span<const T> numbers) const {
    for (const T number : numbers)
      if (!std::isfinite(number))
        throw Error("the checkpoint '" + path_.string() + "' is not written: '" + name +
                    "' is no longer finite; lower the learning rates, or go on from " +
                    "an earlier checkpoint");
  }

  std::filesystem::path path_;
  std::vector<NamedTensor> tensors_;
};

/// A checkpoint that was read. Everything that is taken out is checked against what the network
/// needs; every failure is an Error of one sentence.
class CheckpointReader {
 public:
  explicit CheckpointReader(const std::filesystem::path& path)
      : file_(read_safetensors(path)), info_(from_metadata(file_.metadata, subject())) {
    const auto written = file_.metadata.find("checksum");
    if (written != file_.metadata.end() && written->second != checksum(file_.tensors))
      throw Error(subject() +
                  " is damaged: its numbers are not those that were written (checksum " +
                  in_quotes(written->second) + "); take another copy of it");
  }

  const CheckpointInfo& info() const { return info_; }

  /// The parameters of a network as one flat array. What the file does not hold is 0.
  template <class T>
  std::vector<T> take(const std::string& prefix, const std::vector<Parameter>& layout,
                      bool trained_only = false) {
    // All tensors are found before memory is asked for: a file that only names a million classes
    // is refused for what it lacks.
    std::vector<std::pair<const Parameter*, const NamedTensor*>> found;
    for (const Parameter& p : layout)
      if (p.total() > 0 && (p.trained || !trained_only))
        found.emplace_back(&p, &find(prefix + p.name, dtype_of<T>, file_shape(p)));
    std::vector<T> flat(layout.empty() ? 0 : layout.back().offset + layout.back().total());
    for (const auto& [parameter, tensor] : found) {
      require_finite<T>(*tensor);
      from_tensor(*tensor, *parameter, std::span<T>(flat));
    }
    return flat;
  }
  std::vector<float> take_numbers(const std::string& name, std::size_t count) {
    const NamedTensor& tensor = find(name, dtype_of<float>, {static_cast<std::int64_t>(count)});
    require_finite<float>(tensor);
    return tensor.values<float>();
  }
  std::vector<std::uint64_t> take_counts(const std::string& name, std::size_t count) {
    return find(name, Dtype::u64, {static_cast<std::int64_t>(count)}).values<std::uint64_t>();
  }
  /// Throws where the file holds a tensor that nobody took, other than those of `prefix`.
  void expect_nothing_more(std::string_view prefix = "\xFF") const {
    for (const NamedTensor& tensor : file_.tensors)
      if (!taken_.contains(tensor.name) && !tensor.name.starts_with(prefix))
        misfit("it has a tensor " + in_quotes(tensor.name) + " " +
               detail::shape_text(tensor.shape) + ", for which there is no place");
  }

 private:
  std::string subject() const { return "'" + file_.path.string() + "'"; }

  template <class T>
  void require_finite(const NamedTensor& tensor) const {
    const auto numbers = tensor.values<T>();
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (!std::isfinite(numbers[i]))
        throw Error(subject() + " cannot be used: element " + std::to_string(i) +
                    " of its tensor '" + tensor.name + "' is " + std::to_string(numbers[i]) +
                    "; take an earlier checkpoint");
  }
  [[noreturn]] void misfit(const std::string& what) const {
    throw Error(subject() + " does not fit this network: " + what +
                "; use the program and the options that it was trained with");
  }
  const NamedTensor& find(const std::string& name, Dtype dtype,
                          const std::vector<std::int64_t>& shape) {
    const std::string needed = detail::shape_text(shape);
    const NamedTensor* tensor = file_.find(name);
    if (!tensor) misfit("it has no tensor '" + name + "' " + needed);
    if (tensor->shape != shape)
      misfit("its tensor '" + name + "' is " + detail::shape_text(tensor->shape) + " where " +
             needed + " is expected");
    if (tensor->dtype != dtype)
      throw Error(subject() + " cannot be used: its tensor '" + name + "' holds " +
                  std::string(facts(tensor->dtype).name) + " where " +
                  std::string(facts(dtype).name) + " is expected; convert it, or save it again");
    taken_.insert(tensor->name);
    return *tensor;
  }

  Safetensors file_;
  CheckpointInfo info_;
  std::set<std::string> taken_;
};

/// What a checkpoint says besides numbers. Throws Error.
inline CheckpointInfo read_checkpoint_info(const std::filesystem::path& path) {
  return CheckpointReader(path).info();
}

}  // namespace augury
