// Whether the level of each statement is the RFC's own word.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "conformance/table/lint.h"

namespace gauntlet {
namespace {

using Lines = std::vector<std::string>;

std::optional<Lines> lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return std::nullopt;
  Lines lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(std::move(line));
  return lines;
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// With one blank between words, and none around them.
std::string joined(const Lines& lines, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < std::min(to, lines.size()); ++i) {
    for (const char c : lines[i] + " ") {
      if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    }
  }
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// As a word, and MUST is none in "MUST NOT".
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::string_view behind = text.substr(at + word.size());
    const bool alone = (at == 0 || !is_letter(text[at - 1])) && (behind.empty() || !is_letter(behind.front()));
    const bool negated = in_lower_case(behind.substr(0, 4)) == " not" && (behind.size() == 4 || !is_letter(behind[4]));
    if (alone && !negated) return true;
  }
  return false;
}

/// The text of an RFC, with the keywords in its lines and sections.
class Rfc {
 public:
  explicit Rfc(Lines lines) : lines_(std::move(lines)) {}

  // RFC 6455 writes a few of its words in lower case, which mean the same.
  [[nodiscard]] bool has_at_line(std::string_view word, int line) const {
    const auto from = static_cast<std::size_t>(line) - 1;
    return has_word(in_lower_case(joined(lines_, from, from + 2)), in_lower_case(word));
  }

  [[nodiscard]] bool has_in_section(std::string_view word, const std::string& section) const {
    const auto begins = std::find_if(lines_.begin(), lines_.end(), [&](const std::string& line) {
      return line.starts_with(section + ".  ") || line.starts_with(section + ". ");
    });
    const auto is_heading = [](const std::string& line) { return !line.empty() && line[0] >= '1' && line[0] <= '9'; };
    const auto ends = begins == lines_.end() ? begins : std::find_if(begins + 1, lines_.end(), is_heading);
    const auto index = [this](auto at) { return static_cast<std::size_t>(at - lines_.begin()); };
    return has_word(joined(lines_, index(begins), index(ends)), word);
  }

 private:
  Lines lines_;
};

std::string complaint(const Rfc& rfc, const Requirement& statement) {
  const std::string_view word = name(statement.level);
  const int line = statement.word_line > 0 ? statement.word_line : statement.line;
  if (statement.level == Level::kGrammar || statement.level == Level::kNone) {
    if (statement.line == 0) return "";
    for (const std::string_view other : {"MUST", "MUST NOT", "SHALL", "SHOULD", "SHOULD NOT", "REQUIRED"}) {
      if (rfc.has_at_line(other, statement.line)) return fmt::format("line {} has {}", statement.line, other);
    }
    return "";
  }
  if (line > 0) return rfc.has_at_line(word, line) ? "" : fmt::format("line {} has no {}", line, word);
  if (rfc.has_in_section(word, statement.section)) return "";
  return fmt::format("section {} has no {}", statement.section, word);
}

}  // namespace

std::vector<LintFinding> lint_levels(const Requirements& requirements, const std::filesystem::path& folder) {
  std::vector<LintFinding> findings;
  std::map<int, std::optional<Rfc>> rfcs;
  for (const Requirement& statement : requirements.all) {
    const std::filesystem::path file = folder / fmt::format("rfc{}.txt", statement.rfc);
    const auto [found, is_new] = rfcs.try_emplace(statement.rfc);
    if (is_new) {
      if (auto lines = lines_of(file)) found->second.emplace(std::move(*lines));
      if (!found->second) findings.push_back({file.string(), 0, "", "cannot be read: its levels are not checked"});
    }
    if (!found->second || statement.erratum > 0) continue;  // an erratum says something else than the text
    std::string why = complaint(*found->second, statement);
    if (why.empty()) continue;
    findings.push_back({statement.file, statement.file_line, "",
                        fmt::format("{} is no {} of the RFC: {}", statement.id, name(statement.level), why)});
  }
  return findings;
}

}  // namespace gauntlet
