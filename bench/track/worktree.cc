#include "bench/track/worktree.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/run/child_program.h"

namespace gauntlet::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShort = 12;  // of a commit's name; paths of one length, which benchmarks can feel

std::string first_error(const std::string& log) {
  for (const std::string_view sign : {"error: ", "CMake Error", "FAILED: "}) {
    const std::size_t at = log.find(sign);
    if (at == std::string::npos) continue;
    const std::size_t begin = log.rfind('\n', at);
    const std::size_t from = begin == std::string::npos ? 0 : begin + 1;
    return log.substr(from, log.find('\n', at) - from);
  }
  return last_line(log);
}

}  // namespace

Outcome<std::string> Worktrees::git(std::vector<std::string> words) const {
  words.insert(words.begin(), {"-C", repository.string()});
  ChildRun child{.program = "git", .arguments = std::move(words), .environment = {}, .folder = {}, .core = {}};
  child.stop = stop;
  const auto run = run_child(child);
  if (const auto* line = std::get_if<std::string>(&run)) return {{}, *line};
  const auto& end = std::get<ChildEnd>(run);
  if (end.exit != 0) {
    const std::string said = last_line(end.err);
    return {{}, said.empty() ? fmt::format("git ended with {}", end.exit) : said};
  }
  return {last_line(end.out), {}};
}

Outcome<std::string> Worktrees::commit_of(const std::string& ref) const {
  auto commit = git({"rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}"});
  if (!commit) return {{}, fmt::format("--against {}: neither a commit nor a file", ref)};
  return commit;
}

Outcome<std::string> Worktrees::working_tree() const {
  auto changed = git({"stash", "create"});
  if (!changed || changed.value.empty()) return git({"rev-parse", "HEAD"});
  return changed;
}

fs::path Worktrees::tree_of(const std::string& commit) const { return folder / commit.substr(0, kShort); }

void Worktrees::remove(const fs::path& tree) const {
  if (!git({"worktree", "remove", "--force", tree.string()})) {
    std::error_code ignored;
    fs::remove_all(tree, ignored);
  }
  (void)git({"worktree", "prune"});
}

void Worktrees::keep_only(const std::vector<std::string>& commits) const {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const bool kept =
        std::any_of(commits.begin(), commits.end(), [&](const auto& one) { return one.starts_with(name); });
    if (!kept) remove(entry.path());
  }
}

std::string Worktrees::configure_and_build(const fs::path& tree) const {
  const std::string build = (tree / "build").string();
  const std::vector<std::vector<std::string>> steps{
      {"-S", tree.string(), "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
       "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG", "-DCMAKE_CXX_COMPILER=" + compiler, "-DWS_BUILD_BENCH=ON",
       "-DWS_BUILD_TESTS=OFF", "-DWS_DEVELOPER_MODE=OFF"},
      {"--build", build, "--target", "all_benchmarks"}};
  for (const auto& step : steps) {
    ChildRun child{.program = "cmake", .arguments = step, .environment = {}, .folder = {}, .core = {}};
    child.most = std::chrono::seconds(3600);
    child.stop = stop;
    const auto run = run_child(child);
    if (const auto* line = std::get_if<std::string>(&run)) return *line;
    const auto& end = std::get<ChildEnd>(run);
    if (end.exit != 0) return first_error(end.out + end.err);
  }
  return {};
}

Outcome<fs::path> Worktrees::build(const std::string& commit) const {
  const fs::path tree = tree_of(commit);
  const fs::path done = tree / "build" / "all_benchmarks.done";
  const fs::path programs = tree / "build" / "bin";
  std::error_code error;
  if (fs::exists(done, error)) return {programs, {}};
  remove(tree);
  fs::create_directories(folder, error);
  if (error) return {{}, fmt::format("can't make the folder {}: {}", folder.string(), error.message())};
  if (const auto added = git({"worktree", "add", "--detach", "--force", tree.string(), commit}); !added) {
    return {{}, fmt::format("{}: no worktree: {}", commit.substr(0, kShort), added.error)};
  }
  if (const std::string failed = configure_and_build(tree); !failed.empty()) {
    remove(tree);
    return {{}, fmt::format("{} does not build: {}", commit.substr(0, kShort), failed)};
  }
  fs::create_directories(done, error);  // an empty folder is as good a mark as a file, and as atomic
  return {programs, {}};
}

}  // namespace gauntlet::bench
