#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/subjects/subject.h"
#include "conformance/table/finding.h"

namespace gauntlet {

/// A real implementation of the league, as conformance/peers/registry.json describes it.
struct Peer {
  std::string name;
  SubjectRole role = SubjectRole::kServer;
  std::string language, library, layer, notes;
  std::vector<std::string> apt, npm;           ///< packages
  std::vector<std::string> installed, launch;  ///< commands, with placeholders
  std::string expect;                          ///< known results, relative to the registry
};

/// The registry, and where it stands: commands run in its folder; what was built is in the tree's build/peers, or for
/// an installed copy in the user's cache, wsgauntlet/peers.
class PeerRegistry {
 public:
  [[nodiscard]] static std::optional<PeerRegistry> load(const std::filesystem::path& folder,
                                                        std::vector<Finding>& errors);

  [[nodiscard]] const std::vector<Peer>& peers() const { return peers_; }
  /// "all", or names; `errors` gets one sentence for each name that there is not.
  [[nodiscard]] std::vector<const Peer*> named(const std::vector<std::string>& names,
                                               std::vector<std::string>& errors) const;

  /// Runs the peer's own check, for 20 s at most.
  [[nodiscard]] bool is_installed(const Peer& peer) const;
  /// One line.
  [[nodiscard]] std::string how_to_get(const Peer& peer) const;
  [[nodiscard]] std::unique_ptr<Subject> open(const Peer& peer, const std::filesystem::path& output_folder) const;
  [[nodiscard]] std::filesystem::path expectations(const Peer& peer) const { return folder_ / peer.expect; }

 private:
  [[nodiscard]] std::string shell_command(const std::vector<std::string>& words) const;

  std::filesystem::path folder_, build_;
  std::vector<Peer> peers_;
};

}  // namespace gauntlet
