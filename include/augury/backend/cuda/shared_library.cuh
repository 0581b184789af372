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
  /// name: cuBLASLt, say. file: what the system's loader looks for. option: the one of CMake, and the
  /// macro, by which a build asks for it. Throws Error where the loader cannot open the file.
  SharedLibrary(std::string name, const std::string& file, std::string option)
      : name_(std::move(name)),
        option_(std::move(option)),
        handle_(dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL)) {
    if (handle_ == nullptr) refuse(reason());
  }

  /// Throws Error where the library has no such function.
  template <class Function>
  Function* function(const char* name) const {
    void* found = dlsym(handle_, name);
    if (found == nullptr) refuse(reason());
    return reinterpret_cast<Function*>(found);
  }

  /// Throws Failure, an Error, which says what the library cannot, why, and how to do without it.
  template <class Failure = Error>
  [[noreturn]] void fail(const std::string& what, const std::string& why) const {
    throw Failure(name_ + " cannot " + what + ": " + why + "; a build without it (" + option_ +
                  "=OFF in CMake, else without that macro) does its work by augury's own kernels");
  }
  /// Throws Error: it is not the library that the program was built with.
  [[noreturn]] void refuse(const std::string& why) const {
    fail("be used", why +
                        "; LD_LIBRARY_PATH may name the folder of the one that the program was "
                        "built with, before all others");
  }

 private:
  static std::string reason() {
    const char* why = dlerror();
    return why != nullptr ? why : "the loader does not say why";
  }

  std::string name_, option_;
  void* handle_;
};

}  // namespace augury::cuda

/// A member that is a function of `file`, the SharedLibrary beside it, and has the function's name.
#define AUGURY_FUNCTION_OF_FILE(name) \
  decltype(::name)* name = file.function<decltype(::name)>(#name)
