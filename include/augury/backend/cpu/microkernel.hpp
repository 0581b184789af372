// SPDX-License-Identifier: MIT
// The two inner loops that all products of the library end in, on Eigen's packets: a block of
// Rows x (Vectors x packet) sums stays in registers while the long index runs.
#pragma once
#include <Eigen/Core>
#include <cstddef>
#include <utility>

namespace augury::cpu {

template <class T>
using Packet = typename Eigen::internal::packet_traits<T>::type;
/// Numbers in one vector register: 4 (SSE, NEON), 8 (AVX), 16 (AVX-512) floats.
template <class T>
inline constexpr int packet_size = Eigen::internal::packet_traits<T>::size;

/// Vectors per block row, and the most rows: 16 registers hold 6 x 2 sums, 32 hold 14 x 2. Blocks
/// of pixels are at most 8 x 2, which suits the widths of images; sums of outer products take all
/// registers, since every row more uses more of the cache lines that they wait for.
inline constexpr int block_vectors = 2;
#ifdef EIGEN_VECTORIZE_AVX512
inline constexpr int most_rows = 8;
inline constexpr int most_outer_rows = 14;
#else
inline constexpr int most_rows = 6;
inline constexpr int most_outer_rows = 6;
#endif
template <class T>
inline constexpr int panel_width = block_vectors* packet_size<T>;

/// What this build computes with, for the line that programs print at start.
inline const char* instruction_set() {
#if defined(EIGEN_VECTORIZE_AVX512)
  return "AVX-512";
#elif defined(EIGEN_VECTORIZE_AVX) && defined(EIGEN_VECTORIZE_FMA)
  return "AVX2 with FMA";
#elif defined(EIGEN_VECTORIZE_AVX)
  return "AVX";
#elif defined(EIGEN_VECTORIZE_SSE2)
  return "SSE2 (build with -march=native for more)";
#elif defined(EIGEN_VECTORIZE_NEON)
  return "NEON";
#else
  return "scalar";
#endif
}

/// f(integral_constant<0>) ... f(integral_constant<N-1>): an unrolled loop on every compiler.
template <int N, class F>
[[gnu::always_inline]] inline void unroll(F&& f) {
  [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
    (f(std::integral_constant<int, I>{}), ...);
  }
  (std::make_integer_sequence<int, N>{});
}

/// Rows x Vectors sums of packets in registers.
template <class T, int Rows, int Vectors>
struct Block {
  Packet<T> sum[Rows][Vectors];

  /// Every row begins with the numbers at `offset`, or with zeros if it is null.
  [[gnu::always_inline]] void begin(const T* offset = nullptr) {
    namespace ei = Eigen::internal;
    unroll<Vectors>([&](auto v) {
      const Packet<T> x =
          offset ? ei::ploadu<Packet<T>>(offset + v * packet_size<T>) : ei::pset1<Packet<T>>(T(0));
      unroll<Rows>([&](auto r) { sum[r][v] = x; });
    });
  }
  /// sum[r] += a[row(r)] * b[0 .. Vectors packets)
  template <class Row>
  [[gnu::always_inline]] void multiply_add(const T* a, Row row, const T* b) {
    namespace ei = Eigen::internal;
    Packet<T> right[Vectors];
    unroll<Vectors>([&](auto v) { right[v] = ei::ploadu<Packet<T>>(b + v * packet_size<T>); });
    unroll<Rows>([&](auto r) {
      const Packet<T> left = ei::pset1<Packet<T>>(a[row(r)]);
      unroll<Vectors>([&](auto v) { sum[r][v] = ei::pmadd(left, right[v], sum[r][v]); });
    });
  }
  /// c[offset(r) ..] = sum, or += if `accumulate`; `width` columns are real, the rest is padding.
  template <class Offset>
  [[gnu::always_inline]] void write(T* c, Offset offset, int width, bool accumulate) const {
    namespace ei = Eigen::internal;
    constexpr int P = packet_size<T>;
    if (width < Vectors * P) return write_tail(c, offset, width, accumulate);
    unroll<Rows>([&](auto r) {
      T* target = c + offset(r);
      unroll<Vectors>([&](auto v) {
        Packet<T> x = sum[r][v];
        if (accumulate) x = ei::padd(ei::ploadu<Packet<T>>(target + v * P), x);
        ei::pstoreu(target + v * P, x);
      });
    });
  }

 private:
  template <class Offset>
  void write_tail(T* c, Offset offset, int width, bool accumulate) const {
    constexpr int P = packet_size<T>;
    T tail[Vectors * P];
    unroll<Rows>([&](auto r) {
      unroll<Vectors>([&](auto v) { Eigen::internal::pstoreu(tail + v * P, sum[r][v]); });
      T* target = c + offset(r);
      for (int j = 0; j < width; ++j) target[j] = accumulate ? target[j] + tail[j] : tail[j];
    });
  }
};

}  // namespace augury::cpu
