#include <variant>

#include "conformance/wire/frame_reader.h"
#include "rivals/reading.h"

namespace gauntlet::fuzz {

const std::vector<Rival>& rivals() {
  static const std::vector<Rival> all {
#if defined(WS_HAVE_WSLAY)
    {"wslay", read_with_wslay},
#endif
#if defined(WS_HAVE_BEAST)
        {"beast", read_with_beast},
#endif
#if defined(WS_HAVE_WEBSOCKETPP)
        {"websocketpp", read_with_websocketpp},
#endif
  };
  return all;
}

bool find_close(const std::uint8_t* output, std::size_t size, RivalReading& reading) {
  wire::FrameReader reader({.expect_masked = false, .rsv1_negotiated = false});
  reader.feed({output, size});
  std::uint8_t opcode = 0;
  wire::Bytes payload;
  while (const auto item = reader.next()) {
    if (const auto* start = std::get_if<wire::FrameStart>(&*item)) {
      opcode = start->opcode;
      payload.clear();
    }
    if (const auto* piece = std::get_if<wire::PayloadPiece>(&*item))
      payload.insert(payload.end(), piece->octets.begin(), piece->octets.end());
    if (!std::holds_alternative<wire::FrameEnd>(*item) || opcode != 8) continue;
    reading.closed = true;
    reading.code = payload.size() < 2 ? 1005U : unsigned{payload[0]} << 8 | payload[1];
    return true;
  }
  return false;
}

}  // namespace gauntlet::fuzz
