#pragma once
#include <memory>

#include "conformance/wire/deflate.h"

/// One function a library, each in a file of its own.
namespace gauntlet::wire {

[[nodiscard]] std::unique_ptr<DeflateWriter> open_zlib(int window_bits);
/// Intel's Intelligent Storage Acceleration Library, igzip; only with WS_ISAL.
[[nodiscard]] std::unique_ptr<DeflateWriter> open_isal(int window_bits);

}  // namespace gauntlet::wire
