#pragma once
#include <cstdint>
#include <optional>

#include "fuzz/model/receiver.h"
#include "fuzz/model/trace.h"
#include "fuzz/support/script.h"
#include "ws/connection.h"

namespace gauntlet::fuzz {

/// Stands in for the codec's source of masking keys: its n-th key is always the same, so that what a
/// client sends can be foretold.
class CountedKeys {
 public:
  [[nodiscard]] ws::RandomSource source() { return {&fill, this}; }
  void restart() { drawn_ = 0; }
  /// The n-th key, its first octet in the top bits.
  [[nodiscard]] static std::uint32_t key(std::uint64_t n);

 private:
  static void fill(void* context, ws::MutableOctets out);
  std::uint64_t drawn_ = 0;
};

/// A connection of the codec that stands where a script begins: the opening handshake is done, with what was
/// `agreed` on, and nothing is left to be sent.
[[nodiscard]] ws::Connection open_connection(const Script& script, CountedKeys& keys,
                                             std::optional<ws::DeflateParameters> agreed = std::nullopt);
[[nodiscard]] ws::Connection open_connection(ws::Role role, ws::ConnectionOptions&& options,
                                             std::optional<ws::DeflateParameters> agreed = std::nullopt);

/// Limits, registry and keys as the script says.
[[nodiscard]] ws::ConnectionOptions options_for(const Script& script, CountedKeys& keys);

/// The same for the model's receiver, with what was `agreed` on about compression.
[[nodiscard]] model::Receiver::Options model_options(const Script& script,
                                                     const std::optional<ws::DeflateParameters>& agreed = std::nullopt);

/// Adds what the connection told to `trace`.
void record(const ws::Event& event, model::Trace& trace);
/// Moves what the connection wants to send to `trace`.
void drain_output(ws::Connection& connection, model::Trace& trace);

}  // namespace gauntlet::fuzz
