// SPDX-License-Identifier: MIT
#include "augury/train/gan.hpp"

#include "augury/augury.hpp"
#include "catch.hpp"

using namespace augury;

namespace {
using Told = Sequential<Shape<4>, JoinLabel<3>, Dense<12>, Reshape<2, 2, 3>, Tanh>;
using Untold = Sequential<Shape<4>, Dense<12>, Reshape<2, 2, 3>, Tanh>;
using Judge = Sequential<Shape<2, 2, 3>, Dense<1>>;
using JudgeOfClasses = Sequential<Shape<2, 2, 3>, Projection>;
using Classifier = Sequential<Shape<2, 2, 3>, AuxiliaryClassifier>;

template <class G, class D>
void prepare() {
  Gan<G, D>{{.threads = 1}}.prepare({"a", "b"});
}
}  // namespace

TEST_CASE("networks of a Gan are both told classes, or none is") {
  CHECK_NOTHROW((prepare<Told, JudgeOfClasses>()));
  CHECK_NOTHROW((prepare<Told, Classifier>()));
  CHECK_NOTHROW((prepare<Untold, Judge>()));
  CHECK_THROWS_WITH((prepare<Untold, JudgeOfClasses>()),
                    Catch::Contains("the generator is told none; give it a layer that is told"));
  CHECK_THROWS_WITH((prepare<Untold, Classifier>()), Catch::Contains("is told none"));
  CHECK_THROWS_WITH((prepare<Told, Judge>()),
                    Catch::Contains("nothing would teach it what classes look like"));
  CHECK_THROWS_WITH((Gan<Told, JudgeOfClasses>{{.threads = 1}}.prepare({})),
                    Catch::Contains("given the names of none"));
}
