#include "ws/handshake.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "field_text.h"
#include "known_fields.h"
#include "mutant.h"
#include "request_target.h"

namespace ws {
namespace {

/// How many characters of `text` follow `pattern`, in which 0 stands for any digit.
[[nodiscard]] std::size_t match(std::string_view text, std::string_view pattern) noexcept {
  std::size_t i = 0;
  while (i < text.size() && i < pattern.size() && (pattern[i] == '0' ? is_digit(text[i]) : text[i] == pattern[i])) ++i;
  return i;
}

/// Both sides ask for "at least 1.1" (sections 4.1 and 4.2.1). A text that claims to be HTTP/2 is not.
[[nodiscard]] bool is_version_enough(std::string_view version) noexcept {
  return version[5] == '1' && version[7] >= '1';
}

/// The index of the first element that is equal to an earlier one, or the size. Long lists are sorted,
/// so that none costs the square of its length.
[[nodiscard]] std::size_t first_repeated(const std::vector<std::string>& elements) {
  constexpr std::size_t kShort = 16;
  if (elements.size() <= kShort) {
    for (auto it = elements.begin(); it != elements.end(); ++it) {
      if (std::find(elements.begin(), it, *it) != it) return static_cast<std::size_t>(it - elements.begin());
    }
    return elements.size();
  }
  std::vector<std::size_t> order(elements.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int relation = elements[a].compare(elements[b]);
    return relation < 0 || (relation == 0 && a < b);
  });
  std::size_t first = elements.size();
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (elements[order[i]] == elements[order[i - 1]]) first = std::min(first, order[i]);
  }
  return first;
}

/// Request-Line = Method SP Request-URI SP HTTP-Version
std::optional<Violation> read_request_line(const Head& head, const KnownFields& fields, AcceptedRequest& request) {
  const std::string_view line = head.start_line();
  const std::uint64_t start = fields.offset(line);
  const auto part = [line](std::size_t begin, std::size_t end) {
    return line.substr(std::min(begin, end), end - std::min(begin, end));
  };

  std::size_t method_end = 0;
  while (method_end < line.size() && is_token_char(line[method_end])) ++method_end;
  const std::size_t target_begin = method_end + 1;
  const std::size_t target_end = std::min(line.find(' ', target_begin), line.size());
  const std::string_view method = part(0, method_end);
  const std::string_view target = part(target_begin, target_end);
  const std::string_view version = part(target_end + 1, line.size());

  std::size_t sound = line.size();  // so far the line is right
  if (method.empty() || method_end == line.size() || line[method_end] != ' ') {
    sound = method_end;
  } else if (target.empty() || target_end == line.size()) {
    sound = target_end;
  } else {
    sound = target_end + 1 + match(version, "HTTP/0.0");
  }
  const bool well_formed = sound == line.size() && version.size() == 8;
  if (!well_formed && enforced(Rule::kRequestLine)) return Violation{Rule::kRequestLine, start + sound};
  const bool method_taken = WS_FAULT(kMethodCaseIgnored) && equal_ignoring_case(method, "GET");
  if (method != "GET" && !method_taken && enforced(Rule::kRequestMethod)) {
    return Violation{Rule::kRequestMethod, start + match(method, "GET")};
  }
  if (well_formed && !is_version_enough(version) && enforced(Rule::kRequestHttpVersion)) {
    return Violation{Rule::kRequestHttpVersion, fields.offset(version) + (version[5] == '1' ? 7 : 5)};
  }

  const std::optional<RequestTarget> read = read_target(target);
  const bool refused = !read || (WS_FAULT(kAbsoluteUriRefused) && !target.starts_with('/'));
  if (refused && enforced(Rule::kRequestTarget)) {
    const auto bad = std::find_if_not(target.begin(), target.end(), is_target_char);
    return Violation{
        Rule::kRequestTarget,
        fields.offset(target) + (bad == target.end() ? 0 : static_cast<std::uint64_t>(bad - target.begin()))};
  }
  request.target = read ? read->resource : target;
  // An absolute URI may leave the path out, and its authority stands above Host (RFC 2616 section 5.2).
  if (read && !request.target.starts_with('/')) request.target.insert(0, 1, '/');
  if (read) request.host = read->authority;
  return std::nullopt;
}

