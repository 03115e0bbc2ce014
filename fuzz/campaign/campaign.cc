#include "fuzz/campaign/campaign.h"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <thread>

#include "fuzz/campaign/child.h"
#include "fuzz/campaign/dictionary.h"
#include "fuzz/campaign/minimize_input.h"
#include "fuzz/campaign/targets.h"
#include "fuzz/support/case_export.h"
#include "fuzz/support/engine_log.h"

namespace gauntlet::fuzz {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr auto kBetweenLines = std::chrono::seconds(5);
constexpr int kTimesToReproduce = 3;

/// What makes a run end with one line for the user.
struct Broken {
  std::string line;
};

/// The files of the corpus of one target, in an order that no file system can change.
std::vector<fs::path> inputs_of(const CampaignPlan& plan, const std::string& target) {
  std::vector<fs::path> files;
  for (const fs::path& folder : {plan.corpus / target, plan.corpus / "regressions" / target}) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      if (entry->is_regular_file(error)) files.push_back(entry->path());
    }
  }
  std::ranges::sort(files, {}, [](const fs::path& file) { return file.filename(); });
  return files;
}

fs::path program_of(const CampaignPlan& plan, const std::string& target, bool replay) {
  return plan.programs / ((replay ? "replay_" : "fuzz_") + target);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Broken{fmt::format("can't make the folder {}: {}", folder.string(), error.message())};
}

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw Broken{"can't write " + path.string()};
}

std::string sha256_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(file), {}};
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size(), digest.data());
  std::string name;
  for (const std::uint8_t octet : digest) name += fmt::format("{:02x}", octet);
  return name;
}

/// One target under way.
class Run {
 public:
  Run(const CampaignPlan& plan, const std::string& target) : plan_(plan) {
    result_.target = target;
    const auto inputs = inputs_of(plan, target);
    const auto arguments = plan.replay ? replay_arguments(inputs) : engine_arguments(inputs);
    std::string error;
    const fs::path program = program_of(plan, target, plan.replay);
    child_ = Child::start(program, arguments, error);
    if (!child_) throw Broken{fmt::format("can't start {}: {}", program.string(), error)};
    last_said_ = Clock::now();
  }

  [[nodiscard]] Child& child() { return *child_; }
  /// False once its output has ended.
  bool read() {
    const bool more = child_->read_some();
    while (const auto line = child_->line()) log_.line(*line);
    if (!more) return false;
    if (plan_.say && Clock::now() - last_said_ >= kBetweenLines) {
      last_said_ = Clock::now();
      plan_.say(fmt::format("{}: {} runs, {:.0f} a second, {} edges", result_.target, log_.runs(),
                            static_cast<double>(log_.runs()) / seconds(), log_.edges()));
    }
    return true;
  }
  TargetResult finish() {
    const int code = child_->wait();
    result_.runs = log_.runs();
    result_.seconds = seconds();
    result_.edges = log_.edges();
    result_.features = log_.features();
    result_.corpus = log_.corpus();
    if (code != 0 && !interrupted_) add_finding(code);
    return std::move(result_);
  }
  void interrupt() {
    interrupted_ = true;
    child_->interrupt();
  }

 private:
  [[nodiscard]] double seconds() const {
    return std::max(std::chrono::duration<double>(Clock::now() - begin_).count(), 1e-3);
  }

  static std::vector<std::string> replay_arguments(const std::vector<fs::path>& inputs) {
    std::vector<std::string> arguments;
    for (const fs::path& input : inputs) arguments.push_back(input.string());
    return arguments;
  }

  std::vector<std::string> engine_arguments(const std::vector<fs::path>& inputs) {
    const fs::path fresh = plan_.out / "new-corpus" / result_.target;
    std::error_code ignored;
    fs::remove_all(fresh, ignored);  // what an earlier run left would make this one another
    make_folder(fresh);
    findings_ = plan_.out / "findings" / result_.target;
    make_folder(findings_);
    std::string list;
    for (const fs::path& input : inputs) list += (list.empty() ? "" : ",") + fs::absolute(input).string();
    const fs::path list_file = fs::absolute(plan_.out) / "new-corpus" / (result_.target + ".seeds");
    write_file(list_file, list);

    const auto* info = find_target(result_.target);
    const unsigned most = info != nullptr ? info->most : 4096;
    std::vector<std::string> arguments{"-seed=" + std::to_string(plan_.seed),
                                       "-reload=0",
                                       "-timeout=10",
                                       "-rss_limit_mb=2048",
                                       "-max_len=" + std::to_string(most),
                                       "-artifact_prefix=" + findings_.string() + "/"};
    if (!inputs.empty()) arguments.push_back("-seed_inputs=@" + list_file.string());
    if (plan_.runs > 0) {
      arguments.push_back("-runs=" + std::to_string(plan_.runs));
      // Comparisons that are recorded include ones of addresses, which are never the same twice.
      arguments.push_back("-use_cmp=0");
    } else {
      arguments.push_back("-max_total_time=" + std::to_string(plan_.time.count()));
    }
    const fs::path dictionary = plan_.dictionaries / (result_.target + ".dict");
    if (const auto wrong = wrong_with_dictionary(dictionary); !wrong.empty()) throw Broken{wrong};
    if (fs::exists(dictionary, ignored)) arguments.push_back("-dict=" + dictionary.string());
    arguments.push_back(fresh.string());
    return arguments;
  }

