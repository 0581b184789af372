// SPDX-License-Identifier: MIT
// The work of all verbs, for files that compile it: `template struct program::Verbs<Recipe, Backend>;`
// after the backend's own header.
#pragma once
#include "doctor_verb.hpp"
#include "generate_verb.hpp"
#include "train_verb.hpp"
