#include "fuzz/model/opening.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gauntlet::model {
namespace {

constexpr std::string_view kDeflate = "permessage-deflate";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

/// "HTTP/" DIGIT "." DIGIT.
bool is_http_version(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
}
/// At least 1.1, and not another major version, which has another form.
bool is_version_enough(std::string_view version) { return version[5] == '1' && version[7] != '0'; }

// --- Requests -----------------------------------------------------------------------------------

/// host [ ":" port ], RFC 3986 sections 3.2.2 and 3.2.3, without user information.
bool is_authority(std::string_view text) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=%";
  const auto is_host_character = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kMarks.find(c) != std::string_view::npos;
  };
  std::string_view host, port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!std::ranges::all_of(host, [&](char c) { return c == ':' || is_host_character(c); })) return false;
  } else {
    host = text.substr(0, text.find(':'));
    port = text.substr(host.size());
    if (!std::ranges::all_of(host, is_host_character)) return false;
  }
  if (host.empty() || (!port.empty() && port.front() != ':')) return false;
  std::string_view digits = port.empty() ? port : port.substr(1);
  if (!std::ranges::all_of(digits, is_digit)) return false;
  while (digits.starts_with('0')) digits.remove_prefix(1);
  return digits.size() < 5 || (digits.size() == 5 && digits <= "65535");
}

/// Section 4.2.1 item 1: a path, or an absolute http or https URI; never a fragment (section 3).
bool read_target(std::string_view text, RequestVerdict& verdict) {
  constexpr std::string_view kNever = "#\"<>";
  for (const char c : text) {
    if (c <= 0x20 || c == 0x7F || kNever.find(c) != std::string_view::npos) return false;
  }
  verdict.target = text;
  if (text.starts_with('/')) return true;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return false;
  const std::string_view scheme = text.substr(0, colon);
  if (!same_ignoring_case(scheme, "http") && !same_ignoring_case(scheme, "https")) return false;
  const std::string_view rest = text.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  verdict.host = authority;
  verdict.target = rest.substr(authority.size());
  if (!verdict.target.starts_with('/')) verdict.target = "/" + verdict.target;
  return is_authority(authority);
}

/// Method SP target SP version.
std::string_view judge_request_line(std::string_view line, RequestVerdict& verdict) {
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos || second == first + 1) return "request-line";
  const std::string_view method = line.substr(0, first), version = line.substr(second + 1);
  if (!is_token(method) || !is_http_version(version)) return "request-line";
  if (method != "GET") return "request-method";
  if (!is_version_enough(version)) return "request-http-version";
  return read_target(line.substr(first + 1, second - first - 1), verdict) ? "" : "request-target";
}

/// What announces a body would make two readers see two streams.
bool announces_body(const HeadReading& head) {
  if (head.count("Transfer-Encoding") > 0) return true;
  return std::ranges::any_of(head.values("Content-Length"), [](std::string_view value) {
    return value.empty() || value.find_first_not_of('0') != std::string_view::npos;
  });
}

bool is_key(std::string_view key) {
  const auto octets = wire::from_base64(key);
  return octets && octets->size() == 16;
}

/// Section 4.1 item 10. Every field of that name is a list of its own with something in it.
bool read_subprotocols(const HeadReading& head, std::vector<std::string_view>& offered) {
  for (const std::string_view value : head.values("Sec-WebSocket-Protocol")) {
    const auto elements = list_elements(value);
    if (elements.empty() || !std::ranges::all_of(elements, is_token)) return false;
    offered.insert(offered.end(), elements.begin(), elements.end());
  }
  return std::set<std::string_view>(offered.begin(), offered.end()).size() == offered.size();
}

