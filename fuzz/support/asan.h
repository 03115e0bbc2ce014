#pragma once

// Whether this is compiled under AddressSanitizer, as g++ and clang say it.
#if defined(__SANITIZE_ADDRESS__)
#define WS_FUZZ_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WS_FUZZ_ASAN 1
#endif
#endif
