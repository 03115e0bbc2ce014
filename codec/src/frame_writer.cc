#include "ws/frame_writer.h"

#include <algorithm>
#include <array>

#include "ws/masking.h"
#include "ws/utf8.h"

namespace ws {

bool FrameWriter::ping(Octets payload) { return control(Opcode::kPing, payload); }

bool FrameWriter::pong(Octets payload) { return control(Opcode::kPong, payload); }

bool FrameWriter::close() { return control(Opcode::kClose, {}); }

bool FrameWriter::close(std::uint16_t code, std::string_view reason) {
  if (!may_be_sent(code, role_ == Role::kServer)) return false;
  if (reason.size() > kMaxCloseReason || !is_valid_utf8(as_octets(reason))) return false;
  std::array<std::uint8_t, kMaxControlPayload> body;
  body[0] = static_cast<std::uint8_t>(code >> 8);
  body[1] = static_cast<std::uint8_t>(code);
  std::copy(reason.begin(), reason.end(), body.begin() + 2);
  return control(Opcode::kClose, Octets(body).first(2 + reason.size()));
}

bool FrameWriter::control(Opcode opcode, Octets payload) {
  if (payload.size() > kMaxControlPayload) return false;
  frame(opcode, payload);
  return true;
}

void FrameWriter::frame(Opcode opcode, Octets payload, bool fin, std::uint8_t rsv) {
  FrameHeader header;
  header.fin = fin;
  header.rsv = rsv;
  header.opcode = opcode;
  header.payload_length = payload.size();
  header.masked = role_ == Role::kClient;
  if (header.masked) random_(header.masking_key);

  // Room for the longest header, so that it is encoded where it goes.
  drop_sent();
  const std::size_t start = buffer_.size();
  buffer_.resize(start + kMaxFrameHeaderSize + payload.size());
  const auto room = MutableOctets(buffer_).subspan(start);
  const std::size_t header_size = encode(header, room.first<kMaxFrameHeaderSize>());
  std::uint8_t* const to = room.data() + header_size;
  if (header.masked) {
    mask_copy(payload, to, header.masking_key);
  } else {
    std::copy(payload.begin(), payload.end(), to);
  }
  buffer_.resize(start + header_size + payload.size());
}

void FrameWriter::consume(std::size_t count) noexcept {
  sent_ += std::min(count, buffer_.size() - sent_);
  if (sent_ == buffer_.size()) {
    buffer_.clear();
    sent_ = 0;
  }
}

void FrameWriter::drop_sent() {
  // Only once that is the larger part, so that each octet is moved once on average.
  if (sent_ <= buffer_.size() / 2) return;
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(sent_));
  sent_ = 0;
}

}  // namespace ws
