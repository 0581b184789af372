// SPDX-License-Identifier: MIT
// What the programs share: options in words, exit statuses, Ctrl-C.
#pragma once
#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "augury/core/config.hpp"
#include "augury/core/error.hpp"

namespace program {

/// The words of a command line: "mnist", "train", "--data", ...
using Words = std::vector<std::string>;

/// Thrown when the user asked for something that ends the program well, and got it: --help.
struct Done {};

/// Of a program that does one thing alone: its options stand where others have a verb.
struct NoVerb {};
inline constexpr NoVerb no_verb;

/// What a verb can be told, and what it was told. Numbers are read by us and not by Boost, which
/// takes "-1" for 4294967295.
class Options {
 public:
  /// Of the verb that begins a command line.
  Options(const Words& words, std::string purpose)
      : command_(words[0] + " " + words[1]), purpose_(std::move(purpose)) {}
  Options(const Words& words, std::string purpose, NoVerb)
      : before_(1), command_(words[0]), purpose_(std::move(purpose)) {}

  /// --name VALUE
  Options& add(const char* name, const char* value, std::string text) {
    known_.push_back({name, value, std::move(text)});
    return *this;
  }
  /// --name
  Options& add(const char* name, std::string text) { return add(name, "", std::move(text)); }

  /// Reads what comes after the verb. Throws UsageError, and Done after --help and --version.
  void read(const Words& words);  // shared/options.cpp, which alone has to read Boost's headers

  bool has(const char* name) const { return given_.count(name) > 0; }
  std::string text(const char* name, const std::string& otherwise = "") const {
    return has(name) ? given_.at(name) : otherwise;
  }
  std::string required(const char* name) const {
    if (text(name).empty()) fail("--" + std::string(name) + " is missing");
    return text(name);
  }
  /// A folder to write into, without the "/" that a shell completes its name with.
  std::string folder(const char* name) const {
    std::string path = required(name);
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
  }
  /// A whole number in [least, most].
  std::uint64_t number(const char* name, std::uint64_t otherwise, std::uint64_t least,
                       std::uint64_t most) const {
    if (!has(name)) return otherwise;
    const std::string words = text(name);
    std::uint64_t value = 0;
    const char* end = words.data() + words.size();
    const auto [at, code] = std::from_chars(words.data(), end, value);
    if (words.empty() || code != std::errc() || at != end || value < least || value > most)
      fail("--" + std::string(name) + " takes a whole number from " + std::to_string(least) +
           " to " + std::to_string(most) + ", not '" + words + "'");
    return value;
  }
  int integer(const char* name, int otherwise, int least, int most = 1'000'000'000) const {
    return static_cast<int>(number(name, static_cast<std::uint64_t>(otherwise),
                                   static_cast<std::uint64_t>(least),
                                   static_cast<std::uint64_t>(most)));
  }
  /// A number in [0, most].
  double real(const char* name, double otherwise, double most) const {
    if (!has(name)) return otherwise;
    const std::string words = text(name);
    double value = 0;
    const char* end = words.data() + words.size();
    const auto [at, code] = std::from_chars(words.data(), end, value);
    if (words.empty() || code != std::errc() || at != end || !(value >= 0 && value <= most))
      fail("--" + std::string(name) + " takes a number from 0 to " +
           std::to_string(static_cast<long long>(most)) + ", not '" + words + "'");
    return value;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw augury::UsageError(what + "; type '" + command_ + " --help' for all options");
  }

 private:
  struct Known {
    const char *name, *value;  ///< no value: the option is a switch
    std::string text;
  };
  std::ptrdiff_t before_ = 2;  ///< words before the options: the program and the verb
  std::string command_, purpose_;
  std::vector<Known> known_;
  std::map<std::string, std::string> given_;
};

/// A verb of a program.
struct Verb {
  std::string name, summary;
  std::function<int(const Words&)> run;  ///< receives the whole command line
};

/// The words as one command that a shell reads back as the same words.
inline std::string command_of(const Words& words) {
  std::string command;
  for (const std::string& word : words) {
    const bool plain =
        !word.empty() &&
        word.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%") ==
            word.npos;
    command += command.empty() ? "" : " ";
    if (plain) {
      command += word;
      continue;
    }
    command += "'";
    for (const char c : word) command += c == '\'' ? "'\\''" : std::string(1, c);
    command += "'";
  }
  return command;
}

namespace detail {
inline volatile std::sig_atomic_t interrupted = 0;
inline void interrupt(int signal) {
  interrupted = 1;
  std::signal(signal, SIG_DFL);  // a second Ctrl-C ends the program at once
}
}  // namespace detail

/// From now on Ctrl-C, SIGTERM, a closed terminal and an output that nobody reads any more do no
/// more than make interrupted() true, once.
inline void catch_interrupts() {
  std::signal(SIGINT, detail::interrupt);
  std::signal(SIGTERM, detail::interrupt);
  if (std::signal(SIGHUP, detail::interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup
  std::signal(SIGPIPE, [](int) { detail::interrupted = 1; });  // each write raises it again
}
inline bool interrupted() { return detail::interrupted != 0; }

inline void print_version() { std::printf("augury %s\n", AUGURY_VERSION); }

/// Runs the verb that the command line names. The exit status: 0 done, 2 wrong use, 1 failed; the
/// sentence that says what is wrong goes to stderr.
int run(int argc, char** argv, const std::string& purpose,
        const std::vector<Verb>& verbs);  // shared/run.cpp
/// The same for a program without verbs; `work` receives the whole command line.
int run(int argc, char** argv, const std::function<int(const Words&)>& work);

}  // namespace program
