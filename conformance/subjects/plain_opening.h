#pragma once
#include "conformance/table/case.h"
#include "conformance/wire/handshake.h"

namespace gauntlet {

/// The opening handshake (RFC 6455 section 4) on behalf of a codec that knows frames only: strict, no
/// extensions, no subprotocols. Octets in, octets out.
class PlainOpening {
 public:
  enum class State : std::uint8_t { kWaiting, kOpen, kRefused };

  explicit PlainOpening(SubjectRole role) : role_(role) {}

  /// What the endpoint says first: a client's request, nothing from a server.
  [[nodiscard]] wire::Bytes first() const;
  State receive(wire::View octets);
  /// What it answers to what came, once it did not wait for more.
  [[nodiscard]] const wire::Bytes& answer() const { return answer_; }
  /// The octets after the other end's head.
  [[nodiscard]] const wire::Bytes& rest() const { return collector_.rest(); }

 private:
  SubjectRole role_;
  wire::HeadCollector collector_;
  wire::Bytes answer_;
};

/// Whether the case is about the opening handshake: it says something of its own in it, or judges it. What
/// such a case finds out of a codec that knows frames only is nothing about that codec.
[[nodiscard]] bool is_about_opening(const Case& test);

}  // namespace gauntlet