/// Section 9.1.
std::optional<std::vector<wire::ExtensionElement>> read_extensions(const HeadReading& head) {
  std::vector<wire::ExtensionElement> all;
  for (const std::string_view value : head.values("Sec-WebSocket-Extensions")) {
    auto some = wire::read_extensions(value);
    if (!some) return std::nullopt;
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

/// An offer of permessage-deflate (RFC 7692 section 7.1), if it is one that can be taken.
struct Offer {
  bool server_no_context_takeover = false, client_no_context_takeover = false, names_client_window = false;
  std::optional<int> server_window, client_window;
};

std::optional<int> window_bits(const std::optional<std::string>& value) {
  for (int bits = 8; bits <= 15; ++bits) {
    if (value == std::to_string(bits)) return bits;
  }
  return std::nullopt;
}

std::optional<Offer> read_offer(const wire::ExtensionElement& element) {
  Offer offer;
  std::set<std::string> seen;
  for (const auto& [name, value] : element.parameters) {
    if (!seen.insert(name).second) return std::nullopt;
    const auto bits = window_bits(value);
    if (name == "server_no_context_takeover" && !value) {
      offer.server_no_context_takeover = true;
    } else if (name == "client_no_context_takeover" && !value) {
      offer.client_no_context_takeover = true;
    } else if (name == "server_max_window_bits" && bits) {
      offer.server_window = bits;
    } else if (name == "client_max_window_bits" && (bits || !value)) {
      offer.names_client_window = true;
      offer.client_window = bits;
    } else {
      return std::nullopt;
    }
  }
  return offer;
}

/// The first offer that can be met. A server window of 8 bits is not promised, and a client that doesn't name its
/// window can't be asked to limit it (section 7.1.2.2).
std::optional<wire::Deflate> take_offer(const std::vector<wire::ExtensionElement>& elements, const DeflateWish& wish) {
  for (const auto& element : elements) {
    if (element.name != kDeflate) continue;
    const auto offer = read_offer(element);
    if (!offer || offer->server_window == 8) continue;
    return wire::Deflate{
        .server_no_context_takeover = offer->server_no_context_takeover || wish.server_no_context_takeover,
        .client_no_context_takeover = offer->client_no_context_takeover || wish.client_no_context_takeover,
        .server_max_window_bits = std::min(offer->server_window.value_or(15), std::max(wish.server_max_window_bits, 9)),
        .client_max_window_bits =
            offer->names_client_window ? std::min(offer->client_window.value_or(15), wish.client_max_window_bits) : 15};
  }
  return std::nullopt;
}

std::string_view judge(const HeadReading& head, const Server& server, RequestVerdict& verdict) {
  if (const auto rule = judge_request_line(head.start_line, verdict); !rule.empty()) return rule;
  if (announces_body(head)) return "request-body";
  if (head.count("Host") != 1 || !is_authority(head.value("Host"))) return "host-missing";
  if (verdict.host.empty()) verdict.host = head.value("Host");
  if (!head.lists("Upgrade", "websocket")) return "upgrade-missing";
  if (!head.lists("Connection", "Upgrade")) return "connection-missing";
  if (head.count("Sec-WebSocket-Version") == 0) return "version-missing";
  if (head.count("Sec-WebSocket-Version") > 1 || head.value("Sec-WebSocket-Version") != "13")
    return "version-unsupported";
  if (head.count("Sec-WebSocket-Key") == 0) return "key-missing";
  if (head.count("Sec-WebSocket-Key") > 1) return "key-repeated";
  verdict.key = head.value("Sec-WebSocket-Key");
  if (!is_key(verdict.key)) return "key-invalid";
  if (head.count("Origin") > 1) return "origin-refused";
  std::vector<std::string_view> offered;
  if (!read_subprotocols(head, offered)) return "subprotocol-syntax";
  for (const std::string& ours : server.subprotocols) {
    if (verdict.subprotocol.empty() && std::ranges::find(offered, ours) != offered.end()) verdict.subprotocol = ours;
  }
  const auto extensions = read_extensions(head);
  if (!extensions) return "extension-syntax";
  if (server.deflate) verdict.deflate = take_offer(*extensions, *server.deflate);
  return {};
}

// --- Responses ----------------------------------------------------------------------------------

std::string_view judge_status_line(std::string_view line) {
  // HTTP-Version SP 3DIGIT SP, and a reason that may be empty.
  const bool formed = line.size() >= 13 && is_http_version(line.substr(0, 8)) && line[8] == ' ' &&
                      all_digits(line.substr(9, 3)) && line[12] == ' ';
  if (!formed || !is_version_enough(line)) return "status-line";
  return line.substr(9, 3) == "101" ? "" : "status-not-101";
}

std::string_view judge(const HeadReading& head, const Client& client, ResponseVerdict& verdict) {
  if (const auto rule = judge_status_line(head.start_line); !rule.empty()) return rule;
  if (head.count("Upgrade") != 1 || !same_ignoring_case(head.value("Upgrade"), "websocket")) return "response-upgrade";
  if (!head.lists("Connection", "Upgrade")) return "response-connection";
  if (head.count("Sec-WebSocket-Accept") == 0) return "accept-missing";
  if (head.count("Sec-WebSocket-Accept") > 1 ||
      head.value("Sec-WebSocket-Accept") != wire::accept_value(client.asked.key)) {
    return "accept-wrong";
  }
  const auto extensions = read_extensions(head);
  if (!extensions) return "extension-syntax";
  std::set<std::string> seen;
  for (const auto& element : *extensions) {
    const bool offered = std::ranges::find(client.asked.extensions, element.name) != client.asked.extensions.end();
    if (!offered || !seen.insert(element.name).second) return "extension-not-offered";
  }
  const auto& subprotocols = client.asked.subprotocols;
  if (head.count("Sec-WebSocket-Protocol") > 0) {
    verdict.subprotocol = head.value("Sec-WebSocket-Protocol");
    if (head.count("Sec-WebSocket-Protocol") > 1 ||
        std::ranges::find(subprotocols, verdict.subprotocol) == subprotocols.end()) {
      return "subprotocol-not-offered";
    }
  }
  if (extensions->empty() || !client.deflate) return {};
  const auto reading = wire::read_deflate_response(extensions->front(), client.offers);
  if (!reading.agreed) return "extension-parameters";
  verdict.deflate = reading.agreed;
  // What it said it would do by itself, it does.
  auto& agreed = *verdict.deflate;
  agreed.client_no_context_takeover |= client.deflate->client_no_context_takeover;
  agreed.client_max_window_bits = std::min(agreed.client_max_window_bits, client.deflate->client_max_window_bits);
  return {};
}

}  // namespace

RequestVerdict judge_request(const HeadReading& head, const Server& server) {
  RequestVerdict verdict;
  verdict.rule = judge(head, server, verdict);
  return verdict;
}

int status_for(std::string_view rule) {
  static const std::map<std::string_view, int> kOthers{
      {"header-too-large", 431}, {"header-too-many", 431},     {"request-method", 405}, {"request-http-version", 505},
      {"upgrade-missing", 426},  {"version-unsupported", 426}, {"origin-refused", 403}, {"opening-timeout", 408}};
  const auto found = kOthers.find(rule);
  return found == kOthers.end() ? 400 : found->second;
}

ResponseVerdict judge_response(const HeadReading& head, const Client& client) {
  ResponseVerdict verdict;
  verdict.rule = judge(head, client, verdict);
  return verdict;
}

bool is_interim(const HeadReading& head) {
  return head.start_line.starts_with("HTTP/1.1 1") && !head.start_line.starts_with("HTTP/1.1 101");
}

}  // namespace gauntlet::model