/// A body would be octets that a proxy takes for one thing and the frame parser for another.
std::optional<Violation> check_no_body(const KnownFields& fields) {
  if (!enforced(Rule::kRequestBody)) return std::nullopt;
  if (fields.count(Known::kTransferEncoding) > 0 && !WS_FAULT(kTransferEncodingTaken)) {
    return Violation{Rule::kRequestBody, fields.offset(fields.value(Known::kTransferEncoding))};
  }
  std::optional<Violation> violation;
  if (WS_FAULT(kContentLengthTaken)) return violation;
  fields.for_each(Known::kContentLength, [&](std::string_view value) {
    const std::size_t zeros = std::min(value.find_first_not_of('0'), value.size());
    if (violation || (zeros == value.size() && !value.empty())) return;
    violation = Violation{Rule::kRequestBody, fields.offset(value) + zeros};
  });
  return violation;
}

std::optional<Violation> read_host(const KnownFields& fields, AcceptedRequest& request) {
  const std::string_view host = fields.value(Known::kHost);
  const bool more_taken = WS_FAULT(kHostTwiceTaken) && fields.count(Known::kHost) > 1;
  if (fields.count(Known::kHost) != 1 && !more_taken && enforced(Rule::kHostMissing)) {
    return Violation{Rule::kHostMissing, fields.second(Known::kHost)};
  }
  if (!is_authority(host) && enforced(Rule::kHostMissing)) {
    return Violation{Rule::kHostMissing, host.data() == nullptr ? fields.end() : fields.offset(host)};
  }
  if (request.host.empty()) request.host = host;
  return std::nullopt;
}

std::optional<Violation> read_version(const KnownFields& fields) {
  const std::size_t count = fields.count(Known::kVersion);
  if (count == 0 && enforced(Rule::kVersionMissing)) return Violation{Rule::kVersionMissing, fields.end()};
  if (count > 1 && enforced(Rule::kVersionUnsupported)) {
    return Violation{Rule::kVersionUnsupported, fields.second(Known::kVersion)};
  }
  const std::string_view version = fields.value(Known::kVersion);
  bool known = version == "13";
  if (WS_FAULT(kVersionPrefixTaken)) known = version.starts_with("13");
  if (WS_FAULT(kNewerVersionTaken)) known = version.size() == 2 && version >= "13" && version <= "99";
  if (WS_FAULT(kOlderVersionTaken)) known = known || version.size() == 1;
  if (count > 0 && !known && enforced(Rule::kVersionUnsupported)) {
    return Violation{Rule::kVersionUnsupported, fields.offset(version)};
  }
  return std::nullopt;
}

std::optional<Violation> read_key(const KnownFields& fields, AcceptedRequest& request) {
  const std::size_t count = fields.count(Known::kKey);
  if (count == 0 && enforced(Rule::kKeyMissing)) return Violation{Rule::kKeyMissing, fields.end()};
  if (count > 1 && enforced(Rule::kKeyRepeated)) return Violation{Rule::kKeyRepeated, fields.second(Known::kKey)};
  const std::string_view key = fields.value(Known::kKey);
  const bool taken =
      (WS_FAULT(kKeyLengthUnchecked) && key.size() != 24) || (WS_FAULT(kKeyAlphabetUnchecked) && key.size() == 24);
  if (count > 0 && !is_valid_key(key) && !taken && enforced(Rule::kKeyInvalid)) {
    return Violation{Rule::kKeyInvalid, fields.offset(key)};
  }
  request.key = key;
  return std::nullopt;
}

std::optional<Violation> read_origin(const KnownFields& fields, AcceptedRequest& request) {
  // Two origins would let a check look at one and the application at the other (RFC 6454 section 7.3).
  if (fields.count(Known::kOrigin) > 1 && enforced(Rule::kOriginRefused)) {
    return Violation{Rule::kOriginRefused, fields.second(Known::kOrigin)};
  }
  if (fields.count(Known::kOrigin) > 0) request.origin = fields.value(Known::kOrigin);
  return std::nullopt;
}

