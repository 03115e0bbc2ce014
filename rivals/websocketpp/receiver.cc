// websocketpp's protocol processor without its transport, which would only add to its times. Options: the
// core configuration, messages from its pool, no logging, no permessage-deflate, no limit below 32 MB.
#define _WEBSOCKETPP_CPP11_STL_ 1
#include "rivals/websocketpp/receiver.h"

#include <websocketpp/config/core.hpp>
#include <websocketpp/processors/hybi13.hpp>

namespace gauntlet::bench {

struct WebsocketppReceiver::Processor {
  using Config = websocketpp::config::core;

  Config::con_msg_manager_type::ptr pool = websocketpp::lib::make_shared<Config::con_msg_manager_type>();
  Config::rng_type random;
  websocketpp::processor::hybi13<Config> hybi13{false, true, pool, random};
};

WebsocketppReceiver::WebsocketppReceiver() : processor_(new Processor) {}
WebsocketppReceiver::~WebsocketppReceiver() = default;

WebsocketppReceiver::Result WebsocketppReceiver::receive(std::uint8_t* octets, std::size_t size) {
  Result result;
  auto& hybi13 = processor_->hybi13;
  websocketpp::lib::error_code error;
  std::size_t used = 0;
  while (used < size) {
    used += hybi13.consume(octets + used, size - used, error);
    if (error) break;
    if (!hybi13.ready()) continue;
    const auto message = hybi13.get_message();
    const std::string& payload = message->get_payload();
    ++result.frames;
    result.octets += payload.size();
    if (!payload.empty()) result.touched ^= static_cast<unsigned char>(payload.front());
  }
  return result;
}

}  // namespace gauntlet::bench
