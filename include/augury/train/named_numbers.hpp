// SPDX-License-Identifier: MIT
// Layers and observers by name: what a network and a run are known by when they are loaded and
// resumed.
#pragma once
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "augury/core/type_name.hpp"
#include "augury/io/json_object.hpp"

namespace augury {

namespace detail {

template <class Number>
std::string number_text(Number number) {
  if constexpr (std::is_enum_v<Number>) return to_json(static_cast<int>(number));
  else return to_json(number);
}

/// "<64, 4, 2>": template arguments that are numbers, those by default too, which compilers write
/// in more ways than one. A layer with others tells them in a member `arguments`, a tuple.
template <class T>
inline constexpr std::tuple<> arguments_of{};
template <template <int...> class L, int... N>
inline constexpr std::tuple arguments_of<L<N...>>{N...};
template <class T>
  requires requires { T::arguments; }
inline constexpr auto arguments_of<T> = T::arguments;

template <class T>
std::string arguments_text() {
  std::string text;
  const auto add = [&](auto... number) {
    ((text += (text.empty() ? "<" : ", ") + number_text(number)), ...);
  };
  std::apply(add, arguments_of<T>);
  return text.empty() ? text : replaced(text + ">", ", -1>", ">");  // a padding that nobody chose
}

/// An augmentation is named by its argument, what wraps layers without them.
template <class T>
std::string short_name() {
  const std::string name = type_name<T>();
  if (name.starts_with("Augmentation<")) return name;
  return name.substr(0, name.find('<')) + arguments_text<T>();
}

enum class Numbers { told, left_out };

template <Numbers numbers, class T>
std::string described(const T& given) {
  std::string text = short_name<T>();
  if constexpr (requires {
                  given.template layer<0>();
                  T::count;
                }) {  // a Stack
    text.clear();
    [&]<int... I>(std::integer_sequence<int, I...>) {
      ((text += (I > 0 ? ", " : "") + described<numbers>(given.template layer<I>())), ...);
    }
    (std::make_integer_sequence<int, T::count>{});
  } else if constexpr (requires { given.layers; }) {
    text += "(" + described<numbers>(given.layers) + ")";
  } else if constexpr (requires { given.layer; }) {
    text += "(" + described<numbers>(given.layer) + ")";
  }
  if constexpr (numbers == Numbers::told && requires { given.numbers(); }) {
    const auto add = [&](auto... number) { ((text += " " + number_text(number)), ...); };
    std::apply(add, given.numbers());
  }
  return text;
}

}  // namespace detail

/// "Dense<256>, LeakyRelu 0.2, WeightNorm(Deconv<8, 4, 2>), Tanh": layers in order, each with its
/// numbers. A layer or observer tells them in a member `numbers()`, a tuple; one without tells its
/// name alone.
template <class T>
std::string named_numbers(const T& given) {
  return detail::described<detail::Numbers::told>(given);
}
/// The same without the numbers: what cannot be changed once a network is trained.
template <class T>
std::string named_layers(const T& given) {
  return detail::described<detail::Numbers::left_out>(given);
}

}  // namespace augury
