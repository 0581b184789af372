// SPDX-License-Identifier: MIT
// Element types of tensors in files.
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace augury {

/// Element types of safetensors, by rising alignment: the reference implementation sorts tensors
/// by this order from its end.
// clang-format off
enum class Dtype {
  boolean, f4, f6_e2m3, f6_e3m2, u8, i8, f8_e5m2, f8_e4m3, f8_e8m0, f8_e4m3fnuz, f8_e5m2fnuz,
  i16, u16, f16, bf16, i32, u32, f32, c64, f64, i64, u64
};
// clang-format on

struct DtypeFacts {
  std::string_view name;
  unsigned bits;  ///< of one element
};
// clang-format off
inline constexpr std::array<DtypeFacts, 22> dtype_facts{{
    {"BOOL", 8}, {"F4", 4}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"U8", 8}, {"I8", 8}, {"F8_E5M2", 8},
    {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8},
    {"I16", 16}, {"U16", 16}, {"F16", 16}, {"BF16", 16}, {"I32", 32}, {"U32", 32}, {"F32", 32},
    {"C64", 64}, {"F64", 64}, {"I64", 64}, {"U64", 64},
}};
// clang-format on
inline constexpr const DtypeFacts& facts(Dtype dtype) {
  return dtype_facts[static_cast<std::size_t>(dtype)];
}

/// The Dtype of a C++ type: dtype_of<float> is Dtype::f32.
template <class T>
inline constexpr Dtype dtype_of = [] {
  if constexpr (std::same_as<T, float>) return Dtype::f32;
  else if constexpr (std::same_as<T, double>) return Dtype::f64;
  else if constexpr (std::same_as<T, std::int32_t>) return Dtype::i32;
  else if constexpr (std::same_as<T, std::uint32_t>) return Dtype::u32;
  else if constexpr (std::same_as<T, std::int64_t>) return Dtype::i64;
  else if constexpr (std::same_as<T, std::uint64_t>) return Dtype::u64;
  else if constexpr (std::same_as<T, std::uint8_t>) return Dtype::u8;
  else
    static_assert(sizeof(T) == 0, "dtype_of: float, double, uint8_t, and 32- or 64-bit integers");
}();

/// Bytes of a tensor; nothing where that overflows, an extent is negative, or the last byte would
/// be used in part.
inline std::optional<std::uint64_t> byte_size(std::span<const std::int64_t> shape, Dtype dtype) {
  std::uint64_t bits = facts(dtype).bits;
  for (const std::int64_t extent : shape)
    if (extent < 0 || __builtin_mul_overflow(bits, static_cast<std::uint64_t>(extent), &bits))
      return std::nullopt;
  if (bits % 8 != 0) return std::nullopt;
  return bits / 8;
}

}  // namespace augury
