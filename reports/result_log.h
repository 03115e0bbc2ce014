#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "conformance/play/result.h"

namespace gauntlet::reports {

inline constexpr const char* kResultLogName = "results.jsonl";

/// Results on disk as they come: one line of JSON each, so that whatever happens to a run, what was
/// done is kept. The folder is locked for as long as the log is open.
class ResultLog {
 public:
  enum class Mode { kReplace, kAppend };

  /// Makes the folder if need be, locks it, and writes the head of the run. Null and `error` if
  /// another run has the folder, or if it cannot be written.
  [[nodiscard]] static std::unique_ptr<ResultLog> open(const std::filesystem::path& folder, const RunInfo& info,
                                                       Mode mode, std::string& error);
  /// The same for a file or device, without a lock.
  [[nodiscard]] static std::unique_ptr<ResultLog> open_file(const std::filesystem::path& file, const RunInfo& info,
                                                            Mode mode, std::string& error);
  ~ResultLog();
  ResultLog(const ResultLog&) = delete;
  ResultLog& operator=(const ResultLog&) = delete;

  /// Adds a line; may be called from several threads. Returns what went wrong: then the line is not
  /// there, the lines before are, and a later call may succeed.
  [[nodiscard]] std::optional<std::string> append(const RunResult& result);
  /// The last line: the run as it was in the end. Returns what went wrong.
  [[nodiscard]] std::optional<std::string> finish(const RunInfo& info);

 private:
  ResultLog(std::filesystem::path path, int file, int lock) : path_(std::move(path)), file_(file), lock_(lock) {}
  [[nodiscard]] std::optional<std::string> write_line(const std::string& line);

  std::filesystem::path path_;
  int file_ = -1;
  int lock_ = -1;
  std::mutex writing_;
};

/// A log read back, as far as it can be.
struct LoadedLog {
  struct BrokenLine {
    std::size_t line = 0;  ///< from 1
    std::string what;
  };
  std::optional<RunInfo> info;  ///< of the last run in it
  std::vector<RunResult> results;
  std::vector<BrokenLine> broken;
  bool truncated = false;  ///< the last line was cut off: the run was killed, or the disk was full
  bool finished = false;   ///< the last run came to its end
};
/// Null and `error` if the file cannot be read at all.
[[nodiscard]] std::optional<LoadedLog> read_result_log(const std::filesystem::path& file, std::string& error);

}  // namespace gauntlet::reports
