#include <wslay/wslay.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "rivals/reading.h"

namespace gauntlet::fuzz {
namespace {

struct Exchange {
  const std::uint8_t* octets = nullptr;
  std::size_t left = 0;
  std::vector<std::uint8_t> output;
  RivalReading reading;
};

ssize_t on_read(wslay_event_context_ptr context, std::uint8_t* to, std::size_t size, int, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.left == 0) {
    wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
    return -1;
  }
  const std::size_t count = std::min(size, exchange.left);
  std::memcpy(to, exchange.octets, count);
  exchange.octets += count;
  exchange.left -= count;
  return static_cast<ssize_t>(count);
}

ssize_t on_write(wslay_event_context_ptr, const std::uint8_t* octets, std::size_t size, int, void* user) {
  auto& output = static_cast<Exchange*>(user)->output;
  output.insert(output.end(), octets, octets + size);
  return static_cast<ssize_t>(size);
}

void on_message(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* user) {
  if (wslay_is_ctrl_frame(message->opcode)) return;
  std::string text(1, message->opcode == WSLAY_TEXT_FRAME ? 't' : 'b');
  text.append(reinterpret_cast<const char*>(message->msg), message->msg_length);
  static_cast<Exchange*>(user)->reading.messages.push_back(std::move(text));
}

}  // namespace

RivalReading read_with_wslay(const std::uint8_t* octets, std::size_t size) {
  Exchange exchange;
  exchange.octets = octets;
  exchange.left = size;
  wslay_event_callbacks callbacks{};
  callbacks.recv_callback = on_read;
  callbacks.send_callback = on_write;
  callbacks.on_msg_recv_callback = on_message;
  wslay_event_context_ptr context = nullptr;
  if (wslay_event_context_server_init(&context, &callbacks, &exchange) != 0) return exchange.reading;
  const std::unique_ptr<wslay_event_context, void (*)(wslay_event_context_ptr)> owner(context,
                                                                                      wslay_event_context_free);
  wslay_event_config_set_max_recv_msg_length(context, kMostRivalMessage);
  if (wslay_event_recv(context) != 0) exchange.reading.closed = true;
  wslay_event_send(context);
  find_close(exchange.output.data(), exchange.output.size(), exchange.reading);
  return std::move(exchange.reading);
}

}  // namespace gauntlet::fuzz
