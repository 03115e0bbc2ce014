#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::model {

using wire::Bytes;
using wire::View;

/// What an endpoint told its application.
struct Seen {
  enum class Kind : std::uint8_t { kText, kBinary, kPing, kPong, kClose, kFailed, kClosed };
  Kind kind = Kind::kText;
  bool clean = false;        ///< kClosed: section 7.1.4
  std::uint16_t code = 0;    ///< kClose, kFailed, kClosed
  std::string_view rule{};   ///< kFailed: a literal
  std::uint64_t offset = 0;  ///< kFailed: the octet on whose arrival the violation became certain
  std::size_t begin = 0;     ///< of the payload, in `Trace::payloads`
  std::size_t size = 0;
};

/// All that can be observed of an endpoint that was sent octets. Made to be used again and again: after
/// clear() nothing is allocated until more is seen than ever before.
struct Trace {
  std::vector<Seen> events;
  Bytes payloads;
  Bytes output;       ///< what it sent
  bool drop = false;  ///< it wants the transport closed

  void clear();
  void add(Seen event, View payload = {});
  [[nodiscard]] View payload(const Seen& event) const { return View(payloads).subspan(event.begin, event.size); }
};

/// How two observations of the same octets differ.
struct Difference {
  std::string signature;  ///< the same for findings of one cause: no payloads, no offsets
  std::string detail;     ///< the whole story
};
[[nodiscard]] bool same(const Trace& left, const Trace& right);
[[nodiscard]] Difference difference(const Trace& expected, const Trace& actual);

}  // namespace gauntlet::model
