#include "fuzz/campaign/minimize_input.h"

#include <fmt/format.h>

#include <system_error>

#include "fuzz/campaign/child.h"
#include "fuzz/campaign/targets.h"

namespace gauntlet::fuzz {

namespace fs = std::filesystem;

std::variant<MinimizedInput, std::string> minimize_input(const fs::path& programs, const std::string& target,
                                                         const fs::path& input) {
  constexpr std::string_view kSignature = "signature: ", kMade = "made ", kComplaint = "replay: ";
  const fs::path program = programs / ("replay_" + target);
  std::error_code error;
  if (!fs::is_regular_file(input, error)) return "no such file: " + input.string();
  if (!fs::exists(program, error))
    return fmt::format("target {} is not built (no {}): cmake --build the folder it belongs to", target,
                       program.string());
  MinimizedInput result{.file = input.string() + ".minimized", .signature = {}, .story = {}};
  std::string failure;
  auto child = Child::start(program, {"--minimize", input.string(), result.file.string()}, failure);
  if (!child) return fmt::format("can't start {}: {}", program.string(), failure);
  bool more = true;
  while (more) {
    more = child->read_some();
    while (const auto line = child->line()) {
      if (line->starts_with(kSignature)) result.signature = line->substr(kSignature.size());
      if (line->starts_with(kComplaint)) failure = line->substr(kComplaint.size());
      if (!line->starts_with(kSignature) && !line->starts_with(kMade)) result.story += *line + "\n";
    }
  }
  if (child->wait() == 0 && !result.signature.empty()) return result;
  return failure.empty() ? fmt::format("{} ended without a result", program.string()) : failure;
}

std::string target_of(const fs::path& input) {
  std::error_code error;
  const std::string folder = fs::absolute(input, error).parent_path().filename().string();
  return find_target(folder) != nullptr ? folder : std::string();
}

}  // namespace gauntlet::fuzz
