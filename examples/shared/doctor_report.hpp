// SPDX-License-Identifier: MIT
// What a data set is like, for the verb doctor: for people and for programs.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "doctor_text.hpp"

#include "augury/evaluate/set_report.hpp"
#include "augury/io/json_object.hpp"

namespace program {

/// What the report of a set says to people. files: where images come from, or nothing.
inline std::string text_of(const augury::SetReport& report, const std::vector<std::string>& files) {
  const auto name = [&](std::size_t i) {
    return files.empty() ? "image " + std::to_string(i) : quoted(files[i]);
  };
  std::string text = format("classes      %zu\n", report.class_counts.size());
  text += first_lines(report.class_counts.size(), [&](std::size_t k) {
    return format("%6zu  ", report.class_counts[k]) + quoted(report.class_names[k]);
  });
  const auto images = [](std::size_t n) { return augury::detail::counted(n, "image", "images"); };
  const auto with = [&](std::size_t k) {
    return quoted(report.class_names[k]) + " with " + images(report.class_counts[k]) + "\n";
  };
  const std::size_t small = report.smallest(), large = report.largest();
  if (report.class_counts[small] < report.class_counts[large])
    text += "smallest     " + with(small) + "largest      " + with(large);
  for (std::size_t c = 0; c < report.channels.size(); ++c) {
    const augury::ChannelFacts& channel = report.channels[c];
    text += format("channel %zu    from %.2f to %.2f, on average %.2f\n", c,
                   static_cast<double>(channel.least), static_cast<double>(channel.most),
                   static_cast<double>(channel.mean));
  }
  text += "one colour   " + images(report.constant) + "\n";
  const auto lines = [&](const std::vector<augury::Copy>& copies, bool test) {
    text += first_lines(copies.size(), [&](std::size_t i) {
      return (test ? "test image " + std::to_string(copies[i].image) : name(copies[i].image)) +
             (copies[i].exact ? " is " : " is nearly ") + name(copies[i].of) +
             (copies[i].other_class ? ", in another class" : "");
    });
  };
  const auto count = [](const std::vector<augury::Copy>& copies) {
    const std::size_t exact = augury::SetReport::count_exact(copies);
    return format("copies       %zu exact, %zu near: ", exact, copies.size() - exact);
  };
  text += count(report.copies) + "of earlier images\n";
  lines(report.copies, false);
  if (report.test_images == 0) return text;
  text += count(report.test_copies) +
          format("of images to train on, among %zu test images\n", report.test_images);
  lines(report.test_copies, true);
  return text;
}

/// Copies as JSON, by the numbers of images and the names of files where there are some.
inline std::vector<augury::JsonObject> json_of(const std::vector<augury::Copy>& copies,
                                               const std::vector<std::string>& files, bool test) {
  std::vector<augury::JsonObject> list;
  for (const augury::Copy& copy : copies) {
    augury::JsonObject json;
    json.add("image", copy.image).add("of", copy.of);
    if (!files.empty() && !test) json.add("file", files[copy.image]);
    if (!files.empty()) json.add("of_file", files[copy.of]);
    json.add("exact", copy.exact).add("other_class", copy.other_class);
    list.push_back(json);
  }
  return list;
}

inline void add_report(augury::JsonObject& json, const augury::SetReport& report,
                       const std::vector<std::string>& files) {
  std::vector<float> least, most, mean;
  for (const augury::ChannelFacts& channel : report.channels) {
    least.push_back(channel.least);
    most.push_back(channel.most);
    mean.push_back(channel.mean);
  }
  const std::size_t exact = report.exact_copies();
  json.add("class_names", report.class_names).add("class_counts", report.class_counts);
  json.add("smallest_class", report.class_names[report.smallest()]);
  json.add("largest_class", report.class_names[report.largest()]);
  json.add("channel_least", least).add("channel_most", most).add("channel_mean", mean);
  json.add("constant_images", report.constant);
  json.add("exact_copies", exact).add("near_copies", report.copies.size() - exact);
  json.add("copies", json_of(report.copies, files, false));
  json.add("test_images", report.test_images);
  json.add("test_copies", json_of(report.test_copies, files, true));
}

}  // namespace program
