// SPDX-License-Identifier: MIT
// expect: MinibatchStddev: a group must have at least 2 images to differ
#include "augury/layer/minibatch_stddev.hpp"
augury::MinibatchStddev<1> layer;
