// SPDX-License-Identifier: MIT
// How a program finds its verb, and ends.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "../program.hpp"
#include "nearest_word.hpp"

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

}  // namespace

int run(int argc, char** argv, const std::string& purpose, const std::vector<Verb>& verbs) {
  try {
    return run_verb(Words(argv, argv + argc), purpose, verbs);
  } catch (const Done&) {
    return 0;
  } catch (const augury::UsageError& error) {
    return failed(2, error.what());
  } catch (const std::bad_alloc&) {
    return failed(1, "there is not enough memory; a smaller --batch or --limit needs less");
  } catch (const std::exception& error) {
    return failed(1, error.what());
  }
}

}  // namespace program
