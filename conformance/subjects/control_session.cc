#include "conformance/subjects/control_session.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/wire/frame.h"

namespace gauntlet {

namespace {

using namespace std::chrono_literals;

constexpr auto kHeadTimeout = 5000ms;
constexpr auto kCloseTimeout = 1000ms;         // for the client's Close, as the reference has it
constexpr std::size_t kMaxUnsent = 64U << 10;  // pongs for a client that does not read them

wire::Bytes frame(std::uint8_t opcode, wire::View payload) {
  wire::Frame frame;
  frame.opcode = opcode;
  frame.payload.assign(payload.begin(), payload.end());
  return wire::encode(frame);
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 426: return "Upgrade Required";
    default: return "Internal Server Error";
  }
}

std::string json_string(std::string_view text) {
  return nlohmann::json(std::string(text)).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// What the reference sends: cut at the first tag, white space collapsed.
std::string description_of(const Case& test) {
  const auto text = test.why.empty() ? test.title : test.title + ". " + test.why;
  std::string out;
  for (const char c : text.substr(0, text.find('<'))) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

ControlSession::ControlSession(asio::io_context& context, CaseServer& server, std::unique_ptr<Transport> transport)
    : server_(server), keeps_server_(server.shared_from_this()), transport_(std::move(transport)), timer_(context) {}

void ControlSession::start() {
  give_up_after(kHeadTimeout);
  read();
}

void ControlSession::abort() {
  if (state_ == State::kOver) return;
  state_ = State::kOver;
  timer_.cancel();
  transport_->abort();
  server_.session_ended(shared_from_this());
}

void ControlSession::give_up_after(std::chrono::milliseconds limit) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this()](std::error_code error) {
    if (!error) self->end(true);
  });
}

// --- What the client sends ----------------------------------------------------------------------

void ControlSession::read() {
  transport_->read_some(
      buffer_, [self = shared_from_this()](std::error_code error, std::size_t size) { self->on_read(error, size); });
}

void ControlSession::on_read(std::error_code error, std::size_t size) {
  if (state_ == State::kOver) return;
  if (error) return end(false);
  const auto octets = wire::View(buffer_).first(size);
  if (state_ == State::kHead) {
    so_far_.insert(so_far_.end(), octets.begin(), octets.end());
    const auto head = collector_.feed(octets);
    if (collector_.overflow()) {
      refuse(400, "the head is too large");
    } else if (head) {
      on_head(*head);
      if (state_ == State::kOver) return;
      if (state_ != State::kRefused) on_frames(collector_.rest());
    }
  } else if (state_ != State::kRefused) {
    on_frames(octets);
  }
  if (state_ != State::kOver) read();
}

void ControlSession::on_head(const wire::HttpHead& head) {
  auto asked = read_control_request(head.target(), server_.cases_);
  if (const auto* refusal = std::get_if<ControlRefusal>(&asked)) return refuse(refusal->status, refusal->why);
  request_ = std::get<ControlRequest>(std::move(asked));
  const bool plays = request_->kind == ControlRequest::Kind::kRunCase;
  const bool spared =
      plays && server_.events_.spared && server_.events_.spared(request_->agent, *server_.cases_[request_->index]);
  if (plays && !spared) {
    // From here on the case's own rules count, for the opening handshake too.
    state_ = State::kOver;
    timer_.cancel();
    server_.run_case(*request_, std::move(transport_), std::move(so_far_));
    server_.session_ended(shared_from_this());
    return;
  }
  if (!head.has_token("Upgrade", "websocket")) return refuse(426, "this server speaks WebSocket only");
  if (head.field("Sec-WebSocket-Key").value_or("").empty()) return refuse(400, "Sec-WebSocket-Key is missing");
  open(head);
  if (spared) return close();
  act();
}

// The client has nothing to say but Close and pings; whatever else comes is read and forgotten.
void ControlSession::on_frames(wire::View octets) {
  reader_.feed(octets);
  while (state_ != State::kOver) {
    auto item = reader_.next();
    if (!item) return;
    if (const auto* begun = std::get_if<wire::FrameStart>(&*item)) {
      opcode_ = begun->opcode;
      ping_.clear();
    } else if (const auto* piece = std::get_if<wire::PayloadPiece>(&*item)) {
      const bool keep = opcode_ == 9 && ping_.size() + piece->octets.size() <= 125;
      if (keep) ping_.insert(ping_.end(), piece->octets.begin(), piece->octets.end());
    } else if (std::holds_alternative<wire::FrameEnd>(*item)) {
      if (opcode_ == 9 && state_ == State::kWaiting && unsent_.size() < kMaxUnsent) send(frame(10, ping_));
      if (opcode_ == 8) {
        close_came_ = true;
        if (state_ == State::kWaiting) close();
        if (unsent_.empty() && !writing_) end(false);
      }
    }
  }
}

