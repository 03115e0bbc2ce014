#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "conformance/table/case.h"

/// What the files of explain share.
namespace gauntlet {

/// `text` in lines of about 100 characters, each behind `indent` spaces; the first one behind `first`
/// instead, if that is given. Ends with a line feed.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::string_view first = {});

/// "81 05 48"; `...` after `most` octets.
[[nodiscard]] std::string hex_row(std::span<const std::uint8_t> octets, std::size_t most);

[[nodiscard]] std::string explain_steps(const std::vector<Step>& steps, std::size_t indent);
[[nodiscard]] std::string explain_outcome(const Outcome& outcome, bool reference_judging);
[[nodiscard]] std::string explain_handshake(const HandshakeSpec& handshake);

}  // namespace gauntlet
