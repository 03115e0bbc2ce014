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
  if (may_send(state)) answer_close(close.code);
  state = State::kCloseExchanged;
  since_ = now_;
  if (role == Role::kServer) end();  // who ends the transport, while a client waits (section 7.1.1)
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
  if (may_send(state)) writer.close(info(violation.rule).close_code, info(violation.rule).id);
  Event event;
  event.type = Event::Type::kFailed;
  event.violation = violation;
  event.code = info(violation.rule).close_code;
  pending_.push(event);
  end();
}

// Clean if both Close frames went their ways (section 7.1.4).
void Connection::Engine::end() {
  if (state == State::kClosed) return;
  Event event;
  event.type = Event::Type::kClosed;
  event.clean = state == State::kCloseExchanged;
  event.code = event.clean ? close_code_ : 1006;
  pending_.push(event);
  state = State::kClosed;
}

void Connection::Engine::receive_eof(Time now) {
  now_ = now;
  end();
}

void Connection::Engine::advance(Time now) {
  now_ = now;
  switch (state) {
    case State::kConnecting:
      if (now - since_ < options.limits.opening_timeout) return;
      return role == Role::kServer ? refuse_request({Rule::kOpeningTimeout, 0}) : fail({Rule::kOpeningTimeout, 0});
    case State::kOpen:
      if (!heartbeat.alive(now)) return fail({Rule::kPongTimeout, parser_.offset()});
      if (!heartbeat.ping_due(now)) return;
      writer.ping(as_octets("heartbeat"));
      return heartbeat.ping_sent(now);
    case State::kCloseSent:
    case State::kCloseExchanged:
      if (now - since_ >= options.limits.closing_timeout) end();
      return;
    case State::kClosed: return;
  }
}

std::optional<Time> Connection::Engine::next_deadline() const {
  switch (state) {
    case State::kConnecting: return since_ + options.limits.opening_timeout;
    case State::kOpen: return heartbeat.next_deadline();
    case State::kCloseSent:
    case State::kCloseExchanged: return since_ + options.limits.closing_timeout;
    case State::kClosed: break;
  }
  return std::nullopt;
}

}  // namespace ws
