// Reading frames: nanoseconds a frame by payload, of batches that are replayed and of ones that are fresh.
#include <array>

#include "bench/parsers.h"

namespace gauntlet::bench {

namespace {

constexpr std::array<std::optional<std::size_t>, 8> kPayloads{0, 16, 64, 125, 126, 1024, 8192, std::nullopt};

BatchPlan plan_of(std::optional<std::size_t> payload, bool fresh) {
  BatchPlan plan;
  plan.payload = payload;
  plan.fresh = fresh;
  return plan;
}

}  // namespace

void register_benchmarks() {
  for (const bool fresh : {false, true}) {
    for (const auto& payload : kPayloads) {
      BatchPlan plan = plan_of(payload, fresh);
      const std::string bare = add_bare_parser(plan);
      add_parser("FrameParser", plan, parse_parts, {bare});
      plan.masked = false;
      add_parser("header_only", plan, parse_headers, {bare});
    }
    for (const Alphabet alphabet : {Alphabet::kAscii, Alphabet::kMixed}) {
      BatchPlan plan = plan_of(std::nullopt, fresh);
      const std::string bare = add_bare_parser(plan);
      plan.text = alphabet;
      add_bare_parser(plan);
      add_parser("each_message", plan, parse_text, {bare});
    }
  }
}

}  // namespace gauntlet::bench
