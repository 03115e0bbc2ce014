#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/program/data.h"
#include "cli/program/program.h"
#include "conformance/table/explain.h"
#include "ws/rule.h"

namespace gauntlet::cli {

namespace {

struct ExplainOptions {
  std::string id, tables;
  bool json = false;
};

int print(const ExplainOptions& options, const std::string& text) {
  if (options.json) {
    fmt::print("{}\n", nlohmann::json{{"schema_version", 1}, {"id", options.id}, {"text", text}}.dump(2));
  } else {
    fmt::print("{}", text);
  }
  return kAsExpected;
}

int run(const ExplainOptions& options) {
  const auto data = load_data(options.tables);
  if (!data) return kUsage;
  for (const auto& table : data->tables) {
    for (const auto& test : table.cases) {
      if (test.id == options.id) return print(options, explain_case(test, table.notes, data->requirements));
    }
  }
  if (const auto* requirement = data->requirements.find(options.id)) {
    return print(options, explain_requirement(*requirement, data->tables));
  }
  for (const auto& rule : ws::kRules) {
    if (rule.id != options.id) continue;
    auto text = fmt::format("rule {}: {} ({})\nclose code {}, HTTP status {}\n\n", rule.id, rule.sentence, rule.section,
                            rule.close_code, rule.http_status);
    if (const auto* requirement = data->requirements.find(rule.requirement))
      text += explain_requirement(*requirement, data->tables);
    return print(options, text);
  }
  complain(fmt::format("{}: no case, requirement or rule of that id (see wsgauntlet list)", options.id));
  return kUsage;
}

}  // namespace

void add_explain(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("explain", "Show a case, a requirement or a rule in words and octets");
  auto options = std::make_shared<ExplainOptions>();
  command->add_option("id", options->id, "1.1.1, 6455-5.2-rsv-zero, reserved-bits, ...")->required();
  command->add_option("--tables", options->tables, "A folder of case tables instead of the built-in ones");
  command->add_flag("--json", options->json, "As JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
