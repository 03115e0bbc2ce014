#pragma once
#include <string>

namespace gauntlet::cli {

struct CompareOptions {
  std::string before, after;   ///< output folders, or results.jsonl files
  std::string markdown, html;  ///< files to write; empty: none
};

}  // namespace gauntlet::cli
