#include <fmt/format.h>

#include "reports/coverage.h"
#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

// GitHub refuses a step summary of more than 1 MiB, and several steps may share one.
constexpr std::size_t kMostOctets = 1'000'000;
constexpr std::size_t kMostOfLine = 400;

std::string cell(std::string_view text) { return markdown(cut(text, kMostOfLine)); }

std::string headline(const Matrix& matrix) {
  if (matrix.total == 0) return "No case was run.";
  const std::string total = fmt::format("{} results of {} subject{}", matrix.total, matrix.columns.size(),
                                        matrix.columns.size() == 1 ? "" : "s");
  if (matrix.unexpected == 0) return fmt::format("**As expected**: {}.", total);
  return fmt::format("**{} unexpected** of {}.", matrix.unexpected, total);
}

std::string subjects(const Matrix& matrix) {
  std::string out =
      "| subject | OK | non-strict | informational | unimplemented | failed | unexpected |\n"
      "|---|--:|--:|--:|--:|--:|--:|\n";
  for (const Column& column : matrix.columns) {
    const auto count = [&](Standing standing) { return column.counts[static_cast<std::size_t>(standing)]; };
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", cell(column.agent), count(Standing::kOk),
                       count(Standing::kNonStrict), count(Standing::kInformational), count(Standing::kUnimplemented),
                       count(Standing::kFailed), column.unexpected);
  }
  return out;
}

std::string line(const Column& column, const RunResult& result) {
  std::string what = result.death ? "died: " + result.death->what : first_difference(result);
  if (what.empty()) what = result.result + " " + result.result_close;
  const std::string place = case_place(result);
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(column.agent), cell(result.case_id), cell(result.title),
                     cell(verdicts(result)), cell(what), cell(place));
}

class Summary {
 public:
  Summary(const Report& report, const Matrix& matrix) : report_(report), matrix_(matrix) {}

  std::string text() {
    out_ = "# WebSocket conformance\n\n" + headline(matrix_) + "\n\n";
    if (matrix_.total > 0) out_ += subjects(matrix_) + "\n";
    list("Unexpected", [](const RunResult& r) { return r.unexpected; });
    list("Failed, as announced", [](const RunResult& r) { return !r.unexpected && standing(r) == Standing::kFailed; });
    list("Not strict", [](const RunResult& r) { return !r.unexpected && standing(r) == Standing::kNonStrict; });
    strings("Not run", report_.info.not_run);
    coverage();
    strings("Notes", report_.info.notes);
    strings("Notes on this report", matrix_.notes);
    return std::move(out_);
  }

 private:
  bool add(const std::string& text) {
    if (out_.size() + text.size() > kMostOctets) return false;
    out_ += text;
    return true;
  }

  template <class Which>
  void list(std::string_view heading, Which which) {
    std::size_t shown = 0, all = 0;
    std::string lines;
    bool full = false;
    for (const Row& row : matrix_.rows) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i] == nullptr || !which(*row.cells[i])) continue;
        ++all;
        const std::string one = full ? std::string() : line(matrix_.columns[i], *row.cells[i]);
        // What comes after the lists has to fit in as well.
        full = full || out_.size() + lines.size() + one.size() > kMostOctets - 100'000;
        if (full) continue;
        lines += one;
        ++shown;
      }
    }
    if (all == 0) return;
    out_ += fmt::format("## {} ({})\n\n", heading, all);
    if (shown > 0) {
      out_ +=
          "| subject | case | title | verdict | what happened | where |\n|---|---|---|---|---|---|\n" + lines + "\n";
    }
    if (shown < all) out_ += fmt::format("... and {} more: see index.html.\n\n", all - shown);
  }

  void strings(std::string_view heading, const std::vector<std::string>& texts) {
    constexpr std::size_t kMost = 50;
    if (texts.empty()) return;
    std::string part = fmt::format("## {} ({})\n\n", heading, texts.size());
    for (std::size_t i = 0; i < std::min(kMost, texts.size()); ++i) part += "- " + cell(texts[i]) + "\n";
    if (texts.size() > kMost) part += fmt::format("- ... and {} more\n", texts.size() - kMost);
    static_cast<void>(add(part + "\n"));
  }

  void coverage() {
    if (report_.requirements.empty()) return;
    const CoverageCounts counts = count(report_.requirements, Coverage(matrix_));
    static_cast<void>(add(fmt::format("## Requirements\n\n{} of the RFCs, {} of them testable, {} cited by a case.\n\n",
                                      counts.total, counts.testable, counts.with_cases)));
  }

  const Report& report_;
  const Matrix& matrix_;
  std::string out_;
};

}  // namespace

std::string summary_md(const Report& report, const Matrix& matrix) { return Summary(report, matrix).text(); }

}  // namespace gauntlet::reports
