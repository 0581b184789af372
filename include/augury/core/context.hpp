// SPDX-License-Identifier: MIT
// Backend, Context and Buffer: where a computation runs, what it runs with, where it keeps numbers.
#pragma once
#include <cstdint>

#include "augury/core/config.hpp"
#include "augury/core/random.hpp"

namespace augury {

/// A backend is an empty tag type; the folder backend/<name> says what it means.
struct Cpu;
struct Cuda;

/// The backend of whoever does not name one.
using DefaultBackend = Cpu;

/// What the numbers of a product (dense layers, convolutions) are rounded to before they are
/// multiplied: 23, 10 or 7 bits behind the leading one. They are added in fp32, and parameters,
/// gradients and all that is no product stay in fp32. The CPU has fp32 alone.
enum class Precision { fp32, tf32, bf16 };
constexpr const char* name_of(Precision precision) {
  constexpr const char* names[] = {"fp32", "tf32", "bf16"};
  return names[static_cast<int>(precision)];
}

/// What of a machine a context may use.
struct Machine {
  int threads = 0;  ///< of the CPU; 0: one per core
  int device = 0;   ///< number of the CUDA device
  Precision precision = Precision::fp32;
};

/// What every kernel receives first: threads or stream, handles, scratch memory.
/// Each backend specialises it.
template <class Backend>
class Context;

/// An owned flat array of T on a backend. Each backend specialises it.
template <class T, class Backend>
class Buffer;

/// A piece of a step that is run again and again, so that a backend may keep what it starts.
/// run(ctx, step, factor, facts, body) does body(factor). `body` takes all random numbers by keys of
/// this step; but for them and the factor, what it starts depends on its facts alone: facts() gives
/// their bytes, or nothing where they have none. It neither uploads nor downloads, and decides nothing
/// by what it has computed. recorded() says whether it was kept. Each backend specialises it.
template <class Backend>
class Recording;

/// The class of each sample of a batch, and what it counts.
struct Labels {
  const std::int32_t* of = nullptr;   ///< one per sample; null: nobody is told a class
  float weight = 1;                   ///< a factor on all that a label adds
  const float* weight_now = nullptr;  ///< where it is in the backend's memory, if it may move

  /// The factor as a kernel reads it: in a recorded step that is replayed, `weight` is of old.
  AUGURY_HD float factor() const { return weight_now != nullptr ? *weight_now : weight; }
  /// Whether labels count at all.
  AUGURY_HD constexpr explicit operator bool() const { return of && weight != 0; }
};

/// What a pass is told besides numbers. A network hands every layer its own copy.
struct Conditions {
  /// Stream of random numbers of this layer in this pass; the same for a repeated pass.
  Key key{};
  /// The layer's place in its network as a stream: the same in every pass, step and run.
  Key place{0, Purpose::layer};
  /// Position of the pass's first sample in its stream: sample i draws as number `first + i`, so
  /// a generated image can be made again alone.
  std::int64_t first = 0;
  /// Class of each sample, or null for a network without labels. Device memory of the backend.
  const std::int32_t* labels = nullptr;
  /// A factor on all that the labels add in the layers that are told them, 1 but for a run that
  /// comes to them gradually (train/transition.hpp).
  float label_weight = 1;
  /// The same number in the backend's memory, which a step moves between its replays; null: it stays.
  const float* label_weight_now = nullptr;
  /// Filter bank of each image in each stochastic layer, layer by layer, n entries each: written
  /// by forward and read by backward, or read by both if `replay`.
  std::int32_t* routes = nullptr;
  /// Hash of the network's input, one per image, for choices that are a function of it.
  const std::uint32_t* codes = nullptr;
  bool replay = false;
  /// Training draws dropout masks and uses batch statistics; evaluation does neither.
  bool training = true;
  /// Whether this pass moves running statistics. Repeated passes over one batch do not.
  bool track = true;
  /// How many entries of the parameters, from the first on, are frozen: what lies among them moves
  /// in no pass.
  int frozen = 0;

  /// Labels as the kernels of kernel/label.hpp take them.
  Labels weighted_labels() const { return {labels, label_weight, label_weight_now}; }

  /// Conditions of the part at a position whose stochastic layers come after `routes_before`.
  Conditions child(int position, int routes_before, int n) const {
    Conditions part = *this;
    part.key = key.child(static_cast<std::uint32_t>(position));
    part.place = place.child(static_cast<std::uint32_t>(position));
    if (routes) part.routes = routes + std::int64_t{routes_before} * n;
    return part;
  }
  /// The same for a part that owns `count` entries of the parameters, after `before` others.
  Conditions with_parameters(int before, int count) const {
    Conditions part = *this;
    part.frozen = frozen - before;
    part.track = track && (count == 0 || part.frozen < count);
    return part;
  }
};

}  // namespace augury
