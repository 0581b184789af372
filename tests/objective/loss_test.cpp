// SPDX-License-Identifier: MIT
#include "augury/objective/loss.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace augury;

namespace {

struct Pair {
  double real, fake;
};
const std::vector<Pair> pairs{{0.3, -0.4}, {-1.7, 0.6}, {2.4, 1.9}, {-0.2, -3.1}, {0.6, 7.0}};

/// Both derivatives of both halves of a loss against central differences.
template <class Loss>
void check_derivatives(const char* name, Loss loss = {}) {
  const double h = 1e-6;
  const float factor = 0.25f;
  const auto check_half = [&](auto half) {
    const op::ByReal by_real{half, factor};
    const op::ByFake by_fake{half, factor};
    for (auto [real, fake] : pairs) {
      INFO(name << " at " << real << ", " << fake);
      CHECK(std::abs(by_real(real, fake) -
                     factor * (half(real + h, fake) - half(real - h, fake)) / (2 * h)) < 1e-8);
      CHECK(std::abs(by_fake(real, fake) -
                     factor * (half(real, fake + h) - half(real, fake - h)) / (2 * h)) < 1e-8);
      CHECK(op::Weighted{half, factor}(real, fake) == factor * half(real, fake));
    }
  };
  check_half(op::DiscriminatorLoss<Loss>{loss});
  check_half(op::GeneratorLoss<Loss>{loss});
}

template <class Half>
double by_real(Half half, double real, double fake) {
  return op::ByReal<Half>{half, 1}(real, fake);
}
template <class Half>
double by_fake(Half half, double real, double fake) {
  return op::ByFake<Half>{half, 1}(real, fake);
}

const double ln2 = std::log(2.0), ln3 = std::log(3.0), ln4 = std::log(4.0);

}  // namespace

TEST_CASE("the derivatives of every loss agree with central differences") {
  check_derivatives<Minimax>("Minimax");
  check_derivatives<NonSaturating>("NonSaturating");
  check_derivatives<LeastSquares>("LeastSquares");
  check_derivatives<Hinge>("Hinge");
  check_derivatives<Wasserstein>("Wasserstein");
  check_derivatives<RelativisticPairing>("RelativisticPairing");
}

TEST_CASE("the losses have their values by hand") {
  // sigmoid(log 3) = 3/4.
  CHECK(Minimax{}.discriminator(ln3, -ln3) == Approx(-2 * std::log(0.75)));
  CHECK(Minimax{}.discriminator(0.0, 0.0) == Approx(ln4));
  CHECK(Minimax{}.generator(ln3) == Approx(std::log(0.25)));
  CHECK(NonSaturating{}.discriminator(ln3, ln3) == Approx(-std::log(0.75) - std::log(0.25)));
  CHECK(NonSaturating{}.generator(ln3) == Approx(-std::log(0.75)));
  CHECK(LeastSquares{}.discriminator(3.0, 2.0) == Approx(0.5 * (4 + 4)));
  CHECK(LeastSquares{}.generator(4.0) == Approx(4.5));
  CHECK(Hinge{}.discriminator(0.25, -0.5) == Approx(0.75 + 0.5));
  CHECK(Hinge{}.discriminator(2.0, -3.0) == 0);
  CHECK(Hinge{}.generator(4.0) == -4);
  CHECK(Wasserstein{}.discriminator(3.0, 2.0) == -1);
  CHECK(Wasserstein{}.generator(4.0) == -4);
  CHECK(RelativisticPairing{}.discriminator(5.0, 5.0) == Approx(ln2));
  CHECK(RelativisticPairing{}.discriminator(ln3, 0.0) == Approx(-std::log(0.75)));
  CHECK(RelativisticPairing{}.generator(ln3, 0.0) == Approx(-std::log(0.25)));
}

TEST_CASE(
    "the minimax generator saturates where the discriminator is sure and the other does not") {
  const op::GeneratorLoss<Minimax> saturating{};
  const op::GeneratorLoss<NonSaturating> steady{};
  CHECK(by_fake(saturating, 0, -20) < 0);  // it still points the right way
  CHECK(by_fake(saturating, 0, -20) == Approx(-std::exp(-20.0)).epsilon(1e-6));
  CHECK(by_fake(steady, 0, -20) == Approx(-1));
  // At the discriminator's indifference both push alike.
  CHECK(by_fake(saturating, 0, 0) == Approx(-0.5));
  CHECK(by_fake(steady, 0, 0) == Approx(-0.5));
}

TEST_CASE("the hinge stops at its margins") {
  const op::DiscriminatorLoss<Hinge> half{};
  CHECK(by_real(half, 0.999, 0) == -1);
  CHECK(by_real(half, 1.0, 0) == 0);  // at the kink: the branch outside of the margin
  CHECK(by_real(half, 1.001, 0) == 0);
  CHECK(by_fake(half, 0, -0.999) == 1);
  CHECK(by_fake(half, 0, -1.0) == 0);
  CHECK(by_fake(half, 0, -1.001) == 0);
  const op::GeneratorLoss<Hinge> generator{};
  CHECK(by_fake(generator, 0, 100) == -1);
  CHECK(by_real(generator, 0, 100) == 0);
}

TEST_CASE("the pairing sees the difference of its pair alone") {
  const op::DiscriminatorLoss<RelativisticPairing> half{};
  for (auto [real, fake] : pairs) {
    CHECK(half(real + 5, fake + 5) == Approx(half(real, fake)));
    CHECK(by_real(half, real, fake) == Approx(-by_fake(half, real, fake)));
    CHECK(op::GeneratorLoss<RelativisticPairing>{}(real, fake) == Approx(half(fake, real)));
  }
}

TEST_CASE("only the generator of the pairing looks at real images") {
  CHECK(by_real(op::GeneratorLoss<Minimax>{}, 0.3, 0.4) == 0);
  CHECK(by_real(op::GeneratorLoss<LeastSquares>{}, 0.3, 0.4) == 0);
  CHECK(by_real(op::GeneratorLoss<RelativisticPairing>{}, 0.3, 0.4) > 0);
}

TEST_CASE("losses of outputs without measure stay finite") {
  for (float x : {-1e4f, 1e4f})
    for (float y : {-1e4f, 1e4f}) {
      const auto finite = [&](auto half) {
        CHECK(std::isfinite(half(x, y)));
        CHECK(std::isfinite(op::ByReal<decltype(half)>{half, 1}(x, y)));
        CHECK(std::isfinite(op::ByFake<decltype(half)>{half, 1}(x, y)));
      };
      finite(op::DiscriminatorLoss<Minimax>{});
      finite(op::GeneratorLoss<Minimax>{});
      finite(op::GeneratorLoss<NonSaturating>{});
      finite(op::DiscriminatorLoss<RelativisticPairing>{});
      finite(op::GeneratorLoss<RelativisticPairing>{});
    }
}

TEST_CASE("only the Wasserstein loss bounds the weights") {
  CHECK(weight_clip(Wasserstein{}) == 0.01f);
  CHECK(weight_clip(Wasserstein{0}) == 0);
  CHECK(weight_clip(Hinge{}) == 0);
}
