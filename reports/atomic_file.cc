#include "reports/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace gauntlet::reports {
namespace {

/// Beside the target, so that the rename stays within one file system; unique among processes and
/// threads.
std::filesystem::path name_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() /
         ("." + path.filename().string() + "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp");
}

std::string trouble_with(const std::filesystem::path& path, const std::string& what) {
  return "cannot write " + path.string() + ": " + what;
}

}  // namespace

std::string error_text(int error) { return std::generic_category().message(error); }

std::optional<std::string> write_fully(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(descriptor, octets.data(), octets.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return error_text(errno);
    }
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

std::optional<std::string> replace_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path beside = name_beside(path);
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return trouble_with(path, error_text(errno));
  std::optional<std::string> error = write_fully(file, content);
  // Some file systems say only here that the disk is full.
  if (::close(file) != 0 && !error) error = error_text(errno);
  if (!error && ::rename(beside.c_str(), path.c_str()) != 0) error = error_text(errno);
  if (!error) return std::nullopt;
  ::unlink(beside.c_str());
  return trouble_with(path, *error);
}

}  // namespace gauntlet::reports
