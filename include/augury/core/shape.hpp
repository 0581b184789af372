// SPDX-License-Identifier: MIT
// Shape: the sizes of one sample, in a type. The batch size is not part of it.
#pragma once
#include <array>
#include <string>
#include <type_traits>

namespace augury {

/// Sizes of one sample, slowest first: Shape<H, W, C> is an image, Shape<C> a vector.
template <int... D>
struct Shape {
  static_assert(((D > 0) && ...), "Shape: every extent must be at least 1");
  static constexpr int rank = sizeof...(D);
  static constexpr int size = (1 * ... * D);
  static constexpr std::array<int, sizeof...(D)> extents{D...};

  /// The last extent: channels of an image, features of a vector.
  static constexpr int channels = [] {
    int last = 1;
    ((last = D), ...);
    return last;
  }();

  /// "4x4x256", for messages and tables.
  static std::string name() {
    std::string text;
    for (int extent : extents) {
      if (!text.empty()) text += 'x';
      text += std::to_string(extent);
    }
    return text;
  }
};

template <class S>
inline constexpr bool is_shape = false;
template <int... D>
inline constexpr bool is_shape<Shape<D...>> = true;

/// True for Shape<H, W, C>, the only kind of shape convolutions take.
template <class S>
inline constexpr bool is_image = false;
template <int H, int W, int C>
inline constexpr bool is_image<Shape<H, W, C>> = true;

/// Names for the extents of an image shape.
template <class S>
struct Image;
template <int H, int W, int C>
struct Image<Shape<H, W, C>> {
  static constexpr int height = H, width = W, channels = C;
};

/// A list of what a layer keeps: entries are Shapes or Shapes in one of the wrappers below.
template <class... S>
struct Shapes {
  static constexpr int count = sizeof...(S);
};

// Wrappers of an entry in `Params`.
template <class S>
struct Fixed {};  ///< a value that is not trained: running statistics, power-iteration vectors
template <class S>
struct PerClass {};  ///< one S for each class of the data set, a number known at run time only
template <int Banks, class S>
struct Banked {};  ///< Banks copies of S of which a sample uses one

// Wrappers of an entry in `Saved`; a bare Shape is one per sample, Banked is one per bank.
template <class S>
struct PerBatch {};  ///< one S for the whole batch
template <class S>
struct Constant {};  ///< never differentiated: masks, draws, effective weights

namespace detail {
template <class A, class B>
struct join;
template <class... A, class... B>
struct join<Shapes<A...>, Shapes<B...>> {
  using type = Shapes<A..., B...>;
};
template <class... L>
struct join_all {
  using type = Shapes<>;
};
template <class L, class... Rest>
struct join_all<L, Rest...> {
  using type = typename join<L, typename join_all<Rest...>::type>::type;
};
}  // namespace detail

/// Concatenation of lists: Joined<Shapes<A>, Shapes<B, C>> is Shapes<A, B, C>.
template <class... L>
using Joined = typename detail::join_all<L...>::type;

}  // namespace augury
