#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/results/outcome.h"

namespace gauntlet::bench {

/// Builds commits side by side, each in a git worktree of its own, with the same compiler and flags. A tree
/// that is there already is used again; one whose build failed is taken away.
struct Worktrees {
  std::filesystem::path repository;
  std::filesystem::path folder;  ///< where the trees are kept
  std::string compiler;
  const std::atomic<bool>* stop = nullptr;

  /// The commit that `ref` names.
  [[nodiscard]] Outcome<std::string> commit_of(const std::string& ref) const;
  /// A commit of what is in the working tree now: HEAD, if nothing that git tracks was changed.
  [[nodiscard]] Outcome<std::string> working_tree() const;
  /// The folder with the commit's benchmark programs.
  [[nodiscard]] Outcome<std::filesystem::path> build(const std::string& commit) const;
  /// Takes away all trees but these commits'.
  void keep_only(const std::vector<std::string>& commits) const;

 private:
  [[nodiscard]] Outcome<std::string> git(std::vector<std::string> words) const;
  [[nodiscard]] std::filesystem::path tree_of(const std::string& commit) const;
  void remove(const std::filesystem::path& tree) const;
  [[nodiscard]] std::string configure_and_build(const std::filesystem::path& tree) const;
};

}  // namespace gauntlet::bench
