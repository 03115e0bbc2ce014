#include "reports/result_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "reports/atomic_file.h"
#include "reports/result_json.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;

std::string about(const std::filesystem::path& path, const std::string& what) { return path.string() + ": " + what; }

/// One line of the log. Strings that are not UTF-8 went in as hex, so that nothing is lost here.
std::string line_of(json object, const char* kind) {
  object["kind"] = kind;
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

/// Who has the lock, from what it wrote into the file.
std::string holder(int lock) {
  char text[24] = {};
  const ssize_t size = ::pread(lock, text, sizeof(text) - 1, 0);
  std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  pid.resize(std::min(pid.find_first_not_of("0123456789"), pid.size()));
  return pid.empty() ? "another run" : "another run (process " + pid + ")";
}

/// An open descriptor that holds the folder's lock; -1 and `error` if that cannot be. It is closed
/// on exec, so that a subject that outlives us does not keep the lock.
int lock_folder(const std::filesystem::path& folder, std::string& error) {
  const std::filesystem::path path = folder / ".lock";
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock < 0) {
    error = about(path, error_text(errno));
    return -1;
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    error = errno == EWOULDBLOCK
                ? holder(lock) + " writes its results into " + folder.string() + ": wait for it, or name another folder"
                : about(path, error_text(errno));
    ::close(lock);
    return -1;
  }
  // Only for the words of holder(): without it the lock holds as well.
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock, 0) == 0) static_cast<void>(write_fully(lock, pid));
  return lock;
}

/// Whether the file ends within a line, as it does after a run was killed.
bool ends_within_line(int file) {
  struct stat status {};
  char last = '\n';
  return ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
         ::pread(file, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

int open_for(ResultLog::Mode mode, const std::filesystem::path& path, std::string& error) {
  const int fresh = mode == ResultLog::Mode::kReplace ? O_TRUNC : 0;
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | fresh, 0666);
  if (file < 0) error = about(path, error_text(errno));
  return file;
}

}  // namespace

std::unique_ptr<ResultLog> ResultLog::open(const std::filesystem::path& folder, const RunInfo& info, Mode mode,
                                           std::string& error) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    error = about(folder, failed.message());
    return nullptr;
  }
  const int lock = lock_folder(folder, error);
  if (lock < 0) return nullptr;
  std::unique_ptr<ResultLog> log = open_file(folder / kResultLogName, info, mode, error);
  if (log) {
    log->lock_ = lock;
  } else {
    ::close(lock);
  }
  return log;
}

std::unique_ptr<ResultLog> ResultLog::open_file(const std::filesystem::path& path, const RunInfo& info, Mode mode,
                                                std::string& error) {
  const int file = open_for(mode, path, error);
  if (file < 0) return nullptr;
  const bool mend = ends_within_line(file);
  std::unique_ptr<ResultLog> log(new ResultLog(path, file, -1));
  const std::optional<std::string> failed = log->write_line((mend ? "\n" : "") + line_of(to_json(info), "run"));
  if (!failed) return log;
  error = *failed;
  return nullptr;
}

ResultLog::~ResultLog() {
  ::close(file_);
  if (lock_ >= 0) ::close(lock_);  // and so unlocks it
}

std::optional<std::string> ResultLog::append(const RunResult& result) {
  return write_line(line_of(to_json(result), "result"));
}

std::optional<std::string> ResultLog::finish(const RunInfo& info) { return write_line(line_of(to_json(info), "end")); }

std::optional<std::string> ResultLog::write_line(const std::string& line) {
  const std::lock_guard<std::mutex> only_one(writing_);
  struct stat before {};
  const bool known = ::fstat(file_, &before) == 0 && S_ISREG(before.st_mode);
  std::optional<std::string> error = write_fully(file_, line);
  if (!error) return std::nullopt;
  // A part of the line may be there: take it away, or the next line would be lost with it.
  if (known && ::ftruncate(file_, before.st_size) != 0) *error += "; the last line is broken";
  return about(path_, "results are not kept: " + *error);
}

}  // namespace gauntlet::reports
