// SPDX-License-Identifier: MIT
#include "augury/objective/lecam.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "augury/augury.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {

const std::vector<double> real_scores{0.7, -1.1, 2.4, 0.2, 1.3},
    fake_scores{-0.6, 0.9, -2.2, -0.1, 0.4};

double mean(const std::vector<double>& all) {
  double sum = 0;
  for (const double x : all) sum += x;
  return sum / double(all.size());
}

/// LeCam on a batch of scores.
struct Regularised {
  Context<Cpu> ctx{1};
  LeCam lecam{.lambda = 0.5f, .decay = 0.75f};
  std::vector<double> real = real_scores, fake = fake_scores, sums{0, 0, 0};
  std::vector<double> dreal = std::vector<double>(5), dfake = dreal;

  static View<Shape<1>, double> view(std::vector<double>& all) {
    return {all.data(), static_cast<int>(all.size())};
  }
  void follow(double real_mean, double fake_mean) {
    follow_scores(ctx, lecam, view(sums), View<Shape<1>, double>{&real_mean, 1},
                  View<Shape<1>, double>{&fake_mean, 1});
  }
  double average(ScoreSum which) const { return sums[std::size_t(which)] / sums[2]; }
  /// Adds the gradients; the value.
  double add() {
    double value = 0;
    const View<Shape<1>, double> to{&value, 1};
    add_lecam(ctx, lecam, view(sums), ScoreSum::fake, view(real), view(dreal), to);
    add_lecam(ctx, lecam, view(sums), ScoreSum::real, view(fake), view(dfake), to);
    return value;
  }
};

}  // namespace

TEST_CASE("LeCam's averages begin with the first means and then decay") {
  Regularised r;
  r.follow(2, -4);
  CHECK(r.average(ScoreSum::real) == 2);
  CHECK(r.average(ScoreSum::fake) == -4);
  r.follow(9, 3);
  CHECK(r.average(ScoreSum::real) == Approx((0.75 * 2 + 9) / 1.75).epsilon(1e-14));
  for (int i = 0; i < 200; ++i) r.follow(5, 6);
  CHECK(r.average(ScoreSum::real) == Approx(5).epsilon(1e-14));
  CHECK(r.average(ScoreSum::fake) == Approx(6).epsilon(1e-14));
  // From there on a mean moves its average by 1 - decay of the way.
  r.follow(7, 2);
  CHECK(r.average(ScoreSum::real) == Approx(5.5).epsilon(1e-14));
  CHECK(r.average(ScoreSum::fake) == Approx(5).epsilon(1e-14));
}

TEST_CASE("LeCam is the mean squared distance of scores to the other average") {
  Regularised r;
  r.follow(0.5, -0.25);
  double by_hand = 0;
  for (const double x : r.real) by_hand += 0.5 * (x + 0.25) * (x + 0.25) / 5;
  for (const double x : r.fake) by_hand += 0.5 * (x - 0.5) * (x - 0.5) / 5;
  CHECK(r.add() == Approx(by_hand).epsilon(1e-7));  // lambda / N is a float
}

TEST_CASE("LeCam's gradients agree with central differences, and are added") {
  Regularised r;
  r.follow(0.5, -0.25);
  r.dreal.assign(5, 1), r.dfake.assign(5, 2);
  r.add();
  const auto gradients = [&, real = r.dreal, fake = r.dfake](std::vector<double>& scores) {
    return &scores == &r.real ? real : fake;
  };
  const double h = 1e-6;
  for (auto* scores : {&r.real, &r.fake})
    for (std::size_t i = 0; i < 5; ++i) {
      const double old = (*scores)[i];
      (*scores)[i] = old + h;
      const double up = r.add();
      (*scores)[i] = old - h;
      const double down = r.add();
      (*scores)[i] = old;
      CHECK(gradients(*scores)[i] - (scores == &r.real ? 1 : 2) ==
            Approx((up - down) / (2 * h)).margin(1e-8));
    }
}

TEST_CASE("LeCam knows no offset: scores and averages moved together change nothing") {
  Regularised r, moved;
  const double offset = 3.5;
  r.follow(mean(r.real), mean(r.fake));
  for (auto* scores : {&moved.real, &moved.fake})
    for (double& x : *scores) x += offset;
  moved.follow(mean(moved.real), mean(moved.fake));
  CHECK(r.add() == Approx(moved.add()).epsilon(1e-12));
  double sum = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(r.dreal[i] == Approx(moved.dreal[i]).margin(1e-12));
    CHECK(r.dfake[i] == Approx(moved.dfake[i]).margin(1e-12));
    sum += r.dreal[i] + r.dfake[i];
  }
  // Where the averages are the means, nothing pulls all of the scores one way: what it holds
  // together is the gap of the means and the spreads.
  CHECK(sum == Approx(0).margin(1e-12));
}

TEST_CASE("LeCam and AuxiliaryLoss refuse numbers that cannot be") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const LeCam bad :
       {LeCam{-1}, LeCam{nan}, LeCam{1, 1}, LeCam{1, -0.1f}, LeCam{1, nan}, LeCam{infinity}})
    CHECK(contains(sentence<UsageError>([&] { bad.check(); }), "LeCam: lambda must be at least"));
  for (const AuxiliaryLoss bad : {AuxiliaryLoss{-1}, AuxiliaryLoss{nan}, AuxiliaryLoss{infinity}})
    CHECK(contains(sentence<UsageError>([&] { bad.check(); }), "weight must be at least 0"));
  CHECK_NOTHROW(LeCam{}.check());
  CHECK_NOTHROW((LeCam{0, 0}).check());
  CHECK_NOTHROW(AuxiliaryLoss{0}.check());
}
