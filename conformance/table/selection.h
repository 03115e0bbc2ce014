#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/case.h"

/// Which cases of the tables run. The cases belong to the tables, which must outlive a selection.
namespace gauntlet {

struct Selection {
  std::vector<const Case*> cases;   ///< each once, ids in numeric order
  std::vector<std::string> errors;  ///< one sentence for each pattern that is broken or matches nothing
};

/// Comma separated patterns; a case runs if one of `include` and none of `exclude` matches.
///   1.2.3, 7, 7.1     an id, or all ids below it
///   1.*, 7.?.1        a glob over whole ids: * is any sequence, ? any one character
///   req:6455-5.2-*    cites a requirement that matches the glob
///   flag:CVE-*        has a flag that matches, or a flag whose note names such a CVE
///   severity:high     that severity or above
[[nodiscard]] Selection select_cases(const std::vector<CaseTable>& tables, std::string_view include,
                                     std::string_view exclude = {});

/// The patterns of an Autobahn spec file ("cases", "exclude-cases"), which mean something else: one
/// with a * matches every id that begins with a match, so that 7.1* takes 7.13.1 too; one without is
/// an id, and an error if there is no such case.
[[nodiscard]] Selection select_autobahn(const std::vector<CaseTable>& tables, std::span<const std::string> cases,
                                        std::span<const std::string> exclude_cases = {});

/// The anchored patterns of "exclude-agent-cases", for agents and for ids.
[[nodiscard]] bool autobahn_matches_whole(std::string_view pattern, std::string_view text);

/// * is any sequence, ? any one character; the whole text must match.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

/// Whether the case waits for half a minute or more by design, to see what a subject does about silence.
/// On a virtual clock that costs nothing.
[[nodiscard]] bool is_slow(const Case& test);

/// Part `index` (from 1) of `count`: every count-th case, so that parts take about equally long.
struct Shard {
  unsigned index = 1;
  unsigned count = 1;
};
[[nodiscard]] std::optional<Shard> parse_shard(std::string_view text);  ///< "2/4"
[[nodiscard]] std::vector<const Case*> shard(const std::vector<const Case*>& cases, Shard part);

}  // namespace gauntlet
