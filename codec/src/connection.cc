#include "ws/connection.h"

#include <algorithm>
#include <array>
#include <deque>

#include "message_receiver.h"
#include "mutant.h"
#include "ws/frame_parser.h"
#include "ws/frame_writer.h"

namespace ws {

namespace {

constexpr std::size_t kBatch = 64;
constexpr int kMaxInterimHeads = 8;

// An informational response other than 101 precedes the real one (RFC 2616 section 10.1).
bool is_interim(const Head& head) {
  const auto line = head.start_line();
  return line.starts_with("HTTP/1.1 1") && !line.starts_with("HTTP/1.1 101");
}

// The code of the Close that fails a connection.
std::uint16_t failure_code(Rule rule) {
  const std::uint16_t code = info(rule).close_code;
  if (WS_FAULT(kFailureSays1000)) return 1000;
  if (WS_FAULT(kBadTextSays1002) && code == 1007) return 1002;
  if (WS_FAULT(kTooBigSays1002) && code == 1009) return 1002;
  return code;
}

}  // namespace

class Connection::Engine {
 public:
  Engine(Role role, ConnectionOptions options);

  void start(Time now);
  void start_open(Time now, std::optional<DeflateParameters> agreed);
  void receive(MutableOctets piece, Time now);
  void receive_eof(Time now);
  void advance(Time now);
  [[nodiscard]] std::optional<Time> next_deadline() const;
  bool next_event(Event& event);

  bool send(MessageType type, Octets payload);
  bool close(std::uint16_t code, std::string_view reason);

  [[nodiscard]] bool open() const noexcept { return state == ReadyState::kOpen; }

  Role role;
  ConnectionOptions options;
  ReadyState state = ReadyState::kConnecting;
  FrameWriter writer;
  Heartbeat heartbeat;
  AcceptedRequest request;
  std::string subprotocol;
  std::optional<DeflateParameters> deflate;
  std::string head_out;  // octets of the opening handshake, before any frame
  bool drop = false;
  bool fragmenting = false;  // the application is inside a fragmented message

 private:
  void read_head();
  void read_request();
  void read_response();
  void accept(AcceptedRequest accepted);
  void opened();
  void use_deflate();
  void refuse_request(const Violation& violation);

  bool next_frame_event(Event& event);
  bool on_view(const FrameView& view, Event& event);
  bool on_part(const FrameParser::Part& part, Event& event);
  bool on_control(Opcode opcode, Octets payload, std::uint64_t offset, Event& event);
  bool on_close(Octets body, std::uint64_t offset, Event& event);
  void answer_ping(Octets payload);
  void answer_close(std::optional<std::uint16_t> code);
  bool message_event(Event& event);
  bool failed(const Violation& violation, Event& event);
  void fail(const Violation& violation);
  void end(bool clean, std::uint16_t code);
  [[nodiscard]] std::uint64_t stream_offset(const std::uint8_t* octet) const noexcept;
  [[nodiscard]] std::size_t overhead(std::size_t payload_size) const noexcept;

  MessageReceiver receiver_;
  FrameParser parser_;
  HeadReader head_reader_;
  int interim_heads_ = 0;
  Request asked_;
  std::optional<Deflater> deflater_;
  std::vector<std::uint8_t> compressed_;

  MutableOctets piece_;                        // the head's octets; frames are the parser's
  const std::uint8_t* piece_begin_ = nullptr;  // where the parser's piece begins, and its stream offset
  std::uint64_t piece_offset_ = 0;

  std::array<FrameView, kBatch> views_;
  std::size_t view_ = 0;
  std::size_t view_count_ = 0;
  std::array<std::uint8_t, kMaxControlPayload> control_{};
  std::size_t control_size_ = 0;

