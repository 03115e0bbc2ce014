#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet {

/// Something wrong in a file of ours (a case table, a list of requirements), and where.
struct Finding {
  std::string file;
  int line = 0;         ///< from 1; 0: the file as a whole
  std::string pointer;  ///< JSON pointer; empty: the document
  std::string message;

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// "file:line: /pointer: message", always one line.
[[nodiscard]] std::string to_string(const Finding& finding);

/// `text` between quotation marks, cut to a bounded length, control characters escaped.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace gauntlet
