// SPDX-License-Identifier: MIT
// The smallest user: the one header, from two sources, with the version that CMake promised.
#include <augury/augury.hpp>
#include <cstdio>
#include <string_view>

std::string_view version_seen_by_second();

int main() {
  constexpr std::string_view version = AUGURY_VERSION;
  if (version != PACKAGE_VERSION || version != version_seen_by_second()) {
    std::printf("The headers are version %s, but the package says %s: make both the same.\n",
                AUGURY_VERSION, PACKAGE_VERSION);
    return 1;
  }
  std::printf("augury %s\n", AUGURY_VERSION);
}
