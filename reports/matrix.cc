#include "reports/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace gauntlet::reports {
namespace {

bool alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Names as they stand in the results, with their role: one name may have stood for both.
using Subject = std::pair<std::string, SubjectRole>;

class Arranger {
 public:
  explicit Arranger(const Report& report) : report_(report) {}

  Matrix arrange() {
    find_columns();
    name_columns();
    fill_rows();
    count();
    return std::move(matrix_);
  }

 private:
  void find_columns() {
    for (const RunResult& result : report_.results) {
      const auto [at, added] = column_of_.try_emplace(Subject(result.agent, result.role), subjects_.size());
      if (added) subjects_.push_back(at->first);
    }
  }

  void name_columns() {
    std::set<std::string> agents, stems;
    for (const auto& [agent, role] : subjects_) {
      std::string shown = agent;
      const SubjectRole other = role == SubjectRole::kClient ? SubjectRole::kServer : SubjectRole::kClient;
      if (column_of_.contains({agent, other}) && role == SubjectRole::kClient) shown += " (client)";
      while (!agents.insert(shown).second) shown += "'";
      matrix_.columns.push_back({.agent = shown, .stem = free_stem(shown, stems), .role = role});
    }
  }

  std::string free_stem(const std::string& agent, std::set<std::string>& taken) {
    const std::string wanted = agent_stem(agent);
    std::string stem = wanted;
    for (int suffix = 2; !taken.insert(stem).second; ++suffix) stem = fmt::format("{}_{}", wanted, suffix);
    if (stem != wanted) {
      matrix_.notes.push_back(fmt::format(
          "The files of \"{}\" are named {}_case_*: another subject's name gives {} as well.", agent, stem, wanted));
    }
    return stem;
  }

  void fill_rows() {
    const auto less = [](const std::string& a, const std::string& b) { return id_less(a, b); };
    std::map<std::string, Row, decltype(less)> rows(less);
    std::size_t replaced = 0;
    for (const RunResult& result : report_.results) {
      Row& row = rows[result.case_id];
      if (row.cells.empty()) row = {result.case_id, table_of(result.case_id), {}};
      row.cells.resize(subjects_.size(), nullptr);
      const RunResult*& cell = row.cells[column_of_.at(Subject(result.agent, result.role))];
      if (cell != nullptr) ++replaced;
      cell = &result;
    }
    for (auto& [id, row] : rows) matrix_.rows.push_back(std::move(row));
    if (replaced > 0) {
      matrix_.notes.push_back(
          fmt::format("{} results were followed by a later one of the same subject and case, "
                      "which is the one shown.",
                      replaced));
    }
  }

  void count() {
    for (const Row& row : matrix_.rows) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i] != nullptr) count(matrix_.columns[i], *row.cells[i]);
      }
    }
    for (const Column& column : matrix_.columns) {
      matrix_.total += column.total;
      matrix_.unexpected += column.unexpected;
    }
  }

  static void count(Column& column, const RunResult& result) {
    ++column.total;
    ++column.counts[static_cast<std::size_t>(standing(result))];
    if (result.unexpected) ++column.unexpected;
    if (result.death) ++column.deaths;
  }

  const Report& report_;
  Matrix matrix_;
  std::vector<Subject> subjects_;
  std::map<Subject, std::size_t> column_of_;
};

}  // namespace

Standing standing(const RunResult& result) {
  switch (result.behaviour) {
    case Behaviour::kFailed: return Standing::kFailed;
    case Behaviour::kUnimplemented: return Standing::kUnimplemented;
    case Behaviour::kInformational: return Standing::kInformational;
    case Behaviour::kNonStrict:
    case Behaviour::kOk: break;
  }
  switch (result.close_behaviour) {
    case CloseBehaviour::kFailed:
    case CloseBehaviour::kUnclean:
    case CloseBehaviour::kWrongCode: return Standing::kFailed;
    case CloseBehaviour::kFailedByClient: return Standing::kNonStrict;
    case CloseBehaviour::kOk:
    case CloseBehaviour::kInformational: break;
  }
  return result.behaviour == Behaviour::kNonStrict ? Standing::kNonStrict : Standing::kOk;
}

std::string_view name(Standing standing) {
  switch (standing) {
    case Standing::kUnimplemented: return "UNIMPLEMENTED";
    case Standing::kInformational: return "INFORMATIONAL";
    case Standing::kOk: return "OK";
    case Standing::kNonStrict: return "NON-STRICT";
    case Standing::kFailed: return "FAILED";
  }
  return "FAILED";
}

bool plain_ok(const RunResult& result) {
  return result.behaviour == Behaviour::kOk && !result.unexpected && !result.death &&
         (result.close_behaviour == CloseBehaviour::kOk || result.close_behaviour == CloseBehaviour::kInformational);
}

const RunResult& Row::any() const {
  return **std::find_if(cells.begin(), cells.end(), [](const RunResult* cell) { return cell != nullptr; });
}

Matrix arrange(const Report& report) { return Arranger(report).arrange(); }

std::string table_of(std::string_view case_id) {
  const std::size_t dot = case_id.rfind('.');
  return std::string(dot == std::string_view::npos ? case_id : case_id.substr(0, dot));
}

std::string table_heading(const Report& report, const std::string& table) {
  const auto title = report.table_titles.find(table);
  return title == report.table_titles.end() ? table : table + " " + title->second;
}

std::string agent_stem(std::string_view agent) {
  while (!agent.empty() && space(agent.front())) agent.remove_prefix(1);
  while (!agent.empty() && space(agent.back())) agent.remove_suffix(1);
  std::string stem;
  for (char c : agent) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    stem += alphanumeric(c) ? c : '_';
  }
  // File names end somewhere: 255 octets, less what follows the stem.
  if (stem.size() > 150) stem.resize(150);
  return stem.empty() ? "_" : stem;
}

std::string case_file_name(const std::string& stem, std::string_view case_id) {
  std::string id(case_id.substr(0, 64));
  for (char& c : id) {
    // Autobahn replaces the dots; what else may stand in an id must not lead out of the folder.
    const bool plain = alphanumeric(c) || (c >= 'A' && c <= 'Z') || c == '-';
    if (!plain) c = '_';
  }
  return stem + "_case_" + id + ".json";
}

}  // namespace gauntlet::reports
