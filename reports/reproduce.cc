#include "reports/reproduce.h"

#include <algorithm>
#include <array>
#include <optional>

#include "reports/wording.h"

namespace gauntlet::reports {
namespace {

struct Option {
  std::string_view name;
  bool has_value;
  bool kept;  ///< changes what is sent
};
constexpr std::array kOptions = {
    Option{"--agent", true, true},          Option{"--seed", true, true},
    Option{"--chop", true, true},           Option{"--timeout-scale", true, true},
    Option{"--tables", true, true},         Option{"--ca", true, true},
    Option{"--insecure", false, true},      Option{"--quick", false, true},
    Option{"--spec", true, true},           Option{"--listen", true, true},
    Option{"--cases", true, false},         Option{"--exclude", true, false},
    Option{"--jobs", true, false},          Option{"-j", true, false},
    Option{"--shard", true, false},         Option{"--out", true, false},
    Option{"--expect", true, false},        Option{"--update-expect", false, false},
    Option{"--widen-expect", false, false}, Option{"--allow-better", false, false},
    Option{"--fail-on", true, false},       Option{"--peers", true, false},
    Option{"--fuzz-runs", true, false},     Option{"--skip-fuzz", false, false},
    Option{"--skip-bench", false, false},   Option{"--skip-mutants", false, false},
};

struct Parsed {
  std::string subcommand;
  std::vector<std::string> subjects, kept;
  bool peers = false;
};

std::optional<Parsed> parse(const std::vector<std::string>& command) {
  if (command.size() < 2) return std::nullopt;
  Parsed parsed;
  parsed.subcommand = command[1];
  for (std::size_t i = 2; i < command.size(); ++i) {
    const std::string& word = command[i];
    if (word.empty() || word.front() != '-') {
      parsed.subjects.push_back(word);
      continue;
    }
    const std::string name = word.substr(0, word.find('='));
    const auto option = std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
    if (option == kOptions.end()) continue;
    parsed.peers = parsed.peers || option->name == "--peers";
    const bool apart = option->has_value && name.size() == word.size() && i + 1 < command.size();
    if (option->kept) parsed.kept.push_back(word);
    if (apart) ++i;
    if (apart && option->kept) parsed.kept.push_back(command[i]);
  }
  return parsed;
}

/// The codec stands for both roles unless one is named.
std::string one_role(std::string subject, SubjectRole role) {
  if (!subject.starts_with("codec:") || subject.find("role=") != std::string::npos) return subject;
  subject += subject.find('?') == std::string::npos ? "?role=" : "&role=";
  return subject + std::string(name(role));
}

}  // namespace

std::string shell_words(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\n'\"\\$`!*?[]{}()<>|&;~#") == std::string::npos;
    out += out.empty() ? "" : " ";
    if (plain) {
      out += word;
      continue;
    }
    out += '\'';
    for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
    out += '\'';
  }
  return out;
}

std::string reproduce_command(const RunInfo& info, const std::string& agent, SubjectRole role,
                              std::string_view case_id) {
  const std::optional<Parsed> parsed = parse(info.command);
  std::vector<std::string> words = {"wsgauntlet", "conformance"};
  if (parsed && parsed->subcommand == "serve") words[1] = "serve";
  const bool conformance = parsed && (parsed->subcommand == "conformance" || parsed->subcommand == "gate");
  if (conformance && parsed->peers) {
    words.insert(words.end(), {"--peers", agent});
  } else if (const auto named = info.subjects.find(agent); conformance && named != info.subjects.end()) {
    words.push_back(one_role(named->second, role));
  } else if (conformance) {
    for (const std::string& subject : parsed->subjects) words.push_back(one_role(subject, role));
    if (parsed->subjects.empty()) words.push_back(one_role("codec:", role));
  } else if (words[1] == "conformance") {
    words.emplace_back("SUBJECT");
  }
  if (parsed) words.insert(words.end(), parsed->kept.begin(), parsed->kept.end());
  words.insert(words.end(), {"--cases", std::string(case_id)});
  return shell_words(words);
}

}  // namespace gauntlet::reports
