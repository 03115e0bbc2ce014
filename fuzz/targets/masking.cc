// Octets, a key, a phase, a place in memory. Oracles: every kernel does what RFC 6455 section 5.3 says
// octet by octet, touches nothing else, and undoes itself. The system's keys are never the same twice.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fuzz/support/finding.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/octet_source.h"
#include "fuzz/support/structure.h"
#include "ws/kernel.h"
#include "ws/masking.h"
#include "ws/random.h"

namespace gauntlet::fuzz {
namespace {

[[noreturn]] void disagree(std::string_view kernel, std::string_view form, std::size_t size) {
  report_finding("masking", fmt::format("{}:{}", kernel, form),
                 fmt::format("masking: kernel {}, {}: wrong for {} octets", kernel, form, size));
}

class Comparison {
 public:
  // octets 0-3: key; 4: phase (low 2 bits), shift in memory (the others); 5: where the payload is cut;
  // 6: shift of the copy; then the payload.
  void compare(View octets) {
    OctetSource source(octets);
    for (std::uint8_t& octet : key_) octet = source.octet();
    const std::uint8_t place = source.octet();
    phase_ = place & 3;
    shift_ = place >> 2;
    const std::size_t cut = source.octet();
    copy_shift_ = source.octet() & 0x3F;
    payload_ = source.rest();
    expected_.resize(payload_.size());
    for (std::size_t i = 0; i < payload_.size(); ++i) {
      expected_[i] = static_cast<std::uint8_t>(payload_[i] ^ key_[(phase_ + i) % 4]);
    }
    for (const ws::Kernel& kernel : ws::kernels()) {
      if (kernel.supported()) check_kernel(kernel);
    }
    check_pieces(std::min(cut, payload_.size()));
    if (octets.size() % 16 == 2) check_random(cut * cut / 2);
  }

 private:
  void check_kernel(const ws::Kernel& kernel) {
    // A kernel takes the key turned to the phase, its lowest octet first.
    std::uint32_t turned = 0;
    for (std::size_t i = 0; i < 4; ++i) turned |= std::uint32_t{key_[(phase_ + i) % 4]} << (8 * i);
    lent_.assign(payload_, shift_);
    const auto in = lent_.lend(0, payload_.size());
    copy_.assign(payload_, copy_shift_);
    const auto out = copy_.lend(0, payload_.size());
    kernel.mask_copy(in.data(), out.data(), in.size(), turned);
    if (!std::ranges::equal(out, expected_)) disagree(kernel.name, "copy", in.size());
    if (!std::ranges::equal(in, payload_)) disagree(kernel.name, "copy changed its input", in.size());
    check_short(kernel.name, in,
                [&](std::uint8_t* to, std::size_t size) { kernel.mask_copy_short(in.data(), to, size, turned); });
    kernel.mask(in.data(), in.size(), turned);
    if (!std::ranges::equal(in, expected_)) disagree(kernel.name, "mask", in.size());
    kernel.mask(in.data(), in.size(), turned);
    if (!std::ranges::equal(in, payload_)) disagree(kernel.name, "mask twice", in.size());
  }

  /// Few octets, to where more can be written: octets behind them may become anything, those behind kMaxShortMask not.
  template <class Copy>
  void check_short(std::string_view kernel, View in, Copy&& copy) {
    const std::size_t size = std::min(in.size(), ws::kMaxShortMask);
    room_.fill(0xA5);
    copy(room_.data() + 1, size);
    if (!std::ranges::equal(View(room_).subspan(1, size), View(expected_).first(size)))
      disagree(kernel, "copy_short", size);
    if (room_.front() != 0xA5 || room_.back() != 0xA5) disagree(kernel, "copy_short wrote outside", size);
  }

  void check_pieces(std::size_t cut) {
    lent_.assign(payload_, shift_);
    ws::mask(lent_.lend(0, cut), key_, phase_);
    ws::mask(lent_.lend(cut, payload_.size()), key_, phase_ + cut);
    if (!std::ranges::equal(lent_.lend(0, payload_.size()), expected_))
      disagree("active", "in pieces", payload_.size());
    copy_.assign(payload_, copy_shift_);
    ws::mask_copy(payload_, copy_.lend(0, payload_.size()).data(), key_, phase_);
    if (!std::ranges::equal(copy_.lend(0, payload_.size()), expected_))
      disagree("active", "mask_copy", payload_.size());
    if (phase_ == 0) {
      check_short("active", payload_,
                  [&](std::uint8_t* to, std::size_t size) { ws::mask_copy_short(payload_.first(size), to, key_); });
    }
  }

  /// Keys of the system (section 5.3): all octets that were asked for and no others, and not the same ones again.
  void check_random(std::size_t size) {
    constexpr std::size_t kEnough = 16;  // octets that are not the same twice
    const ws::RandomSource source = ws::secure_random();
    for (Bytes& drawn : drawn_) {
      drawn.assign(size + 2, 0xA5);
      source(std::span(drawn).subspan(1, size));
      if (drawn.front() != 0xA5 || drawn.back() != 0xA5) disagree("random", "wrote outside", size);
    }
    for (std::size_t i = 0; i + kEnough <= size; i += kEnough) {
      if (std::ranges::equal(View(drawn_[0]).subspan(1 + i, kEnough), View(drawn_[1]).subspan(1 + i, kEnough)))
        disagree("random", "the same again", size);
    }
  }

  std::array<Bytes, 2> drawn_;
  ws::MaskingKey key_{};
  std::size_t phase_ = 0, shift_ = 0, copy_shift_ = 0;
  View payload_;
  Bytes expected_;
  LentOctets lent_, copy_;
  std::array<std::uint8_t, ws::kMaxShortMask + 2> room_{};
};

}  // namespace

const Structure* structure() { return nullptr; }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  return 0;
}
