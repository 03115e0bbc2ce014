#include "fuzz/campaign/mutant_hunt.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <optional>

#include "fuzz/campaign/child.h"
#include "fuzz/campaign/dictionary.h"
#include "fuzz/campaign/targets.h"
#include "fuzz/support/engine_log.h"

namespace gauntlet::fuzz {
namespace {

namespace fs = std::filesystem;

struct Unusable {
  std::string line;
};

/// Those that have code of the codec in them, and an oracle.
std::vector<std::string> targets_of_the_codec() {
  std::vector<std::string> names;
  for (const TargetInfo& target : kTargets) {
    if (target.name != "case_table" && target.name != "differential") names.emplace_back(target.name);
  }
  return names;
}

class Hunt {
 public:
  explicit Hunt(const HuntPlan& plan) : plan_(plan) {
    for (const std::string& mutant : plan.mutants)
      results_.push_back({.mutant = mutant, .target = {}, .signature = {}});
  }

  std::vector<HuntResult> run() {
    const auto targets = targets_of_the_codec();
    for (const std::string& target : targets) replay(target);
    for (HuntResult& result : results_) {
      // Each target gets its part of the budget.
      const auto part = std::max(plan_.budget / static_cast<int>(targets.size()), std::chrono::seconds(1));
      for (const std::string& target : targets) {
        if (!result.found() && plan_.budget.count() > 0 && !stopped()) mutate(result, target, part);
      }
    }
    return std::move(results_);
  }

 private:
  [[nodiscard]] bool stopped() const { return plan_.stop != nullptr && plan_.stop->load(); }

  [[nodiscard]] std::vector<fs::path> folders(const std::string& target) const {
    std::vector<fs::path> found;
    std::error_code error;
    for (const fs::path& folder : {plan_.corpus / target, plan_.corpus / "regressions" / target}) {
      if (fs::is_directory(folder, error)) found.push_back(folder);
    }
    return found;
  }

  Child start(const fs::path& program, const std::vector<std::string>& arguments, const std::string& mutant = {}) {
    std::string error;
    auto child = Child::start(program, arguments, error, mutant.empty() ? "" : "WSGAUNTLET_MUTANT=" + mutant);
    if (!child) throw Unusable{fmt::format("can't start {}: {}", program.string(), error)};
    return std::move(*child);
  }

  /// All mutants that are still hidden, on the corpus of one target.
  void replay(const std::string& target) {
    const fs::path names = plan_.out / "mutants.names";
    std::ofstream file(names);
    std::size_t hidden = 0;
    for (const HuntResult& result : results_) {
      if (result.found()) continue;
      file << result.mutant << '\n';
      ++hidden;
    }
    if (!file.flush()) throw Unusable{"can't write " + names.string()};
    file.close();
    if (hidden == 0 || stopped()) return;
    say(fmt::format("{}: the corpus, on {} mutants", target, hidden));
    std::vector<std::string> arguments{names.string()};
    for (const fs::path& folder : folders(target)) arguments.push_back(folder.string());
    Child child = start(plan_.programs / ("mutants_" + target), arguments);
    for (bool more = true; more && !stopped();) {
      more = child.read_some();
      while (const auto line = child.line()) take_line(target, *line);
    }
    if (stopped()) return child.interrupt();
    if (const int code = child.wait(); code != 0) throw Unusable{fmt::format("mutants_{}: {}", target, last_line_)};
  }

  /// "found NAME SIGNATURE" or "survived NAME".
  void take_line(const std::string& target, const std::string& line) {
    constexpr std::string_view kFound = "found ";
    last_line_ = line;
    if (!line.starts_with(kFound)) return;
    const std::size_t end = line.find(' ', kFound.size());
    const std::string name = line.substr(kFound.size(), end - kFound.size());
    const auto result = std::ranges::find(results_, name, &HuntResult::mutant);
    if (result == results_.end() || result->found()) return;
    result->target = target;
    result->signature = end == std::string::npos ? "" : line.substr(end + 1);
    result->by_corpus = true;
  }

  void mutate(HuntResult& result, const std::string& target, std::chrono::seconds seconds) {
    const fs::path fresh = plan_.out / "mutant-corpus";
    std::error_code error;
    fs::remove_all(fresh, error);
    fs::create_directories(fresh, error);
    std::vector<std::string> arguments{"-seed=" + std::to_string(plan_.seed),
                                       "-reload=0",
                                       "-timeout=10",
                                       "-rss_limit_mb=2048",
                                       "-artifact_prefix=" + fresh.string() + "/",
                                       "-max_len=" + std::to_string(find_target(target)->most),
                                       fresh.string()};
    for (const fs::path& folder : folders(target)) arguments.push_back(folder.string());
    const fs::path dictionary = plan_.dictionaries / (target + ".dict");
    if (const auto wrong = wrong_with_dictionary(dictionary); !wrong.empty()) throw Unusable{wrong};
    if (fs::exists(dictionary, error)) arguments.push_back("-dict=" + dictionary.string());
    Child child = start(plan_.programs / ("mutant_fuzz_" + target), arguments, result.mutant);
    const auto most = static_cast<rlim_t>(seconds.count());
    const rlimit limit{.rlim_cur = most, .rlim_max = most + 1};
    prlimit(child.process(), RLIMIT_CPU, &limit, nullptr);
    EngineLog log;
    for (bool more = true; more && !stopped();) {
      more = child.read_some();
      while (const auto line = child.line()) log.line(*line);
    }
    if (stopped()) return child.interrupt();
    const int code = child.wait();
    if (code == 0 || code == 128 + SIGXCPU || code == 128 + SIGKILL) return;
    if (log.artifact().empty()) {
      throw Unusable{
          fmt::format("mutant_fuzz_{} ended with exit code {} and wrote no input: {}", target, code, log.last_line())};
    }
    result.target = target;
    result.signature = log.signature();
    say(fmt::format("{}: found by {} after {} runs: {}", result.mutant, target, log.runs(), result.signature));
  }

  void say(const std::string& line) const {
    if (plan_.say) plan_.say(line);
  }

  const HuntPlan& plan_;
  std::vector<HuntResult> results_;
  std::string last_line_;
};

}  // namespace

HuntOutcome hunt_mutants(const HuntPlan& plan) {
  for (const std::string& target : targets_of_the_codec()) {
    for (const char* kind : {"mutants_", "mutant_fuzz_"}) {
      const fs::path program = plan.programs / (kind + target);
      std::error_code error;
      if (!fs::exists(program, error)) {
        return fmt::format(
            "the mutants are not built (no {}): cmake --preset fuzz && cmake --build --preset fuzz "
            "--target all_fuzz_mutants",
            program.string());
      }
    }
  }
  try {
    return Hunt(plan).run();
  } catch (const Unusable& broken) {
    return broken.line;
  }
}

}  // namespace gauntlet::fuzz
