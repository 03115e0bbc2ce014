#include "cli/runs/selected.h"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>

#include "cli/program/program.h"
#include "conformance/table/quick.h"
#include "conformance/table/selection.h"

namespace gauntlet::cli {

namespace {

std::optional<Rechunk> parse_chop(const std::string& text) {
  if (text == "none") return Rechunk{};
  if (text == "octets") return Rechunk{Rechunk::Kind::kOctets};
  if (text == "random") return Rechunk{Rechunk::Kind::kRandom};
  return std::nullopt;
}

}  // namespace

bool spares(const AutobahnPatterns& patterns, const std::string& agent, const std::string& id) {
  return std::any_of(patterns.exclude_for_agents.begin(), patterns.exclude_for_agents.end(), [&](const auto& entry) {
    return autobahn_matches_whole(entry.first, agent) &&
           std::any_of(entry.second.begin(), entry.second.end(),
                       [&](const auto& pattern) { return autobahn_matches_whole(pattern, id); });
  });
}

std::optional<std::vector<const Case*>> selected_cases(const ConformanceOptions& options, Data& data) {
  const auto selection = options.patterns
                             ? select_autobahn(data.tables, options.patterns->cases, options.patterns->exclude)
                             : select_cases(data.tables, options.cases, options.exclude);
  for (const auto& error : selection.errors) complain(error);
  if (!selection.errors.empty()) return std::nullopt;
  auto cases = selection.cases;
  if (!options.shard.empty()) {
    const auto part = parse_shard(options.shard);
    if (!part) {
      complain(fmt::format("--shard {}: not of the form I/N with 1 <= I <= N", options.shard));
      return std::nullopt;
    }
    cases = shard(cases, *part);
  }
  if (options.quick) {
    // Pointers into the tables stay right: the forms take the places of their originals.
    for (auto& table : data.tables) {
      for (auto& test : table.cases) test = quick_form(std::move(test));
    }
  }
  return cases;
}

bool leaves_out_as_slow(const ConformanceOptions& options, const Case& test) {
  return !options.slow && (options.patterns || options.cases == ConformanceOptions().cases) && is_slow(test);
}

std::string slow_note(std::size_t count) {
  return fmt::format("{} cases that watch a silent connection for up to two minutes are left out; --slow plays them",
                     count);
}

std::optional<RunSettings> run_settings(const ConformanceOptions& options) {
  const auto fail_on = parse_fail_on(options.fail_on);
  const auto rechunk = parse_chop(options.chop);
  if (!fail_on) complain(fmt::format("--fail-on {}: one of failed, non-strict, unimplemented", options.fail_on));
  if (!rechunk) complain(fmt::format("--chop {}: one of none, octets, random", options.chop));
  if (!fail_on || !rechunk) return std::nullopt;
  RunSettings settings;
  settings.fail_on = *fail_on;
  settings.run.jobs = options.jobs;
  settings.run.seed = options.seed;
  settings.run.timeout_scale = options.timeout_scale;
  settings.run.rechunk = *rechunk;
  settings.run.tls = {.ca_file = options.ca_file, .insecure = options.insecure};
  settings.run.stop = &interrupted();
  return settings;
}

std::string shard_note(Shard part) {
  return fmt::format("--shard {}/{}: only a part of the cases", part.index, part.count);
}

RunInfo run_info(const ConformanceOptions& options, std::size_t selected) {
  RunInfo info;
  info.version = kVersion;
  info.command = command_line();
  info.started = std::chrono::system_clock::now();
  info.seed = options.seed;
  info.quick = options.quick;
  info.selected = selected;
  if (options.quick)
    info.notes.emplace_back("--quick: 50 messages instead of 1000 in the cases of 9.7, 9.8, 12 and 13");
  if (options.chop != "none") info.notes.push_back(fmt::format("--chop {}: every write was cut anew", options.chop));
  if (const auto part = parse_shard(options.shard)) {
    info.shards.push_back(*part);
    info.notes.push_back(shard_note(*part));
  }
  return info;
}

}  // namespace gauntlet::cli