/// 1#token in each field, all different (section 4.1, item 10).
std::optional<Violation> read_subprotocols(const KnownFields& fields, AcceptedRequest& request) {
  if (fields.count(Known::kProtocol) == 0) return std::nullopt;
  std::vector<std::string>& elements = request.subprotocols;
  elements.reserve(4);
  std::optional<Violation> violation;
  const auto refuse = [&](std::uint64_t offset) {
    if (!violation && enforced(Rule::kSubprotocolSyntax)) violation = Violation{Rule::kSubprotocolSyntax, offset};
  };
  fields.for_each(Known::kProtocol, [&](std::string_view value) {
    const std::size_t before = elements.size();
    for_each_element(value, [&](std::string_view element) {
      const auto bad = std::find_if_not(element.begin(), element.end(), [](char c) { return is_token_char(c); });
      if (bad != element.end()) refuse(fields.offset(element) + static_cast<std::uint64_t>(bad - element.begin()));
      elements.emplace_back(element);
    });
    if (elements.size() == before) refuse(fields.offset(value) + value.size());
  });
  const std::size_t repeated = violation ? elements.size() : first_repeated(elements);
  if (repeated == elements.size()) return violation;
  std::size_t index = 0;
  fields.for_each(Known::kProtocol, [&](std::string_view value) {
    for_each_element(value, [&](std::string_view element) {
      if (index++ == repeated) refuse(fields.offset(element));
    });
  });
  return violation;
}

