// SPDX-License-Identifier: MIT
// The way in which cuDNN makes a convolution, chosen once: the first that its heuristics name which is
// as exact as was asked for and has the same bits each time.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "augury/backend/cuda/cudnn/graph.cuh"

namespace augury::cuda {

/// The device that ways are asked for.
inline Descriptor device_properties(cudnnHandle_t handle) {
  Descriptor device(CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR);
  device.set(CUDNN_ATTR_DEVICEPROP_HANDLE, handle).finish();
  return device;
}
/// One that need not be there, by the text that cuDNN tells of one (JSON).
inline Descriptor device_properties(const std::string& text) {
  Descriptor device(CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR);
  const char* c = text.c_str();  // cuDNN wants the zero behind it too
  device.set(CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION, std::vector<char>(c, c + text.size() + 1));
  device.finish();
  return device;
}

inline cudnnDataType_t operand_of(Precision precision) {
  return precision == Precision::bf16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT;
}

/// Whether a way with this trait is taken: not if its bits change from run to run or numbers are
/// rounded more than `precision` says. In fp32 the matrix units would round operands to tf32.
inline bool allows(Precision precision, cudnnBackendNumericalNote_t trait) {
  switch (trait) {
    case CUDNN_NUMERICAL_NOTE_TENSOR_CORE:
      return precision != Precision::fp32;
    case CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP:
      return true;
    default:
      return false;  // down-converted, reduced precision, FFT, Winograd, not deterministic
  }
}

/// Empty where cuDNN does not tell.
inline std::optional<std::vector<cudnnBackendNumericalNote_t>> traits_of(const Descriptor& engine) {
  std::vector<Descriptor> program;
  program.emplace_back(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
  if (engine.fill(CUDNN_ATTR_ENGINECFG_ENGINE, program) != 1) return {};
  return program[0].values<cudnnBackendNumericalNote_t>(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                                        CUDNN_NUMERICAL_NOTE_TYPE_COUNT);
}

/// Engines that the heuristics advise for a device, the best first.
inline std::vector<Descriptor> advised(const Descriptor& device, const ConvolutionGraph& graph,
                                       cudnnBackendHeurMode_t mode) {
  Descriptor heuristics(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
  heuristics.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph.descriptor())
      .set(CUDNN_ATTR_ENGINEHEUR_DEVICEPROP, device)
      .set(CUDNN_ATTR_ENGINEHEUR_MODE, mode);
  if (!heuristics.can_be_finished()) return {};
  std::vector<Descriptor> engines;
  for (int i = 0; i < 64; ++i) engines.emplace_back(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
  const std::int64_t found = heuristics.fill(CUDNN_ATTR_ENGINEHEUR_RESULTS, engines);
  engines.erase(engines.begin() + found, engines.end());
  return engines;
}

/// A way, and all that cuDNN may still look at.
struct ConvolutionPlan {
  ConvolutionGraph graph;
  Descriptor engine, plan;
  std::size_t bytes;  // of scratch memory
};

/// Empty where cuDNN has no way that is allowed, or none within 256 MiB of scratch memory.
inline std::optional<ConvolutionPlan> plan_of(const Descriptor& device,
                                              const ConvolutionShape& shape, Precision precision) {
  constexpr std::int64_t most = std::int64_t{256} << 20;
  if (!shape.is_known()) return {};
  ConvolutionGraph graph(shape, operand_of(precision));
  for (const auto mode : {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK})
    for (Descriptor& engine : advised(device, graph, mode)) {
      const auto traits = traits_of(engine);
      if (!traits ||
          !std::ranges::all_of(*traits, [&](auto one) { return allows(precision, one); }))
        continue;
      Descriptor plan(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
      plan.set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, engine)
          .set(CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP, device);
      if (!plan.can_be_finished()) continue;
      const auto bytes = plan.value<std::int64_t>(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
      if (bytes > most) continue;
      return ConvolutionPlan{std::move(graph), std::move(engine), std::move(plan),
                             static_cast<std::size_t>(bytes)};
    }
  return {};
}

}  // namespace augury::cuda
