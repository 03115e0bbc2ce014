#include "fuzz/differential/disagreements.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace gauntlet::fuzz {

void Disagreements::add(std::string signature, std::string_view statement, wire::View octets) {
  Row& row = rows_[std::move(signature)];
  if (row.inputs++ > 0 && row.smallest.size() <= octets.size()) return;
  row.statement = statement;
  row.smallest.assign(octets.begin(), octets.end());
}

Disagreements::~Disagreements() {
  if (rows_.empty()) return;
  const char* path = std::getenv("WSGAUNTLET_DISAGREEMENTS");
  std::FILE* out = path != nullptr ? std::fopen(path, "w") : stdout;
  if (out == nullptr) return;
  fmt::print(out, "inputs  statement  who makes what of it  the smallest\n");
  for (const auto& [signature, row] : rows_) {
    fmt::print(out, "{}  {}  {} ", row.inputs, row.statement, signature);
    constexpr std::size_t kShown = 48;
    for (std::size_t i = 0; i < std::min(row.smallest.size(), kShown); ++i) fmt::print(out, " {:02x}", row.smallest[i]);
    fmt::print(out, "{}\n", row.smallest.size() > kShown ? " ..." : "");
  }
  if (out != stdout) std::fclose(out);
}

}  // namespace gauntlet::fuzz
