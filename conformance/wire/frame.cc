#include "conformance/wire/frame.h"

#include <array>
#include <bit>
#include <cstring>

namespace gauntlet::wire {
namespace {

/// The octets of the key as they stand in the header, and as octet i of a payload meets octet i mod 4.
std::array<std::uint8_t, 4> key_octets(std::uint32_t key) {
  return {static_cast<std::uint8_t>(key >> 24), static_cast<std::uint8_t>(key >> 16),
          static_cast<std::uint8_t>(key >> 8), static_cast<std::uint8_t>(key)};
}

/// Section 5.3: transformed-octet-i = original-octet-i XOR masking-key-octet-(i mod 4).
void mask_in_place(std::span<std::uint8_t> octets, std::uint32_t key, std::uint64_t phase) {
  const auto plain = key_octets(key);
  std::array<std::uint8_t, 8> eight{};
  for (std::size_t i = 0; i < eight.size(); ++i) eight[i] = plain[(phase + i) % 4];
  const auto key_word = std::bit_cast<std::uint64_t>(eight);

  // Eight octets at a time only because gigabytes pass here; 8 is a multiple of 4, so the key stays in phase.
  std::size_t at = 0;
  for (; at + 8 <= octets.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, octets.data() + at, 8);
    word ^= key_word;
    std::memcpy(octets.data() + at, &word, 8);
  }
  for (std::size_t i = 0; at < octets.size(); ++at, ++i) octets[at] ^= eight[i];
}

void put_big_endian(Bytes& out, std::uint64_t value, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

LengthForm shortest(std::uint64_t length) {
  if (length < 126) return LengthForm::k7;
  return length < 65536 ? LengthForm::k16 : LengthForm::k64;
}

/// Section 5.2: "Payload len" and what extends it.
void put_length(Bytes& out, bool mask, LengthForm form, std::uint64_t length) {
  const std::uint8_t mask_bit = mask ? 0x80 : 0;
  switch (form == LengthForm::kMinimal ? shortest(length) : form) {
    case LengthForm::kMinimal:  // not left after shortest()
    case LengthForm::k7: out.push_back(static_cast<std::uint8_t>(mask_bit | (length & 0x7F))); break;
    case LengthForm::k16:
      out.push_back(mask_bit | 126);
      put_big_endian(out, length, 2);
      break;
    case LengthForm::k64:
      out.push_back(mask_bit | 127);
      put_big_endian(out, length, 8);
      break;
  }
}

}  // namespace

Bytes masked(View payload, std::uint32_t key, std::uint64_t phase) {
  Bytes out(payload.begin(), payload.end());
  mask_in_place(out, key, phase);
  return out;
}

Bytes encode(const Frame& frame) { return encode(frame, frame.payload); }

Bytes encode(const Frame& frame, View payload) {
  Bytes out;
  out.reserve(14 + payload.size());
  out.push_back(static_cast<std::uint8_t>((frame.fin ? 0x80 : 0) | (frame.rsv & 0x07) << 4 | (frame.opcode & 0x0F)));
  put_length(out, frame.masking_key.has_value(), frame.length_form, frame.declared_length.value_or(payload.size()));
  if (frame.masking_key) put_big_endian(out, *frame.masking_key, 4);
  const std::size_t header = out.size();
  out.insert(out.end(), payload.begin(), payload.end());
  if (frame.masking_key) mask_in_place(std::span(out).subspan(header), *frame.masking_key, 0);
  return out;
}

}  // namespace gauntlet::wire
