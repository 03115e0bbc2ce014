#include "cli/runs/fuzz_mutants.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/program/program.h"
#include "conformance/mutants/mutants.h"
#include "conformance/table/selection.h"
#include "fuzz/campaign/mutant_hunt.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {
namespace {

constexpr std::size_t kOneIn = 20;  // may stay hidden

std::string name_of(const Mutant& mutant) { return fmt::format("{}:{}", mutant.kind(), mutant.id); }

nlohmann::ordered_json to_json(const std::vector<Mutant>& mutants, const std::vector<fuzz::HuntResult>& results) {
  auto rows = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    rows.push_back({{"id", mutants[i].id},
                    {"kind", mutants[i].kind()},
                    {"part", mutants[i].part},
                    {"found", results[i].found()},
                    {"target", results[i].target},
                    {"signature", results[i].signature},
                    {"by", !results[i].found()    ? ""
                           : results[i].by_corpus ? "corpus"
                                                  : "mutation"}});
  }
  return rows;
}

}  // namespace

int run_fuzz_mutants(const FuzzOptions& options, const fuzz::CampaignPlan& plan) {
  auto mutants = gauntlet::mutants();
  std::erase_if(mutants, [&](const Mutant& mutant) { return !glob_matches(options.only, mutant.id); });
  if (mutants.empty()) {
    complain(fmt::format("--only {}: no mutant of that name (see wsgauntlet list mutants)", options.only));
    return kUsage;
  }
  fuzz::HuntPlan hunt{.programs = plan.programs,
                      .corpus = plan.corpus,
                      .dictionaries = plan.dictionaries,
                      .out = plan.out,
                      .mutants = {},
                      .budget = plan.time,
                      .seed = plan.seed,
                      .stop = plan.stop,
                      .say = plan.say};
  for (const Mutant& mutant : mutants) hunt.mutants.push_back(name_of(mutant));
  const auto outcome = fuzz::hunt_mutants(hunt);
  if (const auto* line = std::get_if<std::string>(&outcome)) {
    complain(*line);
    return kUsage;
  }
  const auto& results = std::get<std::vector<fuzz::HuntResult>>(outcome);
  const auto found = static_cast<std::size_t>(std::ranges::count_if(results, &fuzz::HuntResult::found));
  const nlohmann::ordered_json json{{"schema_version", 1},
                                    {"seed", plan.seed},
                                    {"targets", nlohmann::ordered_json::array()},
                                    {"found", found},
                                    {"not_found", results.size() - found},
                                    {"mutants", to_json(mutants, results)}};
  const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (const auto failed = reports::replace_file(plan.out / "fuzz.json", text)) {
    complain(*failed);
    return kUsage;
  }
  if (options.json) {
    fmt::print("{}", text);
  } else {
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!results[i].found()) fmt::print("NOT FOUND: {}: {}\n", results[i].mutant, mutants[i].sentence);
    }
    fmt::print("{} mutants: {} found ({} by the corpus alone), {} not found\n", results.size(), found,
               std::ranges::count_if(results, &fuzz::HuntResult::by_corpus), results.size() - found);
  }
  return (results.size() - found) * kOneIn > results.size() ? kFindings : kAsExpected;
}

}  // namespace gauntlet::cli
