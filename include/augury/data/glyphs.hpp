// SPDX-License-Identifier: MIT
// glyphs: a data set that needs no download. Ten classes of digits, drawn as a hand would: a
// skeleton in one of several styles, bent, slanted and stretched, then gone over with a soft pen.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/core/random.hpp"
#include "augury/core/shape.hpp"
#include "augury/data/dataset.hpp"
#include "augury/data/glyph_styles.hpp"

namespace augury {

using GlyphShape = Shape<28, 28, 1>;

namespace detail {

/// The random numbers of one glyph, one after the other.
struct GlyphDraws {
  Key key;
  std::uint64_t next = 0;

  float between(float low, float high) { return low + (high - low) * uniform(key, next++); }
  float around(float mean, float deviation) {
    return mean + deviation * std::clamp(normal(key, next++), -2.0f, 2.0f);
  }
  std::size_t choose(std::size_t count) {
    return below(static_cast<std::uint32_t>(count), key, next++);
  }
};

/// Moves control points a little, each on its own, except the ends of a stroke: other strokes may
/// begin there.
inline void jitter(Style& style, GlyphDraws& draws) {
  for (Stroke& stroke : style)
    for (std::size_t i = 1; i + 1 < stroke.size(); ++i) {
      stroke[i].x = draws.around(stroke[i].x, 0.022f);
      stroke[i].y = draws.around(stroke[i].y, 0.022f);
    }
}

/// The curve of Catmull and Rom through the control points, as short straight pieces.
inline Stroke smooth(const Stroke& control) {
  constexpr int pieces = 8;
  const std::size_t last = control.size() - 1;
  Stroke curve{control[0]};
  for (std::size_t i = 0; i < last; ++i) {
    const Point a = control[i > 0 ? i - 1 : 0], b = control[i], c = control[i + 1],
                d = control[std::min(i + 2, last)];
    for (int piece = 1; piece <= pieces; ++piece) {
      const float t = static_cast<float>(piece) / pieces;
      const auto blend = [t](float p, float q, float r, float s) {
        return q + 0.5f * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
      };
      curve.push_back({blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)});
    }
  }
  return curve;
}

/// Bends the plane by a few slow waves of random direction. Bending points and not pixels keeps
/// the pen as round as it was, and strokes that meet go on meeting.
inline void bend(Style& style, GlyphDraws& draws) {
  for (int wave = 0; wave < 3; ++wave) {
    const float turns = 2 * std::numbers::pi_v<float>;
    const float kx = draws.between(-1.0f, 1.0f) * turns, ky = draws.between(-1.0f, 1.0f) * turns;
    const float phase = draws.between(0.0f, turns);
    const float dx = draws.around(0.0f, 0.03f), dy = draws.around(0.0f, 0.03f);
    for (Stroke& stroke : style)
      for (Point& p : stroke) {
        const float height = std::sin(kx * p.x + ky * p.y + phase);
        p.x += dx * height;
        p.y += dy * height;
      }
  }
}

/// Stretches, slants and turns; then fits the digit into a box of about 20 pixels and puts its
/// centre of mass near the middle of the image, as MNIST does. From the unit square to pixels.
inline void place(Style& style, GlyphDraws& draws) {
  const float width = draws.between(0.75f, 1.25f);
  const float slant = draws.around(0.14f, 0.17f);
  const float angle = draws.around(0.0f, 0.08f);
  Point low{1e9f, 1e9f}, high{-1e9f, -1e9f}, sum;
  float count = 0;
  for (Stroke& stroke : style)
    for (Point& p : stroke) {
      const float x = width * (p.x - 0.5f) - slant * (p.y - 0.5f), y = p.y - 0.5f;
      p = {x * std::cos(angle) - y * std::sin(angle), x * std::sin(angle) + y * std::cos(angle)};
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
      sum = {sum.x + p.x, sum.y + p.y};
      ++count;
    }
  const float scale = draws.between(16.0f, 19.0f) / std::max(high.x - low.x, high.y - low.y);
  // The pen reaches up to 3 pixels beyond the skeleton, and nothing may be cut off.
  const float x = std::clamp(draws.around(13.5f, 0.7f) - scale * sum.x / count,
                             3.0f - scale * low.x, 24.0f - scale * high.x);
  const float y = std::clamp(draws.around(13.5f, 0.7f) - scale * sum.y / count,
                             3.0f - scale * low.y, 24.0f - scale * high.y);
  for (Stroke& stroke : style)
    for (Point& p : stroke) p = {scale * p.x + x, scale * p.y + y};
}

/// Lays one straight piece of a stroke down. ink: (28, 28), 0 for none to 1; radius in pixels;
/// `soft` is the width of the edge in pixels, within which ink falls off with the distance.
inline void draw_piece(Point from, Point to, float radius, float soft,
                       std::array<float, GlyphShape::size>& ink) {
  const auto clip = [](float at) { return static_cast<int>(std::clamp(at, 0.0f, 27.0f)); };
  const float reach = radius + soft;
  const float dx = to.x - from.x, dy = to.y - from.y;
  const float per_length = 1.0f / std::max(dx * dx + dy * dy, 1e-12f);
  for (int y = clip(std::min(from.y, to.y) - reach); y <= clip(std::max(from.y, to.y) + reach); ++y)
    for (int x = clip(std::min(from.x, to.x) - reach); x <= clip(std::max(from.x, to.x) + reach);
         ++x) {
      const float px = static_cast<float>(x) - from.x, py = static_cast<float>(y) - from.y;
      const float along = std::clamp((px * dx + py * dy) * per_length, 0.0f, 1.0f);
      const float gap = std::hypot(px - along * dx, py - along * dy);
      const float inside = std::clamp((radius - gap) / soft + 0.5f, 0.0f, 1.0f);
      float& pixel = ink[static_cast<std::size_t>(28 * y + x)];
      pixel = std::max(pixel, inside * inside * (3 - 2 * inside));
    }
}

/// Draws all strokes with one pen, whose pressure swells and fades along the way.
inline void draw(const Style& style, GlyphDraws& draws, std::array<float, GlyphShape::size>& ink) {
  const float radius = draws.between(0.8f, 1.6f);
  const float soft = draws.between(1.1f, 1.7f);
  for (const Stroke& stroke : style) {
    const float phase = draws.between(0.0f, 6.28f), swell = draws.between(0.0f, 0.18f);
    for (std::size_t i = 1; i < stroke.size(); ++i) {
      const float pressure = 1 + swell * std::sin(phase + 0.15f * static_cast<float>(i));
      draw_piece(stroke[i - 1], stroke[i], radius * pressure, soft, ink);
    }
  }
}

}  // namespace detail

