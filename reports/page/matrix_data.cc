#include <fmt/format.h>

#include <map>

#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/reproduce.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

using Json = nlohmann::json;

/// As html() does, but for JSON whose strings become text nodes: no entities.
Json shown(std::string_view octets) { return xml_text(octets); }

char letter(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kOk: return 'O';
    case Behaviour::kNonStrict: return 'N';
    case Behaviour::kInformational: return 'I';
    case Behaviour::kUnimplemented: return 'U';
    case Behaviour::kFailed: return 'F';
  }
  return 'F';
}

char letter(CloseBehaviour close) {
  switch (close) {
    case CloseBehaviour::kOk: return 'O';
    case CloseBehaviour::kInformational: return 'I';
    case CloseBehaviour::kFailed: return 'F';
    case CloseBehaviour::kUnclean: return 'U';
    case CloseBehaviour::kWrongCode: return 'W';
    case CloseBehaviour::kFailedByClient: return 'C';
  }
  return 'F';
}

std::string word(const RunResult* result) {
  if (result == nullptr) return "-";
  std::string out = {letter(result->behaviour), letter(result->close_behaviour)};
  if (result->remote_close_code) out += std::to_string(*result->remote_close_code);
  if (result->unexpected) out += '*';
  if (result->death) out += '!';
  return out;
}

/// Numbers for what many cases name, in the order in which it first comes.
class Numbers {
 public:
  std::size_t of(const std::string& name) {
    const auto [at, added] = numbers_.try_emplace(name, names_.size());
    if (added) names_.push_back(name);
    return at->second;
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> names_;
};

Json case_row(const Row& row, Numbers& tables, Numbers& requirements) {
  const RunResult& any = row.any();
  Json cited = Json::array();
  for (const std::string& id : any.requirements) cited.push_back(requirements.of(id));
  return {shown(row.id),          shown(any.title),
          tables.of(row.table),   static_cast<int>(any.severity),
          std::move(cited),       shown(fmt::format("{}", fmt::join(any.flags, " "))),
          shown(case_place(any)), shown(any.why)};
}

Json requirement_rows(const Report& report, const Numbers& cited) {
  std::map<std::string_view, const RequirementInfo*> known;
  for (const RequirementInfo& requirement : report.requirements) known[requirement.id] = &requirement;
  Json rows = Json::array();
  for (const std::string& id : cited.names()) {
    const auto at = known.find(id);
    if (at == known.end()) {
      rows.push_back({shown(id), "", "", "", ""});
    } else {
      const RequirementInfo& one = *at->second;
      rows.push_back({shown(id), shown(one.level), shown(one.text), shown("RFC " + rfc_of(one) + ", " + one.section),
                      shown(url_of(one))});
    }
  }
  return rows;
}

}  // namespace

std::string matrix_data(const Report& report, const Matrix& matrix) {
  Numbers tables, requirements;
  Json columns = Json::array(), cases = Json::array(), headings = Json::array(), cells = Json::array();
  for (const Row& row : matrix.rows) cases.push_back(case_row(row, tables, requirements));
  for (const std::string& table : tables.names()) {
    const auto title = report.table_titles.find(table);
    headings.push_back({shown(table), shown(title == report.table_titles.end() ? "" : title->second)});
  }
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    const Column& column = matrix.columns[i];
    std::string words, agent = column.agent;
    for (const Row& row : matrix.rows) {
      words += (words.empty() ? "" : ",") + word(row.cells[i]);
      if (row.cells[i] != nullptr) agent = row.cells[i]->agent;
    }
    cells.push_back(std::move(words));
    columns.push_back({{"a", shown(column.agent)},
                       {"s", column.stem},
                       {"r", std::string(name(column.role))},
                       {"run", shown(reproduce_command(report.info, agent, column.role, "CASE"))}});
  }
  const Json all = {{"columns", std::move(columns)},
                    {"tables", std::move(headings)},
                    {"cases", std::move(cases)},
                    {"requirements", requirement_rows(report, requirements)},
                    {"cells", std::move(cells)}};
  return json_for_script(all.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace gauntlet::reports::page
