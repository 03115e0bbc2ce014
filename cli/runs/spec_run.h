#pragma once
#include <optional>
#include <string>

#include "cli/options/conformance.h"
#include "cli/options/serve.h"
#include "conformance/runs/spec_file.h"
#include "reports/report.h"

/// What Autobahn's spec files ask for. Each run returns an exit code.
namespace gauntlet::cli {

/// Nothing after its errors were printed.
[[nodiscard]] std::optional<SpecFile> load_spec(const std::string& file, SpecMode mode);

/// A conformance run on the servers and cases of the spec; the rest comes from `options`.
[[nodiscard]] int run_client_spec(SpecFile spec, ConformanceOptions options, reports::Report& report);
/// The same on the spec in a file. Its outdir counts unless `keep_out`.
[[nodiscard]] int run_spec(const std::string& file, ConformanceOptions options, bool keep_out, reports::Report& report);

/// Serves the cases of the spec at its URL, or at `url` if there is one; the certificate and key of `options` go
/// before those of the spec.
[[nodiscard]] int run_server_spec(SpecFile spec, ServeOptions options, const std::string& url);

}  // namespace gauntlet::cli
