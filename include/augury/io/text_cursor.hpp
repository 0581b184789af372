// SPDX-License-Identifier: MIT
// A place in a small text that is being read: the headers of safetensors and npy files.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "augury/core/error.hpp"
#include "augury/core/in_quotes.hpp"

namespace augury {

/// Reads a text from left to right. Every failure is an Error that begins with `subject`.
class TextCursor {
 public:
  TextCursor(std::string_view text, std::string subject)
      : text_(text), subject_(std::move(subject)) {}

  [[noreturn]] void fail(const std::string& what) const { throw Error(subject_ + ": " + what); }
  [[noreturn]] void fail_here(const std::string& what) const {
    fail(what + " at byte " + std::to_string(at_) + " of its header");
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }
  /// Whether `word` comes next after spaces; steps over the spaces alone.
  bool sees(std::string_view word) {
    skip_space();
    return text_.substr(at_).starts_with(word);
  }
  bool at_end() const { return at_ == text_.size(); }

  /// The next character as it is, spaces too.
  char take() {
    if (at_end()) fail("its header ends too early");
    return text_[at_++];
  }
  /// Steps over `word` after spaces, if it comes next.
  bool accept(std::string_view word) {
    if (!sees(word)) return false;
    at_ += word.size();
    return true;
  }
  void expect(std::string_view word) {
    if (!accept(word)) fail_here("expected " + std::string(word));
  }

  /// An integer from 0 to 2^63 - 1, written in digits alone and without leading zeros.
  std::int64_t count() {
    skip_space();
    const std::size_t begin = at_;
    std::int64_t value = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      const int digit = text_[at_] - '0';
      if (value > (std::numeric_limits<std::int64_t>::max() - digit) / 10)
        fail_here("a number is too large");
      value = value * 10 + digit;
    }
    if (at_ == begin) fail_here("expected a whole number");
    if (at_ - begin > 1 && text_[begin] == '0') fail_here("a number begins with 0");
    return value;
  }

 private:
  std::string_view text_;
  std::string subject_;
  std::size_t at_ = 0;
};

}  // namespace augury
