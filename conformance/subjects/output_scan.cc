#include "conformance/subjects/output_scan.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace gauntlet {

namespace {

constexpr std::size_t kScannedAtOnce = 1U << 20;
constexpr std::size_t kMaxLine = 512;
constexpr std::size_t kTail = 4096;

constexpr std::array<std::string_view, 8> kMarks{
    "ERROR: AddressSanitizer",     "WARNING: MemorySanitizer", "WARNING: ThreadSanitizer",  "ERROR: LeakSanitizer",
    "UndefinedBehaviorSanitizer:", "WARNING: DATA RACE",       "ERROR: HWAddressSanitizer", "==ERROR: libFuzzer"};

}  // namespace

bool is_fault_report(const std::string& line) {
  const auto has = [&](std::string_view mark) { return line.find(mark) != std::string::npos; };
  if (std::any_of(kMarks.begin(), kMarks.end(), has)) return true;
  // UBSan says "file.cc:12:3: runtime error: ..."; other programs use the words, without a place.
  const auto at = line.find(": runtime error: ");
  return at != std::string::npos && at > 0 && line[at - 1] >= '0' && line[at - 1] <= '9';
}

OutputScan::OutputScan(std::string file) : file_(std::move(file)) {}

std::optional<std::string> OutputScan::new_report() {
  std::ifstream file(file_, std::ios::binary | std::ios::ate);
  if (!file) return std::nullopt;
  const auto size = static_cast<std::uint64_t>(file.tellg());
  if (size <= seen_) return std::nullopt;
  std::string octets(static_cast<std::size_t>(std::min<std::uint64_t>(size - seen_, kScannedAtOnce)), '\0');
  file.seekg(static_cast<std::streamoff>(seen_));
  file.read(octets.data(), static_cast<std::streamsize>(octets.size()));
  octets.resize(static_cast<std::size_t>(file.gcount()));
  seen_ += octets.size();
  std::optional<std::string> found;
  for (const char c : octets) {
    if (c != '\n') {
      if (line_.size() < kMaxLine) line_ += c;
      continue;
    }
    if (!found && is_fault_report(line_)) found = line_;
    line_.clear();
  }
  return found;
}

std::string OutputScan::tail() const {
  std::ifstream file(file_, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::size_t>(file.tellg());
  const auto shown = std::min(size, kTail);
  file.seekg(static_cast<std::streamoff>(size - shown));
  std::string text(shown, '\0');
  file.read(text.data(), static_cast<std::streamsize>(shown));
  return text;
}

}  // namespace gauntlet
