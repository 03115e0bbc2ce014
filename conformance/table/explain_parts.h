#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "conformance/table/case.h"
#include "conformance/table/requirements.h"

/// What the files of explain share.
namespace gauntlet {

/// `text` in lines of about 100 characters, each behind `indent` spaces; the first one behind `first`
/// instead, if that is given. Ends with a line feed.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::string_view first = {});

/// "81 05 48"; `...` after `most` octets.
[[nodiscard]] std::string hex_row(std::span<const std::uint8_t> octets, std::size_t most);

[[nodiscard]] std::string explain_steps(const std::vector<Step>& steps, std::size_t indent);
[[nodiscard]] std::string explain_outcome(const Outcome& outcome, const Case& test_case,
                                          const Requirements& requirements);
/// The statements that a verdict rests on, each with its keyword, its place and a link.
[[nodiscard]] std::string explain_statements(const std::vector<std::string>& ids, const Requirements& requirements,
                                             std::size_t indent);
/// What a subject would have to send for the first outcome that is OK, in octets.
[[nodiscard]] std::string explain_answer(const Case& test_case);
/// Ends a sentence, if nothing ended it yet.
[[nodiscard]] std::string sentence(std::string text);
/// "81 05 | 48 65 6c 6c 6f\n": a frame as it is written, `kk` for a masking key that is drawn.
[[nodiscard]] std::string frame_row(std::uint8_t opcode, bool fin, bool masked, std::span<const std::uint8_t> payload);
[[nodiscard]] std::string explain_handshake(const HandshakeSpec& handshake);

}  // namespace gauntlet
