#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "bench/results/measurement.h"

namespace gauntlet::bench {

/// Reads what a benchmark program printed as Google Benchmark's JSON. The repetitions of a benchmark become
/// its samples; their aggregates are left out. Or one line on why it can't be read.
///
/// Debian builds the library without NDEBUG, so it calls itself a debug build even in an optimised
/// program: that is not taken over, nor is the host's name.
[[nodiscard]] std::variant<Measurements, std::string> read_google_json(std::string_view json,
                                                                       const std::string& program);

/// Google Benchmark's warnings that say nothing of ours.
[[nodiscard]] bool is_noise(std::string_view line);

}  // namespace gauntlet::bench