  void add_finding(int code) {
    if (log_.artifact().empty() && (code == 1 || code == 2)) {
      throw Broken{fmt::format("{} ended with exit code {}: {}", result_.target, code, log_.last_line())};
    }
    FoundInput found{.kind = log_.kind(),
                     .signature = log_.signature(),
                     .file = log_.artifact(),
                     .story = log_.story(),
                     .reproduced = 0};
    keep(found);
    for (int i = 0; i < kTimesToReproduce; ++i) found.reproduced += fails_again(found) ? 1 : 0;
    found.acceptance = is_accepted(plan_.accepted, result_.target, found.signature, today());
    if (found.reproduced == kTimesToReproduce && !plan_.replay) make_smaller(found);
    if (plan_.say) plan_.say(fmt::format("{}: {}: {} ({})", result_.target, found.kind, found.signature, found.file));
    result_.findings.push_back(std::move(found));
  }

  /// The engine names artifacts in its own way; ours carry the SHA-256 of the content.
  void keep(FoundInput& found) const {
    if (plan_.replay || found.file.empty()) return;
    const fs::path kept = findings_ / sha256_of(found.file);
    std::error_code error;
    fs::rename(found.file, kept, error);
    if (!error) found.file = kept.string();
  }

  /// The simplest input that fails so, and a case that sends it.
  void make_smaller(FoundInput& found) const {
    const auto outcome =
        minimize_input(plan_.replays.empty() ? plan_.programs : plan_.replays, result_.target, found.file);
    const auto* smaller = std::get_if<MinimizedInput>(&outcome);
    if (smaller == nullptr || smaller->signature != found.signature) return;
    found.smallest = smaller->file.string();
    std::ifstream file(smaller->file, std::ios::binary);
    const wire::Bytes octets{std::istreambuf_iterator<char>(file), {}};
    const auto table = export_case(result_.target, octets, found.signature);
    if (!table) return;
    const fs::path folder = plan_.out / "findings" / "cases";
    make_folder(folder);
    const fs::path path = folder / (result_.target + "-" + sha256_of(smaller->file).substr(0, 12) + ".json");
    write_file(path, *table);
    found.case_table = path.string();
  }

  [[nodiscard]] bool fails_again(const FoundInput& found) const {
    std::string error;
    auto again = Child::start(program_of(plan_, result_.target, plan_.replay), {found.file}, error);
    if (!again) return false;
    EngineLog log;
    while (again->read_some()) {
      while (const auto line = again->line()) log.line(*line);
    }
    while (const auto line = again->line()) log.line(*line);
    return again->wait() != 0 && log.signature() == found.signature;
  }

  const CampaignPlan& plan_;
  TargetResult result_;
  std::optional<Child> child_;
  EngineLog log_;
  fs::path findings_;
  Clock::time_point begin_ = Clock::now(), last_said_;
  bool interrupted_ = false;
};

std::string missing_program(const CampaignPlan& plan) {
  for (const std::string& target : plan.targets) {
    const fs::path program = program_of(plan, target, plan.replay);
    std::error_code error;
    if (fs::exists(program, error)) continue;
    return plan.replay
               ? fmt::format("target {} is not built (no {}): cmake --build the folder it belongs to", target,
                             program.string())
               : fmt::format("target {} is not built (no {}): cmake --preset fuzz && cmake --build --preset fuzz",
                             target, program.string());
  }
  return {};
}

bool wants_to_stop(const CampaignPlan& plan) { return plan.stop != nullptr && plan.stop->load(); }

std::vector<TargetResult> run_all(const CampaignPlan& plan) {
  const std::size_t jobs = plan.jobs != 0 ? plan.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::vector<TargetResult> results;
  std::vector<std::unique_ptr<Run>> running;
  auto next = plan.targets.begin();
  bool stopping = false;
  while (next != plan.targets.end() || !running.empty()) {
    while (!stopping && next != plan.targets.end() && running.size() < jobs)
      running.push_back(std::make_unique<Run>(plan, *next++));
    if (running.empty()) break;
    std::vector<pollfd> waiting;
    for (const auto& run : running)
      waiting.push_back({.fd = run->child().descriptor(), .events = POLLIN, .revents = 0});
    poll(waiting.data(), waiting.size(), 200);
    if (!stopping && wants_to_stop(plan)) {
      stopping = true;
      for (const auto& run : running) run->interrupt();
    }
    for (std::size_t i = waiting.size(); i-- > 0;) {
      if (waiting[i].revents == 0 || running[i]->read()) continue;
      results.push_back(running[i]->finish());
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  std::ranges::sort(results, {}, &TargetResult::target);
  return results;
}

}  // namespace

CampaignOutcome run_campaign(const CampaignPlan& plan) {
  if (auto missing = missing_program(plan); !missing.empty()) return missing;
  try {
    return run_all(plan);
  } catch (const Broken& broken) {
    return broken.line;
  }
}

}  // namespace gauntlet::fuzz