/// Draws glyph `index` of a seed: a digit of class index % 10. Sets out, (28, 28, 1), to values in
/// [-1, 1] from -1, no ink, to 1. A pure function of (seed, index).
inline void draw_glyph(std::uint64_t seed, std::uint32_t index,
                       std::span<float, GlyphShape::size> out) {
  detail::GlyphDraws draws{Key(seed, Purpose::dataset, index)};
  const std::vector<detail::Style>& styles = detail::glyph_styles()[index % 10];
  detail::Style style = styles[draws.choose(styles.size())];
  detail::jitter(style, draws);
  for (detail::Stroke& stroke : style) stroke = detail::smooth(stroke);
  detail::bend(style, draws);
  detail::place(style, draws);
  std::array<float, GlyphShape::size> ink{};
  detail::draw(style, draws, ink);
  for (std::size_t i = 0; i < ink.size(); ++i) {
    const float grain = ink[i] > 0 ? draws.between(0.92f, 1.0f) : 1.0f;
    // Rounded to 8 bits: saved as an image and read again it is the same glyph, and the last bits
    // in which mathematical libraries differ do not show.
    out[i] = std::round(255.0f * grain * ink[i]) / 127.5f - 1.0f;
  }
}

/// Glyphs 0 to count-1 of a seed: classes "0" to "9" in turn. Throws UsageError unless count >= 1.
inline ImageSet<GlyphShape> glyphs(int count, std::uint64_t seed) {
  if (count < 1)
    throw UsageError("glyphs: " + std::to_string(count) +
                     " images were asked for; give at least 1");
  const auto total = static_cast<std::uint32_t>(count);
  std::vector<float> pixels(std::size_t{total} * GlyphShape::size);  // (N, 28, 28, 1)
  std::vector<std::int32_t> labels;
  for (std::uint32_t i = 0; i < total; ++i) {
    const std::span<float> image(pixels.data() + std::size_t{i} * GlyphShape::size,
                                 GlyphShape::size);
    draw_glyph(seed, i, image.first<GlyphShape::size>());
    labels.push_back(static_cast<std::int32_t>(i % 10));
  }
  std::vector<std::string> names;
  for (int digit = 0; digit < 10; ++digit) names.push_back(std::to_string(digit));
  return {std::move(pixels), std::move(labels), std::move(names)};
}

}  // namespace augury
