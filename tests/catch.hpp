// SPDX-License-Identifier: MIT
// Catch2, version 2 (Debian 12) or 3: what the tests use reads the same with both.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#include <string>
namespace Catch::Matchers {
/// The name that version 3 gave to Contains for strings.
inline auto ContainsSubstring(const std::string& part) { return Contains(part); }
}  // namespace Catch::Matchers
#endif
