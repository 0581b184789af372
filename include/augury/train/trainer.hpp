// SPDX-License-Identifier: MIT
// train: a data set in, a trained Gan out, and a folder that shows how it went.
#pragma once
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

#include "augury/data/loader.hpp"
#include "augury/io/file.hpp"
#include "augury/io/folder_lock.hpp"
#include "augury/train/check_options.hpp"
#include "augury/train/guard.hpp"
#include "augury/train/observer.hpp"
#include "augury/train/options.hpp"
#include "augury/train/run.hpp"
#include "augury/train/run_file.hpp"
#include "augury/train/run_folder.hpp"
#include "augury/train/run_steps.hpp"
#include "augury/train/run_terms.hpp"
#include "augury/train/start_from.hpp"

namespace augury {

namespace detail {

template <bool fits, class... Facts>
constexpr void explain_data() {
  static_assert(fits,
                "train: the data set's images have another shape than those that the Gan makes "
                "(first the Gan's, then the data set's, in the template arguments)");
}

template <bool are_images, class... Facts>
constexpr void explain_samples() {
  static_assert(are_images,
                "train: the samples of a run are PNG files, so the Gan must make images, as "
                "Shape<28, 28, 1>; train others with a Step, as train/step.hpp shows");
}

template <bool is, class... Facts>
constexpr void explain_dataset() {
  static_assert(is,
                "train: the second argument is a data set, as ImageSet, read_idx or image_folder "
                "give one, or with the members that Dataset lists (data/dataset.hpp), but this is "
                "none (it is named in the template arguments)");
}

template <class Gan_, class Step_, class Run_, class Data, class Options, class Objective_,
          class... Observers>
RunEnd train_images(Gan_& gan, const Data& data, Options options, const Objective_& objective,
                    Observers&&... observers) {
  detail::check_options(options);
  detail::check_networks<Gan_>(options);
  check_objective(objective);
  check_dataset(data);
  Loader<Data> loader(data, gan.options.seed);
  loader.check_batch(static_cast<std::size_t>(options.batch));
  const auto beginning = detail::beginning_of(gan, options);
  std::optional<FolderLock> lock;
  if (!options.out.empty()) lock.emplace(detail::prepare_folder(options));
  if (!gan.prepared()) gan.prepare(detail::class_names_of(data));
  else if (gan.class_names() != detail::class_names_of(data))
    throw UsageError("the Gan was trained on other classes than the data set has");
  if (beginning) beginning->put_into(gan);

  Step_ step(gan,
             {options.batch, options.discriminator_steps, options.ema_half_life, options.idle_banks,
              options.frozen_layers},
             objective, options.generator, options.discriminator);
  const JsonObject description =
      describe_run(gan, data, options, objective, detail::named_observers(observers...));
  const auto facts = checkpoint_facts(options.notes, description);
  Guard<Gan_> guard(gan, data);
  GuardState state;
  if (options.resume) {
    const auto path = options.out / checkpoint_name;
    check_same_run(path, options.schedule, facts);
    state = GuardState::from(read_checkpoint_info(path).options);
    resume_checkpoint(path, gan, step, &state.good);
  }
  if (!options.out.empty()) {
    detail::clear_earlier_run(options);
    write_file(options.out / "run.json", description.page());
  }
  Run_ run(gan, step, options, facts, std::move(state), objective.every);
  return detail::run_observed(run, guard, loader, observers...);
}

}  // namespace detail

/// Trains a Gan on a data set until it has done `options.steps` steps. An untrained Gan gets its
/// parameters first. Which images a step sees, and all its random numbers, depend on the Gan's seed
/// and the number of the step alone. With `options.out` the folder gets run.json, log.jsonl,
/// samples/ and checkpoint.safetensors. A run that breaks down is taken back (train/guard.hpp).
/// Throws UsageError for options that cannot be, and Error for data that are not as their concept
/// says, before anything is written; Error where files fail, another process writes into the folder,
/// or a run breaks down again and again.
template <class G, class D, class Backend, Dataset Data, class Rule = Adam, class Objective_,
          class... Observers>
RunEnd train(Gan<G, D, Backend>& gan, const Data& data, TrainOptionsFor<Rule> options,
             const Objective_& given, Observers&&... observers) {
  const auto objective = detail::checked_objective(given);
  using Gan_ = Gan<G, D, Backend>;
  using Step_ = Step<Gan_, std::remove_const_t<decltype(objective)>, Rule>;
  using Run_ = Run<Gan_, Step_, TrainOptionsFor<Rule>>;
  constexpr bool sound = Gan_::Pair::sound, images = is_image<typename Gan_::Sample>;
  constexpr bool fits = std::is_same_v<typename Data::Sample, typename Gan_::Sample>;
  detail::explain_samples<!sound || images, Got<typename Gan_::Sample>>();
  detail::explain_data<!sound || !images || fits, Got<typename Gan_::Sample>,
                       Of<typename Data::Sample>>();
  static_assert((Observer<std::remove_reference_t<Observers>, Run_> && ...),
                "train: an observer has begin(run), step(run), end(run) or event(run, event)");
  if constexpr (images)
    return detail::train_images<Gan_, Step_, Run_>(gan, data, std::move(options), objective,
                                                   observers...);
  else return RunEnd::finished;
}

/// The same with the default objective: relativistic pairing with R1 and R2 (2501.05441), and an
/// AuxiliaryLoss for a discriminator that ends in an AuxiliaryClassifier.
template <class G, class D, class Backend, Dataset Data, class Rule = Adam>
RunEnd train(Gan<G, D, Backend>& gan, const Data& data, TrainOptionsFor<Rule> options = {}) {
  return train(gan, data, std::move(options),
               default_objective<typename Data::Sample, typename Gan<G, D, Backend>::Discriminator>(
                   options.batch));
}

/// With what is no data set: a compile error that says so.
template <class G, class D, class Backend, class NoData, class... More>
  requires(!Dataset<NoData>)
RunEnd train(Gan<G, D, Backend>&, const NoData&, const TrainOptions& = {}, const More&...) {
  detail::explain_dataset<false, Of<NoData>>();
  return RunEnd::finished;
}

}  // namespace augury
