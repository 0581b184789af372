// SPDX-License-Identifier: MIT
// The kernels that benchmarks/gpu times, on the CPU: they run, and what is said of their work is so.
#include "gpu/kernel_jobs.hpp"

#include <augury/augury.hpp>
#include <set>

#include "catch.hpp"
using namespace augury;
using Jobs = kernel_jobs::Jobs<Cpu>;

/// Products of one image in a network of one layer, as summary() counts them.
template <class L, class In>
double products() {
  return static_cast<double>(multiply_adds<L, In>(layout_of<L, In>(0)));
}

TEST_CASE("each kernel of the table runs and is named once") {
  Context<Cpu> ctx(1);
  Jobs jobs(ctx, 9, 2);
  std::set<std::string> names;
  for (const auto& job : jobs.all()) {
    for (int set = 0; set < 3; ++set) job.start();  // both, and the first again
    CHECK(job.bytes > 0);
    names.insert(job.name);
  }
  CHECK(names.size() == jobs.all().size());
  CHECK(names.size() == 23);
}

TEST_CASE("operations of the table's products are those of the layers") {
  constexpr int n = 3;
  Context<Cpu> ctx(1);
  Jobs jobs(ctx, n, 1);
  // The layers of these shapes, and what summary() counts for them.
  STATIC_REQUIRE(std::is_same_v<Conv<128>::Output<Jobs::Big>, Jobs::Small>);
  STATIC_REQUIRE(std::is_same_v<Dense<Jobs::Out::size>::Output<Jobs::In>, Jobs::Out>);
  const double convolution = 2.0 * n * products<Conv<128>, Jobs::Big>();
  const double dense = 2.0 * n * products<Dense<Jobs::Out::size>, Jobs::In>();
  int convolutions = 0, products = 0;
  for (const auto& job : jobs.all()) {
    if (job.operations == 0) continue;
    const bool is_dense = job.name.starts_with("matmul");
    CHECK(job.operations == (is_dense ? dense : convolution));
    ++(is_dense ? products : convolutions);
  }
  CHECK(convolutions == 8);
  CHECK(products == 3);
}
