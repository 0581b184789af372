// SPDX-License-Identifier: MIT
// model_hash: tells the weights that made an image from all others.
#pragma once
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "augury/data/fingerprint.hpp"
#include "augury/kernel/transfer.hpp"

namespace augury {

/// 16 hexadecimal digits over the average weights, which images are made with.
template <class Gan_>
std::string model_hash(Gan_& gan) {
  std::vector<float> weights(gan.average().size());
  gan.generator();  // throws for a Gan without parameters
  download(gan.context(), std::span<float>(weights),
           static_cast<const float*>(gan.average().data()));
  detail::Fnv fnv;
  for (const float w : weights) fnv.add(std::bit_cast<std::uint32_t>(w));
  return detail::hexadecimal(fnv.hash);
}

}  // namespace augury
