// The text of a case table. Oracles: the loader throws nothing; a table comes if and only if there are no errors, and
// each of them has file, line and a pointer to something in the text; a table that loads has a canonical form, which
// loads to the same and is its own canonical form; memory is bounded by the text's size.

#include <fmt/format.h>

#include <algorithm>

#include "conformance/table/lint.h"
#include "conformance/table/loader.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kMostErrors = 20;

[[noreturn]] void broken(std::string_view what, std::string_view detail) {
  report_finding("case-table", what, fmt::format("case table: {}: {}", what, detail));
}

/// A value of JSON takes two octets at least, and a few hundred in memory; a number of payload octets is no reason to
/// have them all.
std::size_t most_heap(std::size_t text) { return (256U << 10) + 1024 * text; }

void check_errors(std::string_view text, const LoadResult& result) {
  if (result.table.has_value() == !result.errors.empty()) broken("a table and errors", result.errors.front().message);
  if (result.errors.size() > kMostErrors) broken("too many errors", std::to_string(result.errors.size()));
  const auto lines = 1 + std::ranges::count(text, '\n');
  for (const LoadError& error : result.errors) {
    const std::string line = to_string(error);
    if (error.file != "table.json") broken("an error without its file", line);
    if (error.line < 1 || error.line > lines) broken("an error without its line", line);
    if (!error.pointer.empty() && !error.pointer.starts_with('/')) broken("an error without its pointer", line);
    if (error.message.empty()) broken("an error without a message", line);
    if (line.find('\n') != std::string::npos) broken("an error of several lines", line);
  }
}

void check(std::string_view text) {
  const HeapMeter meter;
  const LoadResult result = load_table_text(text, "table.json");
  if (meter.peak() > most_heap(text.size())) broken("heap", std::to_string(meter.peak()));
  check_errors(text, result);
  if (!result.table) return;
  const auto form = canonical(text);
  if (!form) broken("no canonical form", result.table->table);
  const LoadResult again = load_table_text(*form, "table.json");
  if (!again.table) broken("the canonical form does not load", to_string(again.errors.front()));
  if (canonical(*form) != form) broken("the canonical form has another", *form);
  const bool same = std::ranges::equal(result.table->cases, again.table->cases, [](const Case& one, const Case& two) {
    return one.id == two.id && one.title == two.title && one.steps.size() == two.steps.size() &&
           one.outcomes.size() == two.outcomes.size() && one.requirements == two.requirements;
  });
  if (!same) broken("the canonical form is another table", *form);
}

}  // namespace

const Structure* structure() { return nullptr; }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    gauntlet::fuzz::check({reinterpret_cast<const char*>(data), size});
  } catch (const std::exception& error) {
    gauntlet::fuzz::report_finding("case-table", "throws", error.what());
  }
  return 0;
}
