#include "ws/masking.h"

#include <bit>

#include "fast/kernels.h"
#include "fast/mask_word.h"

namespace ws {
namespace {

std::uint32_t little_endian(MaskingKey key) noexcept { return in_memory_order(std::bit_cast<std::uint32_t>(key)); }

}  // namespace

void mask(MutableOctets payload, MaskingKey key, std::size_t phase) noexcept {
  kernel().mask(payload.data(), payload.size(), turned(little_endian(key), phase));
}

void mask_copy(Octets in, std::uint8_t* out, MaskingKey key, std::size_t phase) noexcept {
  kernel().mask_copy(in.data(), out, in.size(), turned(little_endian(key), phase));
}

void mask_copy_short(Octets in, std::uint8_t* out, MaskingKey key) noexcept {
  kernel().mask_copy_short(in.data(), out, in.size(), little_endian(key));
}

}  // namespace ws
