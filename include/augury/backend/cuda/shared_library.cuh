// SPDX-License-Identifier: MIT
// A library that is opened when it is first asked for, not when the program starts. So a program for
// both backends trains on the CPU of machines that have none of NVIDIA's libraries, and where they are
// it does not pay for them there (cuBLASLt alone takes 150 MB and a tenth of a second to open).
#pragma once
#include <dlfcn.h>

#include <string>
#include <utility>

#include "augury/core/error.hpp"

namespace augury::cuda {

/// Stays open until the program ends.
class SharedLibrary {
 public:
  /// name: cuBLASLt, say. file: what the system's loader looks for. option: of CMake, for a build that
  /// does without. Throws Error where the loader does not find the file or cannot open it.
  SharedLibrary(std::string name, const std::string& file, std::string option)
      : name_(std::move(name)),
        option_(std::move(option)),
        handle_(dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL)) {
    if (handle_ == nullptr) fail();
  }

  /// Throws Error where the library has no such function.
  template <class Function>
  Function* function(const char* name) const {
    void* found = dlsym(handle_, name);
    if (found == nullptr) fail();
    return reinterpret_cast<Function*>(found);
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(name_ + " cannot be used: " + dlerror() + "; put the folder of the " + name_ +
                " that the program was built with into LD_LIBRARY_PATH, or build with " + option_ +
                "=OFF, which does without it");
  }

  std::string name_, option_;
  void* handle_;
};

}  // namespace augury::cuda

/// A member that is a function of `file`, the SharedLibrary beside it, and has the function's name.
#define AUGURY_FUNCTION_OF_FILE(name) \
  decltype(::name)* name = file.function<decltype(::name)>(#name)
