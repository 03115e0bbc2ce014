#include "cli/runs/expectations.h"

#include <fmt/format.h>

#include "reports/atomic_file.h"

namespace gauntlet::cli {

bool Expectations::load(File& file, bool must_exist) {
  std::error_code failed;
  if (!must_exist && !std::filesystem::exists(file.path, failed)) return true;
  std::vector<Finding> errors;
  file.known = ExpectedResults::load(file.path, errors);
  for (const auto& error : errors) fmt::print(stderr, "{}\n", to_string(error));
  return file.known.has_value();
}

bool Expectations::load(const std::filesystem::path& file, bool update) {
  all_ = File{file, std::nullopt};
  return load(*all_, !update);
}

bool Expectations::load_peer(const std::string& agent, const std::filesystem::path& file) {
  return load(peers_[agent] = File{file, std::nullopt}, false);
}

const ExpectedResults* Expectations::of(const std::string& agent) const {
  const auto peer = peers_.find(agent);
  const File* file = all_ ? &*all_ : (peer == peers_.end() ? nullptr : &peer->second);
  return file != nullptr && file->known ? &*file->known : nullptr;
}

std::vector<std::string> Expectations::update(const std::vector<RunResult>& results,
                                              ExpectedResults::Update how) const {
  std::vector<std::string> errors;
  const auto write = [&](const File& file, const std::vector<RunResult>& part) {
    ExpectedResults updated = file.known.value_or(ExpectedResults{});
    updated.update(part, how);
    std::error_code ignored;
    std::filesystem::create_directories(file.path.parent_path(), ignored);
    if (auto failure = reports::replace_file(file.path, updated.print())) errors.push_back(std::move(*failure));
  };
  if (all_) {
    write(*all_, results);
    return errors;
  }
  for (const auto& [agent, file] : peers_) {
    std::vector<RunResult> part;
    for (const auto& result : results) {
      if (result.agent == agent) part.push_back(result);
    }
    if (!part.empty()) write(file, part);
  }
  return errors;
}

}  // namespace gauntlet::cli
