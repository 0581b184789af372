// SPDX-License-Identifier: MIT
// A piece of a training step as one CUDA graph: launched kernel by kernel the first time, which takes
// scratch memory, recorded the second, and from then on replayed. What changes from step to step by
// its nature, random numbers and learning rates, follows the context's clock; what a user may change
// between steps is compared, and makes it begin anew.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "augury/backend/cuda/context.cuh"

namespace augury {

template <>
class Recording<Cuda> {
 public:
  Recording() = default;
  ~Recording() { cuda::close_graph(graph_); }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// As core/context.hpp says of all backends.
  template <class Facts, class Body>
  void run(Context<Cuda>& ctx, std::uint32_t step, float factor, Facts facts, Body body) {
    std::optional<std::vector<std::byte>> now = facts();
    if (!now || now != facts_) {
      cuda::close_graph(graph_);
      facts_.reset();
      refused_ = false;
      body(factor);
      facts_ = std::move(now);
      return;
    }
    if (cuda::is_empty(graph_) && !refused_) {
      record(ctx, body);
      recorded_at_ = step;
      refused_ = cuda::is_empty(graph_);
    }
    if (refused_) {
      body(factor);
      return;
    }
    ctx.set_clock({step - recorded_at_, factor});
    cuda::replay(ctx.stream(), graph_);
    ctx.set_clock({0, 1});
  }
  /// Whether there is a graph to replay.
  bool recorded() const { return !cuda::is_empty(graph_); }

 private:
  template <class Body>
  void record(Context<Cuda>& ctx, Body& body) {
    cuda::begin_recording(ctx.stream());
    try {
      body(1.0f);
    } catch (const Error&) {  // of what cannot be recorded; what is wrong anyway is told without
      give_up(ctx);
      return;
    } catch (...) {
      give_up(ctx);
      throw;
    }
    graph_ = cuda::end_recording(ctx.stream());
  }
  /// Streams are no longer recorded then, and nothing is kept.
  void give_up(Context<Cuda>& ctx) {
    cuda::Graph unfinished = cuda::end_recording(ctx.stream());
    cuda::close_graph(unfinished);
  }

  cuda::Graph graph_{};
  std::optional<std::vector<std::byte>> facts_;
  std::uint32_t recorded_at_ = 0;
  bool refused_ = false;  // by the device: then kernel by kernel, as before
};

}  // namespace augury
