#include "ws/random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#if __has_include(<pthread.h>)
#include <pthread.h>

#include <atomic>
#define WS_SEES_FORKS 1
#endif

namespace ws {
namespace {

// Counts the forks that led to this process. A child inherits the block of the thread that forked; were
// it used, parent and child would draw the same masking keys.
#if WS_SEES_FORKS
constinit std::atomic<unsigned> forks{0};
unsigned fork_count() noexcept { return forks.load(std::memory_order_relaxed); }
void watch_forks() noexcept {
  static const int registered = pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });
  if (registered != 0) std::abort();
}
#else
unsigned fork_count() noexcept { return 0; }
void watch_forks() noexcept {}
#endif

/// Without unpredictable octets there is no safe way on (section 10.3), and none to report it by:
/// libcrypto fails here only if the system has no source of entropy at all.
void fill_from_libcrypto(std::uint8_t* out, std::size_t size) noexcept {
  constexpr std::size_t kMost = 1U << 30;  // RAND_bytes takes an int
  while (size != 0) {
    const std::size_t count = std::min(size, kMost);
    if (RAND_bytes(out, static_cast<int>(count)) != 1) std::abort();
    out += count;
    size -= count;
  }
}

/// What is left of the last block. Trivial, so that access to the thread's instance costs no guard.
struct Block {
  std::array<std::uint8_t, 16384> octets;  // a call of libcrypto costs as much as 6 KiB of its octets
  std::size_t left;                        ///< fresh octets, at the end of `octets`
  unsigned forks;
};

constinit thread_local Block block{};

[[gnu::noinline]] void refill() noexcept {
  watch_forks();
  fill_from_libcrypto(block.octets.data(), block.octets.size());
  block.left = block.octets.size();
  block.forks = fork_count();
}

/// `size` fresh octets; the block has as many.
inline void take(std::uint8_t* out, std::size_t size) noexcept {
  std::uint8_t* const fresh = block.octets.data() + (block.octets.size() - block.left);
  std::memcpy(out, fresh, size);
  // Keys on their way to a peer should not also lie here for who reads this memory later.
  std::memset(fresh, 0, size);
  block.left -= size;
}

void fill_secure(void* /*context*/, MutableOctets out) noexcept {
  if (out.empty()) return;
  if (out.size() > block.octets.size()) {
    fill_from_libcrypto(out.data(), out.size());
    return;
  }
  if (block.left < out.size() || block.forks != fork_count()) [[unlikely]]
    refill();
  constexpr std::size_t kKeySize = 4;
  if (out.size() == kKeySize) {
    take(out.data(), kKeySize);  // two moves instead of two calls
  } else {
    take(out.data(), out.size());
  }
}

}  // namespace

RandomSource secure_random() noexcept { return {&fill_secure, nullptr}; }

}  // namespace ws
