// SPDX-License-Identifier: MIT
// summary<Network>(batch, classes): a table of a network's layers and what they cost.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/type_name.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/layout.hpp"
#include "augury/network/unfit.hpp"

namespace augury {

/// Multiply-adds of a layer's products with weights: forward, for one sample. Element-wise work,
/// sums and interpolation are not counted. A layer says what it does in a static member
/// `multiply_adds<In>()` or `multiply_adds<In>(classes)`; otherwise each weight (a parameter of two
/// axes or more) is used once, or, if it slides over an image, once at each place: (transposed)
/// convolutions meet their weight at every pixel of the smaller of their two images.
template <class L, class In>
std::int64_t multiply_adds(const std::vector<Parameter>& parameters) {
  using Out = OutputOf<L, In>;
  if constexpr (requires { L::template multiply_adds<In>(); }) {
    return L::template multiply_adds<In>();
  } else if constexpr (requires { L::template multiply_adds<In>(1); }) {
    int classes = 0;
    for (const Parameter& p : parameters)
      if (p.per_class) classes = p.copies;
    return L::template multiply_adds<In>(classes);
  } else {
    constexpr bool slides = is_image<In> && is_image<Out>;
    constexpr int places =
        slides ? std::min(In::size / In::channels, Out::size / Out::channels) : 1;
    std::int64_t sum = 0;
    for (const Parameter& p : parameters)
      if (p.extents.size() >= 2 && !p.per_class) sum += static_cast<std::int64_t>(p.size) * places;
    return sum;
  }
}

namespace detail {

/// A line of the table. Numbers of -1 are left out.
struct SummaryLine {
  std::string position, layer, output;
  std::int64_t parameters = -1, multiply_adds = -1, bytes = -1;
};

/// "1,234,567"; nothing for -1.
inline std::string grouped(std::int64_t number) {
  if (number < 0) return "";
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}
/// "12.5 MiB", "32.0 KiB"; nothing for -1.
inline std::string readable_bytes(std::int64_t bytes) {
  if (bytes < 0) return "";
  const bool large = bytes >= 1 << 20;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s",
                static_cast<double>(bytes) / (large ? 1 << 20 : 1 << 10), large ? "MiB" : "KiB");
  return text;
}

/// Bytes that entries of Saved take in a plain pass in float.
template <class... E>
std::int64_t bytes_of_entries(int batch, Shapes<E...> entries) {
  Arrangement<float> count(nullptr);
  place_all<Plain<float>>(count, batch, entries);
  return static_cast<std::int64_t>(count.used() * sizeof(float));
}

/// Appends the lines of a layer and, below and indented, of the layers inside of it.
template <class L, class In>
void append_summary(std::vector<SummaryLine>& lines, const std::string& position, int depth,
                    int batch, int classes, bool keeps_output = true) {
  using Out = OutputOf<L, In>;
  const std::string name = std::string(2 * static_cast<std::size_t>(depth), ' ') + type_name<L>();
  if constexpr (requires { L::template each<In>([]<class, class>(int) {}); }) {
    // Its arguments are the lines that follow.
    lines.push_back({position, name.substr(0, name.find('<')), Out::name()});
    L::template each<In>([&]<class Inner, class InnerIn>(int i) {
      append_summary<Inner, InnerIn>(lines, position + "." + std::to_string(i), depth + 1, batch,
                                     classes, L::keeps_output(i, keeps_output));
    });
  } else {
    const auto parameters = layout_of<L, In>(classes);
    std::int64_t count = 0;
    for (const Parameter& p : parameters) count += static_cast<std::int64_t>(p.total());
    const auto or_blank = [](std::int64_t number) { return number == 0 ? -1 : number; };
    lines.push_back({position, name, Out::name(), or_blank(count),
                     or_blank(multiply_adds<L, In>(parameters)),
                     or_blank(bytes_of_entries(batch, SavedOf<L, In>{}) +
                              (keeps_output ? bytes_of_entries(batch, Shapes<Out>{}) : 0))});
  }
}

inline std::string to_table(const std::vector<SummaryLine>& lines, std::size_t total_at) {
  std::vector<std::array<std::string, 6>> cells{
      {"", "layer", "output", "parameters", "multiply-adds", "memory"}};
  for (const SummaryLine& line : lines)
    cells.push_back({line.position, line.layer, line.output, grouped(line.parameters),
                     grouped(line.multiply_adds), readable_bytes(line.bytes)});
  std::array<std::size_t, 6> widths{};
  for (const auto& row : cells)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  std::size_t whole = 2 * (widths.size() - 1);
  for (const std::size_t width : widths) whole += width;
  const std::string rule = std::string(whole, '-') + "\n";

  std::string table;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    if (r == 1 || r == total_at + 1) table += rule;
    std::string text;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string space(widths[c] - cells[r][c].size(), ' ');
      text += (c == 0 ? "" : "  ") + (c < 2 ? cells[r][c] + space : space + cells[r][c]);
    }
    table += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  }
  return table;
}

/// Bytes of Activations<L, In, Plain<float>> for a batch.
template <class L, class In>
std::int64_t pass_bytes(int batch) {
  using Out = OutputOf<L, In>;
  return bytes_of_entries(batch, Joined<Shapes<In, In, Out, Out>, SavedOf<L, In>>{});
}

}  // namespace detail

/// A table of the layers of L on samples of shape In, for a batch and a number of classes (0:
/// without labels): shapes, parameters, multiply-adds for one sample, and the memory that a plain
/// pass in float takes for the batch: Activations<L, In, Plain<float>>, to the byte.
template <class L, class In>
std::string summary(int batch, int classes = 0) {
  std::vector<detail::SummaryLine> lines{
      {"", "input", In::name(), -1, -1, detail::bytes_of_entries(batch, Shapes<In>{})}};
  if constexpr (requires { L::template each<In>([]<class, class>(int) {}); })
    L::template each<In>([&]<class Inner, class InnerIn>(int i) {
      detail::append_summary<Inner, InnerIn>(lines, std::to_string(i), 0, batch, classes,
                                             L::keeps_output(i, true));
    });
  else detail::append_summary<L, In>(lines, "0", 0, batch, classes);

  detail::SummaryLine total{"", "total", OutputOf<L, In>::name(),
                            0,  0,       detail::pass_bytes<L, In>(batch)};
  std::int64_t listed = 0;
  for (const auto& line : lines) {
    total.parameters += std::max<std::int64_t>(0, line.parameters);
    total.multiply_adds += std::max<std::int64_t>(0, line.multiply_adds);
    listed += std::max<std::int64_t>(0, line.bytes);
  }
  lines.push_back({"", "gradients and work space", "", -1, -1, total.bytes - listed});
  lines.push_back(total);
  return detail::to_table(lines, lines.size() - 1) +
         "multiply-adds: products with weights, forward, for one sample\nmemory: one pass of " +
         std::to_string(batch) + " samples in float\n";
}

/// The same for a network, a Sequential that begins with a Shape.
template <class Network_>
std::string summary(int batch, int classes = 0) {
  using Network = detail::NetworkOf<Network_>;
  detail::explain_network<detail::is_network<Network_>, Of<Network_>>();
  return summary<typename Network::Layers, typename Network::Input>(batch, classes);
}

}  // namespace augury
