// SPDX-License-Identifier: MIT
#include "augury/images/decode.hpp"

#include "catch.hpp"
#include "images/picture_files.hpp"

using namespace augury;

namespace {

using Numbers = std::vector<int>;

Numbers numbers(const cv::Mat& picture) {
  REQUIRE(picture.depth() == CV_8U);
  Numbers result;
  const int line = picture.cols * picture.channels();
  for (int y = 0; y < picture.rows; ++y)
    for (int i = 0; i < line; ++i) result.push_back(picture.ptr(y)[i]);
  return result;
}

/// Pixels of a file with as many channels, red first.
Numbers grey_of(const std::string& file, Rgb behind = white) {
  return numbers(to_channels(decoded(file), 1, behind));
}
Numbers rgb_of(const std::string& file, Rgb behind = white) {
  return numbers(to_channels(decoded(file), 3, behind));
}
Numbers rgba_of(const std::string& file) { return numbers(to_channels(decoded(file), 4, white)); }

std::string text(std::initializer_list<int> bytes) {
  std::string result;
  for (int byte : bytes) result += static_cast<char>(byte);
  return result;
}

/// A BMP file of one pixel.
std::string bmp(std::uint32_t bits, std::uint32_t compression, const std::string& masks,
                const std::string& pixel, std::uint32_t header_size = 40) {
  std::string header = little(header_size, 4) + little(1, 4) + little(1, 4) + little(1, 2) +
                       little(bits, 2) + little(compression, 4) + little(4, 4) +
                       std::string(16, '\0') + masks;
  if (header.size() < header_size) header.resize(header_size, '\0');
  return "BM" + little(0, 8) + little(static_cast<std::uint32_t>(14 + header.size()), 4) + header +
         pixel;
}

/// A 3x2 picture as a camera stores it that was held so that the tag is `orientation`: the standard
/// (EXIF 2.3, tag 274) says which side of the scene the first row and the first column are.
cv::Mat as_stored(const cv::Mat& scene, std::uint32_t orientation) {
  struct Sides {
    char row, column;
  };
  static constexpr Sides sides[] = {{'t', 'l'}, {'t', 'r'}, {'b', 'r'}, {'b', 'l'},
                                    {'l', 't'}, {'r', 't'}, {'r', 'b'}, {'l', 'b'}};
  const auto [row, column] = sides[orientation - 1];
  const int height = scene.rows, width = scene.cols;
  const auto distance = [&](char side, int y, int x) {
    return side == 't' ? y : side == 'b' ? height - 1 - y : side == 'l' ? x : width - 1 - x;
  };
  const bool lying = row == 'l' || row == 'r';
  cv::Mat stored(lying ? width : height, lying ? height : width, scene.type());
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      stored.at<cv::Vec3b>(distance(row, y, x), distance(column, y, x)) = scene.at<cv::Vec3b>(y, x);
  return stored;
}

/// No two corners alike, and smooth, as JPEG likes it.
cv::Mat ramps(int height, int width) {
  cv::Mat scene(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      scene.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<std::uint8_t>(200 * x / width),
                                            static_cast<std::uint8_t>(150 * y / height),
                                            static_cast<std::uint8_t>(220 - 100 * x / width));
  return scene;
}

double farthest(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() ? cv::norm(a, b, cv::NORM_INF) : 1e9;
}

std::string webp_with_exif(const cv::Mat& picture, const std::string& data) {
  const std::string plain = encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});  // lossless
  const std::string extended = "VP8X" + little(10, 4) + little(8, 4) +
                               little(static_cast<std::uint32_t>(picture.cols - 1), 3) +
                               little(static_cast<std::uint32_t>(picture.rows - 1), 3);
  std::string body = "WEBP" + extended + plain.substr(12) + "EXIF" +
                     little(static_cast<std::uint32_t>(data.size()), 4) + data;
  if (data.size() % 2 != 0) body += '\0';
  return "RIFF" + little(static_cast<std::uint32_t>(body.size()), 4) + body;
}

}  // namespace

