// SPDX-License-Identifier: MIT
// type_name<T>(): how a type reads in a table or a message.
#pragma once
#include <string>
#include <string_view>

namespace augury {

namespace detail {
template <class T>
constexpr std::string_view raw_type_name() {
  // "... [with T = Conv<64>; ...]" by g++, "... [T = Conv<64>]" by clang
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  constexpr auto begin = text.find("T = ") + 4;
  constexpr auto end = text.find(';', begin);
  return text.substr(begin, (end == text.npos ? text.size() - 1 : end) - begin);
}
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at; (at = text.find(from)) != text.npos; text.remove_prefix(at + from.size()))
    result.append(text.substr(0, at)).append(to);
  return result.append(text);
}
}  // namespace detail

/// "StochasticDeconv<16, 64>" by g++, "StochasticDeconv<16, 64, 4, 2>" by clang, which keeps default
/// arguments: without our namespace, and without a last argument of -1,
/// which is a padding that nobody chose.
template <class T>
std::string type_name() {
  std::string name(detail::raw_type_name<T>());
  for (const char* noise : {"augury::", "{anonymous}::", "(anonymous namespace)::", "<unnamed>::"})
    name = detail::replaced(name, noise, "");
  return detail::replaced(detail::replaced(name, ", -1>", ">"), "> >", ">>");
}

}  // namespace augury
