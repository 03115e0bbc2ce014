#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "conformance/play/judge.h"
#include "conformance/play/player.h"
#include "conformance/table/case.h"

namespace gauntlet {

/// An endpoint that lives in this process and speaks octets: what an adapter for a codec implements.
/// It echoes every message, and otherwise behaves as its codec does. No I/O, no clock: time is virtual
/// and passed in. One object is one connection.
class InProcessSubject {
 public:
  using Milliseconds = std::chrono::milliseconds;

  virtual ~InProcessSubject() = default;

  /// The transport is connected. A client now writes its opening request.
  virtual void start(Milliseconds now) = 0;
  /// Octets for it; it may change them in place.
  virtual void receive(std::span<std::uint8_t> octets, Milliseconds now) = 0;
  /// The harness will send no more.
  virtual void receive_eof(Milliseconds now) = 0;
  /// Time has passed; only needed by subjects with timers.
  virtual void advance(Milliseconds /*now*/) {}
  [[nodiscard]] virtual std::optional<Milliseconds> next_deadline() const { return std::nullopt; }

  /// What it has to send. Valid until the next call.
  [[nodiscard]] virtual std::span<const std::uint8_t> output() = 0;
  virtual void consume_output(std::size_t count) = 0;
  /// Whether it wants the transport to be closed, once its output is sent.
  [[nodiscard]] virtual bool wants_drop() const = 0;
  /// What it died of, if it did: an exception that it let out.
  [[nodiscard]] virtual std::optional<std::string> death() const { return std::nullopt; }
};

/// What a case asks of a subject at connection time.
struct ConnectionRequest {
  SubjectRole role = SubjectRole::kServer;
  const Case* test = nullptr;  ///< for offers that a client subject has to make
};
/// Returns null if the subject lacks what the case needs: UNIMPLEMENTED.
using InProcessFactory = std::function<std::unique_ptr<InProcessSubject>(const ConnectionRequest&)>;

/// Plays one case against a fresh subject under a virtual clock: nothing ever sleeps.
[[nodiscard]] Record play_in_process(const Case& test, PlayerOptions options, const InProcessFactory& factory);

}  // namespace gauntlet
