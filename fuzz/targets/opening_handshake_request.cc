// A server of the codec gets a request's head in pieces, and frames behind it. Oracles: it accepts what the model
// accepts, refuses the rest for the same reason, at the same octet where the form of the head is wrong, and with the
// status of that reason, also where its application refuses or the head takes too long; its response is one that the
// harness's own reader finds nothing wrong with, agrees on what the model does, and says what was agreed on; the octets
// behind the head are the first frames. The same for every way of cutting the octets; memory and steps are linear in
// them. Heads that are written with parts of what came are whole.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "conformance/mutants/steps.h"
#include "fuzz/model/receiver.h"
#include "fuzz/support/codec_opening.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/structure.h"
#include "fuzz/support/written_heads.h"

namespace gauntlet::fuzz {
namespace {

/// The application of the server: it refuses a path of three digits with them as the status (section 4.2.2 item 2),
/// other than 000.
int unwelcome(std::string_view target) {
  constexpr std::size_t kSize = 4;
  const bool digits =
      target.size() == kSize && std::ranges::all_of(target.substr(1), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::stoi(std::string(target.substr(1))) : 0;
}

/// RFC 2616 section 6.1.1, RFC 2817 section 6 and RFC 6585; any phrase will do for others.
std::string_view phrase_of(int status) {
  static const std::map<int, std::string_view> kPhrases{{400, "Bad Request"},
                                                        {401, "Unauthorized"},
                                                        {403, "Forbidden"},
                                                        {404, "Not Found"},
                                                        {405, "Method Not Allowed"},
                                                        {408, "Request Timeout"},
                                                        {426, "Upgrade Required"},
                                                        {429, "Too Many Requests"},
                                                        {431, "Request Header Fields Too Large"},
                                                        {500, "Internal Server Error"},
                                                        {503, "Service Unavailable"},
                                                        {505, "HTTP Version Not Supported"}};
  const auto found = kPhrases.find(status);
  return found == kPhrases.end() ? std::string_view() : found->second;
}

class Comparison {
 public:
  void compare(View octets) {
    input_ = read_opening(octets);
    head_ = model::read_head(input_.octets, input_.most_octets(), input_.most_fields());
    verdict_ = {.rule = head_.rule};
    if (head_.state == model::HeadReading::State::kIncomplete && input_.time_passes) verdict_.rule = "opening-timeout";
    if (head_.state == model::HeadReading::State::kComplete) verdict_ = model::judge_request(head_, server());
    status_ = model::status_for(verdict_.rule);
    if (head_.state == model::HeadReading::State::kComplete && verdict_.rule.empty()) judge_by_application();
    if (head_.state == model::HeadReading::State::kComplete && head_.rule.empty()) check_fields();
    const bool in_form = head_.state == model::HeadReading::State::kComplete && head_.rule.empty();
    if (in_form && octets.size() % 4 == 1)
      check_written_heads(head_, input_.octets.subspan(head_.size), model::judge_request(head_, {}).rule.empty());
    run(input_.piece);
    check_events("model");
    check_output();
    if (octets.size() % 4 != 0) return;
    for (const std::size_t piece : {std::size_t{1}, std::size_t{0}}) {
      const Bytes output = actual_.output;
      run(piece);
      check_events("chunks");
      if (output != actual_.output) broken("chunks", "another answer", std::to_string(piece));
    }
  }

 private:
  [[nodiscard]] model::Server server() const {
    model::Server server;
    if (input_.subprotocols) server.subprotocols = {"chat", "superchat"};
    server.deflate = input_.deflate;
    return server;
  }

  /// Section 4.2.2 item 2: what the application does not welcome is refused with its status, and with 500 if that
  /// would refuse nothing. The verdict is certain with the head's last octet.
  void judge_by_application() {
    const int wanted = unwelcome(verdict_.target);
    if (wanted == 0) return;
    verdict_ = {.rule = "origin-refused"};
    status_ = wanted < 300 || wanted > 599 ? 500 : wanted;
    head_.offset = head_.size - 1;
  }

  /// What the head tells of its fields to who asks it.
  void check_fields() {
    ws::Limits limits;
    limits.max_header_size = input_.most_octets();
    limits.max_header_count = input_.most_fields();
    ws::HeadReader reader(limits);
    if (reader.feed(input_.octets) != head_.size || !reader.complete()) broken("fields", "size", "of the head");
    auto expected = head_.fields.begin();
    for (const ws::FieldView field : reader.head().fields()) {
      if (expected == head_.fields.end()) broken("fields", "more than came", field.name);
      if (field.name != expected->name || field.value != expected->value) broken("fields", "another", field.name);
      check_field(reader.head(), expected->name);
      ++expected;
    }
    if (expected != head_.fields.end()) broken("fields", "fewer than came", expected->name);
    check_field(reader.head(), "Upgrade");
  }

  void check_field(const ws::Head& head, const std::string& name) {
    const auto first = head.find(name);
    const std::size_t count = head_.count(name);
    if (head.count(name) != count || first.has_value() != (count > 0)) broken("fields", "count", name);
    if (first && first->value != head_.value(name)) broken("fields", "the first", name);
    if (head.joined(name) != fmt::format("{}", fmt::join(head_.values(name), ", "))) broken("fields", "joined", name);
    for (const std::string_view token : {"websocket", "upgrade", "13"}) {
      if (head.has_token(name, token) != head_.lists(name, token)) broken("fields", "token", name);
    }
  }

  void run(std::size_t piece) {
    actual_.clear();
    opened_ = false;
    ws::Connection connection = make_connection(ws::Role::kServer, input_, keys_, [](const auto& request, void*) {
      return static_cast<std::uint16_t>(unwelcome(request.target));
    });
    connection.start(ws::Time{0});
    const HeapMeter meter;
    const std::uint64_t steps_before = gauntlet::steps();
    feed_opening(connection, input_, piece, lent_, actual_, [this](const ws::Connection& open) {
      opened_ = true;
      check_agreement(open);
    });
    // zlib's own state, and a message and its output, come once there is a connection.
    const std::size_t most = heap_for_head(input_.octets.size()) + (opened_ ? 512U << 10 : 0U);
    if (meter.peak() > most) broken("heap", "not linear", fmt::format("{} octets, above {}", meter.peak(), most));
    const std::uint64_t steps = gauntlet::steps() - steps_before;
    if (const std::uint64_t bound = steps_for_head(input_.octets.size(), opened_ && verdict_.deflate); steps > bound)
      broken("steps", "not linear", fmt::format("{}, above {}", steps, bound));
  }

  void check_agreement(const ws::Connection& open) {
    if (!verdict_.rule.empty()) broken("accepted", verdict_.rule, "the model refuses this request");
    if (open.subprotocol() != verdict_.subprotocol) broken("agreed", "subprotocol", open.subprotocol());
    if (!same_agreement(open.deflate(), verdict_.deflate)) broken("agreed", "permessage-deflate", "other parameters");
    const ws::AcceptedRequest& request = open.request();
    if (request.key != verdict_.key) broken("request", "key", request.key);
    if (request.host != verdict_.host) broken("request", "host", request.host);
    if (request.target != verdict_.target) broken("request", "target", request.target);
    if (request.origin.value_or("") != head_.value("Origin")) broken("request", "origin", *request.origin);
  }

  void check_events(std::string_view oracle) {
    expected_.clear();
    if (!verdict_.rule.empty()) {
      expect_refusal(verdict_.rule, head_, actual_, expected_);
    } else if (head_.state == model::HeadReading::State::kIncomplete) {
      expected_.add({.kind = model::Seen::Kind::kClosed, .code = 1006});
      expected_.drop = true;
    } else {
      model::Receiver receiver(model_after_head(true, verdict_.deflate), expected_);
      receiver.octets(input_.octets.subspan(head_.size));
      if (!input_.time_passes) receiver.ended();
    }
    frames_ = expected_.output;
    expected_.output = actual_.output;  // looked at apart
    if (same(expected_, actual_)) return;
    const auto found = model::difference(expected_, actual_);
    broken(oracle, found.signature, found.detail);
  }

  void check_output() {
    std::string_view text(reinterpret_cast<const char*>(actual_.output.data()), actual_.output.size());
    if (head_.state == model::HeadReading::State::kIncomplete && verdict_.rule.empty()) {
      if (!text.empty()) broken("output", "before the head's end", text);
      return;
    }
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) broken("output", "no head", text);
    const auto answer = wire::read_head(text.substr(0, end + 4));
    text.remove_prefix(end + 4);
    if (!answer.complaints.empty()) broken("output", "form", answer.complaints.front());
    if (!verdict_.rule.empty()) return check_refusal(answer, text);
    if (!std::ranges::equal(text, frames_, [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }))
      broken("output", "frames", "what is sent behind the head is not what the model sends");
    check_acceptance(answer);
  }

  void check_refusal(const wire::HttpHead& answer, std::string_view body) {
    if (answer.status() != status_) broken("output", fmt::format("status for {}", verdict_.rule), answer.start_line);
    if (!answer.start_line.starts_with(fmt::format("HTTP/1.1 {} {}", status_, phrase_of(status_))))
      broken("output", "status line", answer.start_line);
    if (answer.field("Content-Length") != std::to_string(body.size())) broken("output", "Content-Length", answer.raw);
    // Section 4.4; RFC 2616 section 10.4.6.
    const bool says_version = answer.has_token("Sec-WebSocket-Version", "13");
    if (status_ == 426 && !says_version) broken("output", "which version", answer.raw);
    if (status_ == 405 && !answer.has_token("Allow", "GET")) broken("output", "which method", answer.raw);
  }

  void check_acceptance(const wire::HttpHead& answer) {
    std::vector<wire::ExtensionElement> offers;
    wire::Asked asked{.key = verdict_.key, .extensions = {}, .subprotocols = {}};
    for (const std::string_view value : head_.values("Sec-WebSocket-Extensions")) {
      for (auto& element : wire::read_extensions(value).value_or(std::vector<wire::ExtensionElement>{})) {
        asked.extensions.push_back(element.name);
        offers.push_back(std::move(element));
      }
    }
    for (const std::string_view value : head_.values("Sec-WebSocket-Protocol")) {
      for (const std::string_view name : model::list_elements(value)) asked.subprotocols.emplace_back(name);
    }
    const auto complaints = wire::check_response(answer, asked);
    if (!complaints.empty()) broken("output", "response", complaints.front());
    if (answer.field("Sec-WebSocket-Protocol").value_or("") != verdict_.subprotocol)
      broken("output", "subprotocol", answer.raw);
    const auto named = wire::read_extensions(answer.joined("Sec-WebSocket-Extensions"));
    if (named.has_value() != verdict_.deflate.has_value()) broken("output", "extensions", answer.raw);
    if (!named) return;
    const auto reading = wire::read_deflate_response(named->front(), offers);
    if (!reading.agreed) broken("output", "permessage-deflate", reading.complaint);
    const wire::Deflate& said = *reading.agreed;
    const wire::Deflate& meant = *verdict_.deflate;
    const bool honest = said.server_no_context_takeover == meant.server_no_context_takeover &&
                        said.client_no_context_takeover == meant.client_no_context_takeover &&
                        said.server_max_window_bits == meant.server_max_window_bits &&
                        said.client_max_window_bits == meant.client_max_window_bits;
    if (!honest) broken("output", "says another agreement than it keeps", answer.raw);
  }

  [[noreturn]] void broken(std::string_view oracle, std::string_view what, std::string_view detail) {
    report_finding(fmt::format("request-{}", oracle), what,
                   fmt::format("opening handshake, request: {}: {}: {}", oracle, what, detail));
  }

  OpeningInput input_;
  model::HeadReading head_;
  model::RequestVerdict verdict_;
  int status_ = 0;  ///< of the refusal
  LentOctets lent_;
  CountedKeys keys_;
  model::Trace expected_, actual_;
  Bytes frames_;  ///< what the model sends behind the head
  bool opened_ = false;
};

}  // namespace

const Structure* structure() { return &head_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  return 0;
}
