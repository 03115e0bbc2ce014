#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "conformance/wire/frame.h"

namespace gauntlet::wire {

/// The harness's own permessage-deflate (RFC 7692 section 7.2).

/// A library that writes raw deflate, for one direction of one connection.
class DeflateWriter {
 public:
  virtual ~DeflateWriter() = default;
  /// Forgets all that was written.
  virtual void reset() = 0;
  /// Appends what becomes of `payload`, which is not empty, and a sync flush: the last octets are 00 00 FF FF.
  virtual void append(View payload, Bytes& out) = 0;
};

struct DeflateLibrary {
  std::string_view name;
  std::unique_ptr<DeflateWriter> (*open)(int window_bits);  ///< 8..15: no distance is beyond that window
};
/// Those that were built in, the fastest first: ISA-L where it was found, and zlib.
[[nodiscard]] std::span<const DeflateLibrary> deflate_libraries();

/// Compresses messages one after another.
class Compressor {
 public:
  /// `window_bits` 8..15.
  Compressor(int window_bits, bool no_context_takeover, const DeflateLibrary& library = deflate_libraries().front());
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;
  /// One message, without the tail 00 00 FF FF.
  [[nodiscard]] Bytes message(View payload);

 private:
  std::unique_ptr<DeflateWriter> deflate_;
  bool no_context_takeover_;
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
