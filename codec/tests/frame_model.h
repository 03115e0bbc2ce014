#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <random>
#include <vector>

#include "ws/frame_parser.h"

// A receiver that is slow and plain, to test the real ones against, and octets to feed them with.

namespace frame_model {

using Buffer = std::vector<std::uint8_t>;

struct Frame {
  bool fin = true;
  std::uint8_t rsv = 0;
  ws::Opcode opcode = ws::Opcode::kText;
  Buffer payload;

  friend bool operator==(const Frame&, const Frame&) = default;
};

inline void PrintTo(const Frame& frame, std::ostream* out) {
  *out << (frame.fin ? "final " : "") << ws::name(frame.opcode) << " rsv " << int{frame.rsv} << " of "
       << frame.payload.size();
}

struct Reading {
  std::vector<Frame> frames;   ///< the whole ones
  std::uint64_t consumed = 0;  ///< their octets
  std::optional<ws::Violation> violation;

  friend bool operator==(const Reading&, const Reading&) = default;
};

/// Reads a stream octet by octet as RFC 6455 section 5.2 tells it.
inline Reading read(const Buffer& stream, ws::ReceiverState state, std::uint64_t max_frame_size) {
  using ws::Rule;
  Reading reading;
  std::size_t at = 0;
  const auto refuse = [&](Rule rule) {
    reading.violation = ws::Violation{rule, at};
    return reading;
  };
  while (true) {
    Frame frame;
    if (at == stream.size()) return reading;
    const unsigned first = stream[at];
    const unsigned opcode = first & 0xF;
    const bool control = opcode >= 8;
    frame.fin = first >= 0x80;
    frame.rsv = static_cast<std::uint8_t>(first & 0x70);
    frame.opcode = static_cast<ws::Opcode>(opcode);
    if ((first & 0x30) != 0) return refuse(Rule::kReservedBits);
    if ((first & 0x40) != 0) {
      if (!state.rsv1_negotiated) return refuse(Rule::kReservedBits);
      if (control) return refuse(Rule::kCompressedControl);
      if (opcode == 0) return refuse(Rule::kCompressedContinuation);
    }
    if ((opcode > 2 && opcode < 8) || opcode > 10) return refuse(Rule::kReservedOpcode);
    if (control && !frame.fin) return refuse(Rule::kControlFragmented);
    if (opcode == 0 && !state.inside_message) return refuse(Rule::kUnexpectedContinuation);
    if ((opcode == 1 || opcode == 2) && state.inside_message) return refuse(Rule::kExpectedContinuation);

    if (++at == stream.size()) return reading;
    const bool masked = stream[at] >= 0x80;
    std::uint64_t length = stream[at] & 0x7F;
    if (state.role == ws::Role::kServer && !masked) return refuse(Rule::kMaskRequired);
    if (state.role == ws::Role::kClient && masked) return refuse(Rule::kMaskForbidden);
    if (control && length > 125) return refuse(Rule::kControlTooLong);
    if (length > 125) {
      const int octets = length == 126 ? 2 : 8;
      length = 0;
      for (int i = 0; i < octets; ++i) {
        if (++at == stream.size()) return reading;
        if (octets == 8 && i == 0 && stream[at] >= 0x80) return refuse(Rule::kLengthTopBit);
        length = length * 256 + stream[at];
      }
      if (length < (octets == 2 ? 126U : 65536U)) return refuse(Rule::kLengthNotMinimal);
    }
    if (length > max_frame_size) return refuse(Rule::kFrameTooBig);
    ++at;

    std::array<std::uint8_t, 4> key{};
    if (masked) {
      for (std::uint8_t& octet : key) {
        if (at == stream.size()) return reading;
        octet = stream[at++];
      }
    }
    for (std::uint64_t i = 0; i < length; ++i) {
      if (at == stream.size()) return reading;
      frame.payload.push_back(static_cast<std::uint8_t>(stream[at++] ^ key[i % 4]));
    }
    if (!control) state.inside_message = !frame.fin;
    reading.frames.push_back(frame);
    reading.consumed = at;
  }
}

/// Random streams: mostly frames that `state` allows, of sizes around every boundary, now and then one
/// that breaks a rule, and cut off anywhere.
class StreamGenerator {
 public:
  StreamGenerator(std::uint32_t seed, ws::ReceiverState state) : random_(seed), state_(state) {}

  Buffer stream(std::size_t frames, std::size_t longest) {
    Buffer octets;
    bool inside = state_.inside_message;
    for (std::size_t i = 0; i < frames; ++i) put_frame(octets, longest, inside);
    if (below(4) == 0) octets.resize(octets.size() - below(octets.size() + 1));
    if (below(4) == 0 && !octets.empty()) octets[below(octets.size())] = static_cast<std::uint8_t>(random_());
    return octets;
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }

 private:
  std::size_t length(std::size_t longest) {
    static constexpr std::size_t kBoundaries[]{0,  1,  3,   4,   7,   8,   15,  16,  31,    32,   63,
                                               64, 65, 124, 125, 126, 127, 128, 129, 65535, 65536};
    const std::size_t chosen = below(3) == 0 ? kBoundaries[below(std::size(kBoundaries))] : below(150);
    return chosen > longest ? longest : chosen;
  }

  void put_frame(Buffer& octets, std::size_t longest, bool& inside) {
    unsigned first = 0;
    if (below(5) == 0) {
      first = 0x88U + static_cast<unsigned>(below(3));
    } else {
      const bool fin = below(2) == 0;
      first = (fin ? 0x80U : 0U) | (inside ? 0U : 1U + static_cast<unsigned>(below(2)));
      if (!inside && state_.rsv1_negotiated && below(2) == 0) first |= 0x40U;
      inside = !fin;
    }
    const std::size_t size = (first & 8U) != 0 ? length(125) : length(longest);
    if (below(100) == 0) first ^= 1U << below(8);
    const auto put = [&octets](std::uint64_t octet) { octets.push_back(static_cast<std::uint8_t>(octet)); };
    put(first);
    const bool masked = (state_.role == ws::Role::kServer) != (below(200) == 0);
    const unsigned mask_bit = masked ? 0x80U : 0U;
    const bool padded = below(200) == 0;
    if (size < 126 && !padded) {
      put(mask_bit | size);
    } else if (size < 65536 && !padded) {
      put(mask_bit | 126U), put(size >> 8), put(size);
    } else {
      put(mask_bit | 127U);
      for (int shift = 56; shift >= 0; shift -= 8) put(std::uint64_t{size} >> shift);
    }
    for (std::size_t i = 0; i < size + (masked ? 4 : 0); ++i) put(random_());
  }

  std::mt19937 random_;
  ws::ReceiverState state_;
};

}  // namespace frame_model
