#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The words that heads are made of (RFC 2616 section 2.2), for the handshake's reading and checks.
namespace gauntlet::wire {

/// 1*<any CHAR except CTLs or separators>.
[[nodiscard]] bool is_token(std::string_view text);
[[nodiscard]] bool is_token_octet(char octet);
/// Space or tab.
[[nodiscard]] bool is_blank(char octet);
/// Control characters but the tab: nothing that a head may hold.
[[nodiscard]] bool has_control(std::string_view text);
/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// ASCII case-insensitive (section 2.1 of RFC 6455).
[[nodiscard]] bool same_word(std::string_view left, std::string_view right);
/// What stands between the commas, trimmed; empty elements, too, and at least one.
[[nodiscard]] std::vector<std::string_view> elements(std::string_view list);
/// In quotes, short, and printable whatever a subject sends.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace gauntlet::wire
