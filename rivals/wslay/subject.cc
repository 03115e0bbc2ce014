// wslay's event interface, which begins after the opening handshake. It buffers messages and answers pings.
#include <unistd.h>
#include <wslay/wslay.h>

#include <string_view>

#include "wsgauntlet/subject.h"

namespace {

struct Wslay final : wsgauntlet::Connection {
  explicit Wslay(wsgauntlet::Role role) {
    const wslay_event_callbacks calls{read, write, mask, nullptr, nullptr, nullptr, echo};
    const bool server = role == wsgauntlet::Role::kServer;
    (server ? wslay_event_context_server_init : wslay_event_context_client_init)(&context_, &calls, this);
  }
  ~Wslay() override { wslay_event_context_free(context_); }

  void receive(std::uint8_t* octets, std::size_t size) override {
    input_ = {reinterpret_cast<const char*>(octets), size};
    if (wslay_event_recv(context_) != 0 || wslay_event_send(context_) != 0) drop();
    if (!wslay_event_want_read(context_) && !wslay_event_want_write(context_)) drop();
  }

  static ssize_t read(wslay_event_context_ptr context, std::uint8_t* to, std::size_t size, int, void* self) {
    auto& input = static_cast<Wslay*>(self)->input_;
    if (input.empty()) return wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK), -1;
    const std::size_t count = input.copy(reinterpret_cast<char*>(to), size);
    input.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  static ssize_t write(wslay_event_context_ptr, const std::uint8_t* octets, std::size_t size, int, void* self) {
    static_cast<Wslay*>(self)->send(octets, size);
    return static_cast<ssize_t>(size);
  }
  static int mask(wslay_event_context_ptr, std::uint8_t* key, std::size_t size, void*) {
    return ::getentropy(key, size);
  }
  static void echo(wslay_event_context_ptr context, const wslay_event_on_msg_recv_arg* got, void*) {
    const wslay_event_msg message{got->opcode, got->msg, got->msg_length};
    if (!wslay_is_ctrl_frame(got->opcode)) wslay_event_queue_msg(context, &message);
  }

  wslay_event_context_ptr context_ = nullptr;
  std::string_view input_;
};

const wsgauntlet::Subject subject("wslay", wsgauntlet::make<Wslay>, wsgauntlet::Opening::kByHarness);

}  // namespace
