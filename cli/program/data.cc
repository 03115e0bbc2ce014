#include "cli/program/data.h"

#include <fmt/format.h>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "cli/program/places.h"
#include "conformance/table/loader.h"

namespace gauntlet::cli {

std::optional<Data> load_data(const std::filesystem::path& tables_directory) {
  const auto directory = data_directory();
  auto tables = load_tables(tables_directory.empty() ? (directory / "cases").lexically_normal() : tables_directory);
  auto requirements = load_requirements((directory / "requirements").lexically_normal());
  for (const auto& error : tables.errors) fmt::print(stderr, "{}\n", to_string(error));
  for (const auto& error : requirements.errors) fmt::print(stderr, "{}\n", to_string(error));
  if (!tables.errors.empty() || !requirements.errors.empty()) return std::nullopt;
  return Data{std::move(tables.tables), std::move(requirements.requirements)};
}

std::vector<reports::RequirementInfo> coverage_of(const Data& data) {
  std::map<std::string, std::vector<std::string>> citing;
  for (const auto& table : data.tables) {
    for (const auto& test : table.cases) {
      for (const auto& id : test.requirements) citing[id].push_back(test.id);
    }
  }
  std::vector<reports::RequirementInfo> infos;
  for (const auto& requirement : data.requirements.all) {
    reports::RequirementInfo info;
    info.id = requirement.id;
    info.section = requirement.section;
    info.level = name(requirement.level);
    info.text = requirement.text;
    info.testable = requirement.testable;
    info.reason = requirement.reason;
    info.cases = citing[requirement.id];
    infos.push_back(std::move(info));
  }
  return infos;
}

}  // namespace gauntlet::cli
