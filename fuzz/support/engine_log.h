#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::fuzz {

/// What a target prints, libFuzzer's or the replaying main's, read line by line: how far it is, and what
/// went wrong.
class EngineLog {
 public:
  void line(std::string_view line);

  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] std::uint64_t edges() const { return edges_; }
  [[nodiscard]] std::uint64_t features() const { return features_; }
  [[nodiscard]] std::uint64_t corpus() const { return corpus_; }

  /// "oracle", "memory", "undefined", "leak", "timeout", "out-of-memory", "crash".
  [[nodiscard]] std::string kind() const;
  /// The same for findings of one cause: kind, and the oracle's own signature or the top of the stack.
  [[nodiscard]] std::string signature() const;
  [[nodiscard]] const std::string& artifact() const { return artifact_; }  ///< the input; empty: none was named
  /// The lines that came with it, at most some KiB.
  [[nodiscard]] const std::string& story() const { return story_; }
  /// The last line of it, without its end: what a program says when it can't begin.
  [[nodiscard]] std::string_view last_line() const;

 private:
  void status_line(std::string_view line);
  void error_line(std::string_view line);

  std::uint64_t runs_ = 0, edges_ = 0, features_ = 0, corpus_ = 0;
  std::string oracle_, sanitizer_, token_, summary_, artifact_, story_;
  bool timeout_ = false, out_of_memory_ = false, leak_ = false, undefined_ = false;
};

}  // namespace gauntlet::fuzz
