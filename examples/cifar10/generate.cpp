// SPDX-License-Identifier: MIT
// The verb generate of the program cifar10, compiled apart: training alone takes most of the time and
// memory that one file may cost.
#include <augury/augury.hpp>

#include "../shared/generate_verb.hpp"
#include "recipe.hpp"

template int program::Verbs<Cifar, augury::Cpu>::generate(const program::Options&);
