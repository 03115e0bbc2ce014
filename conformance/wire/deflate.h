#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "conformance/wire/frame.h"

namespace gauntlet::wire {

/// The harness's own permessage-deflate (RFC 7692 section 7.2).

/// Compresses messages one after another, over zlib.
class Compressor {
 public:
  /// `window_bits` 9..15: zlib writes no raw deflate with a window of 8 bits.
  Compressor(int window_bits, bool no_context_takeover);
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;
  /// One message, without the tail 00 00 FF FF.
  [[nodiscard]] Bytes message(View payload);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

/// Inflates messages one after another. Accepts everything that section 7.2 allows, and nothing more: in
/// particular no distance beyond the agreed window, which zlib lets pass while its output is in one
/// piece. So this is a reading of RFC 1951 of its own.
class Decompressor {
 public:
  /// `window_bits` 8..15.
  Decompressor(int window_bits, bool no_context_takeover);
  ~Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;
  struct Result {
    /// "data does not inflate", "more than N octets", "incomplete", or
    /// "data reaches back N octets, beyond the window of M".
    std::optional<std::string> error;
    Bytes octets;  ///< what was inflated, up to the error if there is one
  };
  /// One whole message, given without the tail; stops above `limit` octets of output.
  [[nodiscard]] Result message(View compressed, std::uint64_t limit);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace gauntlet::wire
