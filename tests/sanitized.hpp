// SPDX-License-Identifier: MIT
// AUGURY_TEST_SANITIZED, where a sanitizer has memory its own way.
#pragma once
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AUGURY_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AUGURY_TEST_SANITIZED 1
#endif
#endif
