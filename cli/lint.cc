#include <fmt/format.h>
#include <iterator>
#include <memory>

#include "cli/command.h"
#include "cli/program/data.h"
#include "cli/program/program.h"
#include "conformance/table/lint.h"

namespace gauntlet::cli {

namespace {

struct LintOptions {
  std::string tables, rfc;
  bool fix = false;
};

int run(const LintOptions& options) {
  const auto data = load_data(options.tables);
  if (!data) return kUsage;
  if (options.fix) {
    const auto fixed = fix_format(data->tables, data->requirements);
    for (const auto& file : fixed.rewritten) fmt::print("rewritten: {}\n", file);
    for (const auto& error : fixed.errors) fmt::print(stderr, "{}\n", to_string(error));
    if (!fixed.errors.empty()) return kUsage;
  }
  auto findings = lint_files(data->tables, data->requirements);
  if (!options.rfc.empty()) {
    auto levels = lint_levels(data->requirements, options.rfc);
    std::move(levels.begin(), levels.end(), std::back_inserter(findings));
  }
  for (const auto& finding : findings) fmt::print("{}\n", to_string(finding));
  std::size_t cases = 0;
  for (const auto& table : data->tables) cases += table.cases.size();
  fmt::print("{} tables, {} cases, {} requirements: {} findings\n", data->tables.size(), cases,
             data->requirements.all.size(), findings.size());
  return findings.empty() ? kAsExpected : kFindings;
}

}  // namespace

void add_lint(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("lint", "Check the case tables: form, ids, references, coverage of the RFCs");
  auto options = std::make_shared<LintOptions>();
  command->add_option("--tables", options->tables, "A folder of case tables instead of the built-in ones");
  command->add_option("--rfc", options->rfc, "A folder with rfc6455.txt, ...: check that levels are their own words");
  command->add_flag("--fix", options->fix, "Rewrite files in their canonical form");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
