// SPDX-License-Identifier: MIT
// Losses: two functions of the discriminator's outputs for a real and a generated image, each
// minimised by its network. Gradients follow from them by differentiation, not by hand. A
// generator's half of one argument looks at the generated image alone: then a step need not judge
// the real ones a second time.
#pragma once
#include "augury/core/math.hpp"
#include "augury/core/require_number.hpp"
#include "augury/core/view.hpp"

namespace augury {

/// The game as first written, V = E log D(x) + E log(1 - D(G(z))) (1406.2661): the generator's
/// half saturates when the discriminator is sure.
struct Minimax {
  template <class S>
  AUGURY_HD S discriminator(S real, S fake) const {
    return math::softplus(-real) + math::softplus(fake);
  }
  template <class S>
  AUGURY_HD S generator(S fake) const {
    return -math::softplus(fake);
  }
};

/// The generator maximises log D(G(z)) instead (1406.2661, section 3).
struct NonSaturating {
  template <class S>
  AUGURY_HD S discriminator(S real, S fake) const {
    return math::softplus(-real) + math::softplus(fake);
  }
  template <class S>
  AUGURY_HD S generator(S fake) const {
    return math::softplus(-fake);
  }
};

/// Distance of the outputs to 1 for real and 0 for generated (1611.04076).
struct LeastSquares {
  template <class S>
  AUGURY_HD S discriminator(S real, S fake) const {
    return S(0.5f) * ((real - S(1)) * (real - S(1)) + fake * fake);
  }
  template <class S>
  AUGURY_HD S generator(S fake) const {
    return S(0.5f) * (fake - S(1)) * (fake - S(1));
  }
};

/// Margins of 1 on both sides (1705.02894).
struct Hinge {
  template <class S>
  AUGURY_HD S discriminator(S real, S fake) const {
    return positive(S(1) - real) + positive(S(1) + fake);
  }
  template <class S>
  AUGURY_HD S generator(S fake) const {
    return -fake;
  }

 private:
  template <class S>
  AUGURY_HD static S positive(S x) {
    return x > S(0) ? x : S(0);
  }
};

/// Difference of the means (1701.07875). It needs a Lipschitz discriminator: `weight_clip` keeps
/// every parameter in [-weight_clip, weight_clip]; set it to 0 beside a WganGp penalty.
struct Wasserstein {
  float weight_clip = 0.01f;
  /// Throws UsageError for numbers that cannot be.
  void check() const { detail::require_number("Wasserstein: weight_clip", weight_clip); }
  template <class S>
  AUGURY_HD S discriminator(S real, S fake) const {
    return fake - real;
  }
  template <class S>
  AUGURY_HD S generator(S fake) const {
    return -fake;
  }
};

/// Relativistic pairing (1807.00734, 2501.05441): a generated image is judged against a real one,
/// so that collapsing onto a mode leaves the others' pairs lost. Needs R1 and R2 to converge.
struct RelativisticPairing {
  template <class S>
  AUGURY_HD S discriminator(S real, S fake) const {
    return math::softplus(fake - real);
  }
  template <class S>
  AUGURY_HD S generator(S real, S fake) const {
    return math::softplus(real - fake);
  }
};

/// Two halves: discriminator(real, fake), and generator(fake) or generator(real, fake).
template <class Loss>
concept AdversarialLoss = requires(const Loss& loss, float score) {
  loss.discriminator(score, score);
  requires requires { loss.generator(score); } || requires {
    loss.generator(score, score);
  };
};

/// Whether the generator's half of a loss looks at real images too.
template <class Loss>
inline constexpr bool compares_with_real = !requires(const Loss& loss) {
  loss.generator(1.0f);
};

/// The largest parameter a loss allows in the discriminator; 0: no bound.
template <class Loss>
float weight_clip(const Loss& loss) {
  if constexpr (requires { loss.weight_clip; }) return loss.weight_clip;
  else return 0;
}

namespace op {  // one half of a loss and its derivatives, for map()

template <class Loss>
struct DiscriminatorLoss {
  Loss loss;
  template <class S>
  AUGURY_HD S operator()(S real, S fake) const {
    return loss.discriminator(real, fake);
  }
};
template <class Loss>
struct GeneratorLoss {
  Loss loss;
  template <class S>
  AUGURY_HD S operator()(S real, S fake) const {
    if constexpr (compares_with_real<Loss>) return loss.generator(real, fake);
    else return loss.generator(fake);
  }
};
/// factor * d half / d real.
template <class Half>
struct ByReal {
  Half half;
  float factor;
  template <class S>
  AUGURY_HD S operator()(S real, S fake) const {
    return S(factor) * half(DualScalar<S>{real, S(1)}, DualScalar<S>{fake, S(0)}).tangent;
  }
};
template <class Half>
ByReal(Half, float) -> ByReal<Half>;  // clang 14 deduces no aggregates
/// factor * d half / d fake.
template <class Half>
struct ByFake {
  Half half;
  float factor;
  template <class S>
  AUGURY_HD S operator()(S real, S fake) const {
    return S(factor) * half(DualScalar<S>{real, S(0)}, DualScalar<S>{fake, S(1)}).tangent;
  }
};
template <class Half>
ByFake(Half, float) -> ByFake<Half>;

/// factor * half, for means.
template <class Half>
struct Weighted {
  Half half;
  float factor;
  template <class S>
  AUGURY_HD S operator()(S real, S fake) const {
    return S(factor) * half(real, fake);
  }
};
template <class Half>
Weighted(Half, float) -> Weighted<Half>;

/// factor times 1, 0 or -1, as the real image is judged above, like or below the generated one.
struct SignOfDifference {
  float factor;
  template <class S>
  AUGURY_HD S operator()(S real, S fake) const {
    return real > fake ? S(factor) : (real < fake ? S(-factor) : S(0));
  }
};

}  // namespace op
}  // namespace augury
