// SPDX-License-Identifier: MIT
// Parameters as tensors in a file: with the names, the axes and the order of elements that PyTorch
// has for the same layers, so that its modules load them as they are.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/io/safetensors.hpp"
#include "augury/network/layout.hpp"

namespace augury {

namespace detail {

/// Axes of our layout in PyTorch's order.
inline std::vector<std::size_t> file_axes(const Parameter& p) {
  std::vector<std::size_t> axes;
  for (std::size_t i = 0; i < p.extents.size(); ++i)
    axes.push_back(p.info.rank == 0 ? i : static_cast<std::size_t>(p.info.order[i]));
  return axes;
}

}  // namespace detail

/// Shape of a parameter in a file. Banks and classes are its first axis; what PyTorch merges is
/// merged: Dense<Units> on an image H x W x C is (Units, C*H*W).
inline std::vector<std::int64_t> file_shape(const Parameter& p) {
  std::vector<std::int64_t> shape;
  if (p.banked || p.per_class) shape.push_back(p.copies);
  for (const std::size_t axis : detail::file_axes(p)) shape.push_back(p.extents[axis]);
  while (p.info.flat && shape.size() > 2) {
    const std::int64_t last = shape.back();
    shape.pop_back();
    shape.back() *= last;
  }
  return shape;
}

/// For each element of one copy in the file's order, its place in our order.
inline std::vector<std::size_t> file_order(const Parameter& p) {
  const auto axes = detail::file_axes(p);
  std::vector<std::size_t> strides(axes.size(), 1);  // of our layout
  for (std::size_t i = axes.size(); i-- > 1;)
    strides[i - 1] = strides[i] * static_cast<std::size_t>(p.extents[i]);
  std::vector<std::size_t> order{0};
  for (const std::size_t axis : axes) {  // the slowest axis first
    std::vector<std::size_t> finer;
    for (const std::size_t base : order)
      for (std::size_t i = 0; i < static_cast<std::size_t>(p.extents[axis]); ++i)
        finer.push_back(base + i * strides[axis]);
    order = std::move(finer);
  }
  return order;
}

/// One parameter of a flat array as a tensor named prefix + its name.
template <class T>
NamedTensor to_tensor(const std::string& prefix, const Parameter& p, std::span<const T> flat) {
  const auto order = file_order(p);
  std::vector<T> numbers;
  numbers.reserve(p.total());
  for (std::size_t begin = p.offset; begin < p.offset + p.total(); begin += p.size)
    for (const std::size_t place : order) numbers.push_back(flat[begin + place]);
  return named_tensor<T>(prefix + p.name, file_shape(p), numbers);
}

/// The reverse: the elements of a tensor, whose type and shape the caller has checked, to their
/// places in a flat array.
template <class T>
void from_tensor(const NamedTensor& tensor, const Parameter& p, std::span<T> flat) {
  const auto order = file_order(p);
  const auto numbers = tensor.values<T>();
  auto next = numbers.begin();
  for (std::size_t begin = p.offset; begin < p.offset + p.total(); begin += p.size)
    for (const std::size_t place : order) flat[begin + place] = *next++;
}

}  // namespace augury
