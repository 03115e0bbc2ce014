#pragma once
#include "conformance/table/case.h"
#include "conformance/table/json_fields.h"

/// What the files of the loader share. The bounds are those of case-table.schema.json.
namespace gauntlet {

inline constexpr Range kTimeout{1, 3'600'000};  // milliseconds
inline constexpr Range kPause{0, 3'600'000};
inline constexpr Range kRepetitions{1, 1'000'000};
inline constexpr Range kCloseCodes{0, 65535};
inline constexpr std::uint64_t kLargestSize = 1 << 30;

/// A number of octets: an integer, or "N KiB", "N MiB".
bool read_size(const JsonValue& value, Findings& findings, std::uint64_t& out);

bool read(const JsonValue& value, Findings& findings, Payload& out);
bool read_hex(const JsonValue& value, Findings& findings, Payload& out);
bool read(const JsonValue& value, Findings& findings, Chop& out);
bool read(const JsonValue& value, Findings& findings, Step& out);
bool read(const JsonValue& value, Findings& findings, HandshakeSpec& out);
bool read(const JsonValue& value, Findings& findings, Outcome& out);

inline constexpr Pattern kQuietName{
    [](std::string_view text) { return text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z'; }, "a letter from A to Z"};
inline constexpr Name<MessageKind> kMessageKinds[] = {{"text", MessageKind::kText}, {"binary", MessageKind::kBinary}};

bool is_requirement_id(std::string_view text);
inline constexpr Pattern kRequirementId{is_requirement_id, "the id of a requirement, such as 6455-5.2-rsv"};

/// Ids of requirements, if they are there: one at least, each once.
bool read_statements(const Fields& fields, std::string_view key, Findings& findings, std::vector<std::string>& out);

/// The only one of `verbs` that is a member; null, and a finding, if there is none or more than one.
const JsonValue* only_verb(const Fields& fields, const JsonValue& value, Findings& findings,
                           std::span<const std::string_view> verbs);

/// A member that means nothing beside the verb.
struct Companion {
  std::string_view key;
  std::span<const std::string_view> verbs;
};
void check_companions(const Fields& fields, Findings& findings, std::string_view verb,
                      std::span<const Companion> companions);

}  // namespace gauntlet
