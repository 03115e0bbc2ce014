#include "conformance/play/opening.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>

namespace gauntlet {

namespace {

std::string random_key(RandomSource& random) {
  wire::Bytes nonce;
  for (int i = 0; i < 16; ++i) nonce.push_back(static_cast<std::uint8_t>(random.next() >> 32U));
  return wire::base64(nonce);
}

std::string joined(const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, ", ")); }

wire::Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

Opening::Opening(const HandshakeSpec& spec, SubjectRole subject, const OpeningOptions& options, RandomSource& random,
                 Record& record)
    : spec_(spec), subject_(subject), options_(options), record_(record), key_(random_key(random)) {
  subprotocols_ = spec.subprotocols.empty() ? options.subprotocols : spec.subprotocols;
}

wire::Bytes Opening::raw_head() const {
  if (spec_.raw_octets) return spec_.raw_octets->octets();
  const std::array<std::pair<std::string_view, std::string>, 5> values{{{"{host}", options_.host},
                                                                        {"{target}", options_.target},
                                                                        {"{key}", key_},
                                                                        {"{origin}", options_.origin},
                                                                        {"{accept}", wire::accept_value(key_)}}};
  std::string head;
  for (auto line : spec_.raw) {
    for (const auto& [what, with] : values) replace_all(line, what, with);
    head += line + "\r\n";
  }
  return bytes(head + "\r\n");
}

// The order of the fields is the reference's.
wire::Bytes Opening::request() {
  if (!spec_.raw.empty() || spec_.raw_octets) {
    auto head = raw_head();
    record_.facts.http_request.assign(
        head.begin(), head.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(head.size(), 8192)));
    return head;
  }
  std::string head = fmt::format(
      "GET {} HTTP/1.1\r\nUser-Agent: wsgauntlet\r\nHost: {}\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
      "Pragma: no-cache\r\nCache-Control: no-cache\r\nSec-WebSocket-Key: {}\r\n",
      options_.target, options_.host, key_);
  if (!options_.origin.empty()) head += fmt::format("Origin: {}\r\n", options_.origin);
  if (!subprotocols_.empty()) head += fmt::format("Sec-WebSocket-Protocol: {}\r\n", joined(subprotocols_));
  if (!spec_.offers.empty()) head += fmt::format("Sec-WebSocket-Extensions: {}\r\n", joined(spec_.offers));
  for (const auto& [name, value] : spec_.headers) head += fmt::format("{}: {}\r\n", name, value);
  head += "Sec-WebSocket-Version: 13\r\n\r\n";
  record_.facts.http_request = head;
  return bytes(head);
}

Opening::State Opening::failed(std::string why) {
  failure_ = std::move(why);
  return State::kFailed;
}

Opening::State Opening::received(wire::View octets) {
  auto head = collector_.feed(octets);
  if (collector_.overflow()) return failed("the subject's head is larger than the harness reads");
  if (!head) return State::kWaiting;
  auto& text = subject_ == SubjectRole::kServer ? record_.facts.http_response : record_.facts.http_request;
  text = head->raw.substr(0, 8192);
  const auto state = subject_ == SubjectRole::kServer ? read_response(*head) : read_request(*head);
  record_.head = std::move(head);
  return state;
}

// What the reference's client demands of a 101; all further complaints are written down only.
Opening::State Opening::read_response(const wire::HttpHead& head) {
  record_.status = head.status();
  wire::Asked asked{.key = key_, .extensions = {}, .subprotocols = subprotocols_};
  std::vector<wire::ExtensionElement> offers;
  for (const auto& offer : spec_.offers) {
    for (auto& element : wire::read_extensions(offer).value_or(std::vector<wire::ExtensionElement>{})) {
      asked.extensions.push_back(element.name);
      offers.push_back(std::move(element));
    }
  }
  record_.head_complaints = wire::check_response(head, asked);
  if (head.status() != 101) return failed(fmt::format("HTTP status {}", head.status()));
  const bool raw = !spec_.raw.empty() || spec_.raw_octets;
  const auto upgrade = head.field("Upgrade").value_or("");
  if (!head.has_token("Upgrade", "websocket")) return failed(fmt::format("Upgrade is '{}'", upgrade));
  if (!head.has_token("Connection", "upgrade")) return failed("Connection has no token Upgrade");
  const bool our_key = !raw || std::any_of(spec_.raw.begin(), spec_.raw.end(), [](const std::string& line) {
    return line.find("{key}") != std::string::npos;
  });
  if (our_key && head.field("Sec-WebSocket-Accept").value_or("") != wire::accept_value(key_)) {
    return failed("Sec-WebSocket-Accept is missing or wrong");
  }
  if (const auto chosen = head.field("Sec-WebSocket-Protocol"); chosen && !chosen->empty()) {
    record_.subprotocol_agreed = true;
    if (!raw && std::find(subprotocols_.begin(), subprotocols_.end(), *chosen) == subprotocols_.end()) {
      return failed("a subprotocol that was not offered");
    }
  }
  const auto answer = head.joined("Sec-WebSocket-Extensions");
  return answer.empty() || raw ? State::kOpen : agree_as_client(answer, offers);
}

