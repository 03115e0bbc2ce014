#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command.h"
#include "cli/conformance.h"
#include "cli/program/program.h"
#include "cli/runs/bench_run.h"
#include "cli/runs/conformance_run.h"
#include "cli/runs/fuzz_run.h"
#include "cli/runs/mutants_run.h"
#include "reports/atomic_file.h"
#include "reports/formats.h"

namespace gauntlet::cli {

namespace {

using nlohmann::json;

struct GateOptions {
  ConformanceOptions conformance;
  std::uint64_t fuzz_runs = 20'000;
  bool skip_fuzz = false, skip_bench = false, skip_mutants = false;
};

json read_document(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return {};
  std::stringstream text;
  text << stream.rdbuf();
  auto document = json::parse(text.str(), nullptr, false);
  return document.is_discarded() ? json() : document;
}

// One verdict over everything: conformance, mutation score, fuzzing, speed, each with its budget.
class Gate {
 public:
  explicit Gate(GateOptions options) : options_(std::move(options)) {}

  int run() {
    auto& conformance = options_.conformance;
    conformance.quick = true;
    // Mutants, fuzz targets and benchmarks are about the codec: other subjects have their octets only.
    const bool codec =
        conformance.subjects.empty() || std::any_of(conformance.subjects.begin(), conformance.subjects.end(),
                                                    [](const auto& s) { return s.starts_with("codec:"); });
    part("conformance", [&] { return run_conformance(conformance, report_); });
    if (codec && !options_.skip_mutants) part("mutants", [&] { return mutants(); });
    if (codec && !options_.skip_fuzz) {
      part("fuzz: corpus and regressions", [&] { return fuzz(true); });
      part("fuzz", [&] { return fuzz(false); });
    }
    if (codec && !options_.skip_bench) part("bench", [&] { return bench(); });
    return finish();
  }

 private:
  void part(const std::string& name, const std::function<int()>& work) {
    if (interrupted().load()) return not_run(name);
    fmt::print("== {}\n", name);
    std::fflush(stdout);
    const auto begin = std::chrono::steady_clock::now();
    int exit = work();
    if (interrupted().load() && exit == kAsExpected) exit = kFindings;  // a part of a part has not passed
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    parts_.push_back({{"name", name}, {"passed", exit == kAsExpected}, {"exit", exit}, {"seconds", seconds}});
    worst_ = std::max(worst_, exit, [](int a, int b) { return severity(a) < severity(b); });
  }

  void not_run(const std::string& name) {
    parts_.push_back({{"name", name}, {"passed", false}, {"exit", kFindings}, {"seconds", 0.0}, {"not_run", true}});
    worst_ = std::max<int>(worst_, kFindings, [](int a, int b) { return severity(a) < severity(b); });
  }

  // Broken input and unreachable subjects say that nothing was learnt, which is worse than findings.
  static int severity(int exit) {
    switch (exit) {
      case kAsExpected: return 0;
      case kRegression: return 1;
      case kFindings: return 2;
      case kUnreachable: return 3;
      default: return 4;
    }
  }

  int mutants() {
    MutantOptions mutants;
    mutants.out = options_.conformance.out;
    mutants.jobs = options_.conformance.jobs;
    return run_mutation(mutants, report_.mutants);
  }

  int fuzz(bool replay) {
    FuzzOptions fuzz;
    fuzz.replay = replay;
    fuzz.runs = options_.fuzz_runs;
    fuzz.seed = options_.conformance.seed;
    fuzz.out = options_.conformance.out;
    return run_fuzz(fuzz);
  }

  int bench() {
    BenchOptions bench;
    bench.quick = true;
    bench.brief = true;
    bench.out = options_.conformance.out;
    return run_bench(bench);
  }

  int finish() {
    const std::filesystem::path out = options_.conformance.out;
    report_.gate = {{"schema_version", 1}, {"passed", worst_ == kAsExpected}, {"parts", parts_}};
    report_.fuzz = read_document(out / "fuzz.json");
    report_.bench = read_document(out / "bench.json");
    auto errors = reports::write_all(report_, out);
    if (auto error = reports::replace_file(out / "gate.json", report_.gate.dump(2) + "\n")) errors.push_back(*error);
    for (const auto& error : errors) complain(error);
    fmt::print("== gate\n");
    for (const auto& part : parts_) {
      const auto word = part.contains("not_run") ? "not run" : part["passed"].get<bool>() ? "passed" : "FAILED";
      fmt::print("{:<30} {:<7} {:5.1f} s\n", part["name"].get<std::string>(), word, part["seconds"].get<double>());
    }
    fmt::print("gate: {}; reports in {}\n", worst_ == kAsExpected ? "passed" : "FAILED", out.string());
    return errors.empty() ? worst_ : static_cast<int>(kUsage);
  }

  GateOptions options_;
  reports::Report report_;
  json parts_ = json::array();
  int worst_ = kAsExpected;
};

}  // namespace

void add_gate(CLI::App& program, int& exit) {
  auto* command =
      program.add_subcommand("gate", "Everything with budgets, on the codec or the given subjects: one verdict");
  auto options = std::make_shared<GateOptions>();
  command->add_option("subject", options->conformance.subjects, "As for conformance (default: codec:)");
  add_run_options(*command, options->conformance);
  command->add_option("--fuzz-runs", options->fuzz_runs, "Executions of each fuzz target")->capture_default_str();
  command->add_flag("--skip-fuzz", options->skip_fuzz, "No fuzzing");
  command->add_flag("--skip-bench", options->skip_bench, "No benchmarks");
  command->add_flag("--skip-mutants", options->skip_mutants, "No mutation score");
  command->callback([options, &exit] { exit = Gate(*options).run(); });
}

}  // namespace gauntlet::cli
