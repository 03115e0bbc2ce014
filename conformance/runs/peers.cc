#include "conformance/runs/peers.h"

#include <fmt/format.h>
#include <poll.h>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "conformance/subjects/exec_subject.h"
#include "conformance/subjects/process.h"

namespace gauntlet {

namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr auto kCheckLimit = std::chrono::seconds(20);
constexpr int kPollMs = 5;

bool is_words(const json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const json& word) { return word.is_string(); });
}

// Says what is wrong with an entry, or takes it over.
std::string take(const json& entry, Peer& peer) {
  if (!entry.is_object()) return "is not an object";
  const struct {
    const char* key;
    std::string* into;
  } texts[] = {{"name", &peer.name},   {"language", &peer.language}, {"library", &peer.library},
               {"layer", &peer.layer}, {"notes", &peer.notes},       {"expect", &peer.expect}};
  for (const auto& [key, into] : texts) {
    if (!entry.contains(key) || !entry[key].is_string()) return fmt::format("\"{}\" is missing or not a string", key);
    *into = entry[key].get<std::string>();
  }
  const struct {
    const char* key;
    std::vector<std::string>* into;
  } lists[] = {{"apt", &peer.apt}, {"npm", &peer.npm}, {"installed", &peer.installed}, {"launch", &peer.launch}};
  for (const auto& [key, into] : lists) {
    if (!entry.contains(key) || !is_words(entry[key]))
      return fmt::format("\"{}\" is missing or not a list of strings", key);
    *into = entry[key].get<std::vector<std::string>>();
  }
  const auto role = entry.value("role", json());
  if (role != "server" && role != "client") return "\"role\" is neither \"server\" nor \"client\"";
  peer.role = role == "client" ? SubjectRole::kClient : SubjectRole::kServer;
  return peer.installed.empty() || peer.launch.empty() ? "a command is empty" : "";
}

// Where conformance/peers/install, by the same rule, puts what it builds: in the tree that the registry stands in, or
// for an installed copy, whose own folder is not to be written to, in the user's cache (XDG Base Directory).
std::filesystem::path build_folder(const std::filesystem::path& registry) {
  const auto tree = (registry / "../..").lexically_normal();
  std::error_code error;
  if (std::filesystem::exists(tree / "CMakeLists.txt", error)) return tree / "build/peers";
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path user = cache != nullptr && *cache == '/'
                                         ? std::filesystem::path(cache)
                                         : std::filesystem::path(home != nullptr ? home : "/tmp") / ".cache";
  return user / "wsgauntlet/peers";
}

}  // namespace

std::optional<PeerRegistry> PeerRegistry::load(const std::filesystem::path& folder, std::vector<Finding>& errors) {
  const auto file = folder / "registry.json";
  const auto error = [&](std::string pointer, std::string message) {
    errors.push_back({file.string(), 0, std::move(pointer), std::move(message)});
    return std::nullopt;
  };
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return error("", "can't be read");
  std::stringstream text;
  text << stream.rdbuf();
  const auto document = json::parse(text.str(), nullptr, false);
  if (!document.is_object() || !document.contains("peers") || !document["peers"].is_array())
    return error("/peers", "a list of peers is missing");
  PeerRegistry registry;
  registry.folder_ = std::filesystem::absolute(folder).lexically_normal();
  registry.build_ = build_folder(registry.folder_);
  for (std::size_t i = 0; i < document["peers"].size(); ++i) {
    Peer peer;
    if (auto wrong = take(document["peers"][i], peer); !wrong.empty())
      return error(fmt::format("/peers/{}", i), std::move(wrong));
    registry.peers_.push_back(std::move(peer));
  }
  return registry;
}

std::vector<const Peer*> PeerRegistry::named(const std::vector<std::string>& names,
                                             std::vector<std::string>& errors) const {
  std::vector<const Peer*> found;
  for (const auto& peer : peers_) {
    const bool wanted =
        std::any_of(names.begin(), names.end(), [&](const auto& name) { return name == "all" || name == peer.name; });
    if (wanted) found.push_back(&peer);
  }
  for (const auto& name : names) {
    const bool known =
        name == "all" || std::any_of(peers_.begin(), peers_.end(), [&](const auto& peer) { return peer.name == name; });
    if (known) continue;
    std::string all;
    for (const auto& peer : peers_) all += " " + peer.name;
    errors.push_back(fmt::format("there is no peer {}; there are: all{}", name, all));
  }
  return found;
}

// The registry's placeholders that a subject does not fill are filled here; `{port}`, `{url}` and
// `{agent}` stay outside the quotes that a word gets.
std::string PeerRegistry::shell_command(const std::vector<std::string>& words) const {
  std::string command = fmt::format("cd {} && NODE_PATH={} exec", shell_quoted(folder_.string()),
                                    shell_quoted((build_ / "node_modules").string()));
  for (const auto& word : words) {
    if (word == "{port}" || word == "{url}" || word == "{agent}") {
      command += " " + word;
      continue;
    }
    auto filled = with_replaced(word, "{build}", build_.string());
    filled = with_replaced(std::move(filled), "{modules}", (build_ / "node_modules").string());
    command += " " + shell_quoted(with_replaced(std::move(filled), "{host}", "127.0.0.1"));
  }
  return command;
}

bool PeerRegistry::is_installed(const Peer& peer) const {
  std::string error;
  auto check = Process::start(shell_command(peer.installed), "/dev/null", error);
  if (!check) return false;
  const auto deadline = Clock::now() + kCheckLimit;
  for (;;) {
    if (const auto end = check->ended()) return !end->by_signal && end->code == 0;
    if (Clock::now() >= deadline) return false;
    ::poll(nullptr, 0, kPollMs);
  }
}

std::string PeerRegistry::how_to_get(const Peer& peer) const {
  std::string packages;
  for (const auto& name : peer.apt) packages += (packages.empty() ? "" : ", ") + name;
  for (const auto& name : peer.npm) packages += (packages.empty() ? "npm " : ", npm ") + name;
  const auto here = std::filesystem::current_path() / "conformance/peers";
  const auto install = folder_ == here ? "conformance/peers/install" : (folder_ / "install").string();
  return fmt::format("{} is not installed: {} {} gets it ({})", peer.name, install, peer.name, packages);
}

std::unique_ptr<Subject> PeerRegistry::open(const Peer& peer, const std::filesystem::path& output_folder) const {
  const auto output = (output_folder / (peer.name + ".log")).string();
  const auto command = shell_command(peer.launch);
  return peer.role == SubjectRole::kServer ? make_exec_subject(peer.name, command, output)
                                           : make_exec_client(peer.name, command, output);
}

}  // namespace gauntlet
