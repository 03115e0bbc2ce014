#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/program/program.h"

namespace gauntlet::cli {

namespace {

/// What the words of a command are, where only the program itself can say: the first column of what these print.
struct Asked {
  std::string_view command;
  std::array<std::string_view, 3> arguments;
};
constexpr std::array kAsked = {
    Asked{"explain", {"list cases", "list requirements", "list rules"}},
    Asked{"fuzz", {"fuzz --list"}},
};

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() != 0; }

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  return names;
}

// A value that is one of a list says so in its type: "TEXT:{failed,non-strict}".
std::string choices_of(const CLI::Option& option) {
  const auto type = option.get_type_name();
  const auto open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  auto choices = type.substr(open + 1, close - open - 1);
  for (char& c : choices) c = c == ',' ? ' ' : c;
  return choices;
}

std::string asked_words(std::string_view command) {
  for (const auto& asked : kAsked) {
    if (asked.command != command) continue;
    std::string calls;
    for (const auto arguments : asked.arguments) {
      if (!arguments.empty()) calls += fmt::format("\"${{COMP_WORDS[0]}}\" {}; ", arguments);
    }
    return fmt::format("$({{ {}}} 2>/dev/null | cut -d' ' -f1)", calls);
  }
  return {};
}

// Two branches: what stands behind an option of the command, and what the command itself takes.
struct Branches {
  std::string of_values, of_commands;
};

void put(Branches& out, const CLI::App& app, const std::string& command) {
  std::vector<std::string> options, files;
  std::string words = asked_words(command);
  for (const auto* option : app.get_options()) {
    const auto names = names_of(*option);
    const auto choices = choices_of(*option);
    if (names.empty()) words += choices;
    options.insert(options.end(), names.begin(), names.end());
    if (!takes_value(*option)) continue;
    for (const auto& name : names) {
      if (choices.empty())
        files.push_back(fmt::format("'{} {}'", command, name));
      else
        out.of_values += fmt::format("    '{} {}') words='{}' files= ;;\n", command, name, choices);
    }
  }
  for (const auto* below : app.get_subcommands([](const CLI::App*) { return true; })) words += " " + below->get_name();
  if (!files.empty()) out.of_values += fmt::format("    {}) words= files=yes ;;\n", fmt::join(files, " | "));
  out.of_commands += fmt::format("    '{}') options='{}' words=\"{}\" files={} ;;\n", command, fmt::join(options, " "),
                                 words, words.empty() ? "yes" : "");
}

// {0} the program, {1} and {2} the branches.
constexpr std::string_view kScript = R"bash(# Completion of {0} in bash: eval "$({0} completion bash)"
_{0}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command= options= words= files= i
  COMPREPLY=()
  # bash cuts --option=value into three words.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=${{COMP_WORDS[COMP_CWORD-2]}}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${{COMP_WORDS[i]}} != -* ]]; then command=${{COMP_WORDS[i]}}; break; fi
  done
  case "$command $before" in
{1}    *)
      case $command in
{2}      esac
      if [[ $word == -* ]]; then words=$options files=; fi ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}}
complete -F _{0} {0}
)bash";

std::string bash_completion(const CLI::App& program) {
  Branches branches;
  put(branches, program, "");
  for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; }))
    put(branches, *command, command->get_name());
  return fmt::format(fmt::runtime(kScript), program.get_name(), branches.of_values, branches.of_commands);
}

}  // namespace

void add_completion(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "Which shell")->required()->check(CLI::IsMember({"bash"}));
  command->callback([shell, &program, &exit] {
    fmt::print("{}", bash_completion(program));
    exit = kAsExpected;
  });
}

}  // namespace gauntlet::cli
