#include <memory>

#include "cli/command.h"
#include "cli/conformance.h"
#include "cli/runs/serve_run.h"

namespace gauntlet::cli {

void add_serve(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("serve", "Hand out the cases to live clients (Autobahn's URL protocol)");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--listen", options->listen, "HOST:PORT; port 0 is any free one")->capture_default_str();
  add_selection_options(*command, options->conformance);
  command->add_option("--protocols", options->subprotocols, "Subprotocols to agree on, by preference")->delimiter(',');
  command->add_option("--max-connections", options->max_connections, "Connections at once")->capture_default_str();
  command->add_option("--cert", options->certificate, "wss: certificate chain, PEM");
  command->add_option("--key", options->key, "wss: its key, PEM");
  command->callback([options, &exit] { exit = run_serve(*options); });
}

}  // namespace gauntlet::cli
