#include <cerrno>
#include <fstream>

#include "reports/atomic_file.h"
#include "reports/result_json.h"
#include "reports/result_log.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;

std::string kind_of(const json& line) {
  const auto kind = line.is_object() ? line.find("kind") : line.end();
  return line.is_object() && kind != line.end() && kind->is_string() ? kind->get<std::string>() : std::string();
}

/// Takes one line into `log`; false and `what` if it is none of a log's lines.
bool take_line(const std::string& text, LoadedLog& log, std::string& what) {
  const json line = json::parse(text, nullptr, false);
  if (line.is_discarded()) {
    what = "not JSON";
    return false;
  }
  const std::string kind = kind_of(line);
  if (kind == "result") {
    std::optional<RunResult> result = result_from_json(line, what);
    if (result) log.results.push_back(std::move(*result));
    return result.has_value();
  }
  if (kind == "run" || kind == "end") {
    std::optional<RunInfo> info = info_from_json(line, what);
    if (!info) return false;
    log.info = std::move(info);
    log.finished = kind == "end";
    return true;
  }
  what = "\"kind\" is neither \"run\", \"result\" nor \"end\"";
  return false;
}

}  // namespace

std::optional<LoadedLog> read_result_log(const std::filesystem::path& path, std::string& error) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::error_code no_matter;
  if (!file || std::filesystem::is_directory(path, no_matter)) {
    error = path.string() + ": " + (errno != 0 ? error_text(errno) : "not a file");
    return std::nullopt;
  }
  LoadedLog log;
  std::string line, what;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const bool whole = !file.eof();  // the newline was there
    if (line.empty()) continue;
    if (take_line(line, log, what)) continue;
    if (whole) {
      log.broken.push_back({number, what});
    } else {
      log.truncated = true;
    }
  }
  if (!file.bad()) return log;
  error = path.string() + ": " + error_text(errno != 0 ? errno : EIO);
  return std::nullopt;
}

}  // namespace gauntlet::reports
