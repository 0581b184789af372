// SPDX-License-Identifier: MIT
#pragma once
#include <string>

#include "augury/backend/cpu/context.hpp"
#include "augury/backend/cpu/microkernel.hpp"

namespace augury {

/// What a context computes with, for the first line that a program prints.
inline std::string describe_machine(const Context<Cpu>& context) {
  const std::string threads = std::to_string(context.threads());
  return std::string(cpu::instruction_set()) + ", " + threads +
         (context.threads() == 1 ? " thread" : " threads") + ", products in blocks of " +
         std::to_string(cpu::most_rows) + " x " + std::to_string(cpu::panel_width<float>);
}

}  // namespace augury
