// SPDX-License-Identifier: MIT
// The verbs of a recipe, for whoever reads the command line: what they can be told, and the backend
// that does their work.
#pragma once
#include "doctor_options.hpp"
#include "generate_options.hpp"
#include "on_device.hpp"
#include "train_options.hpp"

namespace program {

/// The work of the verbs for a recipe on a backend, after the command line is read. Each is compiled
/// once, with verbs_work.hpp, in a file of its own or by the compiler of the backend.
template <class R, class Backend>
struct Verbs {
  static int train(const Options& options, const Words& words);
  static int generate(const Options& options);
  static int doctor(const Options& options);
};

// The verbs of a program that has one recipe.
template <class R>
int train_verb(const Words& words) {
  const Options options = train_options<typename R::Source>(words, R::default_options());
  return on_device(options,
                   [&]<class Backend>() { return Verbs<R, Backend>::train(options, words); });
}
template <class R>
int generate_verb(const Words& words) {
  const Options options = generate_options<typename R::Source>(words, has_test_set<R>);
  return on_device(options, [&]<class Backend>() { return Verbs<R, Backend>::generate(options); });
}
template <class R>
int doctor_verb(const Words& words) {
  const Options options = doctor_options<typename R::Source>(words);
  return on_device(options, [&]<class Backend>() { return Verbs<R, Backend>::doctor(options); });
}

}  // namespace program
