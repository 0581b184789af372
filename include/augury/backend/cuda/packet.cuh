// SPDX-License-Identifier: MIT
// A packet is four floats or two doubles that lie next to each other and begin at a multiple of 16
// bytes: what a thread reads or writes by one access.
#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "augury/backend/cuda/through.cuh"
#include "augury/kernel/element.hpp"

namespace augury::cuda {

template <class T>
struct alignas(16) Packet {
  static constexpr int size = 16 / sizeof(T);
  T number[size];
  AUGURY_HD T at(int j) const { return number[j]; }
  AUGURY_HD void put(int j, T x) { number[j] = x; }
};
template <class T>
struct DualPacket {
  Packet<T> value, tangent;
  AUGURY_HD DualScalar<T> at(int j) const { return {value.number[j], tangent.number[j]}; }
  AUGURY_HD void put(int j, DualScalar<T> x) {
    value.put(j, x.value);
    tangent.put(j, x.tangent);
  }
};
/// The packet of as many results of a pointwise kernel that fills `Out`.
template <class Out>
using PacketOf = std::conditional_t<is_dual<Out>, DualPacket<ScalarOf<Out>>, Packet<ScalarOf<Out>>>;

/// body(0), body(1) ... for the numbers of a packet. Its loop is unrolled: they stay in registers.
template <class T, class Body>
AUGURY_HD void for_packet(Body body) {
  [&]<int... J>(std::integer_sequence<int, J...>) { (body(std::integral_constant<int, J>{}), ...); }
  (std::make_integer_sequence<int, Packet<T>::size>{});
}

// ------------------------------------------------------------------------------- where they lie
/// Whether to each packet of a result of shape S belongs one packet of an argument, or one number.
template <class S, class T, class V>
inline constexpr bool in_packets = std::is_same_v<ScalarOf<V>, T>;
template <class S, class T, class V>
inline constexpr bool in_packets<S, T, PerChannel<V>> =
    in_packets<S, T, V>&& S::channels % Packet<T>::size == 0;
template <class S, class T, class V>
inline constexpr bool in_packets<S, T, PerPlane<V>> = in_packets<S, T, PerChannel<V>>;
template <class S, class T, class V>
inline constexpr bool in_packets<S, T, PerSample<V>> = S::size % Packet<T>::size == 0;

/// Whether memory begins with a packet.
inline bool is_aligned(const void* memory) {
  return reinterpret_cast<std::uintptr_t>(memory) % 16 == 0;
}
template <class S, class T>
bool is_aligned(View<S, T> v) {
  return is_aligned(static_cast<const void*>(v.data));
}
inline bool is_aligned(Discard) { return true; }
template <class V, class W>
bool is_aligned(Dual<V, W> v) {
  return is_aligned(v.value) && is_aligned(v.tangent);
}
template <class Out, class F, class... In>
bool is_aligned(const Through<Out, F, In...>& result) {
  return is_aligned(result.out) &&
         std::apply([](auto... in) { return (is_aligned(in) && ...); }, result.in);
}
template <class V>
bool is_aligned(PerChannel<V> v) {
  return is_aligned(v.view);
}
template <class V>
bool is_aligned(PerPlane<V> v) {
  return is_aligned(v.view);
}
template <class V>
bool is_aligned(PerSample<V>) {  // read number by number
  return true;
}

// ------------------------------------------------------------------------- what a thread does
template <class T>
AUGURY_HD Packet<T>& packet_at(T* place) {
  return *reinterpret_cast<Packet<T>*>(place);
}
template <class T>
AUGURY_HD const Packet<T>& packet_at(const T* place) {
  return *reinterpret_cast<const Packet<T>*>(place);
}

/// The elements of a segment from `first` on: at(j) is element first + j.
template <class T>
AUGURY_HD Packet<std::remove_const_t<T>> read_packet(element::Elements<T> of,
                                                     std::ptrdiff_t first) {
  return packet_at(of.p + first);
}
template <class T>
AUGURY_HD DualPacket<std::remove_const_t<T>> read_packet(element::DualElements<T> of,
                                                         std::ptrdiff_t first) {
  return {packet_at(of.value + first), packet_at(of.tangent + first)};
}
template <class X>
AUGURY_HD element::Same<X> read_packet(element::Same<X> of, std::ptrdiff_t) {
  return of;
}

/// As element::store, for the numbers from `first` on.
template <class Mode, class S, class T>
AUGURY_HD void store_packet([[maybe_unused]] Mode mode, View<S, T> out, std::ptrdiff_t first,
                            Packet<T> x) {
  Packet<T>& target = packet_at(out.data + first);
  if constexpr (std::is_same_v<Mode, Add>) {
    Packet<T> sum = target;
    for_packet<T>([&](auto j) { element::write(mode, sum.number[j], x.number[j]); });
    x = sum;
  }
  target = x;
}
template <class Mode, class S, class T>
AUGURY_HD void store_packet(Mode mode, Dual<View<S, T>> out, std::ptrdiff_t first,
                            DualPacket<T> x) {
  store_packet(mode, out.value, first, x.value);
  store_packet(mode, out.tangent, first, x.tangent);
}
template <class Mode, class S, class T>
AUGURY_HD void store_packet(Mode mode, Dual<Discard, View<S, T>> out, std::ptrdiff_t first,
                            DualPacket<T> x) {
  store_packet(mode, out.tangent, first, x.tangent);
}
template <class Out, class F, class... In, class Result>
AUGURY_HD void store_packet(Set, const Through<Out, F, In...>& result, std::ptrdiff_t first,
                            Result x) {
  using T = ScalarOf<Out>;
  using X = element::Computed<Out>;
  Result through;
  const auto fill = [&](auto... read) {
    for_packet<T>(
        [&](auto j) { through.put(j, X(result.f(X(read.at(j))..., rounded(X(x.at(j)))))); });
  };
  std::apply(
      [&](const In&... in) {
        fill(read_packet(element::locate(in, {0, 0}), first)...);
      },
      result.in);
  store_packet(Set{}, result.out, first, through);
}

}  // namespace augury::cuda
