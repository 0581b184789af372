// SPDX-License-Identifier: MIT
// JSON for writing: objects of numbers, texts, lists and objects.
#pragma once
#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "augury/io/json_string.hpp"

namespace augury {

/// A value as JSON. Numbers keep every digit that tells them apart; what is not finite, which JSON
/// cannot say, becomes null.
inline std::string to_json(std::string_view text) { return to_json_string(text); }
inline std::string to_json(const char* text) { return to_json_string(text); }
inline std::string to_json(const std::string& text) { return to_json_string(text); }
template <class Number>
  requires std::is_arithmetic_v<Number> std::string to_json(Number number) {
    if constexpr (std::same_as<Number, bool>) {
      return number ? "true" : "false";
    } else {
      if constexpr (std::floating_point<Number>)
        if (!std::isfinite(number)) return "null";
      char text[64];
      return {text, std::to_chars(text, text + sizeof text, number).ptr};
    }
  }
template <class T>
std::string to_json(const std::vector<T>& list) {
  std::string text = "[";
  for (const T& element : list) {
    if (text.size() > 1) text += ',';
    text += to_json(element);
  }
  return text += ']';
}

/// A text, a number, a list or an object, as JSON: for what holds some of each.
struct JsonValue {
  JsonValue() = default;
  template <class T>
  JsonValue(const T& value) : json(to_json(value)) {}

  std::string json = "null";
};
inline std::string to_json(const JsonValue& value) { return value.json; }

/// Keys and values in the order in which they were added.
class JsonObject {
 public:
  template <class T>
  JsonObject& add(std::string key, const T& value) {
    entries_.emplace_back(std::move(key), to_json(value));
    return *this;
  }

  /// What was added under a key: a text as it is, everything else as JSON; "" where nothing was.
  std::string value(std::string_view key) const {
    for (const auto& [name, json] : entries_) {
      if (name != key) continue;
      TextCursor cursor(json, name);
      return json.starts_with('"') ? take_json_string(cursor) : json;
    }
    return "";
  }

  std::string line() const { return text("", ","); }                 ///< on one line
  std::string page() const { return text("\n  ", ",\n  ") + "\n"; }  ///< one line for each key

 private:
  std::string text(const char* first, const char* next) const {
    std::string text = "{";
    for (const auto& [key, value] : entries_)
      text += (text.size() > 1 ? next : first) + to_json_string(key) + ":" + (*first ? " " : "") +
              value;
    return text + (*first ? "\n}" : "}");
  }

  std::vector<std::pair<std::string, std::string>> entries_;
};
inline std::string to_json(const JsonObject& object) { return object.line(); }

}  // namespace augury
