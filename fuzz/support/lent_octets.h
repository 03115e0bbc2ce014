#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "conformance/wire/frame.h"
#include "fuzz/support/asan.h"
#if defined(WS_FUZZ_ASAN)
#include <sanitizer/asan_interface.h>
#endif

namespace gauntlet::fuzz {

/// A copy of the input that is lent piece by piece. Under AddressSanitizer nothing but the piece that is
/// lent can be touched: neither octets that are still to come nor (down to the last 7) those that were
/// there before, so that reading beyond a piece and views that outlive it show at once.
class LentOctets {
 public:
  explicit LentOctets(std::size_t margin = 64) : margin_(margin) {}
  ~LentOctets() { unpoison_all(); }
  LentOctets(const LentOctets&) = delete;
  LentOctets& operator=(const LentOctets&) = delete;

  /// Starts anew with these octets. They begin `shift` octets after a multiple of 64, for code that minds
  /// alignment: wherever the heap put us, an input means the same.
  void assign(wire::View octets, std::size_t shift = 0) {
    unpoison_all();
    const std::size_t needed = margin_ + kAlignment + shift + octets.size() + margin_;
    if (storage_.size() < needed) storage_.resize(2 * needed);
    const std::size_t beyond = reinterpret_cast<std::uintptr_t>(storage_.data() + margin_) % kAlignment;
    begin_ = storage_.data() + margin_ + (kAlignment - beyond) % kAlignment + shift;
    std::copy(octets.begin(), octets.end(), begin_);
    size_ = octets.size();
    from_ = to_ = 0;
    poison(begin_ - margin_, margin_ + size_ + margin_);
  }
  /// The octets from `from` to `to`; takes back what was lent before.
  std::span<std::uint8_t> lend(std::size_t from, std::size_t to) {
    take_back();
    from_ = from;
    to_ = to;
    unpoison(begin_ + from, to - from);
    return {begin_ + from, to - from};
  }
  void take_back() { poison(begin_ + from_, to_ - from_); }

 private:
  /// No more than was poisoned: one large input must not make all later ones slow.
  void unpoison_all() {
    if (begin_ != nullptr) unpoison(begin_ - margin_, margin_ + size_ + margin_);
  }
  static void poison([[maybe_unused]] const std::uint8_t* begin, [[maybe_unused]] std::size_t size) {
#if defined(WS_FUZZ_ASAN)
    __asan_poison_memory_region(begin, size);
#endif
  }
  static void unpoison([[maybe_unused]] const std::uint8_t* begin, [[maybe_unused]] std::size_t size) {
#if defined(WS_FUZZ_ASAN)
    __asan_unpoison_memory_region(begin, size);
#endif
  }

  static constexpr std::size_t kAlignment = 64;

  std::size_t margin_;
  std::vector<std::uint8_t> storage_;
  std::uint8_t* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t from_ = 0, to_ = 0;  ///< what is lent
};

}  // namespace gauntlet::fuzz
