#include "fuzz/campaign/dictionary.h"

#include <fmt/format.h>

#include <cctype>
#include <fstream>
#include <string_view>

namespace gauntlet::fuzz {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// What is between the quotes.
std::string_view wrong_with_word(std::string_view word) {
  if (word.empty()) return "the word is empty";
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (std::isprint(static_cast<unsigned char>(c)) == 0) return "an octet that is not printable; write \\xHH";
    if (c == '"') return "a quote inside the word; write \\\"";
    if (c != '\\') continue;
    const std::string_view rest = word.substr(i + 1);
    if (rest.starts_with('\\') || rest.starts_with('"')) {
      i += 1;
    } else if (rest.size() >= 3 && rest[0] == 'x' && is_hex(rest[1]) && is_hex(rest[2])) {
      i += 3;
    } else {
      return "after \\ comes \\, \" or xHH";
    }
  }
  return {};
}

std::string_view wrong_with_line(std::string_view line) {
  if (line.empty() || line.front() == '#') return {};
  const std::size_t quote = line.find('"');
  if (quote == std::string_view::npos || quote + 1 >= line.size() || line.back() != '"')
    return "not [NAME=]\"WORD\", a comment or an empty line";
  return wrong_with_word(line.substr(quote + 1, line.size() - quote - 2));
}

}  // namespace

std::string wrong_with_dictionary(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (const auto wrong = wrong_with_line(trimmed(line)); !wrong.empty())
      return fmt::format("{}:{}: {}", file.string(), number, wrong);
  }
  return {};
}

}  // namespace gauntlet::fuzz