TEST_CASE("PNG: every kind of colour and depth has its values") {
  const std::string palette = png_chunk("PLTE", text({1, 2, 3, 200, 100, 50}));
  CHECK(rgb_of(png({2, 1, 8, 2, {text({16, 32, 48, 64, 80, 96})}})) ==
        Numbers{16, 32, 48, 64, 80, 96});
  CHECK(rgb_of(png({1, 1, 16, 2, {text({16, 255, 32, 0, 255, 255})}})) == Numbers{17, 32, 255});
  CHECK(grey_of(png({8, 1, 1, 0, {text({0xA5})}})) == Numbers{255, 0, 255, 0, 0, 255, 0, 255});
  CHECK(grey_of(png({4, 1, 2, 0, {text({0x1B})}})) == Numbers{0, 85, 170, 255});
  CHECK(grey_of(png({2, 1, 4, 0, {text({0x1F})}})) == Numbers{17, 255});
  CHECK(grey_of(png({2, 1, 16, 0, {text({128, 128, 0, 200})}})) == Numbers{128, 1});
  CHECK(rgb_of(png({2, 1, 8, 3, {text({1, 0})}, palette})) == Numbers{200, 100, 50, 1, 2, 3});
  CHECK(rgb_of(png({2, 1, 1, 3, {text({0x80})}, palette})) == Numbers{200, 100, 50, 1, 2, 3});
}

TEST_CASE("PNG: opacity is kept premultiplied, or laid over a colour") {
  const auto grey_alpha = png({2, 1, 8, 4, {text({128, 255, 200, 128})}});
  CHECK(rgba_of(grey_alpha) == Numbers{128, 128, 128, 255, 100, 100, 100, 128});
  CHECK(rgb_of(grey_alpha) == Numbers{128, 128, 128, 227, 227, 227});
  CHECK(grey_of(grey_alpha, black) == Numbers{128, 100});
  CHECK(rgba_of(png({1, 1, 16, 4, {text({200, 200, 128, 128})}})) == Numbers{100, 100, 100, 128});
  const auto rgba = png({1, 1, 8, 6, {text({255, 128, 64, 128})}});
  CHECK(rgba_of(rgba) == Numbers{128, 64, 32, 128});
  CHECK(rgb_of(rgba, black) == Numbers{128, 64, 32});
  CHECK(rgb_of(rgba, {10, 20, 250}) == Numbers{128 + 5, 64 + 10, 32 + 125});
  CHECK(rgb_of(png({1, 1, 8, 6, {text({255, 128, 64, 0})}}), {10, 20, 250}) ==
        Numbers{10, 20, 250});
  CHECK(rgba_of(png({1, 1, 16, 6, {text({255, 255, 128, 128, 64, 64, 128, 128})}})) ==
        Numbers{128, 64, 32, 128});
}

TEST_CASE("PNG: a transparent colour is transparent in every kind") {
  const auto clear = [](std::initializer_list<int> key) { return png_chunk("tRNS", text(key)); };
  const std::string palette = png_chunk("PLTE", text({1, 2, 3, 200, 100, 50}));
  CHECK(rgba_of(png({2, 1, 8, 3, {text({1, 0})}, palette + clear({0, 128})})) ==
        Numbers{100, 50, 25, 128, 0, 0, 0, 0});
  CHECK(
      rgba_of(png({2, 1, 8, 2, {text({16, 32, 48, 16, 32, 49})}, clear({0, 16, 0, 32, 0, 48})})) ==
      Numbers{0, 0, 0, 0, 16, 32, 49, 255});
  CHECK(rgba_of(png({2, 1, 8, 0, {text({16, 32})}, clear({0, 16})})) ==
        Numbers{0, 0, 0, 0, 32, 32, 32, 255});
  CHECK(grey_of(png({4, 1, 2, 0, {text({0x1B})}, clear({0, 2})})) == Numbers{0, 85, 255, 255});
  CHECK(grey_of(png({2, 1, 16, 0, {text({128, 128, 128, 129})}, clear({128, 128})})) ==
        Numbers{255, 128});
}

TEST_CASE("pictures without opacity are opaque, and colours become grey by Rec. 601") {
  const auto file = png({1, 1, 8, 2, {text({250, 100, 10})}});
  CHECK(rgba_of(file) == Numbers{250, 100, 10, 255});
  CHECK(grey_of(file) == Numbers{135});  // 0.299 * 250 + 0.587 * 100 + 0.114 * 10 = 134.59
  const auto grey_file = png({1, 1, 8, 0, {text({77})}});
  CHECK(rgb_of(grey_file) == Numbers{77, 77, 77});
  CHECK(rgba_of(grey_file) == Numbers{77, 77, 77, 255});
}

