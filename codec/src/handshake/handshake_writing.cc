#include <algorithm>

#include "handshake/field_text.h"
#include "handshake/handshake_parts.h"
#include "handshake/known_fields.h"
#include "handshake/request_target.h"
#include "ws/handshake.h"

namespace ws {
namespace {

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

std::optional<std::string> Request::build() const {
  if (!can_send(*this)) return std::nullopt;
  std::string out;
  out.reserve(512);
  out.append("GET ").append(target).append(" HTTP/1.1\r\n");
  put_field(out, "Host", host);
  out.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
  put_field(out, "Sec-WebSocket-Key", key);
  if (!origin.empty()) put_field(out, "Origin", origin);
  if (!subprotocols.empty()) {
    out.append("Sec-WebSocket-Protocol: ").append(subprotocols.front());
    for (std::size_t i = 1; i < subprotocols.size(); ++i) out.append(", ").append(subprotocols[i]);
    out.append("\r\n");
  }
  put_extensions(out, extensions);
  out.append("Sec-WebSocket-Version: 13\r\n");
  for (const HeaderField& field : extra) put_field(out, field.name, field.value);
  out.append("\r\n");
  return out;
}

std::optional<std::string> Response::build() const {
  if (!can_send(extensions) || !can_send(extra) || !(subprotocol.empty() || is_token(subprotocol))) return std::nullopt;
  std::string out;
  out.reserve(256);
  out.append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
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
  std::string out;
  out.reserve(256 + reason.size());
  out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason_phrase(status)).append("\r\n");
  // Upgrade stands in Connection too (RFC 7230 section 6.7); "close" keeps the rest of the input from
  // being read as a second request.
  out.append(status == 426 ? "Connection: close, Upgrade\r\n" : "Connection: close\r\n");
  if (status == 426) out.append("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
  if (status == 405) out.append("Allow: GET\r\n");
  out.append("Content-Type: text/plain; charset=utf-8\r\n");
  put_field(out, "Content-Length", std::to_string(reason.size()));
  out.append("\r\n").append(reason);
  return out;
}

std::optional<std::string> choose_subprotocol(const std::vector<std::string>& supported,
                                              const std::vector<std::string>& offered) {
  for (const std::string& candidate : supported) {
    if (std::find(offered.begin(), offered.end(), candidate) != offered.end()) return candidate;
  }
  return std::nullopt;
}

}  // namespace ws
