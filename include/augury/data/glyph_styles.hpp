// SPDX-License-Identifier: MIT
// How people write the ten digits: skeletons of strokes, in several styles where hands differ.
#pragma once
#include <array>
#include <vector>

namespace augury::detail {

/// A point of the unit square, x to the right and y down.
struct Point {
  float x = 0.0f, y = 0.0f;
};

/// A smooth curve through its points. A corner is where one stroke ends and another begins.
using Stroke = std::vector<Point>;

/// One way to write a digit.
using Style = std::vector<Stroke>;

/// The styles of each digit, 0 to 9. Closed loops run on past their beginning, as a pen does.
inline const std::array<std::vector<Style>, 10>& glyph_styles() {
  // clang-format off
  static const std::array<std::vector<Style>, 10> styles{{
    { // 0: round; narrow, begun with a lead-in at the right
      {{{.52f, 0}, {.27f, .13f}, {.15f, .5f}, {.25f, .87f}, {.5f, 1}, {.75f, .86f}, {.85f, .5f}, {.74f, .13f}, {.5f, 0}, {.3f, .1f}}},
      {{{.66f, .1f}, {.42f, .03f}, {.22f, .36f}, {.24f, .8f}, {.48f, 1}, {.72f, .76f}, {.78f, .34f}, {.64f, .06f}, {.46f, .02f}}},
    }, { // 1: a bar; with a flag; with a flag and a base
      {{{.5f, 0}, {.5f, 1}}},
      {{{.3f, .22f}, {.55f, 0}}, {{.55f, 0}, {.53f, .5f}, {.52f, 1}}},
      {{{.3f, .2f}, {.52f, 0}}, {{.52f, 0}, {.52f, 1}}, {{.25f, 1}, {.8f, 1}}},
    }, { // 2: with a corner at the lower left; with a loop there; with a curved back
      {{{.17f, .25f}, {.28f, .06f}, {.52f, 0}, {.74f, .1f}, {.77f, .32f}, {.6f, .58f}, {.36f, .82f}, {.14f, 1}}, {{.14f, 1}, {.5f, .98f}, {.87f, .97f}}},
      {{{.2f, .2f}, {.42f, .01f}, {.7f, .08f}, {.75f, .32f}, {.58f, .62f}, {.35f, .9f}, {.18f, .96f}, {.14f, .84f}, {.3f, .78f}, {.55f, .9f}, {.9f, .94f}}},
      {{{.22f, .12f}, {.5f, 0}, {.76f, .14f}, {.7f, .42f}, {.42f, .72f}, {.12f, .98f}}, {{.12f, .98f}, {.35f, .9f}, {.6f, .98f}, {.86f, .92f}}},
    }, { // 3: two bows; a flat top
      {{{.2f, .13f}, {.45f, 0}, {.72f, .1f}, {.7f, .34f}, {.42f, .47f}}, {{.42f, .47f}, {.72f, .56f}, {.8f, .76f}, {.64f, .95f}, {.4f, 1}, {.15f, .88f}}},
      {{{.2f, .03f}, {.5f, .02f}, {.77f, .03f}}, {{.77f, .03f}, {.45f, .4f}}, {{.45f, .4f}, {.74f, .5f}, {.8f, .74f}, {.6f, .97f}, {.36f, 1}, {.16f, .9f}}},
    }, { // 4: open; closed; open and round
      {{{.26f, .02f}, {.2f, .3f}, {.18f, .54f}}, {{.18f, .54f}, {.5f, .55f}, {.86f, .5f}}, {{.74f, .04f}, {.7f, .5f}, {.68f, 1}}},
      {{{.66f, 0}, {.4f, .3f}, {.14f, .64f}}, {{.14f, .64f}, {.5f, .64f}, {.9f, .62f}}, {{.66f, 0}, {.66f, .5f}, {.64f, 1}}},
      {{{.22f, .03f}, {.16f, .34f}, {.26f, .54f}, {.5f, .55f}, {.74f, .44f}}, {{.78f, .02f}, {.74f, .44f}, {.7f, 1}}},
    }, { // 5: with corners; in one sweep; a short neck and a wide belly
      {{{.82f, .02f}, {.55f, .02f}, {.3f, .03f}}, {{.3f, .03f}, {.25f, .42f}}, {{.25f, .42f}, {.5f, .37f}, {.76f, .5f}, {.79f, .77f}, {.55f, .98f}, {.18f, .93f}}},
      {{{.84f, .0f}, {.52f, .04f}, {.3f, .1f}, {.26f, .36f}, {.5f, .43f}, {.75f, .58f}, {.75f, .84f}, {.48f, 1}, {.16f, .93f}}},
      {{{.78f, .0f}, {.36f, .05f}}, {{.36f, .05f}, {.24f, .48f}}, {{.24f, .48f}, {.56f, .42f}, {.78f, .6f}, {.7f, .88f}, {.44f, 1}, {.2f, .9f}}},
    }, { // 6: a curved back; a straight one
      {{{.7f, .02f}, {.42f, .18f}, {.22f, .5f}, {.2f, .8f}, {.42f, 1}, {.7f, .92f}, {.78f, .72f}, {.62f, .54f}, {.38f, .6f}, {.22f, .8f}}},
      {{{.56f, .0f}, {.36f, .3f}, {.22f, .64f}, {.28f, .93f}, {.54f, 1}, {.76f, .86f}, {.7f, .64f}, {.46f, .6f}, {.26f, .78f}}},
    }, { // 7: plain; with a bar; with a hook at the left
      {{{.14f, .06f}, {.5f, .05f}, {.84f, .03f}}, {{.84f, .03f}, {.6f, .45f}, {.46f, 1}}},
      {{{.14f, .05f}, {.5f, .05f}, {.82f, .04f}}, {{.82f, .04f}, {.62f, .42f}, {.42f, 1}}, {{.32f, .52f}, {.8f, .48f}}},
      {{{.16f, .22f}, {.2f, .06f}}, {{.2f, .06f}, {.5f, .07f}, {.8f, .04f}}, {{.8f, .04f}, {.68f, .38f}, {.6f, 1}}},
    }, { // 8: in one sweep from the upper right; two rings
      {{{.74f, .16f}, {.52f, 0}, {.28f, .12f}, {.3f, .32f}, {.52f, .47f}, {.76f, .66f}, {.75f, .9f}, {.5f, 1}, {.25f, .9f}, {.26f, .66f}, {.48f, .47f}, {.71f, .3f}, {.74f, .12f}, {.6f, .02f}}},
      {{{.5f, .46f}, {.29f, .34f}, {.3f, .12f}, {.51f, 0}, {.71f, .12f}, {.7f, .34f}, {.5f, .46f}, {.36f, .42f}}, {{.5f, .46f}, {.24f, .62f}, {.24f, .88f}, {.5f, 1}, {.77f, .87f}, {.76f, .62f}, {.5f, .46f}, {.32f, .52f}}},
    }, { // 9: a straight tail; a curled tail; in one sweep
      {{{.76f, .2f}, {.56f, .01f}, {.3f, .09f}, {.22f, .32f}, {.38f, .5f}, {.62f, .42f}, {.76f, .2f}}, {{.76f, .2f}, {.74f, .55f}, {.68f, 1}}},
      {{{.76f, .22f}, {.54f, .0f}, {.28f, .1f}, {.23f, .34f}, {.44f, .5f}, {.68f, .4f}, {.76f, .22f}}, {{.76f, .22f}, {.78f, .58f}, {.64f, .9f}, {.42f, 1}, {.2f, .92f}}},
      {{{.72f, .08f}, {.44f, .02f}, {.24f, .22f}, {.3f, .45f}, {.54f, .44f}, {.72f, .16f}, {.72f, .45f}, {.56f, .8f}, {.48f, 1}}},
    },
  }};
  // clang-format on
  return styles;
}

}  // namespace augury::detail
