#include <memory>

#include "cli/campaign.h"
#include "cli/command.h"

namespace gauntlet::cli {

void add_conformance(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("conformance", "Play the case tables against subjects and judge what they do");
  auto options = std::make_shared<CampaignOptions>();
  command->add_option("subject", options->subjects, "codec:, ws://HOST:PORT/PATH, ... (default: codec:)");
  add_campaign_options(*command, *options);
  command->add_flag("--list", options->list, "Print the selected cases and stop");
  command->add_flag("--dry-run", options->dry_run, "Check tables, options and selection, send nothing");
  command->callback([options, &exit] {
    reports::Report report;
    exit = run_campaign(*options, report);
  });
}

}  // namespace gauntlet::cli
