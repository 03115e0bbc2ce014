#include "fuzz/seeds/boundary_seeds.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace gauntlet::fuzz {
namespace {

using wire::Bytes;
using wire::LengthForm;

bool can_say(LengthForm form, std::uint64_t length) {
  switch (form) {
    case LengthForm::k7: return length < 126;
    case LengthForm::k16: return length < 65536;
    default: return true;
  }
}

Bytes header(bool to_client, LengthForm form, std::uint64_t length) {
  constexpr std::uint8_t kBinary = 0x82, kMask = 0x80;
  const std::uint8_t mask = to_client ? 0 : kMask;
  const std::size_t octets = form == LengthForm::k7 ? 0 : form == LengthForm::k16 ? 2 : 8;
  Bytes input{static_cast<std::uint8_t>(to_client), kBinary};
  input.push_back(static_cast<std::uint8_t>(mask | (octets == 0 ? length : octets == 2 ? 126U : 127U)));
  for (std::size_t i = octets; i > 0; --i) input.push_back(static_cast<std::uint8_t>(length >> (8 * (i - 1))));
  if (!to_client) input.insert(input.end(), {0x37, 0xfa, 0x21, 0x3d});
  return input;
}

Bytes request(std::string_view version) {
  const std::string head = fmt::format(
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: {}\r\n\r\n",
      version);
  Bytes input{0, 0};
  input.insert(input.end(), head.begin(), head.end());
  return input;
}

}  // namespace

std::vector<Bytes> boundary_headers() {
  constexpr std::array<std::uint64_t, 15> kLengths{
      0, 1, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537, 0x7FFFFFFFF, 1ULL << 62, (1ULL << 63) - 1, 1ULL << 63};
  std::vector<Bytes> inputs;
  for (const bool to_client : {false, true}) {
    for (const LengthForm form : {LengthForm::k7, LengthForm::k16, LengthForm::k64}) {
      for (const std::uint64_t length : kLengths) {
        if (can_say(form, length)) inputs.push_back(header(to_client, form, length));
      }
    }
  }
  return inputs;
}

std::vector<Bytes> version_requests() {
  constexpr int kHighest = 255;  // section 4.1 item 9
  std::vector<Bytes> inputs;
  for (int version = 0; version <= 20; ++version) inputs.push_back(request(std::to_string(version)));
  for (const int version : {99, kHighest - 1, kHighest, kHighest + 1, 1300})
    inputs.push_back(request(std::to_string(version)));
  for (const std::string_view text : {"", "013", "13 ", "13, 8", "8, 13", "+13", "0x0d", "13.0", "hybi-13"})
    inputs.push_back(request(text));
  return inputs;
}

}  // namespace gauntlet::fuzz
