#include "cli/conformance.h"

#include <fmt/format.h>
#include <memory>

#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/wstest.h"

namespace gauntlet::cli {

void add_conformance(CLI::App& program, int& exit) {
  add_conformance_options(
      *program.add_subcommand("conformance", "Play the case tables against subjects and judge what they do"),
      "codec:", exit);
}

void add_conformance_options(CLI::App& command, const std::string& subject, int& exit) {
  auto options = std::make_shared<CampaignOptions>();
  command.add_option("subject", options->subjects,
                     fmt::format("codec:, ws://HOST:PORT/PATH, ... (default: {})", subject));
  command.add_option("--peers", options->peers, "Peers of the league: all, or NAME,... (see conformance/peers)")
      ->delimiter(',');
  auto spec = std::make_shared<std::string>();
  command.add_option("--spec", *spec, "Servers and cases from a fuzzingclient spec file of Autobahn");
  add_campaign_options(command, *options);
  command.add_flag("--list", options->list, "Print the selected cases and stop");
  command.add_flag("--dry-run", options->dry_run, "Check tables, options and selection, send nothing");
  command.callback([options, spec, &command, subject, &exit] {
    if (options->subjects.empty() && options->peers.empty() && spec->empty()) options->subjects = {subject};
    reports::Report report;
    if (spec->empty()) {
      exit = run_campaign(*options, report);
    } else {
      exit = run_spec(*spec, *options, command.count("--out") > 0, report);
    }
  });
}

}  // namespace gauntlet::cli
