#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "cli/command.h"
#include "cli/program/data.h"
#include "cli/program/program.h"
#include "conformance/mutants/mutants.h"
#include "conformance/subjects/subject.h"
#include "conformance/table/selection.h"
#include "fuzz/campaign/targets.h"
#include "ws/kernel.h"
#include "ws/rule.h"

namespace gauntlet::cli {

namespace {

using nlohmann::ordered_json;

struct ListOptions {
  std::string what, tables, cases = "*";
  bool json = false;
};

std::string role_of(const Case& test) {
  if (test.for_server && test.for_client) return "both";
  return test.for_server ? "server" : "client";
}

std::optional<ordered_json> list_cases(const ListOptions& options) {
  const auto data = load_data(options.tables);
  if (!data) return std::nullopt;
  const auto selection = select_cases(data->tables, options.cases);
  for (const auto& error : selection.errors) complain(error);
  if (!selection.errors.empty()) return std::nullopt;
  auto rows = ordered_json::array();
  for (const auto* test : selection.cases) {
    rows.push_back({{"id", test->id},
                    {"title", test->title},
                    {"role", role_of(*test)},
                    {"requirements", test->requirements},
                    {"flags", test->flags},
                    {"severity", name(test->severity)},
                    {"file", test->file},
                    {"line", test->line}});
  }
  return rows;
}

std::optional<ordered_json> list_requirements(const ListOptions& options) {
  const auto data = load_data(options.tables);
  if (!data) return std::nullopt;
  auto rows = ordered_json::array();
  for (const auto& requirement : data->requirements.all) {
    rows.push_back({{"id", requirement.id},
                    {"title", requirement.text},
                    {"level", name(requirement.level)},
                    {"section", requirement.section},
                    {"binds", name(requirement.binds)},
                    {"testable", requirement.testable}});
  }
  return rows;
}

std::optional<ordered_json> list_rules(const ListOptions&) {
  auto rows = ordered_json::array();
  for (const auto& rule : ws::kRules) {
    rows.push_back({{"id", rule.id},
                    {"title", rule.sentence},
                    {"requirement", rule.requirement},
                    {"section", rule.section},
                    {"close_code", rule.close_code},
                    {"http_status", rule.http_status}});
  }
  return rows;
}

std::optional<ordered_json> list_mutants(const ListOptions&) {
  auto rows = ordered_json::array();
  for (const auto& mutant : mutants()) {
    rows.push_back({{"id", mutant.id}, {"title", mutant.sentence}, {"kind", mutant.kind()}, {"part", mutant.part}});
  }
  return rows;
}

std::optional<ordered_json> list_subjects(const ListOptions&) {
  auto rows = ordered_json::array();
  for (const auto& kind : subject_kinds()) rows.push_back({{"id", kind.form}, {"title", kind.meaning}});
  return rows;
}

std::optional<ordered_json> list_kernels(const ListOptions&) {
  auto rows = ordered_json::array();
  for (const auto& [job, title] : {std::pair("masking", "masking"), std::pair("utf8", "UTF-8")}) {
    for (const ws::Kernel& kernel : ws::kernels()) {
      const bool active = &kernel == &ws::active_kernel();
      rows.push_back({{"id", kernel.name},
                      {"title", fmt::format("{}{}{}", title, kernel.supported() ? "" : ", not on this processor",
                                            active ? ", in use" : "")},
                      {"job", job},
                      {"supported", kernel.supported()},
                      {"active", active}});
    }
  }
  return rows;
}

std::optional<ordered_json> list_targets(const ListOptions&) {
  auto rows = ordered_json::array();
  for (const auto& target : fuzz::kTargets) rows.push_back({{"id", target.name}, {"title", target.sentence}});
  return rows;
}

struct List {
  std::string_view what;
  std::optional<ordered_json> (*rows)(const ListOptions&);
};
constexpr std::array kLists{List{"cases", list_cases},     List{"requirements", list_requirements},
                            List{"rules", list_rules},     List{"subjects", list_subjects},
                            List{"kernels", list_kernels}, List{"mutants", list_mutants},
                            List{"targets", list_targets}};

int run(const ListOptions& options) {
  const auto list =
      std::find_if(kLists.begin(), kLists.end(), [&](const List& row) { return row.what == options.what; });
  const auto rows = list->rows(options);
  if (!rows) return kUsage;
  if (options.json) {
    fmt::print("{}\n", rows->dump(2));
    return kAsExpected;
  }
  for (const auto& row : *rows)
    fmt::print("{:<34} {}\n", row["id"].get<std::string>(), row["title"].get<std::string>());
  return kAsExpected;
}

}  // namespace

void add_list(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("list", "Print what there is");
  auto options = std::make_shared<ListOptions>();
  std::vector<std::string> kinds;
  for (const auto& list : kLists) kinds.emplace_back(list.what);
  command->add_option("what", options->what, "Of which kind")->required()->check(CLI::IsMember(kinds));
  command->add_option("--cases", options->cases, "Which cases, as for conformance")->capture_default_str();
  command->add_option("--tables", options->tables, "A folder of case tables instead of the built-in ones");
  command->add_flag("--json", options->json, "As JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
