#include <algorithm>
#include <utility>

#include "handshake/field_text.h"
#include "handshake/handshake_parts.h"
#include "handshake/known_fields.h"
#include "handshake/request_target.h"
#include "ws/handshake.h"

namespace ws {
namespace {

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
  if (!well_formed) return Violation{Rule::kRequestLine, start + sound};
  if (method != "GET") return Violation{Rule::kRequestMethod, start + match(method, "GET")};
  if (!is_version_enough(version)) {
    return Violation{Rule::kRequestHttpVersion, fields.offset(version) + (version[5] == '1' ? 7 : 5)};
  }

  const std::optional<RequestTarget> read = read_target(target);
  if (!read) {
    const auto bad = std::find_if_not(target.begin(), target.end(), is_target_char);
    return Violation{
        Rule::kRequestTarget,
        fields.offset(target) + (bad == target.end() ? 0 : static_cast<std::uint64_t>(bad - target.begin()))};
  }
  request.target = read->resource;
  // An absolute URI may leave the path out, and its authority stands above Host (RFC 2616 section 5.2).
  if (!request.target.starts_with('/')) request.target.insert(0, 1, '/');
  request.host = read->authority;
  return std::nullopt;
}

/// A body would be octets that a proxy takes for one thing and the frame parser for another.
std::optional<Violation> check_no_body(const KnownFields& fields) {
  if (fields.count(Known::kTransferEncoding) > 0) {
    return Violation{Rule::kRequestBody, fields.offset(fields.value(Known::kTransferEncoding))};
  }
  std::optional<Violation> violation;
  fields.for_each(Known::kContentLength, [&](std::string_view value) {
    const std::size_t zeros = std::min(value.find_first_not_of('0'), value.size());
    if (violation || (zeros == value.size() && !value.empty())) return;
    violation = Violation{Rule::kRequestBody, fields.offset(value) + zeros};
  });
  return violation;
}

std::optional<Violation> read_host(const KnownFields& fields, AcceptedRequest& request) {
  const std::string_view host = fields.value(Known::kHost);
  if (fields.count(Known::kHost) != 1) return Violation{Rule::kHostMissing, fields.second(Known::kHost)};
  if (!is_authority(host)) return Violation{Rule::kHostMissing, fields.offset(host)};
  if (request.host.empty()) request.host = host;
  return std::nullopt;
}

std::optional<Violation> read_version(const KnownFields& fields) {
  const std::size_t count = fields.count(Known::kVersion);
  if (count == 0) return Violation{Rule::kVersionMissing, fields.end()};
  if (count > 1) return Violation{Rule::kVersionUnsupported, fields.second(Known::kVersion)};
  const std::string_view version = fields.value(Known::kVersion);
  if (version != "13") return Violation{Rule::kVersionUnsupported, fields.offset(version)};
  return std::nullopt;
}

std::optional<Violation> read_key(const KnownFields& fields, AcceptedRequest& request) {
  const std::size_t count = fields.count(Known::kKey);
  if (count == 0) return Violation{Rule::kKeyMissing, fields.end()};
  if (count > 1) return Violation{Rule::kKeyRepeated, fields.second(Known::kKey)};
  const std::string_view key = fields.value(Known::kKey);
  if (!is_valid_key(key)) return Violation{Rule::kKeyInvalid, fields.offset(key)};
  request.key = key;
  return std::nullopt;
}

std::optional<Violation> read_origin(const KnownFields& fields, AcceptedRequest& request) {
  // Two origins would let a check look at one and the application at the other (RFC 6454 section 7.3).
  if (fields.count(Known::kOrigin) > 1) return Violation{Rule::kOriginRefused, fields.second(Known::kOrigin)};
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
    if (!violation) violation = Violation{Rule::kSubprotocolSyntax, offset};
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

}  // namespace

std::variant<AcceptedRequest, Violation> validate_request(const Head& head) {
  const KnownFields fields(head);
  AcceptedRequest request;
  if (const auto broken = read_request_line(head, fields, request)) return *broken;
  if (const auto broken = check_no_body(fields)) return *broken;
  if (const auto broken = read_host(fields, request)) return *broken;
  if (!fields.has_token(Known::kUpgrade, "websocket")) return Violation{Rule::kUpgradeMissing, fields.end()};
  if (!fields.has_token(Known::kConnection, "upgrade")) return Violation{Rule::kConnectionMissing, fields.end()};
  // The version first: one that we don't speak may have another form of key.
  if (const auto broken = read_version(fields)) return *broken;
  if (const auto broken = read_key(fields, request)) return *broken;
  if (const auto broken = read_origin(fields, request)) return *broken;
  if (const auto broken = read_subprotocols(fields, request)) return *broken;
  if (const auto broken = read_extensions(fields, request.extensions)) return *broken;
  return request;
}

}  // namespace ws
