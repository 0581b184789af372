// SPDX-License-Identifier: MIT
// What the verb doctor can be told.
#pragma once
#include <string>

#include "machine.hpp"
#include "program.hpp"
#include "recipe.hpp"

namespace program {

template <Source S>
Options doctor_options(const Words& words) {
  Options options(words, std::string("Says what was found in ") + S::images +
                             ", and what training on it will cost. Nothing is written.");
  options.add("data", S::data, std::string(S::data_help) + " (needed)")
      .add("limit", "N", "look at N images, as many of each class and at least one (all)")
      .add("hold-out", "N",
           "compare the others with N images that train will hold out with the same option (0)");
  for (const SourceOption& o : S::options()) options.add(o.name, o.value, o.text);
  options.add("seed", "N", "of everything random, 0 to 2^64 - 1 (1)")
      .add("json", "one JSON object, and nothing else");
  add_machine(options).read(words);
  return options;
}

}  // namespace program
