// SPDX-License-Identifier: MIT
// A program as its user meets it: run in a shell, by its exit status, words and files.
#pragma once
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>

#include "io/temporary_folder.hpp"

struct Result {
  int status = -1;
  std::string out, error;
};

class Program {
 public:
  explicit Program(std::string name)
      : name_(std::move(name)), path_(std::string(AUGURY_PROGRAMS "/") + name_) {}

  /// Runs a shell line in which $M is the program and the working folder is `folder`.
  Result shell(const TemporaryFolder& folder, const std::string& line) const {
    const std::string in = (folder / "").string();
    const std::string all =
        "cd '" + in + "' && M='" + path_ + "' && { " + line + "; } > stdout.txt 2> stderr.txt";
    const int status = std::system(all.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(folder / "stdout.txt"),
            text_of(folder / "stderr.txt")};
  }

  /// Whether there is a program to run.
  bool built() const {
    if (std::filesystem::exists(path_)) return true;
    std::cout << "skipped: no program " << path_ << "; build the target " << name_ << "\n";
    return false;
  }

 private:
  std::string name_, path_;
};
