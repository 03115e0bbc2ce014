#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/model/opening.h"
#include "fuzz/model/trace.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/octet_source.h"

namespace gauntlet::fuzz {

/// An input of the targets that open a connection.
///   octet 0   limits of the head (bit 0: small ones), subprotocols of ours (bit 1), permessage-deflate (bit 2), its
///             no_context_takeover of server (bit 3) and client (bit 4), windows of 9 of server (bit 5) and client
///             (bit 6), and whether time passes at the end instead of the transport's ending (bit 7)
///   octet 1   size of the pieces; 0: all in one
///   ...       the peer's octets: its head, and what follows it
struct OpeningInput {
  bool small_limits = false, subprotocols = false, time_passes = false;
  std::optional<model::DeflateWish> deflate;
  std::size_t piece = 0;
  View octets;

  [[nodiscard]] std::size_t most_octets() const { return small_limits ? 220 : 2000; }
  [[nodiscard]] std::size_t most_fields() const { return small_limits ? 6 : 20; }
};
[[nodiscard]] OpeningInput read_opening(View input);

inline constexpr std::uint64_t kMostOpeningMessage = 4096;  ///< of frames and messages behind the head
inline constexpr std::chrono::milliseconds kOpeningTimeout{700};

/// The codec's connection that it is about: not started. A server asks `check_request`.
[[nodiscard]] ws::Connection make_connection(ws::Role role, const OpeningInput& input, CountedKeys& keys,
                                             std::uint16_t (*check_request)(const ws::AcceptedRequest&,
                                                                            void*) = nullptr);

/// The connection has until kOpeningTimeout to open and not a moment less; reports what is otherwise.
void let_time_pass(ws::Connection& connection);

/// Feeds the octets in pieces of `piece` (0: one), then the end of the transport, or time. All that is told and sent is
/// added to `trace`. `when_open` sees the connection once, as soon as it is open.
template <class WhenOpen>
void feed_opening(ws::Connection& connection, const OpeningInput& input, std::size_t piece, LentOctets& lent,
                  model::Trace& trace, WhenOpen&& when_open) {
  const View octets = input.octets;
  const auto take_events = [&] {
    ws::Event event;
    while (connection.next_event(event)) {
      if (event.type == ws::Event::Type::kOpen) when_open(connection);
      record(event, trace);
    }
    while (!connection.output().empty()) drain_output(connection, trace);
  };
  lent.assign(octets);
  for (std::size_t begin = 0; begin < octets.size();) {
    const std::size_t end = piece == 0 ? octets.size() : std::min(begin + piece, octets.size());
    connection.receive(lent.lend(begin, end), ws::Time{0});
    take_events();
    begin = end;
  }
  lent.take_back();
  if (input.time_passes) {
    let_time_pass(connection);
  } else {
    connection.receive_eof(ws::Time{0});
  }
  take_events();
  trace.drop = connection.wants_drop();
}

/// What the model tells of a head that is refused: with its offset, if it is its form that is wrong. Else the codec's
/// is taken, which only has to be in the head: which octet shows that something is missing is a matter of taste.
void expect_refusal(std::string_view rule, const model::HeadReading& head, const model::Trace& actual,
                    model::Trace& expected);

/// The model's receiver of what follows the head of a peer, with what was agreed on about compression.
[[nodiscard]] model::Receiver::Options model_after_head(bool server, const std::optional<wire::Deflate>& agreed);

/// What was agreed on, as the codec says it and as the model does.
[[nodiscard]] bool same_agreement(const std::optional<ws::DeflateParameters>& codec,
                                  const std::optional<wire::Deflate>& model);

/// Bounds on what the reading of `octets` may cost: linear, with a constant that covers many small strings.
[[nodiscard]] constexpr std::size_t heap_for_head(std::size_t octets) { return (64U << 10) + 64 * octets; }
/// Compressed frames behind a head inflate to at most 1032 octets for each (RFC 1951 section 3.2.5: 258 for two bits),
/// and those are moved and looked at.
[[nodiscard]] constexpr std::uint64_t steps_for_head(std::size_t octets, bool inflates = false) {
  return 2048 + (inflates ? std::uint64_t{4 * 1032} : 32) * octets;
}

}  // namespace gauntlet::fuzz