TEST_CASE("JPEG: grey, YCbCr and CMYK have their values") {
  CHECK(rgb_of(flat_jpeg(1, 1, {77})) == Numbers{77, 77, 77});
  CHECK(grey_of(flat_jpeg(2, 1, {200})) == Numbers{200, 200});
  // R = Y + 1.402 (Cr - 128), G = Y - 0.344136 (Cb - 128) - 0.714136 (Cr - 128), B = Y + 1.772 ...
  CHECK(rgb_of(flat_jpeg(1, 1, {100, 138, 200})) == Numbers{201, 45, 118});
  // Inverted inks, so R = C K / 255: 78.4 and 39.2, which OpenCV rounds up.
  CHECK(rgb_of(flat_jpeg(1, 1, {255, 100, 50, 200})) == Numbers{200, 79, 40});
}

TEST_CASE("TIFF: grey, RGB, palette, CMYK, 16 bits and opacity have their values") {
  CHECK(grey_of(tiff_of(8, 1, 1, 1, 1, text({0xA5}))) == Numbers{255, 0, 255, 0, 0, 255, 0, 255});
  CHECK(grey_of(tiff_of(2, 1, 8, 1, 1, text({1, 200}))) == Numbers{1, 200});
  CHECK(grey_of(tiff_of(2, 1, 8, 1, 0, text({1, 200}))) == Numbers{254, 55});
  CHECK(grey_of(tiff_of(2, 1, 16, 1, 1, text({128, 128, 0, 16}))) == Numbers{128, 16});
  CHECK(grey_of(tiff_of(2, 1, 16, 1, 0, text({128, 128, 0, 16}))) == Numbers{127, 239});
  CHECK(rgb_of(tiff_of(1, 1, 8, 3, 2, text({16, 32, 48}))) == Numbers{16, 32, 48});
  CHECK(rgb_of(tiff_of(1, 1, 16, 3, 2, text({16, 16, 32, 32, 48, 48}))) == Numbers{16, 32, 48});
  // (255 - C)(255 - K) / 255 and so on
  CHECK(rgb_of(tiff_of(1, 1, 8, 4, 5, text({0, 128, 192, 32}))) == Numbers{223, 111, 55});
  std::string map;  // red i, green 255 - i, blue 7
  for (std::uint32_t i = 0; i < 256; ++i) map += little(i * 257, 2);
  for (std::uint32_t i = 0; i < 256; ++i) map += little((255 - i) * 257, 2);
  for (int i = 0; i < 256; ++i) map += little(7 * 257, 2);
  const TiffTag palette{320, 3, 768, behind_tiff(11) + 2};  // behind two pixels
  CHECK(rgb_of(tiff_of(2, 1, 8, 1, 3, text({5, 9}) + map, {palette})) ==
        Numbers{5, 250, 7, 9, 246, 7});

  const auto opacity = [](std::uint32_t kind) { return std::vector<TiffTag>{{338, 3, 1, kind}}; };
  constexpr std::uint32_t associated = 1, unassociated = 2;
  const auto rgba = text({112, 96, 64, 128});
  const auto wide = text({112, 112, 96, 96, 64, 64, 128, 128});
  CHECK(rgba_of(tiff_of(1, 1, 8, 4, 2, rgba, opacity(associated))) == Numbers{112, 96, 64, 128});
  CHECK(rgba_of(tiff_of(1, 1, 16, 4, 2, wide, opacity(associated))) == Numbers{112, 96, 64, 128});
  CHECK(rgba_of(tiff_of(1, 1, 8, 4, 2, rgba, opacity(unassociated))) == Numbers{56, 48, 32, 128});
  CHECK(rgba_of(tiff_of(1, 1, 16, 4, 2, wide, opacity(unassociated))) == Numbers{56, 48, 32, 128});
}

TEST_CASE("BMP: the fourth byte is opacity only where a mask says so") {
  const auto pixel = text({48, 32, 16, 0});
  const auto masks = little(0xFF0000, 4) + little(0xFF00, 4) + little(0xFF, 4);
  CHECK(rgba_of(bmp(24, 0, "", pixel)) == Numbers{16, 32, 48, 255});
  CHECK(rgba_of(bmp(32, 0, "", pixel)) == Numbers{16, 32, 48, 255});
  CHECK(rgba_of(bmp(32, 3, masks, pixel)) == Numbers{16, 32, 48, 255});
  CHECK(rgba_of(bmp(32, 3, masks + little(0, 4), pixel, 124)) == Numbers{16, 32, 48, 255});
  CHECK(rgba_of(bmp(32, 3, masks + little(0xFF000000, 4), text({48, 32, 16, 128}), 124)) ==
        Numbers{8, 16, 24, 128});
}

