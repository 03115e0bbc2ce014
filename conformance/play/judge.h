#pragma once
#include <span>
#include <string_view>

#include "conformance/play/record.h"
#include "conformance/table/case.h"

namespace gauntlet {

/// A further condition on what was seen, by name, as an outcome's `checks` list it.
struct Check {
  std::string_view name;
  std::string_view meaning;
  bool (*holds)(const Record&);
};
[[nodiscard]] std::span<const Check> checks();

/// Compares what was seen with what the case expects and fills in the verdict. Pure: no clock, no
/// state. Tables 1-13 are judged as the reference suite does it (behaviour and close apart), our own
/// tables by their outcomes as wholes.
[[nodiscard]] RunResult judge(const Case& test, Record record);

}  // namespace gauntlet
