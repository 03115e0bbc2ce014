#include <algorithm>
#include <utility>

#include "connection/connection_engine.h"

// The opening handshake of a connection (RFC 6455 section 4).

namespace ws {
namespace {

constexpr int kMaxInterimHeads = 8;

// An informational response other than 101 precedes the real one (RFC 2616 section 10.1).
bool is_interim(const Head& head) {
  const auto line = head.start_line();
  return line.starts_with("HTTP/1.1 1") && !line.starts_with("HTTP/1.1 101");
}

}  // namespace

void Connection::Engine::start(Time now) {
  now_ = since_ = now;
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
    end();  // a part of the request would have broken its head
  }
}

void Connection::Engine::start_open(Time now, std::optional<DeflateParameters> agreed) {
  now_ = since_ = now;
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
    } else if (is_interim(head_reader_.head()) && interim_heads_ < kMaxInterimHeads) {
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
      return fail({Rule::kOriginRefused, head_reader_.head().text().size() - 1});
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
  response.subprotocol = subprotocol;
  if (options.deflate) {
    if (auto agreement = accept_deflate(request.extensions, *options.deflate)) {
      deflate = agreement->parameters;
      response.extensions.push_back(std::move(agreement->response));
    }
  }
  auto octets = response.build();
  if (!octets) return end();
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
  state = State::kOpen;
  heartbeat.start(now_);
  if (deflate) use_deflate();
  Event event;
  event.type = Event::Type::kOpen;
  pending_.push(event);
  parser_.feed(piece_);
  piece_begin_ = piece_.data();
  piece_ = {};
}

void Connection::Engine::use_deflate() {
  const int level = options.deflate->level;
  if (role == Role::kServer) {
    deflater_.emplace(deflate->server_max_window_bits, deflate->server_no_context_takeover, level);
    reassembly_.use(Inflater(deflate->client_max_window_bits, deflate->client_no_context_takeover));
  } else {
    deflater_.emplace(deflate->client_max_window_bits, deflate->client_no_context_takeover, level);
    reassembly_.use(Inflater(deflate->server_max_window_bits, deflate->server_no_context_takeover));
  }
  parser_.state().rsv1_negotiated = true;
}

}  // namespace ws
