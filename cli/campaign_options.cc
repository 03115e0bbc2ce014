#include <fmt/format.h>
#include <algorithm>
#include <chrono>

#include "cli/campaign.h"
#include "conformance/table/quick.h"
#include "conformance/table/selection.h"

namespace gauntlet::cli {

namespace {

std::vector<std::string>& words() {
  static std::vector<std::string> stored;
  return stored;
}

std::optional<Rechunk> parse_chop(const std::string& text) {
  if (text == "none") return Rechunk{};
  if (text == "octets") return Rechunk{Rechunk::Kind::kOctets};
  if (text == "random") return Rechunk{Rechunk::Kind::kRandom};
  return std::nullopt;
}

}  // namespace

void remember_command_line(int argc, char** argv) { words().assign(argv, argv + argc); }
const std::vector<std::string>& command_line() { return words(); }

bool AutobahnPatterns::spares(const std::string& agent, const std::string& id) const {
  return std::any_of(exclude_for_agents.begin(), exclude_for_agents.end(), [&](const auto& entry) {
    return autobahn_matches_whole(entry.first, agent) &&
           std::any_of(entry.second.begin(), entry.second.end(),
                       [&](const auto& pattern) { return autobahn_matches_whole(pattern, id); });
  });
}

std::optional<std::vector<const Case*>> selected_cases(const CampaignOptions& options, Data& data) {
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

bool leaves_out_as_slow(const CampaignOptions& options, const Case& test) {
  return !options.slow && (options.patterns || options.cases == CampaignOptions().cases) && is_slow(test);
}

std::string slow_note(std::size_t count) {
  return fmt::format("{} cases that watch a silent connection for up to two minutes are left out; --slow plays them",
                     count);
}

std::optional<RunSettings> run_settings(const CampaignOptions& options) {
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
  settings.run.tls = options.tls;
  settings.run.stop = &interrupted();
  return settings;
}

RunInfo run_info(const CampaignOptions& options, std::size_t selected) {
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
  if (!options.shard.empty()) info.notes.push_back(fmt::format("--shard {}: only a part of the cases", options.shard));
  return info;
}

std::vector<reports::RequirementInfo> coverage_of(const Data& data) {
  std::map<std::string, std::vector<std::string>> citing;
  for (const auto& table : data.tables) {
    for (const auto& test : table.cases) {
      for (const auto& id : test.requirements) citing[id].push_back(test.id);
    }
  }
  std::vector<reports::RequirementInfo> infos;
  for (const auto& requirement : data.requirements.all) {
    reports::RequirementInfo info;
    info.id = requirement.id;
    info.section = requirement.section;
    info.level = name(requirement.level);
    info.text = requirement.text;
    info.testable = requirement.testable;
    info.reason = requirement.reason;
    info.cases = citing[requirement.id];
    infos.push_back(std::move(info));
  }
  return infos;
}

void add_selection_options(CLI::App& command, CampaignOptions& options) {
  command.add_option("--cases", options.cases, "Comma separated ids, globs, req:GLOB, flag:GLOB, severity:LEVEL")
      ->capture_default_str();
  command.add_option("--exclude", options.exclude, "The same, to leave out");
  command.add_flag("--quick", options.quick, "50 messages instead of 1000 in 9.7, 9.8, 12 and 13");
  command.add_flag("--slow", options.slow,
                   "Also the cases that watch a silent connection for up to two minutes (implied by --cases)");
  command.add_option("--shard", options.shard, "Only part I of N, as I/N");
  command.add_option("--seed", options.seed, "For masking keys and --chop random")->capture_default_str();
  command.add_option("--chop", options.chop, "Cut every write anew")
      ->check(CLI::IsMember({"none", "octets", "random"}))
      ->capture_default_str();
  command.add_option("--out", options.out, "Folder for the reports")->capture_default_str();
  command.add_option("--expect", options.expect, "Known results: only what differs from them fails");
  command.add_flag("--update-expect", options.update_expect,
                   "Write what was seen into the --expect file, or each peer's own");
  command.add_flag_callback(
      "--widen-expect", [&options] { options.update_expect = options.widen_expect = true; },
      "The same, beside what was known: for a subject whose verdict is a race");
  command.add_flag("--allow-better", options.allow_better,
                   "A case that does better than expected does not fail the run");
  command.add_option("--fail-on", options.fail_on, "What counts as a failure")
      ->check(CLI::IsMember({"failed", "non-strict", "unimplemented"}))
      ->capture_default_str();
  command.add_option("--timeout-scale", options.timeout_scale, "Multiplies every time limit")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  command.add_option("--tables", options.tables, "A folder of case tables instead of the built-in ones");
}

void add_campaign_options(CLI::App& command, CampaignOptions& options) {
  command.add_option("--agent", options.agent, "Name of the subject in reports");
  command.add_option("--jobs,-j", options.jobs,
                     "Cases at once (default: 16 connections, 2 clients, or one thread a core)");
  add_selection_options(command, options);
  command.add_option("--ca", options.tls.ca_file, "wss: further authorities to believe, PEM");
  command.add_flag("--insecure", options.tls.insecure, "wss: any certificate will do");
}

}  // namespace gauntlet::cli
