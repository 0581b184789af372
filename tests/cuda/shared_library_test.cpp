// SPDX-License-Identifier: MIT
// Libraries that are opened when they are first asked for.
#include "augury/backend/cuda/shared_library.cuh"

#include "catch.hpp"
using namespace augury;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a function of a library is called by its name") {
  const cuda::SharedLibrary file("libm", "libm.so.6", "AUGURY_LIBM");
  CHECK(file.function<double(double)>("floor")(2.5) == 2.0);
}

TEST_CASE("a library that is not there, or is another one, is named with what to do") {
  const auto words_on = [](const char* file, const char* function) {
    try {
      cuda::SharedLibrary("cuOracle", file, "AUGURY_CUORACLE").function<void()>(function);
      return std::string("nothing");
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  const std::string what_to_do =
      "; LD_LIBRARY_PATH may name the folder of the one that the program was built with, before "
      "all "
      "others; a build without it (AUGURY_CUORACLE=OFF in CMake, else without that macro) does its "
      "work by "
      "augury's "
      "own kernels";
  CHECK(words_on("libcuoracle.so.1", "tell") ==
        "cuOracle cannot be used: libcuoracle.so.1: cannot open shared object file: No such file "
        "or directory" +
            what_to_do);
  CHECK_THAT(words_on("libm.so.6", "tell"),
             ContainsSubstring("undefined symbol: tell" + what_to_do));
}
