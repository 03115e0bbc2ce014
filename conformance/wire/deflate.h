#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "conformance/wire/frame.h"

namespace gauntlet::wire {

/// The harness's own permessage-deflate (RFC 7692 section 7.2), over zlib.

/// Compresses messages one after another.
class Compressor {
 public:
  /// `window_bits` 9..15.
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

/// Inflates messages one after another. Accepts everything that section 7.2 allows.
class Decompressor {
 public:
  Decompressor(int window_bits, bool no_context_takeover);
  ~Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;
  struct Result {
    std::optional<std::string> error;  ///< "data does not inflate", "more than N octets", "incomplete"
    Bytes octets;
  };
  /// One whole message, given without the tail; stops above `limit` octets of output.
  [[nodiscard]] Result message(View compressed, std::uint64_t limit);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace gauntlet::wire
