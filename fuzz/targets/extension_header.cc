// The value of a Sec-WebSocket-Extensions field. Oracles: it is read as the harness's own reader does (RFC 6455
// section 9.1), refused at the first octet that nothing could follow, and printing and reading it is a fixed point;
// permessage-deflate is answered and confirmed as the model does (RFC 7692 section 7.1); the answer fits the offer;
// memory and steps are linear in the value. As the value of a parameter, the octets are quoted where they have to be,
// and stand in a head only if they are a token.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "conformance/mutants/steps.h"
#include "conformance/wire/handshake.h"
#include "fuzz/model/head.h"
#include "fuzz/model/opening.h"
#include "fuzz/support/codec_opening.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

using Elements = std::vector<wire::ExtensionElement>;

[[noreturn]] void broken(std::string_view what, std::string_view detail) {
  report_finding("extensions", what, fmt::format("Sec-WebSocket-Extensions: {}: {}", what, detail));
}

bool same_parameters(const ws::ExtensionParameter& codec,
                     const std::pair<std::string, std::optional<std::string>>& model) {
  return codec.name == model.first && codec.value == model.second;
}

bool same_elements(const std::vector<ws::Extension>& codec, const Elements& model) {
  return std::ranges::equal(codec, model, [](const ws::Extension& left, const wire::ExtensionElement& right) {
    return left.name == right.name && std::ranges::equal(left.parameters, right.parameters, same_parameters);
  });
}

/// Whether something can follow `text` that makes it right: one of these always does, if anything can.
bool can_be_completed(std::string_view text) {
  constexpr std::array<std::string_view, 4> kEnds{"", "a", "\"", "a\""};
  return std::ranges::any_of(
      kEnds, [&](std::string_view end) { return wire::read_extensions(std::string(text).append(end)).has_value(); });
}

void check_refusal(std::string_view value, const ws::Violation& violation) {
  const auto at = static_cast<std::size_t>(violation.offset);
  if (ws::info(violation.rule).id != "extension-syntax") broken("another rule", ws::info(violation.rule).id);
  if (at > value.size()) broken("offset beyond the end", std::to_string(at));
  if (!can_be_completed(value.substr(0, at))) broken("offset too late", fmt::format("{} of {}", at, value));
  if (at < value.size() && can_be_completed(value.substr(0, at + 1)))
    broken("offset too early", fmt::format("{} of {}", at, value));
}

ws::DeflateOptions options_of(const model::DeflateWish& wish) {
  ws::DeflateOptions options;
  options.server_no_context_takeover = wish.server_no_context_takeover;
  options.client_no_context_takeover = wish.client_no_context_takeover;
  options.server_max_window_bits = wish.server_max_window_bits;
  options.client_max_window_bits = wish.client_max_window_bits;
  return options;
}

