// SPDX-License-Identifier: MIT
// What the verb doctor says of a folder of pictures beside what it says of any images.
#pragma once
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../shared/doctor_text.hpp"
#include "../shared/recipe.hpp"
#include "reading.hpp"

#include "augury/core/utf8.hpp"
#include "augury/images/image_folder.hpp"
#include "augury/images/survey.hpp"

namespace folder {

/// Why no picture of a folder can be read, file by file. `style` is what image_folder asked for.
inline std::vector<augury::PictureProblem> problems_of_all(const std::filesystem::path& folder,
                                                           const augury::PictureStyle& style) {
  const augury::FolderListing listing = augury::list_pictures(folder);
  std::vector<augury::PictureProblem> problems = listing.problems;
  for (const augury::PictureFile& file : listing.files) try {
      augury::read_picture(folder / file.file, style);
    } catch (const augury::Error& failed) {
      const std::string_view text = failed.what(), end_of_name = "' gives no picture: ";
      const auto at = text.find(end_of_name);
      problems.push_back(
          {file.file, std::string(at == text.npos ? text : text.substr(at + end_of_name.size()))});
    }
  return problems;
}

inline std::string size_text(cv::Size size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

/// "900 JPEG, 3 PNG"
inline std::string counts_text(const std::map<std::string, std::size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text += (text.empty() ? "" : "; ") + std::to_string(count) + " " + name;
  return text;
}

/// What the policy does to pictures that are not of the image's proportions.
inline std::string fit_text(const augury::PictureSurvey& survey, augury::Fit fit) {
  const double percent = 100 * survey.by;
  const std::string of = std::to_string(survey.fitted) + " of " + std::to_string(survey.files);
  if (fit == augury::Fit::crop)
    return program::format("crop cuts %s, by %.0f %% of their area on average", of.c_str(),
                           percent);
  if (fit == augury::Fit::pad)
    return program::format("pad fills %s, by %.0f %% of the image on average", of.c_str(), percent);
  return program::format("stretch distorts %s, by %.0f %% on average", of.c_str(),
                         survey.fitted > 0 ? percent - 100 : 0.0);
}

inline std::string text_of(const augury::PictureSurvey& survey, augury::Fit fit,
                           const std::vector<augury::PictureProblem>& problems) {
  std::string text = program::format("unreadable   %zu files or folders\n", problems.size());
  text += program::first_lines(problems.size(), [&](std::size_t i) {
    return program::quoted(augury::as_utf8(problems[i].file)) + ": " + problems[i].reason;
  });
  if (survey.files == 0) return text;
  return text + "formats      " + counts_text(survey.formats) + "\nmodes        " +
         counts_text(survey.modes) + "\nsizes        by area from " + size_text(survey.smallest) +
         " to " + size_text(survey.largest) + ", in the middle " + size_text(survey.median) +
         "\nturned       " + std::to_string(survey.turned) +
         " by their tag of orientation\nfit          " + fit_text(survey, fit) + "\nenlarged     " +
         std::to_string(survey.enlarged) + "\n";
}

inline void add_facts(augury::JsonObject& json, const augury::PictureSurvey& survey,
                      const std::vector<augury::PictureProblem>& problems, const std::string& fit) {
  std::vector<augury::JsonObject> unreadable;
  for (const auto& [file, reason] : problems)
    unreadable.push_back(
        augury::JsonObject().add("file", augury::as_utf8(file)).add("reason", reason));
  const auto counts = [](const std::map<std::string, std::size_t>& some) {
    augury::JsonObject object;
    for (const auto& [name, count] : some) object.add(name, count);
    return object;
  };
  const auto size = [](cv::Size s) { return std::vector<int>{s.width, s.height}; };
  json.add("unreadable", unreadable);
  json.add("formats", counts(survey.formats)).add("modes", counts(survey.modes));
  json.add("smallest_size", size(survey.smallest)).add("median_size", size(survey.median));
  json.add("largest_size", size(survey.largest)).add("turned", survey.turned);
  json.add("fit", fit).add("fitted", survey.fitted).add("fitted_by", survey.by);
  json.add("enlarged", survey.enlarged);
}

/// Advice begins where half of the pictures are enlarged, and where a fourth of their area is cut
/// off or of the image is fill.
inline std::vector<std::string> advice_on(const augury::PictureSurvey& survey, augury::Fit fit,
                                          int size) {
  std::vector<std::string> advice;
  if (2 * survey.enlarged > survey.files)
    advice.push_back(std::to_string(survey.enlarged) + " of " + std::to_string(survey.files) +
                     " pictures are smaller than --size " + std::to_string(size) +
                     " and enlarged; a smaller size shows as much and trains faster.");
  const double all = static_cast<double>(std::max<std::size_t>(1, survey.files));
  const double by = survey.by * static_cast<double>(survey.fitted) / all;
  if (fit == augury::Fit::crop && by > 0.25)
    advice.push_back(program::format(
        "%.0f %% of the pictures' area is cut off; see whether what "
        "matters stays; --fit pad keeps all and fills as much, --fit stretch distorts.",
        100 * by));
  if (fit == augury::Fit::pad && by > 0.25)
    advice.push_back(program::format(
        "%.0f %% of the images is fill, which a GAN learns too; --fit crop cuts off as "
        "much, --fit stretch distorts.",
        100 * by));
  return advice;
}

/// Advice begins where pictures lie in the sub-folders of what would be classes, and nowhere else:
/// then those may be the classes. files: of all pictures, relative to the folder.
inline std::vector<std::string> advice_on_level(const std::filesystem::path& folder,
                                                std::vector<std::string> files) {
  std::string lower;  // the folder that holds the classes, as far as they all lie deeper
  for (;;) {
    std::map<std::string, std::vector<std::string>> below;  // by folder, relative to it
    for (const std::string& file : files) {
      const auto first = file.find('/');
      if (first == file.npos || file.find('/', first + 1) == file.npos) {
        below.clear();
        break;
      }
      below[file.substr(0, first)].push_back(file.substr(first + 1));
    }
    if (below.empty()) break;
    const auto most =
        std::ranges::max_element(below, {}, [](const auto& entry) { return entry.second.size(); });
    lower += (lower.empty() ? "" : "/") + most->first;
    files = std::vector<std::string>(most->second);
  }
  if (lower.empty()) return {};
  return {
      "No class folder holds pictures itself, but their sub-folders do; if those are the "
      "classes, give --data " +
      program::command_of({(folder / lower).string()}) + "."};
}

template <class S>
auto examine(const program::DataPlan& plan) {
  const augury::ImageFolderOptions options = folder_options(plan);
  program::Examination<augury::ImageFolder<S>> found;
  std::vector<augury::PictureProblem> problems;
  augury::PictureSurvey survey;
  const cv::Size size(augury::Image<S>::width, augury::Image<S>::height);
  try {
    found.images.emplace(augury::image_folder<S>(plan.data, options));
    const std::vector<std::string>& files = found.images->files;
    problems = found.images->problems;
    found.advice = advice_on_level(plan.data, files);
    survey = augury::survey_pictures(plan.data, files, size, options.fit, plan.threads);
  } catch (const augury::UsageError&) {
    throw;
  } catch (const augury::Error& failed) {
    found.failure = failed.what();
    problems = problems_of_all(plan.data, {size.height, size.width, S::channels, options.fit,
                                           options.background, options.fill});
  }
  found.text = text_of(survey, options.fit, problems);
  add_facts(found.facts, survey, problems, plan.own.at("fit"));
  for (std::string& sentence : advice_on(survey, options.fit, size.width))
    found.advice.push_back(std::move(sentence));
  return found;
}

}  // namespace folder
