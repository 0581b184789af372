// SPDX-License-Identifier: MIT
// named_numbers: layers and observers by name, with the numbers that they were given: what a run is
// known by when it is resumed.
#pragma once
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "augury/core/type_name.hpp"
#include "augury/io/json_object.hpp"

namespace augury {

namespace detail {

/// Without template arguments, which show in the shapes of the parameters and which compilers write
/// in more ways than one. An augmentation is named by its argument.
template <class T>
std::string short_name() {
  const std::string name = type_name<T>();
  return name.starts_with("Augmentation<") ? name : name.substr(0, name.find('<'));
}

template <class Number>
std::string number_text(Number number) {
  if constexpr (std::is_enum_v<Number>) return to_json(static_cast<int>(number));
  else return to_json(number);
}

}  // namespace detail

/// "Dense, LeakyRelu 0.2, WeightNorm(Deconv), Tanh": layers in order. A layer or observer tells its
/// numbers in a member `numbers()`, a tuple of them; one without tells its name alone.
template <class T>
std::string named_numbers(const T& given) {
  std::string text = detail::short_name<T>();
  if constexpr (requires { given.numbers(); }) {
    const auto add = [&](auto... number) { ((text += " " + detail::number_text(number)), ...); };
    std::apply(add, given.numbers());
  } else if constexpr (requires {
                         given.template layer<0>();
                         T::count;
                       }) {  // a Stack
    text.clear();
    [&]<int... I>(std::integer_sequence<int, I...>) {
      ((text += (I > 0 ? ", " : "") + named_numbers(given.template layer<I>())), ...);
    }
    (std::make_integer_sequence<int, T::count>{});
  } else if constexpr (requires { given.layers; }) {
    text += "(" + named_numbers(given.layers) + ")";
  } else if constexpr (requires { given.layer; }) {
    text += "(" + named_numbers(given.layer) + ")";
  }
  return text;
}

}  // namespace augury
