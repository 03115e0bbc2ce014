#include "ws/frame_writer.h"

#include <algorithm>
#include <array>

#include "frames/header_encoding.h"
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

  // Room for the longest header, and for a short payload that is copied in whole vectors.
  const std::size_t most = kMaxFrameHeaderSize + std::max(payload.size(), kMaxShortMask);
  if (buffer_.size() - end_ < most) [[unlikely]]
    make_room(most);
  std::uint8_t* const start = buffer_.data() + end_;
  const std::size_t header_size = encode_header(header, start);
  std::uint8_t* const to = start + header_size;
  end_ += header_size + payload.size();
  if (payload.size() <= kMaxControlPayload) {
    mask_copy_short(payload, to, header.masked ? header.masking_key : MaskingKey{});
  } else if (header.masked) {
    mask_copy(payload, to, header.masking_key);
  } else {
    std::copy(payload.begin(), payload.end(), to);
  }
}

void FrameWriter::consume(std::size_t count) noexcept {
  sent_ += std::min(count, end_ - sent_);
  if (sent_ == end_) sent_ = end_ = 0;
}

[[gnu::noinline]] void FrameWriter::make_room(std::size_t size) {
  // What was sent makes room only if it is the larger part, so that each octet is moved once on average.
  if (sent_ > end_ / 2) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(sent_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
              buffer_.begin());
    end_ -= sent_;
    sent_ = 0;
  }
  if (buffer_.size() - end_ < size) buffer_.resize(std::max(end_ + size, 2 * buffer_.size()));
}

}  // namespace ws
