#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/play/result.h"

/// How the reports say things. Results are of subjects: what is returned here may hold any octets
/// and is still to be escaped for the format that it goes into.
namespace gauntlet::reports {

[[nodiscard]] std::string_view opcode_name(std::uint8_t opcode);  ///< "text", "ping", "reserved 3", ...
[[nodiscard]] std::string describe(const ReceivedEvent& event);   ///< `text "Hello" (5 octets), equals message 1`
[[nodiscard]] std::string describe(const ExpectedEvent& event);   ///< `echo of message 0`, `pong "x" (optional)`
[[nodiscard]] std::string describe(const WireEntry& entry);       ///< without its direction and time
/// What a frame carried: text or hex, and of a Close frame its code and reason.
[[nodiscard]] std::string frame_content(const WireEntry& entry);
/// "sent frame", "received octets", ...
[[nodiscard]] std::string_view kind_name(WireEntry::Kind kind);

inline constexpr std::string_view kOpeningIsRefused = "the opening handshake is refused";
inline constexpr std::string_view kAnyEvents = "any events";
/// What an outcome accepts, an event after the other: never empty.
[[nodiscard]] std::vector<std::string> expected_words(const ExpectedOutcome& outcome);
/// A case's outcomes as they are told: OK first, then by the names of their verdicts.
[[nodiscard]] std::vector<const ExpectedOutcome*> outcomes_in_order(const RunResult& result);
/// `OK: pong "x", then echo of message 0; or NON-STRICT: nothing`: what the case hopes for.
[[nodiscard]] std::string expected_events(const RunResult& result);
[[nodiscard]] std::string received_events(const RunResult& result, std::size_t at_most = 20);
/// "the subject closes first; the subject's code: 1002 or none".
[[nodiscard]] std::string expected_close(const RunResult& result);
/// "the subject closed or dropped first; the subject's code: 1002; the harness's: 1000; clean".
[[nodiscard]] std::string observed_close(const RunResult& result);
/// Where the case stands, within a copy of the project wherever that is; "" if it is not known.
[[nodiscard]] std::string case_file(const RunResult& result);
/// The same with its line: "conformance/cases/5.json:34".
[[nodiscard]] std::string case_place(const RunResult& result);
/// "FAILED/OK": both verdicts.
[[nodiscard]] std::string verdicts(const RunResult& result);

/// UTC, "2026-11-24T20:39:35.277Z".
[[nodiscard]] std::string iso_milliseconds(std::chrono::system_clock::time_point time);
/// UTC with as many digits as the clock has; from_iso() gives the same time back.
[[nodiscard]] std::string iso_exact(std::chrono::system_clock::time_point time);
[[nodiscard]] bool from_iso(std::string_view text, std::chrono::system_clock::time_point& time);
/// "3 min 20 s", "45 ms".
[[nodiscard]] std::string duration_words(std::chrono::microseconds duration);
[[nodiscard]] std::int64_t whole_milliseconds(std::chrono::microseconds duration);

}  // namespace gauntlet::reports
