#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/escape.h"
#include "reports/page/parts.h"

namespace gauntlet::reports::page {
namespace {

using nlohmann::json;

enum class Fate : std::uint8_t { kSurvived, kNotRun, kExcused, kSingle, kKilled };

bool was_run(const json& mutant) {
  const auto found = mutant.is_object() ? mutant.find("run") : mutant.end();
  return found == mutant.end() || !found->is_boolean() || found->get<bool>();
}

Fate fate(const json& mutant) {
  if (!was_run(mutant)) return Fate::kNotRun;
  const std::size_t killers = rows_of(mutant, "killers").size();
  if (true_in(mutant, "killed")) return killers == 1 ? Fate::kSingle : Fate::kKilled;
  return string_of(mutant, "excuse").empty() ? Fate::kSurvived : Fate::kExcused;
}

std::string_view words(Fate fate) {
  switch (fate) {
    case Fate::kSurvived: return "survived";
    case Fate::kNotRun: return "not run";
    case Fate::kExcused: return "excused";
    case Fate::kSingle: return "killed once";
    case Fate::kKilled: return "killed";
  }
  return "survived";
}

std::string_view tint(Fate fate) {
  switch (fate) {
    case Fate::kSurvived: return "fail";
    case Fate::kNotRun: return "no";
    case Fate::kExcused: return "info";
    case Fate::kSingle: return "ns";
    case Fate::kKilled: return "ok";
  }
  return "fail";
}

std::string killers(const json& mutant) {
  constexpr std::size_t kShown = 5;
  const json& all = rows_of(mutant, "killers");
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, all.size()); ++i) {
    if (!all[i].is_string()) continue;
    const std::string id = html(all[i].get<std::string>());
    out += fmt::format("{}<a href=\"#results?find={}\">{}</a>", i == 0 ? "" : ", ", id, id);
  }
  if (all.size() > kShown) out += fmt::format(" <span class=\"quiet\">and {} more</span>", all.size() - kShown);
  return out.empty() ? html(string_of(mutant, "excuse")) : out;
}

std::string parts(const json& mutants) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> by_part;
  for (const json& mutant : mutants) {
    auto& [all, killed] = by_part[string_of(mutant, "part")];
    ++all;
    killed += true_in(mutant, "killed") ? 1 : 0;
  }
  std::string out = "<ul class=\"parts\">";
  for (const auto& [part, counts] : by_part) {
    out +=
        fmt::format("<li><span>{}</span> <meter min=\"0\" max=\"{}\" value=\"{}\" aria-label=\"{}\"></meter> {} of {}",
                    html(part), counts.first, counts.second, html(part), counts.second, counts.first);
  }
  return out + "</ul>\n";
}

}  // namespace

std::string mutants(const json& document_json) {
  const json& all = rows_of(document_json, "mutants");
  if (all.empty()) return document(document_json);
  std::vector<const json*> sorted;
  for (const json& mutant : all) sorted.push_back(&mutant);
  std::stable_sort(sorted.begin(), sorted.end(), [](const json* a, const json* b) { return fate(*a) < fate(*b); });
  std::size_t killed = 0, excused = 0, not_run = 0;
  std::string rows;
  for (const json* mutant : sorted) {
    const Fate one = fate(*mutant);
    killed += one == Fate::kKilled || one == Fate::kSingle ? 1 : 0;
    excused += one == Fate::kExcused ? 1 : 0;
    not_run += one == Fate::kNotRun ? 1 : 0;
    rows += fmt::format("<tr><th scope=\"row\"><code>{}</code><td>{}<td>{}<td class=\"{}\">{}<td>{}\n",
                        html(string_of(*mutant, "id")), html(string_of(*mutant, "kind")),
                        html(string_of(*mutant, "sentence")), tint(one), words(one), killers(*mutant));
  }
  const std::string interrupted =
      not_run == 0 ? "" : fmt::format(" <strong>{} were not run: the run was interrupted.</strong>", not_run);
  return fmt::format(
      "<p class=\"score\"><b>{} of {}</b> faults planted in the codec are found by at least one case; {} excused, {} "
      "survived.{}</p>\n{}<div class=\"scroll tall\" role=\"region\" aria-label=\"Mutants, table\" "
      "tabindex=\"0\"><table "
      "class=\"data\"><thead><tr><th scope=\"col\">Mutant<th scope=\"col\">Kind<th scope=\"col\">What is wrong with "
      "it<th scope=\"col\">Fate<th scope=\"col\">Killed by</thead><tbody>\n{}</tbody></table></div>\n",
      killed, all.size(), excused, all.size() - killed - excused - not_run, interrupted, parts(all), rows);
}

}  // namespace gauntlet::reports::page
