// SPDX-License-Identifier: MIT
// A user of the component images: OpenCV is found and linked.
#include <augury/images/image_folder.hpp>
#include <cstdio>

int main(int, char** argv) {
  try {
    augury::image_folder<augury::Shape<32, 32, 3>>(argv[0]);  // a file, so it is refused
  } catch (const augury::UsageError&) {
    const cv::Mat picture(9, 5, CV_8UC3, cv::Scalar(1, 2, 3));
    const bool fits = augury::scale_picture(picture, {4, 2}, augury::Fit::crop).rows == 2;
    std::puts(fits ? "images are read" : "images are not fitted");
    return fits ? 0 : 1;
  }
  std::puts("a file passed for a folder of images");
  return 1;
}
