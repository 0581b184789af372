// SPDX-License-Identifier: MIT
// Version, and the one macro that marks functions as callable from host and device.
#pragma once

#define AUGURY_VERSION "0.1.0"

#if defined(__CUDACC__)
#define AUGURY_HD __host__ __device__
#else
#define AUGURY_HD
#endif
