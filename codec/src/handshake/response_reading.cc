#include <algorithm>

#include "handshake/field_text.h"
#include "handshake/handshake_parts.h"
#include "handshake/known_fields.h"
#include "ws/handshake.h"

namespace ws {
namespace {

/// Status-Line = HTTP-Version SP Status-Code SP Reason-Phrase
std::optional<Violation> check_status_line(const Head& head, const KnownFields& fields) {
  constexpr std::string_view kPattern = "HTTP/0.0 000 ";
  const std::string_view line = head.start_line();
  const std::size_t sound = match(line, kPattern);
  if (sound < kPattern.size()) return Violation{Rule::kStatusLine, fields.offset(line) + sound};
  if (!is_version_enough(line)) return Violation{Rule::kStatusLine, fields.offset(line) + (line[5] == '1' ? 7 : 5)};
  const std::size_t equal = match(line.substr(9), "101");
  if (line.substr(9, 3) != "101") return Violation{Rule::kStatusNot101, fields.offset(line) + 9 + equal};
  return std::nullopt;
}

/// The value has to be the keyword and nothing else, and the Accept value the answer to our key.
std::optional<Violation> check_answer(const KnownFields& fields, const Request& request) {
  const std::string_view upgrade = fields.value(Known::kUpgrade);
  if (fields.count(Known::kUpgrade) != 1) return Violation{Rule::kResponseUpgrade, fields.second(Known::kUpgrade)};
  if (!equal_ignoring_case(upgrade, "websocket")) return Violation{Rule::kResponseUpgrade, fields.offset(upgrade)};
  if (!fields.has_token(Known::kConnection, "upgrade")) return Violation{Rule::kResponseConnection, fields.end()};
  const std::size_t count = fields.count(Known::kAccept);
  if (count == 0) return Violation{Rule::kAcceptMissing, fields.end()};
  if (count > 1) return Violation{Rule::kAcceptWrong, fields.second(Known::kAccept)};
  const std::string_view accept = fields.value(Known::kAccept);
  if (accept != accept_value(request.key)) return Violation{Rule::kAcceptWrong, fields.offset(accept)};
  return std::nullopt;
}

/// A server can only use what was offered, and each of it once.
std::optional<Violation> check_extensions(const KnownFields& fields, const Request& request,
                                          const std::vector<Extension>& extensions) {
  for (auto it = extensions.begin(); it != extensions.end(); ++it) {
    const auto same_name = [it](const Extension& other) { return other.name == it->name; };
    const bool offered = std::any_of(request.extensions.begin(), request.extensions.end(), same_name);
    const bool repeated = std::any_of(extensions.begin(), it, same_name);
    if (!offered || repeated) {
      return Violation{Rule::kExtensionNotOffered, fields.offset(fields.value(Known::kExtensions))};
    }
  }
  return std::nullopt;
}

std::optional<Violation> read_subprotocol(const KnownFields& fields, const Request& request,
                                          AcceptedResponse& response) {
  const std::size_t count = fields.count(Known::kProtocol);
  if (count == 0) return std::nullopt;
  if (count > 1) return Violation{Rule::kSubprotocolNotOffered, fields.second(Known::kProtocol)};
  const std::string_view value = fields.value(Known::kProtocol);
  const auto& offered = request.subprotocols;
  if (std::find(offered.begin(), offered.end(), value) == offered.end()) {
    return Violation{Rule::kSubprotocolNotOffered, fields.offset(value)};
  }
  response.subprotocol = value;
  return std::nullopt;
}

}  // namespace

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

}  // namespace ws
