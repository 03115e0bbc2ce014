#include "bench/run/programs.h"

#include <fmt/format.h>

#include <regex>
#include <sstream>

#include "bench/results/google_json.h"
#include "bench/run/child_program.h"

namespace gauntlet::bench {

namespace {

namespace fs = std::filesystem;

/// For Google Benchmark, which runs what does not match behind a minus.
std::string filter_of(const std::string& filter, bool anchors) {
  if (filter.empty()) return anchors ? "." : "-^anchor:";
  return anchors ? "(" + filter + ")|^anchor:" : filter;
}

/// One line on a program that failed, without Google Benchmark's noise.
std::string failure(const fs::path& program, const ChildEnd& end) {
  std::string said;
  std::istringstream lines(end.err);
  for (std::string line; std::getline(lines, line);) {
    if (!is_noise(line)) said = line;
  }
  return fmt::format("{} ended with {}{}{}", program.filename().string(), end.exit, said.empty() ? "" : ": ", said);
}

std::variant<Selected, std::string> list(const fs::path& program, const std::string& filter) {
  const auto run = run_child({.program = program.string(),
                              .arguments = {"--benchmark_list_tests=true",
                                            "--benchmark_filter=" + (filter.empty() ? std::string(".") : filter)},
                              .environment = {},
                              .folder = {},
                              .core = std::nullopt});
  if (const auto* line = std::get_if<std::string>(&run)) return *line;
  const auto& end = std::get<ChildEnd>(run);
  if (end.exit != 0) return failure(program, end);
  Selected selected{program, {}};
  std::istringstream lines(end.out);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && !line.starts_with("Failed to match")) selected.benchmarks.push_back(line);
  }
  return selected;
}

}  // namespace

std::string filter_error(const std::string& filter) {
  try {
    const std::regex valid(filter, std::regex::extended);
    return {};
  } catch (const std::regex_error& error) {
    return fmt::format("--filter {}: no regular expression: {}", filter, error.what());
  }
}

bool has_match(const fs::path& program, const std::string& filter) {
  const auto listed = list(program, filter);
  const auto* selected = std::get_if<Selected>(&listed);
  return selected != nullptr && !selected->benchmarks.empty();
}

std::variant<std::vector<Selected>, std::string> select_benchmarks(const fs::path& folder, const std::string& filter) {
  if (auto line = filter_error(filter); !line.empty()) return line;
  std::vector<Selected> all;
  for (const Program& known : kPrograms) {
    const fs::path program = folder / known.name;
    std::error_code error;
    if (!fs::exists(program, error)) {
      return fmt::format("{} is not built: tools/build release wsgauntlet all_benchmarks", program.string());
    }
    auto listed = list(program, filter);
    if (auto* line = std::get_if<std::string>(&listed)) return std::move(*line);
    auto& selected = std::get<Selected>(listed);
    if (!selected.benchmarks.empty()) all.push_back(std::move(selected));
  }
  if (all.empty())
    return fmt::format("--filter {}: no benchmark has such a name (all of them: wsgauntlet bench --list)", filter);
  return all;
}

std::variant<Measurements, std::string> measure(const fs::path& program, const std::string& filter,
                                                const Effort& effort, const std::atomic<bool>* stop) {
  const auto run =
      run_child({.program = program.string(),
                 .arguments = {"--benchmark_format=json", "--benchmark_filter=" + filter_of(filter, effort.anchors),
                               fmt::format("--benchmark_min_time={}", effort.seconds),
                               fmt::format("--benchmark_repetitions={}", effort.repetitions),
                               "--benchmark_enable_random_interleaving=true"},
                 .environment = {},
                 .folder = {},
                 .core = effort.core,
                 .most = std::chrono::seconds(3600),
                 .stop = stop});
  if (const auto* line = std::get_if<std::string>(&run)) return *line;
  const auto& end = std::get<ChildEnd>(run);
  if (end.exit != 0) return failure(program, end);
  return read_google_json(end.out, program.filename().string());
}

}  // namespace gauntlet::bench
