#include "cli/program/places.h"

#include <cstdlib>

namespace gauntlet::cli {

std::filesystem::path program_directory() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::current_path() : program.parent_path();
}

std::filesystem::path from_here(const std::filesystem::path& path) {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error || path.is_relative()) return path;
  const auto relative = path.lexically_normal().lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? path : relative;
}

std::filesystem::path data_directory() {
  if (const char* named = std::getenv("WSGAUNTLET_DATA")) return named;
  const auto installed = program_directory().parent_path() / "share" / "wsgauntlet";
  std::error_code error;
  if (std::filesystem::exists(installed / "cases", error)) return from_here(installed);
  return from_here(std::filesystem::path(WS_SOURCE_DIR) / "conformance");
}

std::filesystem::path corpus_directory(const std::filesystem::path& named) {
  return named.empty() ? from_here(std::filesystem::path(WS_SOURCE_DIR) / "corpus") : named;
}

}  // namespace gauntlet::cli
