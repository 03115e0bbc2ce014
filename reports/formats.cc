#include "reports/formats.h"

#include <array>
#include <system_error>

#include "reports/atomic_file.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

void each_case(const Report&, const Matrix& matrix, const FileSink& sink) {
  for (const Row& row : matrix.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] == nullptr) continue;
      sink(case_file_name(matrix.columns[i].stem, row.id), autobahn_case(matrix.columns[i], *row.cells[i]));
    }
  }
}

constexpr std::array<Format, 9> kFormats = {{
    {"index.json", "verdicts by subject and case, as the Autobahn Testsuite writes them",
     [](const Report&, const Matrix& matrix, const FileSink& sink) { sink("index.json", autobahn_index(matrix)); }},
    {"<agent>_case_<id>.json", "all about one case, as the Autobahn Testsuite writes it", each_case},
    {"junit.xml", "JUnit: a test suite a subject, a test a case",
     [](const Report& report, const Matrix& matrix, const FileSink& sink) {
       sink("junit.xml", junit_xml(report, matrix));
     }},
    {"results.tap", "TAP 13: a test a subject and case",
     [](const Report& report, const Matrix& matrix, const FileSink& sink) {
       sink("results.tap", tap(report, matrix));
     }},
    {"results.sarif", "SARIF 2.1.0 of the unexpected results, for code scanning",
     [](const Report& report, const Matrix& matrix, const FileSink& sink) {
       sink("results.sarif", sarif(report, matrix));
     }},
    {"summary.md", "a page of Markdown, failures first, for a CI step's summary",
     [](const Report& report, const Matrix& matrix, const FileSink& sink) {
       sink("summary.md", summary_md(report, matrix));
     }},
    {"badge.json", "for a shields.io endpoint badge",
     [](const Report&, const Matrix& matrix, const FileSink& sink) { sink("badge.json", badge_json(matrix)); }},
    {"requirements.json", "coverage of the RFCs' statements and the verdict of each subject on them",
     [](const Report& report, const Matrix& matrix, const FileSink& sink) {
       sink("requirements.json", requirements_json(report, matrix));
     }},
    {"index.html", "everything on one page that needs no network",
     [](const Report& report, const Matrix& matrix, const FileSink& sink) {
       sink("index.html", html_page(report, matrix));
     }},
}};

}  // namespace

std::span<const Format> formats() { return kFormats; }

std::vector<std::string> write_all(const Report& report, const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return {folder.string() + ": " + failed.message()};
  std::vector<std::string> errors;
  const Matrix matrix = arrange(report);
  for (const Format& format : formats()) {
    bool broken = false;
    format.write(report, matrix, [&](const std::string& name, const std::string& content) {
      if (broken) return;  // one message about a full disk says it, not one a file
      if (std::optional<std::string> error = replace_file(folder / name, content)) {
        errors.push_back(std::move(*error));
        broken = true;
      }
    });
  }
  return errors;
}

}  // namespace gauntlet::reports
