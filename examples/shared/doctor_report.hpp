// SPDX-License-Identifier: MIT
// What a data set is like, for the verb doctor: for people and for programs.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "doctor_text.hpp"

#include "augury/core/utf8.hpp"
#include "augury/data/dataset.hpp"
#include "augury/evaluate/set_advice.hpp"
#include "augury/io/json_object.hpp"

namespace program {

/// Where each image of a set comes from; empty where that has no name.
template <augury::Dataset Set>
std::vector<std::string> files_of(const Set& images) {
  std::vector<std::string> files;
  if constexpr (requires { images.files; })
    for (const std::string& file : images.files) files.push_back(augury::as_utf8(file));
  return files;
}

/// The report of a set, with the names of its images and of those it was compared with.
struct NamedReport {
  augury::SetReport report;
  std::vector<std::string> files;                        ///< files_of the set
  std::vector<std::vector<std::string>> compared_files;  ///< and of report.compared
};

/// "2 exact, 1 near"
inline std::string counts_of(const std::vector<augury::Copy>& copies) {
  const std::size_t exact = augury::SetReport::count_exact(copies);
  return format("copies       %zu exact, %zu near: ", exact, copies.size() - exact);
}

/// Copies, a line each: what an image is called, and what it is a copy of.
template <class Name, class NameOf>
std::string lines_of(const std::vector<augury::Copy>& copies, Name name, NameOf name_of) {
  return first_lines(copies.size(), [&](std::size_t i) {
    return name(copies[i].image) + (copies[i].exact ? " is " : " is nearly ") +
           name_of(copies[i].of) + (copies[i].other_class ? ", in another class" : "");
  });
}

inline std::string text_of_classes(const augury::SetReport& report) {
  std::string text = format("classes      %zu\n", report.class_counts.size());
  text += first_lines(report.class_counts.size(), [&](std::size_t k) {
    return format("%6zu  ", report.class_counts[k]) + quoted(report.class_names[k]);
  });
  const auto with = [&](std::size_t k) {
    return quoted(report.class_names[k]) + " with " +
           augury::detail::counted_images(report.class_counts[k]) + "\n";
  };
  const std::size_t small = report.smallest(), large = report.largest();
  if (report.class_counts[small] == report.class_counts[large]) return text;
  return text + "smallest     " + with(small) + "largest      " + with(large);
}

/// What the report of a set says to people.
inline std::string text_of(const NamedReport& named) {
  const augury::SetReport& report = named.report;
  std::string text = text_of_classes(report);
  for (std::size_t c = 0; c < report.channels.size(); ++c) {
    const augury::ChannelFacts& channel = report.channels[c];
    text += format("channel %zu    from %.2f to %.2f, on average %.2f\n", c,
                   static_cast<double>(channel.least), static_cast<double>(channel.most),
                   static_cast<double>(channel.mean));
  }
  text += "one colour   " + augury::detail::counted_images(report.constant) + "\n";
  const auto names = [](const std::vector<std::string>& files, const std::string& kind) {
    return [&files, kind](std::size_t i) {
      return files.empty() ? kind + "image " + std::to_string(i) : quoted(files[i]);
    };
  };
  const auto name = names(named.files, "");
  text += counts_of(report.copies) + "of earlier images\n" + lines_of(report.copies, name, name);
  for (std::size_t k = 0; k < report.compared.size(); ++k) {
    const augury::ComparedSet& set = report.compared[k];
    text += counts_of(set.copies) +
            format("of images to train on, among %zu %s images\n", set.images, set.name.c_str()) +
            lines_of(set.copies, names(named.compared_files[k], set.name + " "), name);
  }
  return text;
}

/// Copies as JSON, by the numbers of images and the names of files where there are some: files of
/// the copies, and of what they are copies of.
inline std::vector<augury::JsonObject> json_of(const std::vector<augury::Copy>& copies,
                                               const std::vector<std::string>& files,
                                               const std::vector<std::string>& of_files) {
  std::vector<augury::JsonObject> list;
  for (const augury::Copy& copy : copies) {
    augury::JsonObject json;
    json.add("image", copy.image).add("of", copy.of);
    if (!files.empty()) json.add("file", files[copy.image]);
    if (!of_files.empty()) json.add("of_file", of_files[copy.of]);
    json.add("exact", copy.exact).add("other_class", copy.other_class);
    list.push_back(json);
  }
  return list;
}

/// Keys of both kinds of sets to compare with are there always.
inline void add_compared(augury::JsonObject& json, const NamedReport& named) {
  for (const auto& [name, key] : {std::pair{"held-out", "held_out"}, std::pair{"test", "test"}}) {
    std::size_t images = 0;
    std::vector<augury::JsonObject> copies;
    for (std::size_t k = 0; k < named.report.compared.size(); ++k) {
      const augury::ComparedSet& set = named.report.compared[k];
      if (set.name != name) continue;
      images = set.images;
      copies = json_of(set.copies, named.compared_files[k], named.files);
    }
    json.add(std::string(key) + "_images", images).add(std::string(key) + "_copies", copies);
  }
}

inline void add_report(augury::JsonObject& json, const NamedReport& named) {
  const augury::SetReport& report = named.report;
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
  json.add("copies", json_of(report.copies, named.files, named.files));
  add_compared(json, named);
}

}  // namespace program
