#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "conformance/table/json_tree.h"
#include "conformance/table/lint.h"

namespace gauntlet {
namespace {

using Canonical = std::optional<std::string> (*)(std::string_view text);

struct LintedFile {
  std::string name;
  Canonical canonical;
};

std::vector<LintedFile> files_of(const std::vector<CaseTable>& tables, const Requirements& requirements) {
  std::vector<LintedFile> files;
  for (const CaseTable& table : tables) files.push_back({table.file, canonical});
  for (const std::string& file : requirements.files) files.push_back({file, canonical_requirements});
  return files;
}

// lint() knows the lines of cases; here are those of what it points at within them.
void locate(std::vector<LintFinding>& findings, const std::string& file, std::string_view text) {
  const JsonDocument document = parse_json(text, file, 1);
  if (document.root == nullptr) return;
  for (LintFinding& finding : findings) {
    if (finding.file != file) continue;
    const JsonValue* value = document.root->at(finding.pointer);
    if (value != nullptr) finding.line = value->line;
  }
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// A reader of the old name sees the old octets or the new ones, never a part.
bool replace_file(const std::string& file, const std::string& text) {
  const std::string next = file + ".new";
  std::error_code error;
  std::ofstream stream(next, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (stream) std::filesystem::rename(next, file, error);
  if (stream && !error) return true;
  std::filesystem::remove(next, error);
  return false;
}

}  // namespace

std::vector<LintFinding> lint_format(std::string_view text, const std::string& file_name,
                                     std::string_view canonical_text) {
  if (text == canonical_text) return {};
  int line = 1;
  while (!text.empty() && !canonical_text.empty() && first_line(text) == first_line(canonical_text)) {
    text.remove_prefix(std::min(first_line(text).size() + 1, text.size()));
    canonical_text.remove_prefix(std::min(first_line(canonical_text).size() + 1, canonical_text.size()));
    ++line;
  }
  return {{file_name, line, "",
           fmt::format("is not in its canonical form (lint --fix rewrites it): has {} instead of {}",
                       in_quotes(first_line(text)), in_quotes(first_line(canonical_text)))}};
}

std::vector<LintFinding> lint_files(const std::vector<CaseTable>& tables, const Requirements& requirements) {
  std::vector<LintFinding> findings = lint(tables, requirements);
  for (const LintedFile& file : files_of(tables, requirements)) {
    std::string text;
    if (!read_json_file(file.name, text, findings)) continue;
    locate(findings, file.name, text);
    const std::optional<std::string> wanted = file.canonical(text);
    if (!wanted) continue;  // it has changed since it was loaded
    const std::vector<LintFinding> format = lint_format(text, file.name, *wanted);
    findings.insert(findings.end(), format.begin(), format.end());
  }
  return findings;
}

FixResult fix_format(const std::vector<CaseTable>& tables, const Requirements& requirements) {
  FixResult result;
  for (const LintedFile& file : files_of(tables, requirements)) {
    std::string text;
    if (!read_json_file(file.name, text, result.errors)) continue;
    const std::optional<std::string> wanted = file.canonical(text);
    if (!wanted || *wanted == text) continue;
    if (replace_file(file.name, *wanted)) {
      result.rewritten.push_back(file.name);
    } else {
      result.errors.push_back({file.name, 0, "", "cannot be written"});
    }
  }
  return result;
}

}  // namespace gauntlet