/// One list cut over several fields is as good as in one (section 9.1).
std::optional<Violation> read_extensions(const KnownFields& fields, std::vector<Extension>& extensions) {
  std::optional<Violation> violation;
  fields.for_each(Known::kExtensions, [&](std::string_view value) {
    if (violation) return;
    auto parsed = parse_extensions(value);
    if (const auto* broken = std::get_if<Violation>(&parsed)) {
      violation = Violation{broken->rule, fields.offset(value) + broken->offset};
      return;
    }
    auto& more = std::get<std::vector<Extension>>(parsed);
    if (extensions.empty()) {
      extensions = std::move(more);
    } else {
      extensions.insert(extensions.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
  });
  return violation;
}

/// Status-Line = HTTP-Version SP Status-Code SP Reason-Phrase
std::optional<Violation> check_status_line(const Head& head, const KnownFields& fields) {
  constexpr std::string_view kPattern = "HTTP/0.0 000 ";
  const std::string_view line = head.start_line();
  const std::size_t sound = match(line, kPattern);
  if (sound < kPattern.size()) {
    if (enforced(Rule::kStatusLine)) return Violation{Rule::kStatusLine, fields.offset(line) + sound};
    return std::nullopt;
  }
  if (!is_version_enough(line) && enforced(Rule::kStatusLine)) {
    return Violation{Rule::kStatusLine, fields.offset(line) + (line[5] == '1' ? 7 : 5)};
  }
  const std::size_t equal = match(line.substr(9), "101");
  if (WS_FAULT(kStatus200Taken) && line.substr(9, 3) == "200") return std::nullopt;
  if (line.substr(9, 3) != "101" && enforced(Rule::kStatusNot101)) {
    return Violation{Rule::kStatusNot101, fields.offset(line) + 9 + equal};
  }
  return std::nullopt;
}

/// The value has to be the keyword and nothing else, and the Accept value the answer to our key.
std::optional<Violation> check_answer(const KnownFields& fields, const Request& request) {
  std::string_view upgrade = fields.value(Known::kUpgrade);
  if (WS_FAULT(kUpgradePrefixTaken)) upgrade = upgrade.substr(0, 9);
  if (fields.count(Known::kUpgrade) != 1 && enforced(Rule::kResponseUpgrade)) {
    return Violation{Rule::kResponseUpgrade, fields.second(Known::kUpgrade)};
  }
  if (!equal_ignoring_case(upgrade, "websocket") && enforced(Rule::kResponseUpgrade)) {
    return Violation{Rule::kResponseUpgrade, upgrade.data() == nullptr ? fields.end() : fields.offset(upgrade)};
  }
  if (!fields.has_token(Known::kConnection, "upgrade") && enforced(Rule::kResponseConnection)) {
    return Violation{Rule::kResponseConnection, fields.end()};
  }
  const std::size_t count = fields.count(Known::kAccept);
  if (count == 0 && enforced(Rule::kAcceptMissing)) return Violation{Rule::kAcceptMissing, fields.end()};
  if (count > 1 && enforced(Rule::kAcceptWrong)) return Violation{Rule::kAcceptWrong, fields.second(Known::kAccept)};
  const std::string_view accept = fields.value(Known::kAccept);
  const std::string wanted = accept_value(request.key);
  bool right = accept == wanted;
  if (WS_FAULT(kAcceptPrefixCompared)) right = accept.substr(0, 8) == wanted.substr(0, 8);
  if (count > 0 && !right && enforced(Rule::kAcceptWrong)) {
    return Violation{Rule::kAcceptWrong, fields.offset(accept)};
  }
  return std::nullopt;
}

/// A server can only use what was offered, and each of it once.
std::optional<Violation> check_extensions(const KnownFields& fields, const Request& request,
                                          const std::vector<Extension>& extensions) {
  for (auto it = extensions.begin(); it != extensions.end(); ++it) {
    const auto same_name = [it](const Extension& other) { return other.name == it->name; };
    const bool offered = std::any_of(request.extensions.begin(), request.extensions.end(), same_name);
    const bool repeated = std::any_of(extensions.begin(), it, same_name);
    if ((!offered || repeated) && enforced(Rule::kExtensionNotOffered)) {
      return Violation{Rule::kExtensionNotOffered, fields.offset(fields.value(Known::kExtensions))};
    }
  }
  return std::nullopt;
}

std::optional<Violation> read_subprotocol(const KnownFields& fields, const Request& request,
                                          AcceptedResponse& response) {
  const std::size_t count = fields.count(Known::kProtocol);
  if (count == 0) return std::nullopt;
  if (count > 1 && enforced(Rule::kSubprotocolNotOffered)) {
    return Violation{Rule::kSubprotocolNotOffered, fields.second(Known::kProtocol)};
  }
  const std::string_view value = fields.value(Known::kProtocol);
  const auto& offered = request.subprotocols;
  const bool same_but_case = std::any_of(offered.begin(), offered.end(), [&](const std::string& element) {
    return WS_FAULT(kAnswerSubprotocolCaseIgnored) && equal_ignoring_case(element, value);
  });
  if (std::find(offered.begin(), offered.end(), value) == offered.end() && !same_but_case &&
      enforced(Rule::kSubprotocolNotOffered)) {
    return Violation{Rule::kSubprotocolNotOffered, fields.offset(value)};
  }
  response.subprotocol = value;
  return std::nullopt;
}

void put_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void put_extensions(std::string& out, const std::vector<Extension>& extensions) {
  if (extensions.empty()) return;
  out.append("Sec-WebSocket-Extensions: ");
  print_extensions(extensions, out);
  out.append("\r\n");
}

/// Further fields can't take the place of those that make the handshake, nor announce a body.
[[nodiscard]] bool can_send(const std::vector<HeaderField>& fields) {
  return std::all_of(fields.begin(), fields.end(), [](const HeaderField& field) {
    return is_token(field.name) && identify(field.name) == Known::kNone && is_field_value(field.value);
  });
}

[[nodiscard]] bool can_send(const std::vector<Extension>& extensions) {
  const auto is_sound = [](const ExtensionParameter& parameter) {
    return is_token(parameter.name) && (!parameter.value || is_token(*parameter.value));
  };
  return std::all_of(extensions.begin(), extensions.end(), [&](const Extension& extension) {
    return is_token(extension.name) && std::all_of(extension.parameters.begin(), extension.parameters.end(), is_sound);
  });
}

[[nodiscard]] bool can_send(const Request& request) {
  const auto& subprotocols = request.subprotocols;
  return is_authority(request.host) && read_target(request.target) && is_valid_key(request.key) &&
         is_field_value(request.origin) && can_send(request.extensions) && can_send(request.extra) &&
         std::all_of(subprotocols.begin(), subprotocols.end(), is_token) &&
         first_repeated(subprotocols) == subprotocols.size();
}

[[nodiscard]] std::string_view reason_phrase(std::uint16_t status) noexcept {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Refused";
  }
}

}  // namespace

std::variant<AcceptedRequest, Violation> validate_request(const Head& head) {
  const KnownFields fields(head);
  AcceptedRequest request;
  if (const auto broken = read_request_line(head, fields, request)) return *broken;
  if (const auto broken = check_no_body(fields)) return *broken;
  if (const auto broken = read_host(fields, request)) return *broken;
  if (!fields.has_token(Known::kUpgrade, "websocket") && enforced(Rule::kUpgradeMissing)) {
    return Violation{Rule::kUpgradeMissing, fields.end()};
  }
  if (!fields.has_token(Known::kConnection, "upgrade") && enforced(Rule::kConnectionMissing)) {
    return Violation{Rule::kConnectionMissing, fields.end()};
  }
  // The version first: one that we don't speak may have another form of key.
  if (const auto broken = read_version(fields)) return *broken;
  if (const auto broken = read_key(fields, request)) return *broken;
  if (const auto broken = read_origin(fields, request)) return *broken;
  if (const auto broken = read_subprotocols(fields, request)) return *broken;
  if (const auto broken = read_extensions(fields, request.extensions)) return *broken;
  return request;
}

