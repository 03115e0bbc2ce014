// How long each format takes: report_writing_time FOLDER [SUBJECTS CASES]
//
// Takes the results that a run left in FOLDER, gives them to as many subjects with as many cases as are asked for (5 of
// 1500), and writes every format of them into a folder that is gone afterwards. Exit code 2: there are no results.
// Not twice in a row: ext4 without a journal passes over the inodes of files that were deleted in the last five minutes
// one by one, and making as many new ones takes ten times as long.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <string_view>

#include "reports/atomic_file.h"
#include "reports/formats.h"
#include "reports/result_log.h"

namespace {

using namespace gauntlet::reports;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Report multiplied(const std::vector<gauntlet::RunResult>& results, std::size_t subjects, std::size_t cases) {
  Report report;
  for (std::size_t subject = 0; subject < subjects; ++subject) {
    for (std::size_t i = 0; i < cases; ++i) {
      auto& result = report.results.emplace_back(results[i % results.size()]);
      result.agent = fmt::format("subject {}", subject + 1);
      result.case_number = static_cast<int>(i) + 1;
      if (i >= results.size()) result.case_id = fmt::format("99.{}.{}", i / 50, i % 50);
    }
  }
  return report;
}

void measure(const Report& report, const std::filesystem::path& folder) {
  const auto begin = Clock::now();
  const Matrix matrix = arrange(report);
  fmt::print("{:<26} {:7.3f} s\n", "in order", seconds_since(begin));
  for (const Format& format : formats()) {
    std::size_t octets = 0;
    const auto of_format = Clock::now();
    format.write(report, matrix, [&](const std::string& name, const std::string& content) {
      octets += content.size();
      if (const auto error = replace_file(folder / name, content)) fmt::print(stderr, "{}\n", *error);
    });
    fmt::print("{:<26} {:7.3f} s {:12} octets\n", format.file, seconds_since(of_format), octets);
  }
  fmt::print("{:<26} {:7.3f} s\n", "all", seconds_since(begin));
}

}  // namespace

int main(int argc, char** argv) {
  std::string error = "usage: report_writing_time FOLDER [SUBJECTS CASES]";
  const auto log = argc > 1 ? read_result_log(std::filesystem::path(argv[1]) / kResultLogName, error) : std::nullopt;
  const std::size_t subjects = argc > 3 ? number(argv[2]) : 5, cases = argc > 3 ? number(argv[3]) : 1500;
  if (!log || log->results.empty() || subjects == 0 || cases == 0) {
    fmt::print(stderr, "report_writing_time: {}\n", error.empty() ? "no results, or none asked for" : error);
    return 2;
  }
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("report-writing-time-{}", ::getpid());
  std::filesystem::create_directories(folder);
  measure(multiplied(log->results, subjects, cases), folder);
  std::filesystem::remove_all(folder);
  return 0;
}
