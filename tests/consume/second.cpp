// SPDX-License-Identifier: MIT
// The second source that includes the header: see CMakeLists.txt.
#include <augury/augury.hpp>
#include <string_view>

std::string_view version_seen_by_second() { return AUGURY_VERSION; }