  std::deque<Event> pending_;  // events that did not come from the next frame
  bool input_over_ = false;    // nothing that still comes is looked at
  bool ended_ = false;
  std::uint16_t close_code_ = 1005;  // what the peer said
  Time now_{0};
  Time started_{0};
  std::optional<Time> closing_since_;
};

Connection::Engine::Engine(Role the_role, ConnectionOptions the_options)
    : role(the_role),
      options(std::move(the_options)),
      writer(the_role, options.random),
      heartbeat(WS_FAULT(kHeartbeatSilent) ? Heartbeat::Options{} : options.heartbeat),
      receiver_(options.limits),
      parser_({.role = the_role}, options.limits.max_frame_size),
      head_reader_(options.limits) {}

// --- Opening handshake (section 4) --------------------------------------------------------------

void Connection::Engine::start(Time now) {
  now_ = started_ = now;
  if (role == Role::kServer) return;
  asked_.host = options.host;
  asked_.target = options.target;
  asked_.origin = options.origin;
  asked_.key = make_key(options.random);
  asked_.subprotocols = options.subprotocols;
  asked_.extra = options.extra_fields;
  if (options.deflate) asked_.extensions.push_back(deflate_offer(*options.deflate));
  if (auto octets = asked_.build()) {
    head_out = std::move(*octets);
  } else {
    end(false, 1006);  // a part of the request would have broken its head
  }
}

void Connection::Engine::start_open(Time now, std::optional<DeflateParameters> agreed) {
  now_ = started_ = now;
  deflate = agreed;
  if (deflate && !options.deflate) options.deflate.emplace();
  opened();
}

void Connection::Engine::read_head() {
  const auto used = head_reader_.feed(piece_);
  piece_ = piece_.subspan(used);
  if (head_reader_.violation()) {
    const Violation violation = *head_reader_.violation();
    if (role == Role::kServer) {
      refuse_request(violation);
    } else {
      fail(violation);
    }
  } else if (head_reader_.complete()) {
    if (role == Role::kServer) {
      read_request();
    } else if (is_interim(head_reader_.head()) && interim_heads_ < kMaxInterimHeads && !WS_FAULT(kInterimRefused)) {
      ++interim_heads_;
      head_reader_ = HeadReader(options.limits);
      read_head();
    } else {
      read_response();
    }
  }
}

void Connection::Engine::refuse_request(const Violation& violation) {
  head_out += build_refusal(info(violation.rule).http_status, info(violation.rule).sentence);
  fail(violation);
}

void Connection::Engine::read_request() {
  auto reading = validate_request(head_reader_.head());
  if (const auto* violation = std::get_if<Violation>(&reading)) return refuse_request(*violation);
  auto& accepted = std::get<AcceptedRequest>(reading);
  if (options.check_request != nullptr) {
    if (const auto status = options.check_request(accepted, options.check_context)) {
      head_out += build_refusal(status, "The server does not take this request.");
      return fail({Rule::kOriginRefused, head_reader_.head().text().size()});
    }
  }
  accept(std::move(accepted));
}

void Connection::Engine::accept(AcceptedRequest accepted) {
  request = std::move(accepted);
  Response response;
  response.key = request.key;
  response.extra = options.extra_fields;
  subprotocol = choose_subprotocol(options.subprotocols, request.subprotocols).value_or("");
  if (WS_FAULT(kSubprotocolUnasked) && subprotocol.empty() && !options.subprotocols.empty()) {
    subprotocol = options.subprotocols.front();
  }
  response.subprotocol = subprotocol;
  if (options.deflate) {
    if (auto agreement = accept_deflate(request.extensions, *options.deflate)) {
      deflate = agreement->parameters;
      if (WS_FAULT(kExtensionAnsweredTwice)) response.extensions.push_back(agreement->response);
      response.extensions.push_back(std::move(agreement->response));
    }
  }
  auto octets = response.build();
  if (!octets) return end(false, 1006);
  head_out += *octets;
  opened();
}

void Connection::Engine::read_response() {
  auto reading = validate_response(head_reader_.head(), asked_);
  if (const auto* violation = std::get_if<Violation>(&reading)) return fail(*violation);
  auto& accepted = std::get<AcceptedResponse>(reading);
  subprotocol = std::move(accepted.subprotocol);
  const auto answer = std::find_if(accepted.extensions.begin(), accepted.extensions.end(),
                                   [](const Extension& extension) { return extension.name == "permessage-deflate"; });
  if (answer != accepted.extensions.end() && options.deflate) {
    auto confirmed = confirm_deflate(*answer, *options.deflate);
    if (const auto* rule = std::get_if<Rule>(&confirmed)) return fail({*rule, head_reader_.head().text().size() - 1});
    deflate = std::get<DeflateParameters>(confirmed);
  }
  opened();
}

void Connection::Engine::opened() {
  state = ReadyState::kOpen;
  heartbeat.start(now_);
  if (deflate) use_deflate();
  Event event;
  event.type = Event::Type::kOpen;
  pending_.push_back(event);
  if (!WS_FAULT(kEarlyDataDropped)) parser_.feed(piece_);
  piece_begin_ = piece_.data();
  piece_ = {};
}

void Connection::Engine::use_deflate() {
  const bool server = role == (WS_FAULT(kSidesSwapped) ? Role::kClient : Role::kServer);
  const int level = options.deflate->level;
  if (server) {
    deflater_.emplace(deflate->server_max_window_bits, deflate->server_no_context_takeover, level);
    receiver_.use(Inflater(deflate->client_max_window_bits, deflate->client_no_context_takeover));
  } else {
    deflater_.emplace(deflate->client_max_window_bits, deflate->client_no_context_takeover, level);
    receiver_.use(Inflater(deflate->server_max_window_bits, deflate->server_no_context_takeover));
  }
  parser_.state().rsv1_negotiated = true;
}

// --- Input --------------------------------------------------------------------------------------

void Connection::Engine::receive(MutableOctets piece, Time now) {
  now_ = now;
  if (input_over_) return;
  if (state == ReadyState::kConnecting) {
    piece_ = piece;
    return;
  }
  piece_begin_ = piece.data();
  piece_offset_ = parser_.offset();
  parser_.feed(piece);
}

bool Connection::Engine::next_event(Event& event) {
  if (pending_.empty() && state == ReadyState::kConnecting && !piece_.empty() && !input_over_) read_head();
  if (!pending_.empty()) {
    event = pending_.front();
    pending_.pop_front();
    return true;
  }
  if (input_over_ || state == ReadyState::kConnecting) return false;
  return next_frame_event(event);
}

bool Connection::Engine::next_frame_event(Event& event) {
  while (!input_over_) {
    if (view_ < view_count_) {
      if (on_view(views_[view_++], event)) return true;
      continue;
    }
    view_ = 0;
    // Whole frames in one go; what is left, a part of a frame or a broken rule, goes the slow way.
    view_count_ = WS_FAULT_AMONG(kLength16Swapped, kEmptyMaskUnchecked) ? 0 : parser_.next_batch(views_);
    if (WS_FAULT(kBatchLosesLast) && view_count_ == kBatch) --view_count_;
    if (view_count_ > 0) continue;
    const auto part = parser_.next();
    if (part.kind == FrameParser::Part::Kind::kNeedMore) return false;
    if (on_part(part, event)) return true;
  }
  return false;
}

// A frame's header as it must have been on the wire, minimal and masked by role: how many octets.
std::size_t Connection::Engine::overhead(std::size_t payload_size) const noexcept {
  FrameHeader header;
  header.payload_length = payload_size;
  header.masked = role == Role::kServer;
  return encoded_size(header);
}

std::uint64_t Connection::Engine::stream_offset(const std::uint8_t* octet) const noexcept {
  return piece_offset_ + static_cast<std::uint64_t>(octet - piece_begin_);
}

bool Connection::Engine::on_view(const FrameView& view, Event& event) {
  const std::uint64_t payload_offset = stream_offset(view.payload.data());
  if (is_control(view.opcode)) return on_control(view.opcode, view.payload, payload_offset, event);
  const bool simple = view.fin && view.rsv == 0 && !receiver_.inside_message();
  if (simple && view.payload.size() <= options.limits.max_message_size && options.limits.max_fragments > 0) {
    const auto type = view.opcode == Opcode::kText ? MessageType::kText : MessageType::kBinary;
    if (const auto violation = receiver_.whole(type, view.payload, payload_offset)) return failed(*violation, event);
    return message_event(event);
  }
  FrameHeader header;
  header.fin = view.fin;
  header.rsv = view.rsv;
  header.opcode = view.opcode;
  header.payload_length = view.payload.size();
  const std::uint64_t frame_offset = payload_offset - overhead(view.payload.size());
  const std::uint64_t length_offset = payload_offset - (role == Role::kServer ? 5 : 1);
  bool complete = false;
  auto violation = receiver_.begin_frame(header, frame_offset, length_offset);
  const bool continues = view.opcode == Opcode::kContinuation;
  const bool dropped = WS_FAULT(kLastFragmentDropped) && continues && view.fin;
  bool fin = view.fin || (WS_FAULT(kEmptyFragmentEnds) && view.payload.empty());
  if (WS_FAULT(kEmptyLastFragmentLost) && continues && view.payload.empty()) fin = false;
  if (!violation && !view.payload.empty() && !dropped) violation = receiver_.payload(view.payload, payload_offset);
  if (!violation) violation = receiver_.end_frame(fin, payload_offset + view.payload.size() - 1, complete);
  if (violation) return failed(*violation, event);
  return complete && message_event(event);
}

bool Connection::Engine::on_part(const FrameParser::Part& part, Event& event) {
  using Kind = FrameParser::Part::Kind;
  const auto& header = parser_.header();
  const bool control = is_control(header.opcode);
  std::optional<Violation> violation;
  switch (part.kind) {
    case Kind::kNeedMore: return false;
    case Kind::kViolation: return failed(part.violation, event);
    case Kind::kHeader:
      control_size_ = 0;
      if (!control) {
        violation =
            receiver_.begin_frame(header, parser_.frame_offset(), parser_.offset() - 1 - (header.masked ? 4 : 0));
      }
      break;
    case Kind::kPayload:
      if (control) {
        const auto size = std::min(part.payload.size(), control_.size() - control_size_);
        std::copy_n(part.payload.begin(), size, control_.begin() + static_cast<std::ptrdiff_t>(control_size_));
        control_size_ += size;
      } else {
        violation = receiver_.payload(part.payload, stream_offset(part.payload.data()));
      }
      break;
    case Kind::kFrameEnd: {
      if (control) {
        return on_control(header.opcode, Octets(control_).first(control_size_), parser_.offset() - control_size_,
                          event);
      }
      bool complete = false;
      violation = receiver_.end_frame(header.fin, parser_.offset() - 1, complete);
      if (!violation) return complete && message_event(event);
      break;
    }
  }
  return violation && failed(*violation, event);
}

bool Connection::Engine::message_event(Event& event) {
  event.type = Event::Type::kMessage;
  event.message_type = receiver_.type();
  event.payload = receiver_.message();
  if (WS_FAULT(kBomStripped) && as_text(event.payload).starts_with("\xEF\xBB\xBF"))
    event.payload = event.payload.subspan(3);
  return true;
}

bool Connection::Engine::on_control(Opcode opcode, Octets payload, std::uint64_t offset, Event& event) {
  if (opcode == Opcode::kClose) return on_close(payload, offset, event);
  event.payload = payload;
  if (opcode == Opcode::kPing) {
    // Nothing follows our Close, not even a pong (section 5.5.1).
    if (options.auto_pong && open()) answer_ping(payload);
    if (WS_FAULT(kPingEndsFragments)) parser_.state().inside_message = false;
    if (receiver_.inside_message()) {
      if (WS_FAULT(kPingJoinsMessage)) (void)receiver_.payload(payload, offset);
      if (WS_FAULT(kPingForgetsMessage)) receiver_ = MessageReceiver(options.limits);
    }
    event.type = Event::Type::kPing;
    return true;
  }
  if (opcode != Opcode::kPong) return false;  // a reserved opcode, with its rule switched off
  if (WS_FAULT(kUnsolicitedPongRefused)) return failed({Rule::kPongTimeout, offset}, event);
  if (WS_FAULT(kPongAnswered) && open()) writer.pong(payload);
  if (!WS_FAULT(kPongNotNoted)) heartbeat.pong_received(now_);
  event.type = Event::Type::kPong;
  return true;
}

void Connection::Engine::answer_ping(Octets payload) {
  if (WS_FAULT(kPongDropped)) return;
  if (WS_FAULT(kPongNotForSecond) && view_ > 1) return;
  if (WS_FAULT(kPongNotInMessage) && receiver_.inside_message()) return;
  if (WS_FAULT(kPongNotFor125) && payload.size() == kMaxControlPayload) return;
  if (WS_FAULT(kPongNotForEmpty) && payload.empty()) return;
  if (WS_FAULT(kPongEmpty)) payload = {};
  if (WS_FAULT(kPongEndsAtNul)) payload = payload.first(std::min(as_text(payload).find('\0'), payload.size()));
  if (WS_FAULT(kPongAsPing)) return writer.frame(Opcode::kPing, payload);
  if (WS_FAULT(kPongRsv1) && deflater_) return writer.frame(Opcode::kPong, payload, true, kRsv1);
  writer.pong(payload);
}

// --- Closing (section 7) ------------------------------------------------------------------------

bool Connection::Engine::on_close(Octets body, std::uint64_t offset, Event& event) {
  if (WS_FAULT(kCloseIgnoredInMessage) && receiver_.inside_message()) return false;
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
  if (WS_FAULT(kOpenAfterClose)) return true;
  input_over_ = true;
  state = ReadyState::kClosing;
  if (role == Role::kServer || WS_FAULT(kClientDropsAtOnce)) {
    end(true, close_code_);
  } else {
    closing_since_ = now_;  // the server ends the transport (section 7.1.1)
  }
  return true;
}

void Connection::Engine::answer_close(std::optional<std::uint16_t> code) {
  if (WS_FAULT(kCloseNotAnswered)) return;
  if (WS_FAULT(kCloseAnsweredTwice)) writer.close();
  if (WS_FAULT(kCloseAnswerIs1000)) code = 1000;
  if (WS_FAULT(kCloseAnswerEmpty)) code.reset();
  if (WS_FAULT(kCloseAnswerSays1005) && !code) return writer.frame(Opcode::kClose, as_octets("\x03\xED"));
  // The answer carries the code that came (section 5.5.1); 1010 is the client's alone.
  const bool answered = code && writer.close(*code, {});
  if (!answered) writer.close();
}

bool Connection::Engine::close(std::uint16_t code, std::string_view reason) {
  if (!open()) return false;
  const bool written = code == 1005 ? writer.close() : writer.close(code, reason);
  if (!written) return false;
  state = ReadyState::kClosing;
  closing_since_ = now_;
  return true;
}

bool Connection::Engine::failed(const Violation& violation, Event& event) {
  fail(violation);
  event = pending_.front();
  pending_.pop_front();
  return true;
}

// "Fail the WebSocket Connection" (section 7.1.7): Close if the connection was open, then the
// transport; nothing that came after the violation is looked at.
void Connection::Engine::fail(const Violation& violation) {
  if (open() && !WS_FAULT(kFailureWithoutClose)) {
    writer.close(failure_code(violation.rule), info(violation.rule).id);
    if (WS_FAULT(kFailureClosesTwice)) writer.close();
    state = ReadyState::kClosing;
  }
  Event event;
  event.type = Event::Type::kFailed;
  event.violation = violation;
  event.code = info(violation.rule).close_code;
  pending_.push_back(event);
  end(false, 1006);
}

void Connection::Engine::end(bool clean, std::uint16_t code) {
  if (ended_) return;
  ended_ = true;
  input_over_ = true;
  drop = !(WS_FAULT(kServerKeepsTransport) && role == Role::kServer);
  state = ReadyState::kClosed;
  closing_since_.reset();
  Event event;
  event.type = Event::Type::kClosed;
  event.clean = clean;
  event.code = clean ? code : 1006;
  pending_.push_back(event);
}

void Connection::Engine::receive_eof(Time now) {
  if (WS_FAULT(kEofIgnored)) return;
  now_ = now;
  // Clean if both Close frames went their ways (section 7.1.4); only a client gets here with them.
  const bool clean = state == ReadyState::kClosing && input_over_;
  end(clean, close_code_);
}

// --- Time ---------------------------------------------------------------------------------------

void Connection::Engine::advance(Time now) {
  now_ = now;
  if (ended_) return;
  if (state == ReadyState::kConnecting) {
    if (now - started_ < options.limits.opening_timeout || !enforced(Rule::kOpeningTimeout)) return;
    const Violation violation{Rule::kOpeningTimeout, 0};
    if (role == Role::kServer) return refuse_request(violation);
    return fail(violation);
  }
  if (closing_since_) {
    if (WS_FAULT(kClosingNeverEnds)) return;
    if (now - *closing_since_ >= options.limits.closing_timeout) end(input_over_, close_code_);
    return;
  }
  if (!heartbeat.alive(now) && enforced(Rule::kPongTimeout)) return fail({Rule::kPongTimeout, parser_.offset()});
  if (open() && heartbeat.ping_due(now)) {
    writer.ping(as_octets("heartbeat"));
    heartbeat.ping_sent(now);
  }
}

std::optional<Time> Connection::Engine::next_deadline() const {
  if (ended_) return std::nullopt;
  if (state == ReadyState::kConnecting) return started_ + options.limits.opening_timeout;
  if (closing_since_ && WS_FAULT(kClosingNeverEnds)) return std::nullopt;
  if (closing_since_) return *closing_since_ + options.limits.closing_timeout;
  return heartbeat.next_deadline();
}

bool Connection::Engine::send(MessageType type, Octets payload) {
  if (!open() || fragmenting) return false;
  const auto opcode = WS_FAULT(kTextWrittenAsBinary) ? Opcode::kBinary : static_cast<Opcode>(type);
  if (deflater_ && payload.size() >= options.deflate->minimum) {
    compressed_.clear();
    deflater_->message(payload, compressed_);
    writer.frame(opcode, compressed_, true, WS_FAULT(kRsv1NotSet) ? std::uint8_t{0} : kRsv1);
  } else {
    writer.frame(opcode, payload);
  }
  return true;
}

// --- The public face ----------------------------------------------------------------------------

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
  if (!engine_->open()) return false;
  engine_->writer.frame(engine_->fragmenting ? Opcode::kContinuation : static_cast<Opcode>(type), payload, fin);
  engine_->fragmenting = !fin;
  return true;
}

bool Connection::ping(Octets payload) { return engine_->open() && engine_->writer.ping(payload); }
bool Connection::pong(Octets payload) { return engine_->open() && engine_->writer.pong(payload); }

Octets Connection::output() const noexcept {
  return engine_->head_out.empty() ? engine_->writer.output() : as_octets(engine_->head_out);
}

void Connection::consume_output(std::size_t count) noexcept {
  if (engine_->head_out.empty()) return engine_->writer.consume(count);
  engine_->head_out.erase(0, count);
}

bool Connection::wants_drop() const noexcept { return engine_->drop; }
ReadyState Connection::ready_state() const noexcept { return engine_->state; }
Role Connection::role() const noexcept { return engine_->role; }
const std::string& Connection::subprotocol() const noexcept { return engine_->subprotocol; }
const std::optional<DeflateParameters>& Connection::deflate() const noexcept { return engine_->deflate; }
const AcceptedRequest& Connection::request() const noexcept { return engine_->request; }
const Heartbeat& Connection::heartbeat() const noexcept { return engine_->heartbeat; }

}  // namespace ws
