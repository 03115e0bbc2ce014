#include "connection/connection_engine.h"

// All ways to the end of a connection (RFC 6455 section 7): closing, failing, the end of the transport, time.

namespace ws {

bool Connection::Engine::on_close(Octets body, std::uint64_t offset, Event& event) {
  auto parsed = parse_close_body(body, options.close_codes);
  if (const auto* violation = std::get_if<Violation>(&parsed)) {
    return failed({violation->rule, offset + violation->offset}, event);
  }
  const auto& close = std::get<CloseBody>(parsed);
  close_code_ = close.code.value_or(1005);
  event.type = Event::Type::kClose;
  event.code = close_code_;
  event.payload = as_octets(close.reason);
  if (open()) answer_close(close.code);
  input_over_ = true;
  state = ReadyState::kClosing;
  if (role == Role::kServer) {
    end(true, close_code_);
  } else {
    closing_since_ = now_;  // the server ends the transport (section 7.1.1)
  }
  return true;
}

void Connection::Engine::answer_close(std::optional<std::uint16_t> code) {
  // The answer carries the code that came (section 5.5.1); 1010 is the client's alone.
  const bool answered = code && writer.close(*code, {});
  if (!answered) writer.close();
}

bool Connection::Engine::failed(const Violation& violation, Event& event) {
  fail(violation);
  event = pending_.pop();
  return true;
}

// "Fail the WebSocket Connection" (section 7.1.7): Close if the connection was open, then the
// transport; nothing that came after the violation is looked at.
void Connection::Engine::fail(const Violation& violation) {
  if (open()) {
    writer.close(info(violation.rule).close_code, info(violation.rule).id);
    state = ReadyState::kClosing;
  }
  Event event;
  event.type = Event::Type::kFailed;
  event.violation = violation;
  event.code = info(violation.rule).close_code;
  pending_.push(event);
  end(false, 1006);
}

void Connection::Engine::end(bool clean, std::uint16_t code) {
  if (ended_) return;
  ended_ = true;
  input_over_ = true;
  drop = true;
  state = ReadyState::kClosed;
  closing_since_.reset();
  Event event;
  event.type = Event::Type::kClosed;
  event.clean = clean;
  event.code = clean ? code : 1006;
  pending_.push(event);
}

void Connection::Engine::receive_eof(Time now) {
  now_ = now;
  // Clean if both Close frames went their ways (section 7.1.4); only a client gets here with them.
  const bool clean = state == ReadyState::kClosing && input_over_;
  end(clean, close_code_);
}

void Connection::Engine::advance(Time now) {
  now_ = now;
  if (ended_) return;
  if (state == ReadyState::kConnecting) {
    if (now - started_ < options.limits.opening_timeout) return;
    const Violation violation{Rule::kOpeningTimeout, 0};
    if (role == Role::kServer) return refuse_request(violation);
    return fail(violation);
  }
  if (closing_since_) {
    if (now - *closing_since_ >= options.limits.closing_timeout) end(input_over_, close_code_);
    return;
  }
  if (!heartbeat.alive(now)) return fail({Rule::kPongTimeout, parser_.offset()});
  if (open() && heartbeat.ping_due(now)) {
    writer.ping(as_octets("heartbeat"));
    heartbeat.ping_sent(now);
  }
}

std::optional<Time> Connection::Engine::next_deadline() const {
  if (ended_) return std::nullopt;
  if (state == ReadyState::kConnecting) return started_ + options.limits.opening_timeout;
  if (closing_since_) return *closing_since_ + options.limits.closing_timeout;
  return heartbeat.next_deadline();
}

}  // namespace ws
