// SPDX-License-Identifier: MIT
// How the programs read their command lines. Boost's headers take more time and memory to compile
// than most networks do, so they are read here alone, once for all programs.
#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <sstream>

#include "nearest_word.hpp"
#include "program.hpp"

namespace program {

namespace po = boost::program_options;

void Options::read(const Words& words) {
  po::options_description described(purpose_ + "\n\nOptions");
  described.add_options()("help", "this text; -h is short for it")("version", "of augury");
  std::vector<std::string> names{"help", "version"};
  for (const Known& option : known_) {
    names.push_back(option.name);
    if (*option.value == '\0') described.add_options()(option.name, option.text.c_str());
    else
      described.add_options()(option.name, po::value<std::string>()->value_name(option.value),
                              option.text.c_str());
  }
  Words after(words.begin() + before_, words.end());
  std::replace(after.begin(), after.end(), std::string("-h"), std::string("--help"));
  po::variables_map given;
  try {
    using namespace po::command_line_style;
    const auto parsed = po::command_line_parser(after)
                            .options(described)
                            .style(allow_long | long_allow_next | long_allow_adjacent)
                            .run();
    for (const auto& option : parsed.options) {
      // A value that is a word of its own and looks like an option is one, and the value was forgotten.
      if (option.original_tokens.size() > 1 && option.value.front().starts_with("--"))
        fail("--" + option.string_key + " takes a value, and none was given");
      if (option.position_key >= 0)
        fail("'" + option.value.front() +
             "' belongs to no option; an option begins with --, and its value follows it");
    }
    po::store(parsed, given);
  } catch (const po::unknown_option& error) {
    std::string name = error.get_option_name();
    name = name.substr(0, name.find('='));
    name.erase(0, name.find_first_not_of('-'));
    fail("there is no option '--" + name + "'" + did_you_mean(name, names, "--"));
  } catch (const po::invalid_command_line_syntax& error) {
    const std::string name = error.get_option_name();
    fail(error.kind() == po::invalid_syntax::missing_parameter ||
                 error.kind() == po::invalid_syntax::empty_adjacent_parameter
             ? name + " takes a value, and none was given"
             : name + " takes no value");
  } catch (const po::error& error) {
    fail(error.what());
  }
  if (given.count("version") > 0) {
    print_version();
    throw Done{};
  }
  if (given.count("help") > 0) {
    std::ostringstream text;
    text << "usage: " << command_ << " [options]\n\n" << described;
    std::fputs(text.str().c_str(), stdout);
    throw Done{};
  }
  for (const Known& option : known_)
    if (given.count(option.name) > 0)
      given_[option.name] = *option.value == '\0' ? "" : given[option.name].as<std::string>();
}

}  // namespace program
