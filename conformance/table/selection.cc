#include "conformance/table/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "conformance/table/finding.h"

namespace gauntlet {
namespace {

struct Candidate {
  const Case* test_case;
  const CaseTable* table;
};

std::vector<Candidate> all_cases(const std::vector<CaseTable>& tables) {
  std::vector<Candidate> all;
  for (const CaseTable& table : tables) {
    for (const Case& test_case : table.cases) all.push_back({&test_case, &table});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Candidate& a, const Candidate& b) { return id_less(a.test_case->id, b.test_case->id); });
  return all;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> terms;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view term = trimmed(list.substr(0, comma));
    if (!term.empty()) terms.push_back(term);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return terms;
}

bool any_matches(const std::vector<std::string>& texts, std::string_view glob) {
  return std::any_of(texts.begin(), texts.end(), [glob](const std::string& text) { return glob_matches(glob, text); });
}

// The kinds of patterns, each with what it looks at.
bool id_matches(const Candidate& candidate, std::string_view pattern) {
  const std::string_view id = candidate.test_case->id;
  if (pattern.find_first_of("*?") != std::string_view::npos) return glob_matches(pattern, id);
  return id.starts_with(pattern) && (id.size() == pattern.size() || id[pattern.size()] == '.');
}

bool requirement_matches(const Candidate& candidate, std::string_view glob) {
  return any_matches(candidate.test_case->requirements, glob);
}

bool flag_matches(const Candidate& candidate, std::string_view glob) {
  const std::vector<std::string>& flags = candidate.test_case->flags;
  return any_matches(flags, glob) || std::any_of(flags.begin(), flags.end(), [&](const std::string& flag) {
           const auto note = candidate.table->notes.find(flag);
           return note != candidate.table->notes.end() && any_matches(note->second.cves, glob);
         });
}

constexpr Severity kBySeverity[] = {Severity::kInfo, Severity::kLow, Severity::kMedium, Severity::kHigh,
                                    Severity::kCritical};

bool is_severity(std::string_view text) {
  return std::any_of(std::begin(kBySeverity), std::end(kBySeverity), [text](Severity s) { return name(s) == text; });
}

bool severity_matches(const Candidate& candidate, std::string_view least) {
  return std::any_of(std::begin(kBySeverity), std::end(kBySeverity),
                     [&](Severity s) { return name(s) == least && candidate.test_case->severity >= s; });
}

struct TermKind {
  std::string_view prefix;
  bool (*matches)(const Candidate& candidate, std::string_view pattern);
};
constexpr TermKind kKinds[] = {{"req:", requirement_matches}, {"flag:", flag_matches}, {"severity:", severity_matches}};

struct Term {
  std::string_view written;
  std::string_view pattern;  // without the prefix
  bool (*matches)(const Candidate& candidate, std::string_view pattern) = id_matches;
};

std::optional<Term> parse_term(std::string_view written, std::vector<std::string>& errors) {
  for (const TermKind& kind : kKinds) {
    if (!written.starts_with(kind.prefix)) continue;
    const Term term{written, trimmed(written.substr(kind.prefix.size())), kind.matches};
    if (kind.prefix != "severity:" || is_severity(term.pattern)) return term;
    errors.push_back(fmt::format("{}: severities are info, low, medium, high and critical", in_quotes(written)));
    return std::nullopt;
  }
  if (written.find_first_not_of("0123456789.*?") == std::string_view::npos) return Term{written, written};
  errors.push_back(
      fmt::format("{}: a pattern is an id such as 7.1, a glob over ids, or begins with req:, flag: or severity:",
                  in_quotes(written)));
  return std::nullopt;
}

std::vector<Term> parse_terms(std::string_view list, std::vector<std::string>& errors) {
  std::vector<Term> terms;
  for (const std::string_view written : split(list)) {
    if (const std::optional<Term> term = parse_term(written, errors)) terms.push_back(*term);
  }
  return terms;
}

bool any_term(const std::vector<Term>& terms, const Candidate& candidate) {
  return std::any_of(terms.begin(), terms.end(),
                     [&](const Term& term) { return term.matches(candidate, term.pattern); });
}

// `re.match` with * as .* and no anchor at the end; every other character stands for itself.
bool autobahn_matches(std::string_view pattern, std::string_view id) {
  if (pattern.find('*') == std::string_view::npos) return pattern == id;
  return autobahn_matches_whole(std::string(pattern) + '*', id);
}

bool wildcard_matches(std::string_view pattern, std::string_view text, bool question_mark) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last * so far, and how much it takes up to
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == text[t] || (question_mark && pattern[p] == '?'))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) { return wildcard_matches(pattern, text, true); }

bool autobahn_matches_whole(std::string_view pattern, std::string_view text) {
  return wildcard_matches(pattern, text, false);
}

Selection select_cases(const std::vector<CaseTable>& tables, std::string_view include, std::string_view exclude) {
  Selection selection;
  const std::vector<Candidate> all = all_cases(tables);
  const std::vector<Term> wanted = parse_terms(include, selection.errors);
  const std::vector<Term> unwanted = parse_terms(exclude, selection.errors);
  for (const Term& term : wanted) {
    const auto matches = [&](const Candidate& candidate) { return term.matches(candidate, term.pattern); };
    if (std::any_of(all.begin(), all.end(), matches)) continue;
    selection.errors.push_back(fmt::format("{} matches no case", in_quotes(term.written)));
  }
  for (const Candidate& candidate : all) {
    if (any_term(wanted, candidate) && !any_term(unwanted, candidate)) selection.cases.push_back(candidate.test_case);
  }
  return selection;
}

Selection select_autobahn(const std::vector<CaseTable>& tables, std::span<const std::string> cases,
                          std::span<const std::string> exclude_cases) {
  Selection selection;
  const std::vector<Candidate> all = all_cases(tables);
  const auto matches_any = [](std::span<const std::string> patterns, const std::string& id) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&id](const std::string& pattern) { return autobahn_matches(pattern, id); });
  };
  for (const std::string& pattern : cases) {
    const bool is_literal = pattern.find('*') == std::string::npos;
    const auto has_id = [&pattern](const Candidate& candidate) { return candidate.test_case->id == pattern; };
    if (is_literal && std::none_of(all.begin(), all.end(), has_id)) {
      selection.errors.push_back(fmt::format("there is no case {}", in_quotes(pattern)));
    }
  }
  for (const Candidate& candidate : all) {
    const std::string& id = candidate.test_case->id;
    if (matches_any(cases, id) && !matches_any(exclude_cases, id)) selection.cases.push_back(candidate.test_case);
  }
  return selection;
}

std::optional<Shard> parse_shard(std::string_view text) {
  Shard part;
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, part.index);
  if (index.ec != std::errc() || index.ptr == end || *index.ptr != '/') return std::nullopt;
  const auto count = std::from_chars(index.ptr + 1, end, part.count);
  if (count.ec != std::errc() || count.ptr != end) return std::nullopt;
  if (part.index < 1 || part.index > part.count) return std::nullopt;
  return part;
}

bool is_slow(const Case& test) {
  return test.timeout >= std::chrono::minutes(1) &&
         std::find(test.needs.begin(), test.needs.end(), "timing") != test.needs.end();
}

std::vector<const Case*> shard(const std::vector<const Case*>& cases, Shard part) {
  std::vector<const Case*> out;
  for (std::size_t i = part.index - 1; i < cases.size(); i += part.count) out.push_back(cases[i]);
  return out;
}

}  // namespace gauntlet
