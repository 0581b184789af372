// SPDX-License-Identifier: MIT
// Pair: whether a generator and a discriminator make a Gan, and the compile error where they do not.
#pragma once
#include "augury/network/unfit.hpp"

namespace augury::detail {

template <bool fits, class... Facts>
constexpr void explain_pair() {
  static_assert(fits,
                "Gan: the discriminator must take the shape that the generator makes (first the "
                "generator's output, then the discriminator's input, in the template arguments)");
}
template <bool fits, class... Facts>
constexpr void explain_latent() {
  static_assert(fits,
                "Gan: the generator must begin with a latent vector, as Shape<128>; Dense and "
                "Reshape make an image of it (its first shape is in the template arguments)");
}
template <bool fits, class... Facts>
constexpr void explain_score() {
  static_assert(fits,
                "Gan: the discriminator must end in one number, or in an AuxiliaryClassifier "
                "(the shape that it ends in is in the template arguments)");
}

/// Two networks, and stand-ins for both where they are no pair. A shape that is unknown, because an
/// error was said before, is no further error.
template <class Generator_, class Discriminator_>
struct Pair {
  using G = NetworkOf<Generator_>;
  using D = NetworkOf<Discriminator_>;
  using Latent = typename G::Input;
  using Made = typename G::Output;
  using Seen = typename D::Input;
  using Score = typename D::Output;
  static constexpr int scores = classifies<typename D::Layers> ? 2 : 1;

  static constexpr bool unknown =
      is_unknown<Latent> || is_unknown<Made> || is_unknown<Seen> || is_unknown<Score>;
  static constexpr bool begins = Latent::rank <= 1;
  static constexpr bool meets = is_unknown<Made> || is_unknown<Seen> || std::is_same_v<Made, Seen>;
  static constexpr bool ends = is_unknown<Score> || Score::size == scores;
  static constexpr bool sound = !unknown && begins && meets && ends;

  /// Says the first thing that is wrong.
  static constexpr void explain() {
    explain_network<is_network<Generator_>, Of<Generator_>>();
    explain_network<is_network<Discriminator_>, Of<Discriminator_>>();
    explain_latent<begins, Got<Latent>>();
    if constexpr (begins) explain_pair<meets, Got<Made>, Of<Seen>>();
    if constexpr (begins && meets) explain_score<ends, Got<Score>>();
  }

  /// An image, so that what is done with images is no further error.
  using Image = std::conditional_t<is_image<Made>, Made,
                                   std::conditional_t<is_image<Seen>, Seen, Shape<1, 1, 1>>>;
  using Generator = std::conditional_t<sound, G, StandIn<Shape<1>, Image, Generator_>>;
  using Discriminator = std::conditional_t<sound, D, StandIn<Image, Shape<scores>, Discriminator_>>;
};

}  // namespace augury::detail
