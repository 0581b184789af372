// SPDX-License-Identifier: MIT
// The bytes of values, to notice that one has changed (Recording of core/context.hpp).
#pragma once
#include <cstddef>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

namespace augury {

/// The bytes of plain values one after the other; none where one of them holds more than plain
/// numbers, say a pointer to what it owns. What lies between the members of a value counts, so these
/// are to be values that stay where they are, not copies made for the call.
template <class... Values>
std::optional<std::vector<std::byte>> plain_bytes(const Values&... values) {
  if constexpr (((std::is_trivially_copy_constructible_v<Values> &&
                  std::is_trivially_destructible_v<Values>)&&...)) {
    std::vector<std::byte> all((sizeof(Values) + ... + 0));
    std::byte* next = all.data();
    ((std::memcpy(next, &values, sizeof values), next += sizeof values), ...);
    return all;
  } else return std::nullopt;
}

}  // namespace augury
