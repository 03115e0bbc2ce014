#pragma once
#include <array>
#include <cstdint>

#include "ws/frame_header.h"
#include "ws/frame_parser.h"
#include "ws/opcode.h"

namespace ws {

/// What a first octet says of a frame: all that it decides, in one load (RFC 6455 sections 5.2, 5.4, 5.5;
/// RFC 7692 section 6).
struct FirstOctet {
  FirstOctetFields fields;
  unsigned order = 0;  ///< a combination of the following
};

// The order of frames in two bits each, so that whether a message has begun is carried from frame to frame
// by an AND and an OR, and no load has to wait for it.
inline constexpr unsigned kFineOutside = 1;  ///< breaks no rule while no fragmented message has begun
inline constexpr unsigned kFineInside = 2;   ///< breaks none while one has
inline constexpr unsigned kKeepsInside = 4;  ///< after it a message that had begun is still unfinished
inline constexpr unsigned kBegins = 8;       ///< after it a message has begun in any case

/// Indexed by whether RSV1 is negotiated, and the octet.
inline constexpr std::array<std::array<FirstOctet, 256>, 2> kFirstOctets = [] {
  std::array<std::array<FirstOctet, 256>, 2> table{};
  for (const bool rsv1_negotiated : {false, true}) {
    for (unsigned octet = 0; octet < 256; ++octet) {
      FirstOctet& entry = table[rsv1_negotiated][octet];
      const Opcode opcode = static_cast<Opcode>(octet & 0x0F);
      const bool fin = (octet & 0x80) != 0;
      const auto rsv = static_cast<std::uint8_t>(octet & 0x70);
      entry.fields = {opcode, fin, rsv, static_cast<std::uint8_t>(octet)};
      const bool begins = opcode == Opcode::kText || opcode == Opcode::kBinary;
      const bool continues = opcode == Opcode::kContinuation;
      const bool control = is_control(opcode) && !is_reserved(opcode) && fin;
      const bool rsv_fine = rsv == 0 || (rsv == kRsv1 && rsv1_negotiated && begins);
      unsigned order = 0;
      if (rsv_fine && (begins || control)) order |= kFineOutside;
      if (rsv_fine && (continues || control)) order |= kFineInside;
      if (control || !fin) order |= kKeepsInside;
      if (begins && !fin) order |= kBegins;
      entry.order = order;
    }
  }
  return table;
}();

/// `inside` is 1 while a fragmented message has begun, else 0.
constexpr bool in_order(FirstOctet first, unsigned inside) noexcept { return (first.order >> inside & 1U) != 0; }

constexpr unsigned inside_after(FirstOctet first, unsigned inside) noexcept {
  return (first.order >> 2 & inside) | first.order >> 3;
}

}  // namespace ws
