#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace gauntlet::cli {

/// How a word on stderr may be coloured: only on a terminal that can, and never with NO_COLOR.
enum class Tint { kGood, kBad };
[[nodiscard]] std::string tinted(std::string_view text, Tint tint);

/// Tells on stderr how far long work is: a line that is drawn over on a terminal, a plain line every
/// few seconds elsewhere.
class Progress {
 public:
  /// `total` 0: nobody knows how much there will be.
  Progress(std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(std::string_view detail);
  /// A line of its own, above the bar.
  void say(std::string_view line);
  /// The bar goes, until the next step: something else is going to be printed.
  void take_away();

 private:
  void draw(std::string_view detail);

  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace gauntlet::cli
