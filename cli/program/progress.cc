#include "cli/program/progress.h"

#include <fmt/format.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>

namespace gauntlet::cli {

namespace {
constexpr auto kBetweenDraws = std::chrono::milliseconds(100);
constexpr auto kBetweenLines = std::chrono::seconds(5);
constexpr std::size_t kBarWidth = 24;

/// Whether stderr is a terminal on which lines can be drawn over.
bool on_a_terminal() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

bool colours() {
  const char* none = std::getenv("NO_COLOR");
  return (none == nullptr || *none == '\0') && on_a_terminal();
}
}  // namespace

std::string tinted(std::string_view text, Tint tint) {
  static const bool wanted = colours();
  if (!wanted) return std::string(text);
  return fmt::format("\033[1;{}m{}\033[0m", tint == Tint::kGood ? 32 : 31, text);
}

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), terminal_(on_a_terminal()), last_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { take_away(); }

void Progress::take_away() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

void Progress::step(std::string_view detail) {
  ++done_;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < (terminal_ ? std::chrono::milliseconds(kBetweenDraws) : std::chrono::milliseconds(kBetweenLines)))
    return;
  last_ = now;
  draw(detail);
}

void Progress::draw(std::string_view detail) {
  if (!terminal_) {
    const auto total = total_ == 0 ? std::string() : fmt::format(" of {}", total_);
    fmt::print(stderr, "{}: {}{}, {}\n", what_, done_, total, detail);
    return;
  }
  const std::size_t filled = total_ == 0 ? kBarWidth : done_ * kBarWidth / total_;
  fmt::print(stderr, "\r\033[K{} [{}{}] {}/{} {}", what_, std::string(filled, '#'),
             std::string(kBarWidth - filled, '.'), done_, total_, detail.substr(0, 30));
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::say(std::string_view line) {
  take_away();
  fmt::print(stderr, "{}\n", line);
}

}  // namespace gauntlet::cli
