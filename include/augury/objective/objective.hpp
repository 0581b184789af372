// SPDX-License-Identifier: MIT
// Objective: a loss and the terms that go with it.
#pragma once
#include <string>
#include <tuple>

#include "augury/core/error.hpp"
#include "augury/core/require_number.hpp"
#include "augury/objective/auxiliary_loss.hpp"
#include "augury/objective/lecam.hpp"
#include "augury/objective/loss.hpp"
#include "augury/objective/penalty.hpp"

namespace augury {

namespace detail {
/// How many of the terms of an objective are a T.
template <class T, class Terms>
inline constexpr int count_of = 0;
template <class T, class... Terms>
inline constexpr int count_of<T, std::tuple<Terms...>> = (0 + ... + std::is_same_v<T, Terms>);

/// Whether an objective knows what to do with a T.
template <class T>
inline constexpr bool is_term =
    GradientPenalty<T> || std::is_same_v<T, LeCam> || std::is_same_v<T, AuxiliaryLoss>;

/// Whether there is a gradient penalty among the terms, and one between real and generated images.
template <class Terms>
inline constexpr bool penalises = false;
template <class... Terms>
inline constexpr bool penalises<std::tuple<Terms...>> = (false || ... || GradientPenalty<Terms>);
template <class Term>
inline constexpr bool is_between = false;
template <GradientPenalty Term>
inline constexpr bool is_between<Term> = Term::where == Where::between;
template <class Terms>
inline constexpr bool looks_between = false;
template <class... Terms>
inline constexpr bool looks_between<std::tuple<Terms...>> = (false || ... || is_between<Terms>);

/// Whether the terms can stand behind a loss, each by itself and together.
template <class... Terms>
inline constexpr bool are_terms = (is_term<Terms> && ...);
template <class... Terms>
inline constexpr bool stand_once = count_of<LeCam, std::tuple<Terms...>> <= 1 &&
                                   count_of<AuxiliaryLoss, std::tuple<Terms...>> <= 1;

template <class Loss, class... Terms>
struct Parts {
  Loss loss{};
  std::tuple<Terms...> penalties{Terms{}...};
  Parts() = default;
  explicit Parts(const Loss& l, const Terms&... t) : loss(l), penalties(t...) {}
};
/// Stands for what is no objective, after the error has been said, so that there is no second one.
struct NoParts {
  Hinge loss;
  std::tuple<> penalties;
  explicit NoParts(const auto&...) {}
};
template <class Loss, class... Terms>
using PartsOf =
    std::conditional_t<AdversarialLoss<Loss> && are_terms<Terms...> && stand_once<Terms...>,
                       Parts<Loss, Terms...>, NoParts>;
}  // namespace detail

/// What the two networks minimise: a loss, gradient penalties, and LeCam and AuxiliaryLoss once each
/// or not at all. `every`: gradient penalties are computed at each `every`-th step with `every`
/// times their weight (1912.04958, lazy regularisation).
template <class Loss = RelativisticPairing, class... Penalties>
struct Objective : detail::PartsOf<Loss, Penalties...> {
  int every = 1;

  Objective() = default;
  explicit Objective(Loss l, Penalties... p) : detail::PartsOf<Loss, Penalties...>(l, p...) {}

  // At the end: to clang a class ends where an assertion fails.
  static_assert(!AdversarialLoss<Loss> || !detail::are_terms<Penalties...> ||
                    detail::stand_once<Penalties...>,
                "Objective: LeCam and AuxiliaryLoss may each stand in it once");
  static_assert(!AdversarialLoss<Loss> || detail::are_terms<Penalties...>,
                "Objective: after the loss come gradient penalties, which say where they look (a "
                "static member `where`) and have value(norm) and direction(norm), LeCam and "
                "AuxiliaryLoss");
  static_assert(AdversarialLoss<Loss>,
                "Objective: first comes a loss, which has discriminator(real, fake), and "
                "generator(fake) or generator(real, fake)");
};

/// Throws UsageError for numbers of a loss or of a term that cannot be.
template <class Objective_>
void check_objective(const Objective_& objective) {
  detail::check_numbers(objective.loss);
  std::apply([](const auto&... term) { (detail::check_numbers(term), ...); }, objective.penalties);
  if (objective.every < 1)
    throw UsageError("Objective: every must be at least 1, but is " +
                     std::to_string(objective.every));
}

/// f(penalty) for those of an objective's terms that are gradient penalties and look there.
template <Where where, class Terms, class F>
void for_penalties_at(const Terms& terms, F f) {
  const auto one = [&](auto term) {
    if constexpr (GradientPenalty<decltype(term)>)
      if constexpr (decltype(term)::where == where) f(term);
  };
  std::apply([&](auto... term) { (one(term), ...); }, terms);
}

namespace detail {
template <bool is, class... Facts>
constexpr void explain_objective() {
  static_assert(is,
                "train: the fourth argument is an Objective, as Objective(Hinge{}, R1{1}), but "
                "this is none (it is named in the template arguments)");
}
/// The objective of a run, or what takes the place of something else.
template <class T>
auto checked_objective(const T& given) {
  constexpr bool is = requires {
    given.loss;
    given.penalties;
    given.every;
  };
  explain_objective<is, Of<T>>();
  if constexpr (is) return given;
  else return Objective<>();
}
}  // namespace detail

/// Penalty strength for a resolution and batch. It grows with the number of pixels and falls with
/// the batch as in 2006.06676; the factor, 400 times theirs, is for discriminators without
/// normalisation that see a thousand images: on 1,200 MNIST digits, with a discriminator of two
/// convolutions, 1 did better than 0.2 and 5.
inline float default_gamma(int height, int width, int batch) {
  return 0.08f * static_cast<float>(height * width) / static_cast<float>(batch);
}

/// The default: relativistic pairing with R1 and R2 (2501.05441).
template <class Image_>
auto default_objective(int batch) {
  const float gamma = default_gamma(Image<Image_>::height, Image<Image_>::width, batch);
  return Objective<RelativisticPairing, R1, R2>(RelativisticPairing{}, R1{gamma}, R2{{gamma}});
}
/// The same for a discriminator, with an AuxiliaryLoss if it ends in an AuxiliaryClassifier.
template <class Image_, class Discriminator>
auto default_objective(int batch) {
  const auto plain = default_objective<Image_>(batch);
  if constexpr (!classifies<typename Discriminator::Layers>) return plain;
  else {
    const auto [r1, r2] = plain.penalties;
    return Objective<RelativisticPairing, R1, R2, AuxiliaryLoss>(plain.loss, r1, r2, {});
  }
}

}  // namespace augury
