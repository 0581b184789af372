// SPDX-License-Identifier: MIT
// Catch2's main, compiled once for all test programs. Version 3 brings it as a library instead.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
