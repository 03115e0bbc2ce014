#pragma once
#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bench/results/measurement.h"

namespace gauntlet::bench {

struct Program {
  std::string_view name;
  std::string_view sentence;
  bool tracked = true;  ///< followed from commit to commit
};

inline constexpr std::array kPrograms{
    Program{"masking_bench", "unmasking by size, alignment and kernel"},
    Program{"frame_parsing_bench", "frames by payload, replayed and fresh batches"},
    Program{"utf8_bench", "validation of text by size, alphabet and kernel"},
    Program{"connection_bench", "the whole connection; its allocations and memory"},
    Program{"frame_writer_bench", "frames written"},
    Program{"handshake_bench", "the opening handshake"},
    Program{"permessage_deflate_bench", "compression beside zlib alone"},
    Program{"rivals_bench", "the codec beside linked rivals", false},
    Program{"complexity_bench", "cost by the count of fragments, frames, reads, fields", false},
};

/// How long and how often each benchmark is measured.
struct Effort {
  double seconds = 0.02;
  unsigned repetitions = 9;
  std::optional<int> core;  ///< the processor to stay on
  bool anchors = true;      ///< run them beside what matches
};
inline constexpr Effort kQuick{.seconds = 0.002, .repetitions = 5, .core = std::nullopt};

/// A program with the names of its benchmarks that match.
struct Selected {
  std::filesystem::path program;
  std::vector<std::string> benchmarks;
};

/// What `filter` (a POSIX extended regular expression; empty: all) selects of the programs in `folder`. A
/// line that says what is wrong: a filter that is none or selects nothing, a program that is not built.
[[nodiscard]] std::variant<std::vector<Selected>, std::string> select_benchmarks(const std::filesystem::path& folder,
                                                                                 const std::string& filter);

/// A line if `filter` is no regular expression.
[[nodiscard]] std::string filter_error(const std::string& filter);
/// Whether the program has a benchmark that matches.
[[nodiscard]] bool has_match(const std::filesystem::path& program, const std::string& filter);

/// Runs one program: what matches, and the anchors beside it or not. Or a line on what went wrong.
[[nodiscard]] std::variant<Measurements, std::string> measure(const std::filesystem::path& program,
                                                              const std::string& filter, const Effort& effort,
                                                              const std::atomic<bool>* stop);

}  // namespace gauntlet::bench
