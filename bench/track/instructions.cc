#include "bench/track/instructions.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/results/measurement.h"
#include "bench/run/child_program.h"

namespace gauntlet::bench {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::array kKernels{"word", "avx2", "neon"};
constexpr const char* kCounted = "instruction_count";

/// A folder that goes away with what is in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "wsgauntlet-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// "desc: Trigger: Client Request: NAME" and "totals: COUNT" of one of callgrind's files.
void read_dump(const fs::path& file, std::map<std::string, std::uint64_t>& counts) {
  constexpr std::string_view kName = "desc: Trigger: Client Request: ";
  constexpr std::string_view kTotals = "totals: ";
  std::ifstream stream(file);
  std::string name;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(kName)) name = line.substr(kName.size());
    if (line.starts_with(kTotals) && !name.empty()) counts[name] = std::stoull(line.substr(kTotals.size()));
  }
}

/// Empty counts: the kernel is not of this processor.
Outcome<std::map<std::string, std::uint64_t>> count_one(const fs::path& program, const char* kernel,
                                                        const std::atomic<bool>* stop) {
  const ScratchFolder scratch;
  if (scratch.path().empty()) return {{}, "no folder for temporary files can be made"};
  ChildRun child{.program = "valgrind",
                 .arguments = {"--tool=callgrind", "--quiet",
                               "--callgrind-out-file=" + (scratch.path() / "out").string(), program.string()},
                 .environment = {{"WS_SIMD", kernel}},
                 .folder = {},
                 .core = {}};
  child.stop = stop;
  const auto run = run_child(child);
  if (const auto* line = std::get_if<std::string>(&run)) return {{}, *line + " (instructions are counted by valgrind)"};
  const auto& end = std::get<ChildEnd>(run);
  if (end.exit == 3) return {};
  if (end.exit != 0) return {{}, fmt::format("valgrind ended with {}: {}", end.exit, last_line(end.err))};
  Outcome<std::map<std::string, std::uint64_t>> counts;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(scratch.path(), error)) read_dump(file.path(), counts.value);
  if (counts.value.empty()) counts.error = "valgrind wrote no counts";
  return counts;
}

}  // namespace

Outcome<std::string> counted_compiler(const fs::path& programs) {
  const fs::path program = programs / kCounted;
  std::error_code error;
  if (!fs::exists(program, error)) {
    return {{},
            fmt::format("{} is not built: install valgrind, then tools/build release wsgauntlet all_benchmarks",
                        program.string())};
  }
  const auto run = run_child(
      {.program = program.string(), .arguments = {"--compiler"}, .environment = {}, .folder = {}, .core = {}});
  if (const auto* line = std::get_if<std::string>(&run)) return {{}, *line};
  return {last_line(std::get<ChildEnd>(run).out), {}};
}

Outcome<InstructionCounts> count_instructions(const fs::path& programs, const std::atomic<bool>* stop) {
  const auto compiler = counted_compiler(programs);
  if (!compiler) return {{}, compiler.error};
  Outcome<InstructionCounts> out;
  out.value.compiler = compiler.value;
  for (const char* kernel : kKernels) {
    auto counts = count_one(programs / kCounted, kernel, stop);
    if (!counts) return {{}, counts.error};
    if (!counts.value.empty()) out.value.by_kernel[kernel] = std::move(counts.value);
  }
  return out;
}

std::string baseline_name(const std::string& compiler) {
  std::istringstream words(compiler);
  std::string name, version;
  words >> name >> version;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name + "-" + version + ".json";
}

std::string baseline_json(const InstructionCounts& counts) {
  return ordered_json{{"schema_version", 1}, {"compiler", counts.compiler}, {"instructions", counts.by_kernel}}.dump(
             1) +
         "\n";
}

Outcome<InstructionCounts> read_baseline(const fs::path& file, const std::string& compiler) {
  std::ifstream stream(file);
  const auto document = ordered_json::parse(stream, nullptr, false);
  Outcome<InstructionCounts> out;
  try {
    out.value.compiler = document.at("compiler").get<std::string>();
    for (const auto& [kernel, paths] : document.at("instructions").items()) {
      for (const auto& [path, count] : paths.items()) out.value.by_kernel[kernel][path] = count.get<std::uint64_t>();
    }
  } catch (const ordered_json::exception&) {
    return {{}, fmt::format("{}: no baseline: it needs \"compiler\" and \"instructions\"", file.string())};
  }
  if (out.value.compiler != compiler) {
    return {{},
            fmt::format("{}: baseline of another compiler: {}, this one is {} (--update-baseline replaces it)",
                        file.string(), out.value.compiler, compiler)};
  }
  return out;
}

std::vector<InstructionChange> changes(const InstructionCounts& before, const InstructionCounts& now) {
  std::map<std::pair<std::string, std::string>, InstructionChange> all;
  for (const auto& [kernel, paths] : before.by_kernel) {
    for (const auto& [path, count] : paths) all[{kernel, path}].before = count;
  }
  for (const auto& [kernel, paths] : now.by_kernel) {
    for (const auto& [path, count] : paths) all[{kernel, path}].now = count;
  }
  std::vector<InstructionChange> out;
  for (auto& [key, change] : all) {
    change.kernel = key.first;
    change.path = key.second;
    out.push_back(std::move(change));
  }
  return out;
}

std::string instruction_table(const std::vector<InstructionChange>& changes) {
  const auto number = [](std::uint64_t count) { return count == 0 ? std::string("-") : std::to_string(count); };
  std::string out = fmt::format("{:<8} {:<20} {:>12} {:>12}\n", "kernel", "path", "baseline", "now");
  for (const auto& one : changes) {
    out += fmt::format("{:<8} {:<20} {:>12} {:>12}", one.kernel, one.path, number(one.before), number(one.now));
    if (one.known()) out += fmt::format(" {:>+7.2f} %", (one.ratio() - 1) * 100);
    out += one.regressed() ? " regressed\n" : one.improved() ? " improved\n" : one.known() ? "\n" : " not compared\n";
  }
  return out;
}

}  // namespace gauntlet::bench