Opening::State Opening::agree_as_client(const std::string& answer, const std::vector<wire::ExtensionElement>& offers) {
  const auto elements = wire::read_extensions(answer);
  if (!elements || elements->size() != 1 || elements->front().name != "permessage-deflate") {
    return failed("an extension that was not offered");
  }
  auto reading = wire::read_deflate_response(elements->front(), offers);
  if (!reading.agreed) {
    // What was asked of the server may be missing: the connection works all the same, and the judge knows. So the
    // smallest offer: nothing is asked of the server, and of the client only what it lets itself be told.
    record_.deflate_answer_fits = false;
    reading = wire::read_deflate_response(elements->front(),
                                          {{"permessage-deflate", {{"client_max_window_bits", std::nullopt}}}});
  }
  if (!reading.agreed) return failed(reading.complaint);
  deflate_ = *reading.agreed;
  return State::kOpen;
}

Opening::State Opening::read_request(const wire::HttpHead& head) {
  record_.head_complaints = wire::check_request(head);
  key_ = head.field("Sec-WebSocket-Key").value_or("");
  if (!head.has_token("Upgrade", "websocket") || key_.empty()) return failed("no WebSocket upgrade was asked for");
  const auto asked = head.joined("Sec-WebSocket-Protocol");
  for (const auto& mine : subprotocols_) {
    if (subprotocol_answer_.empty() && head.has_token("Sec-WebSocket-Protocol", mine)) subprotocol_answer_ = mine;
  }
  record_.subprotocol_agreed = !subprotocol_answer_.empty();
  const auto offers = wire::read_extensions(head.joined("Sec-WebSocket-Extensions"));
  if (offers && !spec_.offers.empty()) agree_as_server(*offers);
  return State::kOpen;
}

// The reference server goes through its own rules in order, and for each through the client's offers.
void Opening::agree_as_server(const std::vector<wire::ExtensionElement>& offers) {
  std::vector<DeflateAnswer> answers = spec_.answers;
  if (answers.empty()) answers.emplace_back();
  const auto has = [](const wire::ExtensionElement& offer, std::string_view name) {
    return std::any_of(offer.parameters.begin(), offer.parameters.end(),
                       [&](const auto& p) { return p.first == name; });
  };
  for (const auto& answer : answers) {
    for (const auto& offer : offers) {
      if (offer.name != "permessage-deflate") continue;
      if (!std::all_of(answer.needs.begin(), answer.needs.end(), [&](const auto& need) { return has(offer, need); }))
        continue;
      wire::ExtensionElement response{"permessage-deflate", answer.answer};
      // What the client asks of us is granted by saying it back (RFC 7692 section 7.1).
      for (const auto& [name, value] : offer.parameters) {
        if (name.starts_with("server_") && !has(response, name)) response.parameters.emplace_back(name, value);
      }
      auto reading = wire::read_deflate_response(response, {offer});
      if (!reading.agreed) continue;
      deflate_ = *reading.agreed;
      extension_answer_ = "permessage-deflate";
      for (const auto& [name, value] : response.parameters) {
        extension_answer_ += value ? fmt::format("; {}={}", name, *value) : fmt::format("; {}", name);
      }
      return;
    }
  }
}

wire::Bytes Opening::response() {
  wire::Bytes octets;
  if (!spec_.raw.empty() || spec_.raw_octets) {
    octets = raw_head();
  } else {
    std::string head = fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nServer: wsgauntlet\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: {}\r\n",
        wire::accept_value(key_));
    if (!subprotocol_answer_.empty()) head += fmt::format("Sec-WebSocket-Protocol: {}\r\n", subprotocol_answer_);
    if (!extension_answer_.empty()) head += fmt::format("Sec-WebSocket-Extensions: {}\r\n", extension_answer_);
    for (const auto& [name, value] : spec_.headers) head += fmt::format("{}: {}\r\n", name, value);
    octets = bytes(head + "\r\n");
  }
  record_.facts.http_response.assign(
      octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(octets.size(), 8192)));
  return octets;
}

}  // namespace gauntlet
