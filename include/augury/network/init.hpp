// SPDX-License-Identifier: MIT
// Initial parameters: a pure function of (seed, position of the parameter, element).
#pragma once
#include <cmath>
#include <vector>

#include "augury/core/random.hpp"
#include "augury/network/layout.hpp"

namespace augury {

/// The host values of all parameters at the start, as their layers say (ParamInfo::init). Normal
/// weights have variance 1 / fan-in times `gain`^2.
template <class T>
std::vector<T> initial_values(const std::vector<Parameter>& layout, std::size_t size, Key key,
                              float gain = 1.0f) {
  std::vector<T> values(size, T(0));
  for (std::size_t p = 0; p < layout.size(); ++p) {
    const Parameter& parameter = layout[p];
    T* target = values.data() + parameter.offset;
    if (parameter.info.init == Init::constant)
      std::fill_n(target, parameter.total(), T(parameter.info.value));
    if (parameter.info.init != Init::normal) continue;
    const Key stream = key.child(static_cast<std::uint32_t>(p));
    const float deviation = gain / std::sqrt(parameter.info.value);
    for (std::size_t i = 0; i < parameter.total(); ++i)
      target[i] = T(deviation * normal<float>(stream, i));
  }
  return values;
}

}  // namespace augury