// --- What it gets -------------------------------------------------------------------------------

void ControlSession::refuse(int status, std::string_view why) {
  state_ = State::kRefused;
  const auto body = fmt::format("{}\n", why);
  const auto head = fmt::format(
      "HTTP/1.1 {} {}\r\nServer: wsgauntlet\r\n{}Content-Type: text/plain\r\nContent-Length: {}\r\nConnection: "
      "close\r\n\r\n{}",
      status, reason_phrase(status), status == 426 ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : "",
      body.size(), body);
  send({head.begin(), head.end()});
  give_up_after(kCloseTimeout);
}

void ControlSession::open(const wire::HttpHead& head) {
  state_ = State::kWaiting;
  timer_.cancel();
  std::string text = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nServer: wsgauntlet\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n",
      wire::accept_value(*head.field("Sec-WebSocket-Key")));
  for (const auto& mine : server_.options_.run.subprotocols) {
    if (!head.has_token("Sec-WebSocket-Protocol", mine)) continue;
    text += fmt::format("Sec-WebSocket-Protocol: {}\r\n", mine);
    break;
  }
  text += "\r\n";
  send({text.begin(), text.end()});
}

void ControlSession::act() {
  using Kind = ControlRequest::Kind;
  switch (request_->kind) {
    case Kind::kCaseCount: return answer(fmt::format("{}", server_.cases_.size()));
    case Kind::kCaseInfo: {
      const Case& test = *server_.cases_[request_->index];
      return answer(
          fmt::format("{{\"id\": {}, \"description\": {}}}", json_string(test.id), json_string(description_of(test))));
    }
    case Kind::kCaseStatus: return case_ended(request_->agent, request_->index);
    case Kind::kUpdateReports: {
      const auto written = [self = shared_from_this()] {
        if (self->state_ == State::kWaiting) self->close();
      };
      if (!server_.events_.update_reports) return written();
      return server_.events_.update_reports(written);
    }
    case Kind::kStopServer: return close();
    case Kind::kRunCase: return;  // went to a session of its own
  }
}

void ControlSession::case_ended(const std::string& agent, std::size_t index) {
  const bool waits = state_ == State::kWaiting && request_ && request_->kind == ControlRequest::Kind::kCaseStatus;
  if (!waits || request_->agent != agent || request_->index != index) return;
  const auto verdict = server_.verdict({agent, index});
  if (verdict) answer(fmt::format("{{\"behavior\": {}}}", json_string(name(*verdict))));
}

void ControlSession::answer(std::string_view text) {
  const wire::Bytes octets(text.begin(), text.end());
  send(frame(1, octets));
  close();
}

void ControlSession::close() {
  state_ = State::kClosing;
  send(frame(8, {}));
  give_up_after(kCloseTimeout);
}

void ControlSession::send(wire::Bytes octets) {
  unsent_.insert(unsent_.end(), octets.begin(), octets.end());
  if (!writing_) write();
}

void ControlSession::write() {
  if (state_ == State::kOver) return;
  if (unsent_.empty()) {
    // A refusal ends with our octets; a connection with the client's Close.
    if (state_ == State::kRefused) transport_->half_close();
    if (state_ == State::kClosing && close_came_) end(false);
    return;
  }
  sending_.swap(unsent_);
  unsent_.clear();
  writing_ = true;
  transport_->write(sending_, [self = shared_from_this()](std::error_code error, std::size_t) {
    self->writing_ = false;
    if (error) return self->end(true);
    self->write();
  });
}

void ControlSession::end(bool at_once) {
  if (state_ == State::kOver) return;
  const bool done = state_ == State::kClosing;
  state_ = State::kOver;
  timer_.cancel();
  if (at_once) {
    transport_->abort();
  } else {
    transport_->close();
  }
  const auto self = shared_from_this();
  server_.session_ended(self);
  const bool stops = done && request_ && (request_->kind == ControlRequest::Kind::kStopServer || request_->shut_down);
  if (stops && !server_.stopped_ && server_.events_.stop) server_.events_.stop();
}

}  // namespace gauntlet
