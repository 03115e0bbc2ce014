// websocketpp's protocol processor, without its transport. C++17, as its headers are no C++20.
#define _WEBSOCKETPP_CPP11_STL_ 1
#include <websocketpp/close.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/processors/hybi13.hpp>

#include "rivals/reading.h"

namespace gauntlet::fuzz {

RivalReading read_with_websocketpp(const std::uint8_t* octets, std::size_t size) {
  using Config = websocketpp::config::core;
  namespace opcode = websocketpp::frame::opcode;
  RivalReading reading;
  const auto pool = websocketpp::lib::make_shared<Config::con_msg_manager_type>();
  Config::rng_type random;
  websocketpp::processor::hybi13<Config> hybi13(false, true, pool, random);
  hybi13.set_max_message_size(kMostRivalMessage);
  std::vector<std::uint8_t> copy(octets, octets + size);  // it unmasks in place
  websocketpp::lib::error_code error;
  std::size_t used = 0;
  while (used < copy.size()) {
    used += hybi13.consume(copy.data() + used, copy.size() - used, error);
    if (error) {
      reading.closed = true;
      reading.code = websocketpp::processor::error::to_ws(error);
      return reading;
    }
    if (!hybi13.ready()) continue;
    const auto message = hybi13.get_message();
    if (!message) continue;
    if (message->get_opcode() == opcode::close) {
      // What its connection makes of a Close: the code comes back, or one of its own if that is wrong.
      reading.closed = true;
      reading.code = websocketpp::close::extract_code(message->get_payload(), error);
      if (error) reading.code = websocketpp::close::status::protocol_error;
      if (!error) (void)websocketpp::close::extract_reason(message->get_payload(), error);
      if (error) reading.code = websocketpp::close::status::protocol_error;
      return reading;
    }
    if (opcode::is_control(message->get_opcode())) continue;
    reading.messages.push_back((message->get_opcode() == opcode::text ? "t" : "b") + message->get_payload());
  }
  return reading;
}

}  // namespace gauntlet::fuzz
