#include <algorithm>
#include <array>
#include <cstdint>

#include "conformance/wire/handshake.h"
#include "conformance/wire/http_text.h"

namespace gauntlet::wire {
namespace {

using Complaints = std::vector<std::string>;

/// "HTTP" "/" 1*DIGIT "." 1*DIGIT, at least 1.1.
bool is_http_version(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::size_t dot = text.find('.');
  return text.starts_with("HTTP/") && dot != std::string_view::npos && digits(text.substr(5, dot - 5)) &&
         digits(text.substr(dot + 1));
}
bool is_at_least_1_1(std::string_view version) {
  std::string_view major = version.substr(5, version.find('.') - 5), minor = version.substr(version.find('.') + 1);
  while (major.starts_with('0')) major.remove_prefix(1);
  while (minor.starts_with('0')) minor.remove_prefix(1);
  return major > "1" || major.size() > 1 || (major == "1" && !minor.empty());
}

/// Item 3: a path, or an absolute http or https URI; section 3: never a fragment.
void check_target(std::string_view target, Complaints& out) {
  const auto has_scheme = [&](std::string_view scheme) { return same_word(target.substr(0, scheme.size()), scheme); };
  if (!target.starts_with('/') && !has_scheme("http://") && !has_scheme("https://")) {
    out.push_back("the request target is neither a path nor an absolute http URI: " + shown(target) +
                  " (section 4.1 item 3)");
  }
  if (target.find('#') != std::string_view::npos)
    out.push_back("the request target has a fragment: " + shown(target) + " (section 3)");
  const auto printable = [](char octet) { return octet > 0x20 && octet < 0x7F; };
  if (!std::all_of(target.begin(), target.end(), printable))
    out.push_back("the request target has a character that no URI has: " + shown(target) + " (section 4.1 item 3)");
}

void check_request_line(const HttpHead& request, Complaints& out) {
  const std::string_view line = request.start_line;
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !is_http_version(line.substr(last + 1))) {
    out.push_back("the start line is no request line: " + shown(line) + " (section 4.1 item 1)");
    return;
  }
  if (line.substr(0, first) != "GET")
    out.push_back("the method is " + shown(line.substr(0, first)) + ", not GET (section 4.1 item 2)");
  if (!is_at_least_1_1(line.substr(last + 1)))
    out.push_back("the HTTP version is below 1.1: " + shown(line.substr(last + 1)) + " (section 4.1 item 2)");
  check_target(line.substr(first + 1, last - first - 1), out);
}

/// The field has to be there once; says so if it is not. `section` is "section 4.1 item 4".
bool is_there_once(const HttpHead& head, std::string_view name, std::string_view missing, std::string_view repeated,
                   Complaints& out) {
  const std::size_t count = head.count(name);
  const std::string field(name);
  if (count == 0) out.push_back("there is no " + field + " field (" + std::string(missing) + ")");
  if (count > 1) out.push_back("there is more than one " + field + " field (" + std::string(repeated) + ")");
  return count == 1;
}

void check_host(const HttpHead& request, Complaints& out) {
  constexpr std::string_view kSection = "section 4.1 item 4";
  if (!is_there_once(request, "Host", kSection, kSection, out)) return;
  const std::string host = *request.field("Host");
  if (host.empty()) out.emplace_back("the Host field is empty (section 4.1 item 4)");
  if (host.find_first_of(" \t,/\\?#@<>\"") != std::string::npos)
    out.push_back("the Host field is no host and port: " + shown(host) + " (section 4.1 item 4)");
}

void check_token(const HttpHead& head, std::string_view name, std::string_view token, std::string_view section,
                 Complaints& out) {
  const std::string field(name), where = " (" + std::string(section) + ")";
  if (head.count(name) == 0) {
    out.push_back("there is no " + field + " field" + where);
  } else if (!head.has_token(name, token)) {
    out.push_back("the " + field + " field has no token " + std::string(token) + ": " + shown(head.joined(name)) +
                  where);
  }
}

void check_key_and_version(const HttpHead& request, Complaints& out) {
  if (is_there_once(request, "Sec-WebSocket-Key", "section 4.1 item 7", "section 11.3.1", out)) {
    const std::string key = *request.field("Sec-WebSocket-Key");
    const auto octets = from_base64(key);
    if (!octets || octets->size() != 16)
      out.push_back("the Sec-WebSocket-Key is not 16 octets in Base64: " + shown(key) + " (section 4.1 item 7)");
  }
  if (is_there_once(request, "Sec-WebSocket-Version", "section 4.1 item 9", "section 11.3.5", out)) {
    const std::string version = *request.field("Sec-WebSocket-Version");
    if (version != "13")
      out.push_back("the Sec-WebSocket-Version is " + shown(version) + ", not 13 (section 4.1 item 9)");
  }
}

void check_wishes(const HttpHead& request, Complaints& out) {
  if (request.count("Sec-WebSocket-Protocol") > 0) {
    const std::string list = request.joined("Sec-WebSocket-Protocol");
    std::vector<std::string_view> names = elements(list);
    for (const std::string_view name : names) {
      if (!is_token(name)) out.push_back("a subprotocol is no token: " + shown(name) + " (section 4.1 item 10)");
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
      out.push_back("a subprotocol is listed twice: " + shown(*twice) + " (section 4.1 item 10)");
  }
  if (request.count("Sec-WebSocket-Extensions") > 0) {
    const std::string list = request.joined("Sec-WebSocket-Extensions");
    if (!read_extensions(list))
      out.push_back("the Sec-WebSocket-Extensions break their grammar: " + shown(list) + " (section 9.1)");
  }
}

/// Section 4.2.2 item 5.1, and RFC 2616 section 6.1 for the form.
bool check_status_line(const HttpHead& response, Complaints& out) {
  const std::string_view line = response.start_line;
  const std::string_view version = line.substr(0, line.find(' '));
  if (!is_http_version(version) || response.status() == 0) {
    out.push_back("the start line is no status line: " + shown(line) + " (section 4.2.2 item 5.1)");
    return false;
  }
  // The space before the reason is not optional, though the reason may be empty.
  if (line.size() <= version.size() + 4)
    out.push_back("the status line ends behind the status: " + shown(line) + " (section 4.2.2 item 5.1)");
  if (!is_at_least_1_1(version))
    out.push_back("the HTTP version is below 1.1: " + shown(version) + " (section 4.2.2 item 5.1)");
  if (response.status() == 101) return true;
  out.push_back("the status is " + std::to_string(response.status()) + ", not 101 (section 4.1 item 1)");
  return false;
}

void check_accept(const HttpHead& response, const Asked& asked, Complaints& out) {
  if (!is_there_once(response, "Sec-WebSocket-Accept", "section 4.1 item 4", "section 11.3.3", out)) return;
  const std::string accept = *response.field("Sec-WebSocket-Accept");
  const std::string right = accept_value(asked.key);
  if (accept != right) {
    out.push_back("the Sec-WebSocket-Accept is " + shown(accept) + ", not " + shown(right) + " (section 4.1 item 4)");
  }
}

void check_extensions(const HttpHead& response, const Asked& asked, Complaints& out) {
  if (response.count("Sec-WebSocket-Extensions") == 0) return;
  const std::string list = response.joined("Sec-WebSocket-Extensions");
  const auto chosen = read_extensions(list);
  if (!chosen) {
    out.push_back("the Sec-WebSocket-Extensions break their grammar: " + shown(list) + " (section 9.1)");
    return;
  }
  int compressing = 0;
  for (const ExtensionElement& element : *chosen) {
    if (std::find(asked.extensions.begin(), asked.extensions.end(), element.name) == asked.extensions.end())
      out.push_back("an extension was not asked for: " + shown(element.name) + " (section 4.1 item 5)");
    if (element.name == "permessage-deflate") ++compressing;
  }
  // Both would use RSV1.
  if (compressing > 1) out.emplace_back("permessage-deflate is accepted twice (RFC 7692 section 5)");
}

void check_subprotocol(const HttpHead& response, const Asked& asked, Complaints& out) {
  const std::size_t count = response.count("Sec-WebSocket-Protocol");
  if (count > 1) out.emplace_back("there is more than one Sec-WebSocket-Protocol field (section 11.3.4)");
  if (count != 1) return;
  const std::string name = *response.field("Sec-WebSocket-Protocol");
  if (!is_token(name)) {
    out.push_back("the subprotocol is no token: " + shown(name) + " (section 4.2.2 item 4)");
  } else if (std::find(asked.subprotocols.begin(), asked.subprotocols.end(), name) == asked.subprotocols.end()) {
    out.push_back("the subprotocol was not asked for: " + shown(name) + " (section 4.1 item 6)");
  }
}

}  // namespace

std::vector<std::string> check_request(const HttpHead& request) {
  Complaints out;
  for (const std::string& complaint : request.complaints) out.push_back(complaint + " (section 4.1 item 1)");
  check_request_line(request, out);
  check_host(request, out);
  check_token(request, "Upgrade", "websocket", "section 4.1 item 5", out);
  check_token(request, "Connection", "Upgrade", "section 4.1 item 6", out);
  check_key_and_version(request, out);
  check_wishes(request, out);
  return out;
}

std::vector<std::string> check_response(const HttpHead& response, const Asked& asked) {
  Complaints out;
  for (const std::string& complaint : response.complaints) out.push_back(complaint + " (section 4.2.2 item 5)");
  // Another status makes it a plain HTTP response, of which nothing more is demanded here.
  if (!check_status_line(response, out)) return out;
  if (response.count("Upgrade") == 0) {
    out.emplace_back("there is no Upgrade field (section 4.1 item 2)");
  } else if (const std::string upgrade = response.joined("Upgrade"); !same_word(upgrade, "websocket")) {
    out.push_back("the Upgrade field is " + shown(upgrade) + ", not websocket (section 4.1 item 2)");
  }
  check_token(response, "Connection", "Upgrade", "section 4.1 item 3", out);
  check_accept(response, asked, out);
  check_extensions(response, asked, out);
  check_subprotocol(response, asked, out);
  // RFC 2616 section 4.3: no 1xx response has a body; a length would hide frames from those that believe it.
  for (const std::string_view name : {"Content-Length", "Transfer-Encoding"}) {
    if (response.count(name) > 0)
      out.push_back("a 101 response has no body, but a " + std::string(name) + " field (section 4.2.2 item 5)");
  }
  return out;
}

namespace {

/// The parameters of one offer or response (RFC 7692 section 7.1), each at most once and well formed.
struct DeflateParameters {
  bool server_no_context_takeover = false, client_no_context_takeover = false;
  std::optional<int> server_max_window_bits, client_max_window_bits;
  bool has_client_max_window_bits = false;  ///< perhaps without a value
  std::string complaint;
};

/// A decimal 8..15 without leading zeros (sections 7.1.2.1 and 7.1.2.2).
std::optional<int> window_bits(const std::optional<std::string>& value) {
  constexpr std::array<std::string_view, 8> kAllowed{"8", "9", "10", "11", "12", "13", "14", "15"};
  const auto found = value ? std::find(kAllowed.begin(), kAllowed.end(), *value) : kAllowed.end();
  if (found == kAllowed.end()) return std::nullopt;
  return 8 + static_cast<int>(found - kAllowed.begin());
}

/// What is wrong with one parameter; takes it down if nothing is.
std::string read_parameter(const std::string& name, const std::optional<std::string>& value, bool is_offer,
                           DeflateParameters& out) {
  const bool of_server = name.starts_with("server_");
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") {
    if (value) return name + " has a value (RFC 7692 section 7.1.1." + (of_server ? "1)" : "2)");
    (of_server ? out.server_no_context_takeover : out.client_no_context_takeover) = true;
    return {};
  }
  if (name != "server_max_window_bits" && name != "client_max_window_bits")
    return "the parameter " + shown(name) + " is not defined (RFC 7692 section 7.1)";
  if (!of_server) out.has_client_max_window_bits = true;
  if (!of_server && is_offer && !value) return {};
  const std::optional<int> bits = window_bits(value);
  if (!bits) {
    return name + (value ? " is " + shown(*value) + ", not 8..15" : std::string(" has no value")) +
           " (RFC 7692 section 7.1.2." + (of_server ? "1)" : "2)");
  }
  (of_server ? out.server_max_window_bits : out.client_max_window_bits) = bits;
  return {};
}

DeflateParameters read_parameters(const ExtensionElement& element, bool is_offer) {
  DeflateParameters out;
  std::vector<std::string> names;
  for (const auto& [name, value] : element.parameters) {
    out.complaint = std::find(names.begin(), names.end(), name) == names.end()
                        ? read_parameter(name, value, is_offer, out)
                        : "the parameter " + name + " stands there twice (RFC 7692 section 7.1)";
    if (!out.complaint.empty()) return out;
    names.push_back(name);
  }
  return out;
}

/// Why `response` is no answer to `offer`; empty if it is one.
std::string mismatch(const DeflateParameters& response, const DeflateParameters& offer) {
  if (!offer.complaint.empty()) return "the offer had to be declined: " + offer.complaint;
  if (offer.server_no_context_takeover && !response.server_no_context_takeover)
    return "server_no_context_takeover was asked for and is not granted (RFC 7692 section 7.1.1.1)";
  if (offer.server_max_window_bits) {
    if (!response.server_max_window_bits)
      return "server_max_window_bits was asked for and is not granted (RFC 7692 section 7.1.2.1)";
    if (*response.server_max_window_bits > *offer.server_max_window_bits)
      return "server_max_window_bits is above what was asked for (RFC 7692 section 7.1.2.1)";
  }
  if (response.has_client_max_window_bits && !offer.has_client_max_window_bits)
    return "client_max_window_bits was not offered (RFC 7692 section 7.1.2.2)";
  if (response.client_max_window_bits.value_or(0) > offer.client_max_window_bits.value_or(15))
    return "client_max_window_bits is above what was offered (RFC 7692 section 7.1.2.2)";
  return {};
}

}  // namespace

DeflateReading read_deflate_response(const ExtensionElement& response, const std::vector<ExtensionElement>& offers) {
  constexpr std::string_view kName = "permessage-deflate";
  if (response.name != kName) return {{}, "the extension is " + shown(response.name) + ", not permessage-deflate"};
  const DeflateParameters given = read_parameters(response, false);
  if (!given.complaint.empty()) return {{}, given.complaint};
  // A response does not say which offer it takes: one that it fits is enough.
  std::string complaint = "permessage-deflate was not offered (RFC 7692 section 5)";
  bool first = true;
  for (const ExtensionElement& offer : offers) {
    if (offer.name != kName) continue;
    const std::string why = mismatch(given, read_parameters(offer, true));
    if (why.empty()) {
      return {Deflate{given.server_no_context_takeover, given.client_no_context_takeover,
                      given.server_max_window_bits.value_or(15), given.client_max_window_bits.value_or(15)},
              {}};
    }
    if (first) complaint = why;
    first = false;
  }
  return {{}, complaint};
}

}  // namespace gauntlet::wire
