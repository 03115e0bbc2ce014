#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace gauntlet::bench {

/// websocketpp 0.8 is no C++20: what it is asked for goes through here, in C++17.
class WebsocketppReceiver {
 public:
  WebsocketppReceiver();
  ~WebsocketppReceiver();

  struct Result {
    std::size_t frames = 0, octets = 0;
    unsigned touched = 0;
  };
  /// Whole messages, which are unmasked in place.
  Result receive(std::uint8_t* octets, std::size_t size);

 private:
  struct Processor;
  std::unique_ptr<Processor> processor_;
};

}  // namespace gauntlet::bench
