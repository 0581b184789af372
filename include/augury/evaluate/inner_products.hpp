// SPDX-License-Identifier: MIT
// The inner products of all images of one set with all of another, block by block.
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "augury/data/dataset.hpp"
#include "augury/kernel/product.hpp"
#include "augury/kernel/transfer.hpp"

namespace augury::detail {

/// Blocks of `Count` images of a set on a backend, filled up with zeros, and their squared norms.
template <class S, int Count, class Backend>
class ImageBlock {
 public:
  explicit ImageBlock(Context<Backend>& ctx)
      : values_(ctx, std::size_t{Count} * S::size), host_(values_.size()), norms(Count) {}

  /// Images first .. of the set; returns how many there are.
  template <Dataset D>
  int fill(Context<Backend>& ctx, const D& set, std::size_t first) {
    const int count = static_cast<int>(std::min<std::size_t>(Count, set.size() - first));
    std::fill(host_.begin(), host_.end(), 0.0f);
    for (int i = 0; i < count; ++i) {
      const std::span<const float> image = set.pixels(first + static_cast<std::size_t>(i));
      std::copy(image.begin(), image.end(), host_.begin() + std::ptrdiff_t{i} * S::size);
      double sum = 0;
      for (const float x : image) sum += double{x} * double{x};
      norms[static_cast<std::size_t>(i)] = static_cast<float>(sum);
    }
    upload(ctx, values_.data(), std::span<const float>(host_));
    return count;
  }
  float* data() const { return values_.data(); }

 private:
  Buffer<float, Backend> values_;
  std::vector<float> host_;

 public:
  std::vector<float> norms;  // (Count)
};

/// Which images a query is multiplied with.
enum class Partners { all, earlier };  // earlier: at least those before its own number

/// body(query, first, products, norms) for each query and block of images: products[j] is its inner
/// product with image first + j, norms[j] that image's squared norm. Blocks of a query come in
/// ascending order.
template <class Backend, Dataset Queries, Dataset Images, class Body>
void for_each_product(Context<Backend>& ctx, const Queries& queries, const Images& images,
                      Partners partners, Body body) {
  using S = Shape<Queries::Sample::size>;
  static_assert(std::is_same_v<typename Queries::Sample, typename Images::Sample>,
                "both sets must have images of one shape");
  constexpr int rows = 512, columns = 256;  // queries and images at a time
  ImageBlock<S, rows, Backend> query(ctx);
  ImageBlock<S, columns, Backend> image(ctx);
  Buffer<float, Backend> product(ctx, std::size_t{rows} * columns);
  std::vector<float> dots(product.size());
  for (std::size_t q = 0; q < queries.size(); q += rows) {
    const int some = query.fill(ctx, queries, q);
    const std::size_t end =
        partners == Partners::earlier ? std::min(images.size(), q + rows) : images.size();
    for (std::size_t s = 0; s < end; s += columns) {
      const auto others = static_cast<std::size_t>(image.fill(ctx, images, s));
      // (some, columns) = (some, S)(columns, S)^T
      matmul_input(ctx, set, View<Shape<columns>, float>{product.data(), some},
                   View<S, float>{query.data(), some},
                   View<Shape<columns, S::size>, float>{image.data(), 1});
      download(ctx, std::span<float>(dots), static_cast<const float*>(product.data()));
      for (std::size_t i = 0; i < static_cast<std::size_t>(some); ++i)
        body(q + i, s, std::span<const float>(dots).subspan(i * columns, others),
             std::span<const float>(image.norms).first(others));
    }
  }
}

}  // namespace augury::detail
