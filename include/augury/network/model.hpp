// SPDX-License-Identifier: MIT
// Model: a network and its parameters, one flat array for values and one for gradients.
#pragma once
#include <vector>

#include "augury/kernel/kernel.hpp"
#include "augury/network/layout.hpp"
#include "augury/network/unfit.hpp"

namespace augury {
namespace detail {

/// Cuts a flat array into the views of a list; `copies[i]` samples for entry i.
template <class List, class T>
Pack<Plain<T>, List> cut(T* data, const std::vector<Parameter>& layout) {
  Pack<Plain<T>, List> pack;
  std::size_t i = 0;
  std::apply(
      [&](auto&... view) {
        ((view = {data + layout[i].offset, layout[i].copies}, ++i), ...);
      },
      pack);
  return pack;
}

/// Gradients of an ordinary pass: added to the array.
template <class T, class... V>
auto plain_gradients(const std::tuple<V...>& views) {
  return views;
}
/// Gradients nobody asked for.
template <class... V>
auto discarded(const std::tuple<V...>&) {
  return std::tuple{(static_cast<void>(sizeof(V)), Discard{})...};
}
/// Gradients of a pass along a direction: only their tangents are wanted.
template <class... V>
auto tangents_only(const std::tuple<V...>& views) {
  return std::apply(
      [](auto... v) {
        return std::tuple{Dual<Discard, decltype(v)>{{}, v}...};
      },
      views);
}

}  // namespace detail

/// A network (a Sequential that begins with a Shape) and its parameters, T on a backend.
template <class Network_, class T = float, class Backend = DefaultBackend>
class Model {
 public:
  using Network = detail::NetworkOf<Network_>;
  using Input = typename Network::Input;
  using Output = typename Network::Output;
  using Layers = typename Network::Layers;
  using Scalar = T;
  using List = ParamsOf<Layers, Input>;

  /// `classes` is the number of labels the network is told, 0 for a network without labels.
  Model(Context<Backend>& ctx, int classes, Network network = {})
      : network_(network),
        classes_(classes),
        layout_(layout_of<Layers, Input>(classes)),
        size_(layout_.empty() ? 0 : layout_.back().offset + layout_.back().total()),
        values_(ctx, size_),
        gradients_(ctx, size_) {
    detail::explain_network<detail::is_network<Network_>, Of<Network_>>();
  }

  /// The network's layers, to run them.
  const Layers& layers() const { return network_.layers; }
  /// The network, to change the numbers of its layers: network().template layer<3>().slope.
  Network& network() { return network_; }

  int classes() const { return classes_; }
  std::size_t size() const { return size_; }
  const std::vector<Parameter>& layout() const { return layout_; }
  Buffer<T, Backend>& values() { return values_; }
  const Buffer<T, Backend>& values() const { return values_; }
  Buffer<T, Backend>& gradients() { return gradients_; }

  /// Views of the parameters for a pass; `from` is another array of the same layout, e.g. an
  /// average of the weights.
  Pack<Plain<T>, List> parameters() const { return detail::cut<List>(values_.data(), layout_); }
  Pack<Plain<T>, List> parameters(const Buffer<T, Backend>& from) const {
    return detail::cut<List>(from.data(), layout_);
  }

  // What a backward pass does with the gradients of the parameters.
  auto add_gradients() { return detail::cut<List>(gradients_.data(), layout_); }
  auto no_gradients() { return detail::discarded(add_gradients()); }
  auto add_tangents() { return detail::tangents_only(add_gradients()); }

  void zero_gradients(Context<Backend>& ctx) {
    run(zero_t{}, ctx, View<Shape<1>, T>{gradients_.data(), static_cast<int>(size_)});
  }

 private:
  Network network_;
  int classes_;
  std::vector<Parameter> layout_;
  std::size_t size_;
  Buffer<T, Backend> values_, gradients_;
};

}  // namespace augury
