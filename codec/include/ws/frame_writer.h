#pragma once
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "ws/close.h"
#include "ws/frame_header.h"
#include "ws/octets.h"
#include "ws/random.h"

namespace ws {

/// Encodes frames one after another into a buffer that it owns and the caller drains. A client's
/// frames are masked, each with a fresh key from `random` (RFC 6455 section 5.3); a server's are not.
/// Lengths are always in minimal form. A member that returns bool refuses what would be illegal on
/// the wire (and writes nothing): a control payload above 125 octets, a close code that may not be
/// sent, a reason above 123 octets or not UTF-8. A payload must not be part of `output()`.
class FrameWriter {
 public:
  explicit FrameWriter(Role role, RandomSource random = secure_random()) : role_(role), random_(random) {}

  void text(std::string_view message) { frame(Opcode::kText, as_octets(message)); }
  void binary(Octets message) { frame(Opcode::kBinary, message); }
  bool ping(Octets payload = {});
  bool pong(Octets payload = {});
  bool close();  ///< an empty body
  bool close(std::uint16_t code, std::string_view reason = {});

  /// One data frame: a whole message, or a fragment (section 5.4).
  void frame(Opcode opcode, Octets payload, bool fin = true, std::uint8_t rsv = 0);

  /// What is to be sent. Valid until the next call that writes.
  [[nodiscard]] Octets output() const noexcept { return Octets(buffer_).subspan(sent_, end_ - sent_); }

  /// Forgets the first `count` octets of `output()`. Capacity is kept.
  void consume(std::size_t count) noexcept;

  [[nodiscard]] Role role() const noexcept { return role_; }

 private:
  /// Leaves new octets unset: each is written right after.
  template <class T>
  struct UnsetAllocator : std::allocator<T> {
    template <class U>
    struct rebind {
      using other = UnsetAllocator<U>;
    };
    template <class U, class... Arguments>
    void construct(U* at, Arguments&&... arguments) {
      if constexpr (sizeof...(Arguments) == 0) {
        ::new (static_cast<void*>(at)) U;
      } else {
        ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
      }
    }
  };

  bool control(Opcode opcode, Octets payload);
  void make_room(std::size_t size);

  Role role_;
  RandomSource random_;
  std::vector<std::uint8_t, UnsetAllocator<std::uint8_t>> buffer_;  ///< all of it can be written to
  std::size_t sent_ = 0;                                            ///< where the output begins in it
  std::size_t end_ = 0;                                             ///< where it ends
};

}  // namespace ws
