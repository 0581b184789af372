// SPDX-License-Identifier: MIT
// Everything that reads or writes files; it needs the CMake target augury::files (zlib, libpng).
#pragma once
#include "augury/augury.hpp"
#include "augury/data/cifar.hpp"            // read_cifar10
#include "augury/data/idx.hpp"              // read_idx: MNIST and its kin
#include "augury/evaluate/near_copy.hpp"    // NearCopyGate: new images, or copies?
#include "augury/io/image.hpp"              // PNG
#include "augury/io/tar_writer.hpp"         // tar archives
#include "augury/train/checkpoint.hpp"      // save_checkpoint, load_checkpoint
#include "augury/train/dataset_writer.hpp"  // write_dataset: the bigger data set
#include "augury/train/keep_best.hpp"       // KeepBest: best.safetensors, by held-out images
#include "augury/train/start_from.hpp"      // start_from: the networks of another run
#include "augury/train/trainer.hpp"         // train: a run with a folder
