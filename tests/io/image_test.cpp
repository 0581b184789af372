// SPDX-License-Identifier: MIT
#include "augury/io/image.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace augury;

namespace {
std::vector<std::uint8_t> ramp(std::size_t n) {
  std::vector<std::uint8_t> bytes(n);
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 + i / 7);
  return bytes;
}

// A PNG file of the kind given, as libpng's chunks: data are the packed rows with filter bytes.
std::string png_of(std::uint32_t width, std::uint32_t height, int depth, int colour,
                   const std::string& rows, const std::string& extra = "") {
  const auto chunk = [](const std::string& body) {
    const auto sum =
        ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return detail::big_endian(body.size() - 4) + body + detail::big_endian(sum);
  };
  uLongf size = ::compressBound(static_cast<uLong>(rows.size()));
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size()));
  packed.resize(size);
  return "\x89PNG\r\n\x1A\n" +
         chunk("IHDR" + detail::big_endian(width) + detail::big_endian(height) +
               std::string{static_cast<char>(depth), static_cast<char>(colour), 0, 0, 0}) +
         (extra.empty() ? "" : chunk(extra)) + chunk("IDAT" + packed) + chunk("IEND");
}
}  // namespace

TEST_CASE("png: what is written is read back") {
  TemporaryFolder folder;
  for (const int channels : {1, 3, 4}) {
    const auto pixels = ramp(static_cast<std::size_t>(5 * 7 * channels));
    write_png(folder / "a.png", 5, 7, channels, pixels);
    const Picture picture = read_png(folder / "a.png");
    CHECK(picture.height == 5);
    CHECK(picture.width == 7);
    CHECK(picture.channels == channels);
    CHECK(picture.pixels == pixels);
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("png: the same pixels give the same bytes") {
  TemporaryFolder folder;
  write_png(folder / "a", 4, 4, 3, ramp(48));
  write_png(folder / "b", 4, 4, 3, ramp(48));
  CHECK(text_of(folder / "a") == text_of(folder / "b"));
}

TEST_CASE("png: text travels with the picture") {
  TemporaryFolder folder;
  write_png(folder / "a", 2, 2, 1, ramp(4), {{"seed", "17"}, {"class", "caf\xC3\xA9"}});
  CHECK(read_png(folder / "a").pixels == ramp(4));
  const std::string file = text_of(folder / "a");
  CHECK(contains(file, std::string("\0\0\0\x0BiTXtseed\0\0\0\0\0", 17) + "17"));
  CHECK(contains(file, "caf\xC3\xA9"));
  const auto write = [&](const std::string& key) {
    return sentence<UsageError>([&] { write_png(folder / "b", 1, 1, 1, ramp(1), {{key, "x"}}); });
  };
  CHECK(contains(write(""), "key of PNG text"));
  CHECK(contains(write(std::string(80, 'k')), "key of PNG text"));
  CHECK(contains(write("a\nb"), "key of PNG text"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("png: every kind is read as 8 bits") {
  TemporaryFolder folder;
  const auto read = [&](const std::string& bytes) {
    write_file(folder / "a", bytes, Durable::no);
    return read_png(folder / "a");
  };
  using Bytes = std::vector<std::uint8_t>;
  // 1-bit grey: a row of 1, 0, 1.
  CHECK(read(png_of(3, 1, 1, 0, std::string("\0\xA0", 2))).pixels == Bytes{255, 0, 255});
  // 16-bit grey: 0, 0x8080, 0xFFFF.
  CHECK(read(png_of(3, 1, 16, 0, std::string("\0\0\0\x80\x80\xFF\xFF", 7))).pixels ==
        Bytes{0, 128, 255});
  // A palette of two colours.
  const auto palette = read(png_of(2, 1, 8, 3, std::string("\0\1\0", 3),
                                   std::string("PLTE\x0A\x14\x1E\x28\x32\x3C", 10)));
  CHECK(palette.channels == 3);
  CHECK(palette.pixels == Bytes{40, 50, 60, 10, 20, 30});
  // Grey with opacity becomes RGB with opacity.
  const auto alpha = read(png_of(1, 1, 8, 4, std::string("\0\x28\x50", 3)));
  CHECK(alpha.channels == 4);
  CHECK(alpha.pixels == Bytes{40, 40, 40, 80});
}

TEST_CASE("png: files that are none, cut, damaged or that lie about their size") {
  TemporaryFolder folder;
  const auto verdict = [&](const std::string& bytes) {
    write_file(folder / "a.png", bytes, Durable::no);
    const std::string text = sentence([&] { read_png(folder / "a.png"); });
    if (!text.empty()) CHECK(contains(text, "a.png' is no valid PNG file: "));
    return text;
  };
  CHECK(verdict("") != "");
  CHECK(verdict("GIF89a and so on") != "");
  const std::string rows("\0\1\2\3\0\4\5\6", 8);
  const std::string good = png_of(3, 2, 8, 0, rows);
  REQUIRE(verdict(good) == "");
  for (std::size_t n = 0; n < good.size(); ++n) {
    INFO(n);
    CHECK(verdict(good.substr(0, n)) != "");
  }
  // Of a chunk as long as this one says libpng would ask for 2 GB of memory.
  std::string long_text = png_of(3, 2, 8, 0, rows, "tEXta");
  REQUIRE(verdict(long_text) == "");
  long_text.replace(long_text.find("tEXt") - 4, 4, "\x7F\xFF\xFF\x00", 4);
  CHECK(contains(verdict(long_text), "it is cut"));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string other = good;
    other[i] = static_cast<char>(other[i] ^ 0x10);
    verdict(other);  // must come back
  }
  CHECK(verdict(png_of(3, 3, 8, 0, rows)) != "");
  CHECK(contains(verdict(png_of(900'000, 900'000, 16, 6, rows)), "too few for 900000 x 900000"));
}

TEST_CASE("png: sizes that do not fit, and a full disk") {
  TemporaryFolder folder;
  const auto write = [&](int height, int width, int channels, std::size_t bytes) {
    return sentence<UsageError>(
        [&] { write_png(folder / "a", height, width, channels, ramp(bytes)); });
  };
  CHECK(contains(write(2, 2, 3, 11), "11 bytes are no picture of 2 x 2 pixels with 3 channels"));
  CHECK(contains(write(2, 2, 2, 8), "2 channels"));
  CHECK(contains(write(0, 2, 1, 0), "no picture"));
  CHECK(contains(write(-1, -1, 1, 1), "no picture"));
  CHECK(folder.entries() == 0);

  write_png(folder / "a", 2, 2, 1, ramp(4));
  std::string message;
  {
    FullDisk full(64);
    message = sentence([&] { write_png(folder / "a", 64, 64, 3, ramp(64 * 64 * 3)); });
  }
  CHECK(contains(message, "File too large"));
  CHECK(read_png(folder / "a").pixels == ramp(4));
  CHECK(folder.entries() == 1);
}

TEST_CASE("to_bytes: rounds, clamps, and undoes the usual scaling") {
  const float large = std::numeric_limits<float>::infinity();
  CHECK(to_bytes(std::vector{-1.0f, 1.0f, 0.0f, -7.0f, 1.5f, large, -large}) ==
        std::vector<std::uint8_t>{0, 255, 128, 0, 255, 255, 0});
  for (int b = 0; b < 256; ++b)
    CHECK(to_bytes(std::vector{static_cast<float>(b) / 127.5f - 1.0f}).front() == b);
  CHECK(to_bytes(std::vector{0.4f / 127.5f - 1, 0.6f / 127.5f - 1}) ==
        std::vector<std::uint8_t>{0, 1});
  CHECK(contains(sentence([] { to_bytes(std::vector{0.0f, std::nanf("")}); }), "value 1 of"));
}

TEST_CASE("sample_grid: images row by row, gaps between and around") {
  // Two rows of one 1x2 picture each, grey.
  const std::vector<std::uint8_t> images{1, 2, 3, 4};
  const Picture grid = sample_grid(images, 2, 1, 1, 2, 1, {.gap = 1, .background = 9});
  CHECK(grid.height == 5);
  CHECK(grid.width == 4);
  CHECK(grid.pixels ==
        std::vector<std::uint8_t>{9, 9, 9, 9, 9, 1, 2, 9, 9, 9, 9, 9, 9, 3, 4, 9, 9, 9, 9, 9});
  // One row of two 1x1 pictures, colour.
  const std::vector<std::uint8_t> colours{1, 2, 3, 4, 5, 6};
  CHECK(sample_grid(colours, 1, 2, 1, 1, 3, {.gap = 0}).pixels == colours);
  const Picture twice = sample_grid(colours, 1, 2, 1, 1, 3, {.gap = 0, .enlarge = 2});
  CHECK(twice.height == 2);
  CHECK(twice.pixels == std::vector<std::uint8_t>{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6,
                                                  1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6});
  const Picture usual = sample_grid(ramp(10 * 8 * 28 * 28), 10, 8, 28, 28, 1);
  CHECK(usual.height == 10 * 30 + 2);
  CHECK(usual.width == 8 * 30 + 2);
  CHECK(usual.pixels.front() == 128);
  CHECK(contains(sentence<UsageError>([&] { sample_grid(images, 2, 2, 1, 2, 1); }),
                 "2 x 2 pictures"));
  CHECK(
      contains(sentence<UsageError>([&] { sample_grid(images, 0, 1, 1, 2, 1); }), "at least one"));
}

TEST_CASE("colours times opacity become the colours of a file") {
  const std::vector<std::uint8_t> premultiplied{128, 1, 0, 128, 10, 20, 30, 255,
                                                9,   9, 9, 0,   50, 0,  0,  40};
  CHECK(straight_alpha(premultiplied, 4) ==
        std::vector<std::uint8_t>{255, 2, 0, 128, 10, 20, 30, 255, 0, 0, 0, 0, 255, 0, 0, 40});
  CHECK(straight_alpha(premultiplied, 1) == premultiplied);
}
