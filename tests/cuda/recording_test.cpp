// SPDX-License-Identifier: MIT
// Pieces of a step that are recorded and replayed, by a device that the host plays: it refuses in a recording
// what a device refuses.
#define AUGURY_CUDA_ON_HOST
#include "augury/cuda.cuh"

#include <functional>

#include "augury/augury.hpp"
#include "catch.hpp"
#include "cuda/numbers.hpp"
using namespace augury;

TEST_CASE("A recording follows steps and factors, and is made anew where facts change") {
  Context<Cuda> ctx;
  Recording<Cuda> recording;
  int launched = 0, fact = 0;
  std::vector<float> drawn(5), expected(5);
  for (std::uint32_t step = 3; step < 20; ++step) {
    if (step == 11) fact = 1;
    const Key key{8, Purpose::user, step};
    recording.run(
        ctx, step, 1.0f, [&] { return plain_bytes(fact); },
        [&](float) {
          draw_uniform(ctx, view<Shape<5>>(drawn), Draw{key});
          ++launched;
        });
    CHECK(recording.recorded() == (step != 3 && step != 11));
    draw_uniform(ctx, view<Shape<5>>(expected), Draw{key});  // beside the recording
    ctx.synchronize();
    CHECK(drawn == expected);
  }
  CHECK(launched == 4);  // once and recorded, for each of the two facts
  CHECK_THROWS_WITH(
      recording.run(
          ctx, 30, 1.0f, [] { return plain_bytes(2); }, [](float) { throw Error("no"); }),
      "no");
  CHECK_FALSE(recording.recorded());
}

TEST_CASE("Images are mirrored anew in each replay") {
  using S = Shape<2, 3, 1>;
  Context<Cpu> cpu(1);
  Context<Cuda> cuda;
  Recording<Cuda> recording;
  auto x = numbers<float>(40 * S::size, 1), strength = std::vector<float>{1};
  std::vector<float> expected(x.size()), found(x.size()), last;
  for (std::uint32_t step = 0; step < 5; ++step) {
    const MirrorRule rule{Draw{Key{8, Purpose::user, step}}};
    recording.run(
        cuda, step, 1.0f, [] { return plain_bytes(1); },
        [&](float) {
          mirror(cuda, set, view<S>(found), view<S>(x), rule, view<Shape<1>>(strength));
        });
    cuda.synchronize();
    mirror(cpu, set, view<S>(expected), view<S>(x), rule, view<Shape<1>>(strength));
    CHECK(found == expected);
    CHECK(found != last);
    last = found;
  }
}

TEST_CASE("A step that cannot be recorded is launched each time") {
  Context<Cuda> ctx;
  Recording<Cuda> recording;
  std::vector<float> drawn(5), expected(5);
  int launched = 0;
  for (std::uint32_t step = 0; step < 5; ++step) {
    const Key key{8, Purpose::user, step};
    recording.run(
        ctx, step, 1.0f, [] { return plain_bytes(1); },
        [&](float) {
          draw_uniform(ctx, view<Shape<5>>(drawn), Draw{key});
          ctx.synchronize();  // which no recording takes
          ++launched;
        });
    CHECK_FALSE(recording.recorded());
    draw_uniform(ctx, view<Shape<5>>(expected), Draw{key});
    ctx.synchronize();
    CHECK(drawn == expected);
  }
  CHECK(launched == 5);
}

TEST_CASE("A step that waits, or takes or gives back memory, is launched each time") {
  Context<Cuda> ctx;
  void *some = cuda::allocate(12), *pinned = cuda::allocate_pinned(12), *taken = nullptr;
  const auto event = cuda::open_event();
  const std::function<void()> all[]{
      [&] { taken = cuda::allocate(12); },
      [&] { taken = cuda::allocate_pinned(12); },
      [&] { cuda::release(some); },
      [&] { cuda::release_pinned(pinned); },
      [&] { cuda::mark(event, ctx.stream()); },
      [&] { cuda::wait_for(event); },
      [&] { cuda::let_wait(ctx.stream(), event); },
      [&] { CHECK_THROWS_AS(ctx.synchronize(), Error); },  // and goes on
  };
  for (const auto& what : all) {
    Recording<Cuda> recording;
    int calls = 0;
    for (std::uint32_t step = 0; step < 4; ++step) {
      recording.run(
          ctx, step, 1.0f, [] { return plain_bytes(1); },
          [&](float) {
            ctx.for_each(1, [](std::ptrdiff_t) {});  // something to record
            if (++calls == 2) what();                // while it is recorded
          });
      CHECK_FALSE(recording.recorded());
    }
    CHECK(calls == 5);  // one of them to record it
  }
  CHECK(taken == nullptr);
  cuda::close_event(event);
}

TEST_CASE("After a recording that failed the next one has its own work alone") {
  Context<Cuda> ctx;
  const auto done_in_three_steps = [&](bool fails) {
    Recording<Cuda> recording;
    int done = 0, calls = 0;
    for (std::uint32_t step = 0; step < 3; ++step)
      recording.run(
          ctx, step, 1.0f, [] { return plain_bytes(1); },
          [&](float) {
            ctx.for_each(1, [&done](std::ptrdiff_t) { ++done; });
            if (++calls == 2 && fails) ctx.synchronize();
          });
    CHECK(recording.recorded() != fails);
    ctx.synchronize();
    return done;
  };
  CHECK(done_in_three_steps(true) == 3);
  CHECK(done_in_three_steps(false) == 3);
}

TEST_CASE("A step is not recorded before it was once launched to its end") {
  Context<Cuda> ctx;
  Recording<Cuda> recording;
  bool fails = true;
  const auto run = [&](std::uint32_t step) {
    recording.run(
        ctx, step, 1.0f, [] { return plain_bytes(1); },
        [&](float) {
          if (fails) throw OutOfMemory("no room");
        });
  };
  CHECK_THROWS_AS(run(0), OutOfMemory);
  CHECK_THROWS_AS(run(1), OutOfMemory);
  fails = false;
  run(2);
  CHECK_FALSE(recording.recorded());
}

TEST_CASE("A recording that memory ends is told, and the stream is free again") {
  Context<Cuda> ctx;
  Recording<Cuda> recording;
  int calls = 0;
  const auto run = [&](std::uint32_t step) {
    recording.run(
        ctx, step, 1.0f, [] { return plain_bytes(1); },
        [&](float) {
          if (++calls == 2) throw std::bad_alloc();
        });
  };
  run(0);
  CHECK_THROWS_AS(run(1), std::bad_alloc);
  ctx.synchronize();  // which no recording takes
  CHECK_FALSE(recording.recorded());
}