TEST_CASE("WebP: lossless pixels come back, with their opacity") {
  cv::Mat picture(2, 3, CV_8UC4, cv::Scalar(10, 20, 30, 255));
  picture.at<cv::Vec4b>(0, 0) = {200, 100, 50, 128};
  const auto file = encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});
  const auto pixels = rgba_of(file);
  REQUIRE(pixels.size() == 24);
  CHECK(Numbers(pixels.begin(), pixels.begin() + 8) == Numbers{25, 50, 100, 128, 30, 20, 10, 255});
}

TEST_CASE("all eight orientations come out upright, in every format that has them") {
  const auto orientation = static_cast<std::uint32_t>(GENERATE(1, 2, 3, 4, 5, 6, 7, 8));
  const bool is_little = GENERATE(true, false);
  CAPTURE(orientation, is_little);
  const cv::Mat scene = ramps(32, 48);
  const cv::Mat stored = as_stored(scene, orientation);
  const std::string data = exif(orientation, is_little);

  const auto jpeg = jpeg_with(encoded(".jpg", stored), '\xE1', std::string("Exif\0\0", 6) + data);
  CHECK(farthest(decoded(jpeg), scene) < 12);
  const std::string plain = encoded(".png", stored);
  const std::size_t header_end = 8 + 25;
  CHECK(farthest(decoded(plain.substr(0, header_end) + png_chunk("eXIf", data) +
                         plain.substr(header_end)),
                 scene) == 0);
  CHECK(farthest(decoded(webp_with_exif(stored, data)), scene) == 0);
  CHECK(farthest(decoded(webp_with_exif(stored, std::string("Exif\0\0", 6) + data)), scene) == 0);
  std::string pixels;
  for (int y = 0; y < stored.rows; ++y)
    for (int x = 0; x < stored.cols; ++x)
      for (int c : {2, 1, 0}) pixels += static_cast<char>(stored.at<cv::Vec3b>(y, x)[c]);
  CHECK(farthest(decoded(tiff_of(static_cast<std::uint32_t>(stored.cols),
                                 static_cast<std::uint32_t>(stored.rows), 8, 3, 2, pixels, {},
                                 orientation)),
                 scene) == 0);
}

TEST_CASE("EXIF data that are damaged turn nothing") {
  const cv::Mat scene = ramps(32, 48);
  const std::string jpeg = encoded(".jpg", scene), good = exif(6, true);
  for (const std::string& data :
       {std::string(), good.substr(0, 9), exif(9, false), exif(0, true), std::string(40, '\xFF'),
        "II*" + std::string(1, '\0') + little(0xFFFFFFF0, 4)})
    CHECK(farthest(decoded(jpeg_with(jpeg, '\xE1', std::string("Exif\0\0", 6) + data)), scene) <
          12);
}

TEST_CASE("a large JPEG is decoded small, to what a full decode and an average give") {
  const auto orientation = static_cast<std::uint32_t>(GENERATE(1, 6));
  const cv::Mat scene = ramps(256, 384);
  const auto file =
      jpeg_with(encoded(".jpg", as_stored(scene, orientation), {cv::IMWRITE_JPEG_QUALITY, 98}),
                '\xE1', std::string("Exif\0\0", 6) + exif(orientation, true));
  const auto decode = [&](cv::Size least) {
    return decode_picture(bytes_of(file), probe(bytes_of(file)), least);
  };
  CHECK(decode({}).size() == cv::Size(384, 256));
  CHECK(decode({97, 64}).size() == cv::Size(384, 256));
  CHECK(decode({96, 65}).size() == cv::Size(384, 256));
  CHECK(decode({96, 64}).size() == cv::Size(192, 128));
  CHECK(decode({1, 1}).size() == cv::Size(48, 32));
  for (int size : {32, 16, 8}) {
    cv::Mat expected, small = decode({size * 3 / 2, size});
    cv::resize(scene, expected, small.size(), 0, 0, cv::INTER_AREA);
    CAPTURE(size);
    CHECK(farthest(small, expected) <= 8);
  }
}
