#include "fuzz/campaign/accepted.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

namespace gauntlet::fuzz {
namespace {

using Json = nlohmann::json;

/// "YYYY-MM-DD", a day that there is.
bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00";
  if (text.size() != kForm.size()) return false;
  std::array<int, 3> parts{};
  std::size_t part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kForm[i] == '-') {
      if (text[i] != '-') return false;
      ++part;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return false;
    parts[part] = parts[part] * 10 + (text[i] - '0');
  }
  const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                        std::chrono::month(static_cast<unsigned>(parts[1])),
                                        std::chrono::day(static_cast<unsigned>(parts[2]))};
  return day.ok();
}

/// What is wrong with one entry; empty if nothing is.
std::string read_entry(const Json& json, AcceptedFinding& entry) {
  if (!json.is_object()) return ": an object is expected";
  const std::array<std::pair<const char*, std::string*>, 4> members{{{"target", &entry.target},
                                                                     {"signature", &entry.signature},
                                                                     {"reason", &entry.reason},
                                                                     {"expires", &entry.expires}}};
  for (const auto& [name, into] : members) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string() || found->get<std::string>().empty())
      return fmt::format("/{}: a text is expected", name);
    *into = found->get<std::string>();
  }
  if (json.size() != members.size()) return ": there is a member too many";
  return is_date(entry.expires) ? "" : "/expires: a day such as 2026-12-31 is expected";
}

}  // namespace

std::variant<std::vector<AcceptedFinding>, std::string> load_accepted(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return std::vector<AcceptedFinding>{};
  std::ifstream stream(file, std::ios::binary);
  const Json json = Json::parse(stream, nullptr, false);
  if (json.is_discarded()) return file.string() + ": not JSON";
  if (!json.is_object() || json.value("schema_version", 0) != 1 || !json.contains("accepted") ||
      !json["accepted"].is_array()) {
    return file.string() + ": /: {\"schema_version\": 1, \"accepted\": [...]} is expected";
  }
  std::vector<AcceptedFinding> accepted;
  for (std::size_t i = 0; i < json["accepted"].size(); ++i) {
    const std::string wrong = read_entry(json["accepted"][i], accepted.emplace_back());
    if (!wrong.empty()) return fmt::format("{}: /accepted/{}{}", file.string(), i, wrong);
  }
  return accepted;
}

Acceptance is_accepted(const std::vector<AcceptedFinding>& accepted, std::string_view target,
                       std::string_view signature, std::string_view today) {
  const auto found = std::ranges::find_if(
      accepted, [&](const AcceptedFinding& entry) { return entry.target == target && entry.signature == signature; });
  if (found == accepted.end()) return Acceptance::kNone;
  return found->expires < today ? Acceptance::kExpired : Acceptance::kAccepted;
}

std::string today() {
  return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace gauntlet::fuzz
