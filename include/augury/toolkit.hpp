// SPDX-License-Identifier: MIT
// Everything that is the same for all backends: the table of contents, in the order to read it in.
#pragma once

// Sizes in types, what kernels read and write, random numbers as pure functions.
#include "augury/core/error.hpp"
#include "augury/core/random.hpp"
#include "augury/core/shape.hpp"
#include "augury/core/view.hpp"

// The layers. layer/layer.hpp is their contract, layer/dense.hpp a good first one.
#include "augury/layer/activation.hpp"
#include "augury/layer/auxiliary_classifier.hpp"
#include "augury/layer/average_pool.hpp"
#include "augury/layer/batch_norm.hpp"
#include "augury/layer/conditional_batch_norm.hpp"
#include "augury/layer/conv.hpp"
#include "augury/layer/deconv.hpp"
#include "augury/layer/dense.hpp"
#include "augury/layer/dropout.hpp"
#include "augury/layer/group_norm.hpp"
#include "augury/layer/instance_norm.hpp"
#include "augury/layer/join_label.hpp"
#include "augury/layer/max_pool.hpp"
#include "augury/layer/minibatch_stddev.hpp"
#include "augury/layer/prelu.hpp"
#include "augury/layer/projection.hpp"
#include "augury/layer/reshape.hpp"
#include "augury/layer/spectral_norm.hpp"
#include "augury/layer/stochastic_deconv.hpp"
#include "augury/layer/tprelu.hpp"
#include "augury/layer/upsample.hpp"
#include "augury/layer/weight_norm.hpp"

// Networks: layers composed, with parameters.
#include "augury/network/activations.hpp"
#include "augury/network/model.hpp"
#include "augury/network/residual.hpp"
#include "augury/network/sequential.hpp"
#include "augury/network/summary.hpp"

// What networks minimise, and how they are stepped.
#include "augury/objective/objective.hpp"
#include "augury/optim/optimizer.hpp"
#include "augury/optim/schedule.hpp"

// Augmentations, layers that stand first in the discriminator, for small data sets.
#include "augury/augment/adaptive_strength.hpp"
#include "augury/augment/augment.hpp"

// Data sets in memory.
#include "augury/data/dataset.hpp"
#include "augury/data/glyphs.hpp"
#include "augury/data/loader.hpp"
#include "augury/data/subset.hpp"

// The algorithm: train/step.hpp reads from top to bottom. Images from what it has learned.
#include "augury/train/gan.hpp"
#include "augury/train/generate.hpp"
#include "augury/train/step.hpp"
