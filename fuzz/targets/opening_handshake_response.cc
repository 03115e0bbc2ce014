// A client of the codec gets a response's head in pieces, and frames behind it. Oracles: its request is one that the
// harness's own reader finds nothing wrong with, and asks for what it was told to; it opens the connection where the
// model does, with the same agreement, and refuses the rest for the same reason, at the same octet where the form of
// the head is wrong; the octets behind the head are the first frames. The same for every way of cutting the octets;
// memory and steps are linear in them.

#include <fmt/format.h>

#include "conformance/mutants/steps.h"
#include "fuzz/model/receiver.h"
#include "fuzz/support/codec_opening.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

constexpr int kMostInterim = 8;  // 1xx responses that a client of the codec sits through

class Comparison {
 public:
  void compare(View octets) {
    input_ = read_opening(octets);
    run(input_.piece);
    judge();
    check_events("model");
    if (octets.size() % 4 != 0) return;
    for (const std::size_t piece : {std::size_t{1}, std::size_t{0}}) {
      run(piece);
      check_events("chunks");
    }
  }

 private:
  /// What is asked is in the request itself, once it was found to be in order.
  void read_request(const ws::Connection& connection) {
    const ws::Octets output = connection.output();
    const std::string_view text(reinterpret_cast<const char*>(output.data()), output.size());
    const auto request = wire::read_head(text);
    if (request.raw.size() != text.size() || !text.ends_with("\r\n\r\n")) broken("request", "not one head", text);
    const auto complaints = wire::check_request(request);
    if (!complaints.empty()) broken("request", "form", complaints.front());
    const std::string wanted = input_.subprotocols ? "chat, superchat" : "";
    if (request.joined("Sec-WebSocket-Protocol") != wanted) broken("request", "subprotocols", text);
    asked_ = {};
    asked_.deflate = input_.deflate;
    asked_.asked.key = request.field("Sec-WebSocket-Key").value_or("");
    if (input_.subprotocols) asked_.asked.subprotocols = {"chat", "superchat"};
    if (request.count("Sec-WebSocket-Extensions") > 0)
      asked_.offers = wire::read_extensions(request.joined("Sec-WebSocket-Extensions")).value();
    for (const auto& offer : asked_.offers) asked_.asked.extensions.push_back(offer.name);
    check_offer(text);
  }

  /// RFC 7692 section 7.1: what we want stands in the one offer.
  void check_offer(std::string_view text) {
    if (asked_.offers.size() != (input_.deflate ? 1U : 0U)) broken("request", "offers", text);
    if (!input_.deflate) return;
    std::vector<std::pair<std::string, std::optional<std::string>>> wanted;
    if (input_.deflate->server_no_context_takeover) wanted.emplace_back("server_no_context_takeover", std::nullopt);
    if (input_.deflate->client_no_context_takeover) wanted.emplace_back("client_no_context_takeover", std::nullopt);
    if (input_.deflate->server_max_window_bits < 15) wanted.emplace_back("server_max_window_bits", "9");
    wanted.emplace_back("client_max_window_bits",
                        input_.deflate->client_max_window_bits < 15 ? std::optional<std::string>("9") : std::nullopt);
    auto offered = asked_.offers.front().parameters;
    std::ranges::sort(offered);
    std::ranges::sort(wanted);
    if (offered != wanted) broken("request", "parameters of the offer", text);
  }

  void run(std::size_t piece) {
    actual_.clear();
    opened_ = false;
    ws::Connection connection = make_connection(ws::Role::kClient, input_, keys_);
    connection.start(ws::Time{0});
    read_request(connection);
    connection.consume_output(connection.output().size());
    const HeapMeter meter;
    const std::uint64_t steps_before = gauntlet::steps();
    feed_opening(connection, input_, piece, lent_, actual_, [this](const ws::Connection& open) {
      opened_ = true;
      subprotocol_ = open.subprotocol();
      deflate_ = open.deflate();
    });
    const std::size_t most = heap_for_head(input_.octets.size()) + (opened_ ? 512U << 10 : 0U);
    if (meter.peak() > most) broken("heap", "not linear", fmt::format("{} octets, above {}", meter.peak(), most));
    const std::uint64_t steps = gauntlet::steps() - steps_before;
    if (const std::uint64_t bound = steps_for_head(input_.octets.size(), opened_ && deflate_); steps > bound)
      broken("steps", "not linear", fmt::format("{}, above {}", steps, bound));
  }

  void judge() {
    rest_ = input_.octets;
    for (int interim = 0;; ++interim) {
      head_ = model::read_head(rest_, input_.most_octets(), input_.most_fields());
      verdict_ = {.rule = head_.rule};
      if (head_.state == model::HeadReading::State::kIncomplete && input_.time_passes)
        verdict_.rule = "opening-timeout";
      if (head_.state != model::HeadReading::State::kComplete) return;
      if (!model::is_interim(head_) || interim == kMostInterim) break;
      rest_ = rest_.subspan(head_.size);
    }
    verdict_ = model::judge_response(head_, asked_);
  }

  void check_events(std::string_view oracle) {
    expected_.clear();
    const bool complete = head_.state == model::HeadReading::State::kComplete;
    if (!verdict_.rule.empty()) {
      expect_refusal(verdict_.rule, head_, actual_, expected_);
    } else if (!complete) {
      expected_.add({.kind = model::Seen::Kind::kClosed, .code = 1006});
      expected_.drop = true;
    } else {
      model::Receiver receiver(model_after_head(false, verdict_.deflate), expected_);
      receiver.octets(rest_.subspan(head_.size));
      if (!input_.time_passes) receiver.ended();
    }
    if (!same(expected_, actual_)) {
      const auto found = model::difference(expected_, actual_);
      broken(oracle, found.signature, found.detail);
    }
    if (!complete || !verdict_.rule.empty()) return;
    if (subprotocol_ != verdict_.subprotocol) broken("agreed", "subprotocol", subprotocol_);
    if (!same_agreement(deflate_, verdict_.deflate)) broken("agreed", "permessage-deflate", "other parameters");
  }

  [[noreturn]] void broken(std::string_view oracle, std::string_view what, std::string_view detail) {
    report_finding(fmt::format("response-{}", oracle), what,
                   fmt::format("opening handshake, response: {}: {}: {}", oracle, what, detail));
  }

  OpeningInput input_;
  model::Client asked_;
  View rest_;
  model::HeadReading head_;
  model::ResponseVerdict verdict_;
  LentOctets lent_;
  CountedKeys keys_;
  model::Trace expected_, actual_;
  bool opened_ = false;
  std::string subprotocol_;
  std::optional<ws::DeflateParameters> deflate_;
};

}  // namespace

const Structure* structure() { return &head_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  return 0;
}