std::variant<AcceptedResponse, Violation> validate_response(const Head& head, const Request& request) {
  const KnownFields fields(head);
  AcceptedResponse response;
  if (const auto broken = check_status_line(head, fields)) return *broken;
  if (const auto broken = check_answer(fields, request)) return *broken;
  if (const auto broken = read_extensions(fields, response.extensions)) return *broken;
  if (const auto broken = check_extensions(fields, request, response.extensions)) return *broken;
  if (const auto broken = read_subprotocol(fields, request, response)) return *broken;
  return response;
}

std::optional<std::string> Request::build() const {
  if (!can_send(*this)) return std::nullopt;
  std::string out;
  out.reserve(512);
  out.append("GET ").append(target).append(WS_FAULT(kRequestInHttp10) ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  if (!WS_FAULT(kRequestWithoutHost)) put_field(out, "Host", host);
  out.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
  put_field(out, "Sec-WebSocket-Key", WS_FAULT(kRequestKeyShort) ? key.substr(0, 20) : key);
  if (!origin.empty()) put_field(out, "Origin", origin);
  if (!subprotocols.empty()) {
    out.append("Sec-WebSocket-Protocol: ").append(subprotocols.front());
    if (WS_FAULT(kRequestSubprotocolTwice)) out.append(", ").append(subprotocols.front());
    for (std::size_t i = 1; i < subprotocols.size(); ++i) out.append(", ").append(subprotocols[i]);
    out.append("\r\n");
  }
  put_extensions(out, extensions);
  out.append(WS_FAULT(kRequestVersion8) ? "Sec-WebSocket-Version: 8\r\n" : "Sec-WebSocket-Version: 13\r\n");
  for (const HeaderField& field : extra) put_field(out, field.name, field.value);
  out.append("\r\n");
  return out;
}

std::optional<std::string> Response::build() const {
  if (!can_send(extensions) || !can_send(extra) || !(subprotocol.empty() || is_token(subprotocol))) return std::nullopt;
  std::string out;
  out.reserve(256);
  out.append(WS_FAULT(kAnswerInHttp10) ? "HTTP/1.0 " : "HTTP/1.1 ").append(WS_FAULT(kStatus200) ? "200" : "101");
  out.append(" Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
  put_field(out, "Sec-WebSocket-Accept", accept_value(key));
  if (!subprotocol.empty()) put_field(out, "Sec-WebSocket-Protocol", subprotocol);
  put_extensions(out, extensions);
  for (const HeaderField& field : extra) put_field(out, field.name, field.value);
  out.append("\r\n");
  return out;
}

std::string build_refusal(std::uint16_t status, std::string_view reason) {
  // Anything else would not refuse: 101 least of all.
  if (status < 300 || status > 599) status = 500;
  const bool with_version = status == 426 && !WS_FAULT(kRefusalWithoutVersion);
  if (WS_FAULT(kRefusalIn200)) status = 200;
  std::string out;
  out.reserve(256 + reason.size());
  out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason_phrase(status)).append("\r\n");
  // Upgrade stands in Connection too (RFC 7230 section 6.7); "close" keeps the rest of the input from
  // being read as a second request.
  out.append(status == 426 ? "Connection: close, Upgrade\r\n" : "Connection: close\r\n");
  if (status == 426) out.append("Upgrade: websocket\r\n");
  if (with_version) out.append("Sec-WebSocket-Version: 13\r\n");
  if (status == 405) out.append("Allow: GET\r\n");
  out.append("Content-Type: text/plain; charset=utf-8\r\n");
  put_field(out, "Content-Length", std::to_string(reason.size()));
  out.append("\r\n").append(reason);
  return out;
}

std::optional<std::string> choose_subprotocol(const std::vector<std::string>& supported,
                                              const std::vector<std::string>& offered) {
  for (const std::string& candidate : supported) {
    const bool named = std::any_of(offered.begin(), offered.end(), [&](const std::string& element) {
      return element == candidate || (WS_FAULT(kSubprotocolCaseIgnored) && equal_ignoring_case(element, candidate));
    });
    if (named) return candidate;
  }
  return std::nullopt;
}

}  // namespace ws
