// SPDX-License-Identifier: MIT
// Layout: where each parameter of a network lies in the model's flat array, and what it is.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "augury/layer/layer.hpp"

namespace augury {

/// One parameter of a network.
struct Parameter {
  std::string name;          ///< "3.weight": positions in the network and the layer's name for it
  std::size_t offset = 0;    ///< first element in the flat array
  std::size_t size = 0;      ///< elements of one copy
  int copies = 1;            ///< banks or classes; 1 otherwise
  bool trained = true;       ///< false: running statistics and the like
  bool banked = false;       ///< copies are banks: idle ones must not be touched
  bool per_class = false;    ///< copies are classes
  int route = 0;             ///< which stochastic layer chooses among the banks
  std::vector<int> extents;  ///< of one copy, in our layout
  ParamInfo info;

  std::size_t total() const { return size * static_cast<std::size_t>(copies); }
};

namespace detail {

template <class Entry>
struct entry_traits {
  using shape = Entry;
  static void mark(Parameter&, int) {}
};
template <class S>
struct entry_traits<Fixed<S>> {
  using shape = S;
  static void mark(Parameter& p, int) { p.trained = false; }
};
template <class S>
struct entry_traits<PerClass<S>> {
  using shape = S;
  static void mark(Parameter& p, int classes) { p.per_class = true, p.copies = classes; }
};
template <int Banks, class S>
struct entry_traits<Banked<Banks, S>> {
  using shape = S;
  static void mark(Parameter& p, int) { p.banked = true, p.copies = Banks; }
};

/// Appends the parameters of a layer, its inner layers included, in the order of Params<In>.
template <class L, class In>
void append_layer(std::vector<Parameter>& all, const std::string& prefix, int& route, int classes) {
  if constexpr (requires { L::template each<In>([]<class, class>(int) {}); }) {
    L::template each<In>([&]<class Inner, class InnerIn>(int position) {
      append_layer<Inner, InnerIn>(all, prefix + std::to_string(position) + ".", route, classes);
    });
  } else {
    const auto info = info_of<L, In>();
    [&]<class... E>(Shapes<E...>) {
      [[maybe_unused]] std::size_t i = 0;
      [[maybe_unused]] const auto append = [&]<class Entry>(std::type_identity<Entry>) {
        using S = typename entry_traits<Entry>::shape;
        Parameter p;
        p.name = prefix + info[i].name;
        p.info = info[i++];
        p.size = static_cast<std::size_t>(S::size);
        p.extents.assign(S::extents.begin(), S::extents.end());
        p.route = route;
        entry_traits<Entry>::mark(p, classes);
        p.offset = all.empty() ? 0 : all.back().offset + all.back().total();
        all.push_back(p);
      };
      (append(std::type_identity<E>{}), ...);
    }(ParamsOf<L, In>{});
    route += routes_of<L>;
  }
}

}  // namespace detail

/// All parameters of a layer or stack, for a number of classes (0: without labels).
template <class L, class In>
std::vector<Parameter> layout_of(int classes) {
  std::vector<Parameter> all;
  int route = 0;
  detail::append_layer<L, In>(all, "", route, classes);
  return all;
}

}  // namespace augury
