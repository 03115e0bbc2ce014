#include "fuzz/support/engine_log.h"

#include <charconv>

#include "fuzz/support/finding.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kMostStory = 8U << 10;

/// The number behind `label`, 0 if there is none.
std::uint64_t number_after(std::string_view line, std::string_view label) {
  const std::size_t at = line.find(label);
  if (at == std::string_view::npos) return 0;
  std::string_view rest = line.substr(at + label.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  std::uint64_t value = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return value;
}

std::string_view after(std::string_view line, std::string_view label) {
  const std::size_t at = line.find(label);
  return at == std::string_view::npos ? std::string_view() : line.substr(at + label.size());
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

}  // namespace

void EngineLog::line(std::string_view line) {
  if (line.starts_with('#') && line.find(" cov: ") != std::string_view::npos) return status_line(line);
  if (line.starts_with("#") || line.starts_with("INFO:") || line.starts_with("stat::")) return;
  if (line.starts_with("replayed ")) runs_ = number_after(line, "replayed ");
  error_line(line);
  if (story_.size() + line.size() < kMostStory) story_.append(line).append("\n");
}

void EngineLog::status_line(std::string_view line) {
  runs_ = number_after(line, "#");
  edges_ = number_after(line, " cov: ");
  features_ = number_after(line, " ft: ");
  corpus_ = number_after(line, " corp: ");
}

void EngineLog::error_line(std::string_view line) {
  if (line.starts_with(kFindingMark) && oracle_.empty()) oracle_ = line.substr(kFindingMark.size());
  if (const auto error = after(line, "ERROR: AddressSanitizer: "); !error.empty() && sanitizer_.empty()) {
    sanitizer_ = first_word(error);
  }
  if (line.find("ERROR: LeakSanitizer") != std::string_view::npos) leak_ = true;
  if (line.find("ERROR: libFuzzer: timeout") != std::string_view::npos) timeout_ = true;
  if (line.find("ERROR: libFuzzer: out-of-memory") != std::string_view::npos) out_of_memory_ = true;
  if (const auto error = after(line, ": runtime error: "); !error.empty()) {
    undefined_ = true;
    if (summary_.empty()) summary_ = error;
  }
  if (const auto token = after(line, "DEDUP_TOKEN: "); !token.empty() && token_.empty()) token_ = token;
  if (const auto file = after(line, "Test unit written to "); !file.empty()) artifact_ = file;
  if (const auto file = after(line, "replay: it was "); !file.empty()) artifact_ = file;
}

std::string_view EngineLog::last_line() const {
  std::string_view text = story_;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text.substr(text.rfind('\n') + 1);
}

std::string EngineLog::kind() const {
  if (!oracle_.empty()) return "oracle";
  if (timeout_) return "timeout";
  if (out_of_memory_) return "out-of-memory";
  if (leak_) return "leak";
  if (!sanitizer_.empty()) return "memory";
  return undefined_ ? "undefined" : "crash";
}

std::string EngineLog::signature() const {
  if (!oracle_.empty()) return oracle_;
  const std::string& place = token_.empty() ? summary_ : token_;
  std::string text = sanitizer_.empty() ? kind() : sanitizer_;
  return place.empty() ? text : text + " " + place;
}

}  // namespace gauntlet::fuzz
