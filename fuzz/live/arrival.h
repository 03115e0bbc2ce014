#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <asio/steady_timer.hpp>

#include "conformance/subjects/transport.h"
#include "conformance/wire/handshake.h"

namespace gauntlet::fuzz {

/// A client's connection until its request's head is there, or a few seconds have passed. Keeps itself alive.
class Arrival : public std::enable_shared_from_this<Arrival> {
 public:
  /// What came: `head` are all octets so far, `target` is what the request asks for.
  struct Caller {
    std::unique_ptr<Transport> transport;
    std::vector<std::uint8_t> head;
    std::string target;
  };
  using Ready = std::function<void(Caller)>;

  Arrival(asio::io_context& context, std::unique_ptr<Transport> transport, Ready ready);
  void start();

 private:
  void read();
  void on_read(std::size_t size);
  void give_up();

  Caller caller_;
  Ready ready_;
  asio::steady_timer timer_;
  wire::HeadCollector collector_;
  std::array<std::uint8_t, 4096> buffer_{};
};

}  // namespace gauntlet::fuzz
