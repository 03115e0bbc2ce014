#include "ws/connection.h"

#include <utility>

#include "connection/connection_engine.h"

namespace ws {

Connection::Engine::Engine(Role the_role, ConnectionOptions&& the_options)
    : role(the_role),
      options(std::move(the_options)),
      writer(the_role, options.random),
      heartbeat(options.heartbeat),
      reassembly_(options.limits),
      fragmenter_(options.max_sent_frame_size),
      parser_({.role = the_role}, options.limits.max_frame_size),
      head_reader_(options.limits) {}

bool Connection::Engine::send(MessageType type, Octets payload) {
  if (!may_send(state) || fragmenter_.inside_message()) return false;
  if (deflater_ && payload.size() >= options.deflate->minimum) {
    compressed_.clear();
    deflater_->message(payload, compressed_);
    write(type, compressed_, true, kRsv1);
  } else {
    write(type, payload, true, 0);
  }
  return true;
}

bool Connection::Engine::send_fragment(MessageType type, Octets payload, bool fin) {
  if (!may_send(state)) return false;
  write(type, payload, fin, 0);
  return true;
}

void Connection::Engine::write(MessageType type, Octets part, bool fin, std::uint8_t rsv) {
  fragmenter_.fragment(type, part, fin, [this, rsv](Opcode opcode, Octets payload, bool last) mutable {
    writer.frame(opcode, payload, last, rsv);
    rsv = 0;  // RSV1 on the first frame speaks for the message (RFC 7692 section 6)
  });
}

bool Connection::Engine::close(std::uint16_t code, std::string_view reason) {
  if (!may_send(state)) return false;
  const bool written = code == 1005 ? writer.close() : writer.close(code, reason);
  if (!written) return false;
  state = State::kCloseSent;
  since_ = now_;
  return true;
}

Connection::Connection(Role role, ConnectionOptions options)
    : engine_(std::make_unique<Engine>(role, std::move(options))) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

void Connection::start(Time now) { engine_->start(now); }
void Connection::start_open(Time now, std::optional<DeflateParameters> agreed) { engine_->start_open(now, agreed); }
void Connection::receive(MutableOctets piece, Time now) { engine_->receive(piece, now); }
void Connection::receive_eof(Time now) { engine_->receive_eof(now); }
void Connection::advance(Time now) { engine_->advance(now); }
std::optional<Time> Connection::next_deadline() const { return engine_->next_deadline(); }
bool Connection::next_event(Event& event) { return engine_->next_event(event); }
bool Connection::send(MessageType type, Octets payload) { return engine_->send(type, payload); }
bool Connection::close(std::uint16_t code, std::string_view reason) { return engine_->close(code, reason); }

bool Connection::send_fragment(MessageType type, Octets payload, bool fin) {
  return engine_->send_fragment(type, payload, fin);
}
bool Connection::ping(Octets payload) { return may_send(engine_->state) && engine_->writer.ping(payload); }
bool Connection::pong(Octets payload) { return may_send(engine_->state) && engine_->writer.pong(payload); }

Octets Connection::output() const noexcept {
  return engine_->head_out.empty() ? engine_->writer.output() : as_octets(engine_->head_out);
}

void Connection::consume_output(std::size_t count) noexcept {
  if (engine_->head_out.empty()) return engine_->writer.consume(count);
  engine_->head_out.erase(0, count);
}

bool Connection::wants_drop() const noexcept { return engine_->state == State::kClosed; }
ReadyState Connection::ready_state() const noexcept { return ws::ready_state(engine_->state); }
Role Connection::role() const noexcept { return engine_->role; }
const std::string& Connection::subprotocol() const noexcept { return engine_->subprotocol; }
const std::optional<DeflateParameters>& Connection::deflate() const noexcept { return engine_->deflate; }
const AcceptedRequest& Connection::request() const noexcept { return engine_->request; }
const Heartbeat& Connection::heartbeat() const noexcept { return engine_->heartbeat; }

}  // namespace ws
