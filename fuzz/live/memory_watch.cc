#include "fuzz/live/memory_watch.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <system_error>

namespace gauntlet::fuzz {
namespace {

namespace fs = std::filesystem;

/// The process' group, from "PID (NAME) STATE PPID PGRP ...": a name may hold anything, even ")".
int group_of(const fs::path& process) {
  std::ifstream file(process / "stat");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto end = text.rfind(')');
  if (end == std::string::npos) return 0;
  std::istringstream rest(text.substr(end + 1));
  char state = 0;
  int parent = 0, group = 0;
  rest >> state >> parent >> group;
  return group;
}

std::uint64_t resident_octets(const fs::path& process) {
  std::ifstream file(process / "statm");
  std::uint64_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::optional<std::uint64_t> group_memory(int group) {
  std::uint64_t octets = 0;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    const bool is_process = std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (is_process && group_of(entry->path()) == group) octets += resident_octets(entry->path());
  }
  return octets > 0 ? std::optional(octets) : std::nullopt;
}

void MemoryWatch::sample(int group, std::uint64_t sessions, std::uint64_t octets) {
  if (group != group_) {
    group_ = group;
    begin_ = sessions;
    samples_.clear();
  }
  if (sessions - begin_ >= limits_.warm_up) samples_.push_back({sessions, octets});
}

std::uint64_t MemoryWatch::least_of_part(std::size_t part) const {
  const std::size_t begin = samples_.size() * part / kParts, end = samples_.size() * (part + 1) / kParts;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = begin; i < end; ++i) least = std::min(least, samples_[i].octets);
  return least;
}

std::optional<MemoryWatch::Growth> MemoryWatch::suspicion() const {
  if (samples_.size() < kParts) return std::nullopt;
  const Growth growth{.from = samples_.front().octets,
                      .to = samples_.back().octets,
                      .sessions = samples_.back().sessions - samples_.front().sessions};
  if (growth.sessions < limits_.fewest_sessions || growth.to < growth.from + limits_.least) return std::nullopt;
  if (growth.per_session() < limits_.least_per_session) return std::nullopt;
  for (std::size_t part = 1; part < kParts; ++part) {
    if (least_of_part(part) <= least_of_part(part - 1)) return std::nullopt;
  }
  return growth;
}

}  // namespace gauntlet::fuzz
