#pragma once
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include <asio/steady_timer.hpp>

#include "conformance/play/player.h"
#include "conformance/subjects/transport.h"

namespace gauntlet {

/// Moves octets and time between one player and one transport. Keeps itself alive until the case is
/// over, then calls `done` once.
class LiveSession : public std::enable_shared_from_this<LiveSession> {
 public:
  using Done = std::function<void(Record)>;

  LiveSession(asio::io_context& context, std::unique_ptr<Transport> transport, std::unique_ptr<Player> player,
              Done done);

  /// `head` are octets that were read from the transport before the session got it.
  void start(std::vector<std::uint8_t> head = {});
  /// Ends the case now; what was seen so far is its record.
  void cancel(const std::string& why);

 private:
  void read();
  void pump();
  void write(wire::View octets);
  void arm_timer();
  void finish();
  [[nodiscard]] Time now() const;

  asio::io_context& context_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Player> player_;
  Done done_;
  asio::steady_timer timer_;
  asio::steady_timer pace_timer_;
  std::size_t paced_ = 0;           ///< pieces that waited for it
  asio::steady_timer whole_timer_;  ///< for the case as a whole
  std::chrono::steady_clock::time_point begin_;
  std::vector<std::uint8_t> buffer_;
  std::optional<Time> armed_for_;
  bool writing_ = false;
  bool half_closed_ = false;
  bool over_ = false;
};

}  // namespace gauntlet