/// A head that asks for nothing but these extensions, for the model.
model::HeadReading request_with(std::string_view value) {
  model::HeadReading head;
  head.state = model::HeadReading::State::kComplete;
  head.start_line = "GET / HTTP/1.1";
  head.fields = {{"Host", "a"},
                 {"Upgrade", "websocket"},
                 {"Connection", "Upgrade"},
                 {"Sec-WebSocket-Version", "13"},
                 {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="},
                 {"Sec-WebSocket-Extensions", std::string(value)}};
  return head;
}

void check_as_server(std::string_view value, const std::vector<ws::Extension>& read, const Elements& offers,
                     const model::DeflateWish& wish) {
  const auto agreement = ws::accept_deflate(read, options_of(wish));
  const auto verdict = model::judge_request(request_with(value), {.subprotocols = {}, .deflate = wish});
  const auto parameters = agreement ? std::optional(agreement->parameters) : std::nullopt;
  if (!same_agreement(parameters, verdict.deflate)) broken("another agreement", value);
  if (!agreement) return;
  const std::string answer = ws::print_extensions({agreement->response});
  const auto said = wire::read_extensions(answer);
  if (!said) broken("the answer breaks the grammar", answer);
  const auto reading = wire::read_deflate_response(said->front(), offers);
  if (!reading.agreed) broken("the answer does not fit", answer + ": " + reading.complaint);
  if (!same_agreement(parameters, reading.agreed)) broken("the answer says another agreement", answer);
}

void check_as_client(const std::vector<ws::Extension>& read, const Elements& elements, const model::DeflateWish& wish) {
  const ws::Extension offer = ws::deflate_offer(options_of(wish));
  const auto offered = wire::read_extensions(ws::print_extensions({offer}));
  if (!offered) broken("the offer breaks the grammar", ws::print_extensions({offer}));
  for (std::size_t i = 0; i < read.size(); ++i) {
    const auto confirmed = ws::confirm_deflate(read[i], options_of(wish));
    auto reading = wire::read_deflate_response(elements[i], *offered);
    const auto* parameters = std::get_if<ws::DeflateParameters>(&confirmed);
    if ((parameters != nullptr) != reading.agreed.has_value())
      broken(reading.agreed ? "an answer is refused" : "a wrong answer is taken", reading.complaint);
    if (parameters == nullptr) continue;
    reading.agreed->client_no_context_takeover |= wish.client_no_context_takeover;
    reading.agreed->client_max_window_bits =
        std::min(reading.agreed->client_max_window_bits, wish.client_max_window_bits);
    if (!same_agreement(*parameters, reading.agreed)) broken("another meaning", ws::print_extensions({read[i]}));
  }
}

/// RFC 2616 section 2.2: what a quoted string stands for; nothing if it is none.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\' && ++i == text.size()) return std::nullopt;
    plain += text[i];
  }
  return plain;
}

void check_as_value(std::string_view value) {
  constexpr std::string_view kBefore = "x; y=";
  const bool token = model::is_token(value);
  const std::vector<ws::Extension> extensions{{"x", {{"y", std::string(value)}}}};
  const std::string printed = ws::print_extensions(extensions);
  const std::string_view behind = std::string_view(printed).substr(std::min(kBefore.size(), printed.size()));
  if (!printed.starts_with(kBefore) || (token ? behind != value : unquoted(behind) != value))
    broken("another value is printed", printed);
  ws::Request request;
  request.host = "a";
  request.key = "AAAAAAAAAAAAAAAAAAAAAA==";
  request.extensions = extensions;
  ws::Response response;
  response.key = request.key;
  response.extensions = extensions;
  // Section 9.1: also a quoted value has to be a token.
  if (request.build().has_value() != token || response.build().has_value() != token)
    broken(token ? "a token is not sent" : "a value that is no token is sent", value);
}

// octet 0: what we want of permessage-deflate, as for the opening handshake; then the value.
void check(View octets) {
  if (octets.empty()) return;
  const std::array<std::uint8_t, 1> head{static_cast<std::uint8_t>(octets.front() | 0x04)};
  const model::DeflateWish wish = *read_opening(head).deflate;
  const std::string_view value(reinterpret_cast<const char*>(octets.data()) + 1, octets.size() - 1);
  if (octets.size() % 2 == 0) check_as_value(value);
  const auto expected = wire::read_extensions(value);
  const HeapMeter meter;
  const std::uint64_t steps_before = gauntlet::steps();
  const auto parsed = ws::parse_extensions(value);
  if (gauntlet::steps() - steps_before > steps_for_head(value.size())) broken("steps not linear", value);
  if (meter.peak() > heap_for_head(value.size())) broken("heap not linear", std::to_string(meter.peak()));
  if (const auto* violation = std::get_if<ws::Violation>(&parsed)) {
    if (expected) broken("refused", value);
    return check_refusal(value, *violation);
  }
  const auto& read = std::get<std::vector<ws::Extension>>(parsed);
  if (!expected) broken("accepted", value);
  if (!same_elements(read, *expected)) broken("read otherwise", value);
  const std::string printed = ws::print_extensions(read);
  const auto again = ws::parse_extensions(printed);
  const auto* same = std::get_if<std::vector<ws::Extension>>(&again);
  if (same == nullptr || *same != read) broken("no fixed point", printed);
  check_as_server(value, read, *expected, wish);
  check_as_client(read, *expected, wish);
}

}  // namespace

const Structure* structure() { return nullptr; }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gauntlet::fuzz::check({data, size});
  return 0;
}
