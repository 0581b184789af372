// SPDX-License-Identifier: MIT
// What the tests of files share: a folder of their own, a full disk, and the text of an error.
#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "augury/core/error.hpp"
#include "augury/io/file.hpp"

/// An empty folder that goes away with this object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "augury-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw augury::Error("no temporary folder");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

/// While it lives no file may grow beyond `bytes`, which looks to a program like a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tiny{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tiny);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

/// The sentence of the Expected that `run` throws; "" when it throws nothing. Others pass through.
template <class Expected = augury::Error, class Run>
std::string sentence(Run run) {
  try {
    run();
  } catch (const Expected& error) {
    return error.what();
  }
  return "";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::string text_of(const std::filesystem::path& path) {
  const auto bytes = augury::read_file(path);
  return std::string(augury::as_text(bytes));
}
