// SPDX-License-Identifier: MIT
// How a program finds its verb, and ends.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include "nearest_word.hpp"
#include "program.hpp"

namespace program {

namespace {

std::string usage(const std::string& name, const std::string& purpose,
                  const std::vector<Verb>& verbs) {
  std::string text = "usage: " + name + " VERB [options]\n\n" + purpose + "\n\n";
  for (const Verb& verb : verbs) {
    text += "  " + verb.name + std::string(12 - std::min<std::size_t>(11, verb.name.size()), ' ');
    text += verb.summary + "\n";
  }
  return text + "\n'" + name + " VERB --help' tells the options of a verb, '" + name +
         " --version' the version.\n";
}

int failed(int status, const std::string& sentence) {
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", sentence.c_str());
  return status;
}

int run_verb(const Words& words, const std::string& purpose, const std::vector<Verb>& verbs) {
  const std::string name = words.empty() ? "program" : words[0];
  if (words.size() < 2) return failed(2, usage(name, purpose, verbs));
  if (words[1] == "--help" || words[1] == "-h" || words[1] == "help") {
    std::fputs(usage(name, purpose, verbs).c_str(), stdout);
    return 0;
  }
  if (words[1] == "--version") {
    print_version();
    return 0;
  }
  std::vector<std::string> names;
  for (const Verb& verb : verbs) {
    if (verb.name == words[1]) return verb.run(words);
    names.push_back(verb.name);
  }
  throw augury::UsageError("there is no verb '" + words[1] + "'" + did_you_mean(words[1], names) +
                           "; type '" + name + " --help' for all");
}

/// Whether whoever read what we print has gone away: "mnist train ... | head -1".
bool nobody_reads() {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

/// The last of the output. What cannot be written makes the program fail, but not where nobody
/// wanted to read it: that is no mistake, and told by the status alone.
int finish(int status) {
  const bool failed_before = std::ferror(stdout) != 0;
  errno = 0;
  if (std::fflush(stdout) == 0 && !failed_before) return status;
  const int code = errno;
  if (code == EPIPE || nobody_reads()) return status == 0 ? 1 : status;
  const std::string why = code == 0 ? "" : ": " + std::generic_category().message(code);
  std::fprintf(stderr, "what was to be printed could not all be written%s\n", why.c_str());
  return status == 0 ? 1 : status;
}

int run_and_explain(const std::function<int()>& work) {
  try {
    return work();
  } catch (const Done&) {
    return 0;
  } catch (const augury::UsageError& error) {
    return failed(2, error.what());
  } catch (const std::bad_alloc&) {
    return failed(1, "there is not enough memory; a smaller --batch or --limit needs less");
  } catch (const std::filesystem::filesystem_error& error) {
    return failed(1, "cannot use '" + error.path1().string() + "': " + error.code().message());
  } catch (const std::exception& error) {
    return failed(1, error.what());
  }
}

}  // namespace

int run(int argc, char** argv, const std::string& purpose, const std::vector<Verb>& verbs) {
  const Words words(argv, argv + argc);
  return finish(run_and_explain([&] { return run_verb(words, purpose, verbs); }));
}

int run(int argc, char** argv, const std::function<int(const Words&)>& work) {
  const Words words(argv, argv + argc);
  return finish(run_and_explain([&] { return work(words.empty() ? Words{"program"} : words); }));
}

}  // namespace program
