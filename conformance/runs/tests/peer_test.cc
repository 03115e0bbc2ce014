// Real servers, started here on loopback: npm's ws against the reference's verdicts, Python's websockets against
// what is known of it.
#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "conformance/runs/expected_results.h"
#include "conformance/runs/peers.h"
#include "conformance/subjects/exec_subject.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;

TEST(Peer, NpmWsGetsTheReferencesVerdicts) {
  const std::filesystem::path source = WS_SOURCE_DIR;
  std::ifstream file(source / "conformance/runs/tests/reference/npm-ws.json");
  const auto reference = nlohmann::json::parse(file).at("cases");
  const auto loaded = load_tables(source / "conformance/cases");
  const auto selection = select_cases(loaded.tables, "1,2,3,4,5,6,7,10");
  ASSERT_EQ(selection.cases.size(), 247U);

  const auto command = "env NODE_PATH=" + (source / "build/peers/node_modules").string() + " node " +
                       (source / "conformance/peers/npm-ws/server.js").string() + " {port}";
  const auto log = std::filesystem::temp_directory_path() / ("npm-ws-" + std::to_string(::getpid()) + ".log");
  const auto subject = make_exec_subject("npm-ws", command, log.string());
  std::map<std::string, RunResult> results;
  const auto status =
      subject->run(selection.cases, {}, [&](RunResult result) { results[result.case_id] = std::move(result); });
  ASSERT_EQ(status.unreachable, "") << "tools/setup installs the peer";
  ASSERT_EQ(results.size(), 247U);
  for (const auto& [id, result] : results) {
    const auto& expected = reference.at(id);
    EXPECT_EQ(name(result.behaviour), expected[0].get<std::string>()) << id << ": " << result.result;
    EXPECT_EQ(name(result.close_behaviour), expected[1].get<std::string>()) << id << ": " << result.result_close;
    const auto code = result.remote_close_code ? nlohmann::json(*result.remote_close_code) : nlohmann::json();
    EXPECT_EQ(code, expected[2]) << id;
  }
  std::filesystem::remove(log);
}

// Out of the registry, as --peers takes it.
TEST(Peer, PythonWebsocketsDoesWhatIsKnownOfIt) {
  const std::filesystem::path source = WS_SOURCE_DIR;
  std::vector<Finding> broken;
  std::vector<std::string> errors;
  const auto registry = PeerRegistry::load(source / "conformance/peers", broken);
  ASSERT_TRUE(registry && broken.empty());
  const auto peers = registry->named({"websockets"}, errors);
  ASSERT_EQ(peers.size(), 1U);
  ASSERT_TRUE(registry->is_installed(*peers.front())) << "tools/setup installs the peer";
  const auto known = ExpectedResults::load(registry->expectations(*peers.front()), broken);
  ASSERT_TRUE(known);

  const auto loaded = load_tables(source / "conformance/cases");
  const auto selection = select_cases(loaded.tables, "1,2,3,4,5,6,7,10,42.1.1,42.1.2,42.1.3");
  const auto folder = std::filesystem::temp_directory_path() / ("websockets-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::size_t results = 0, compressed = 0;
  const auto status = registry->open(*peers.front(), folder)->run(selection.cases, {}, [&](RunResult result) {
    ++results;
    if (result.compressed) ++compressed;
    // Where its verdict is a race (see conformance/README.md), it may be the better one.
    static_cast<void>(stand(result, &*known, FailOn::kFailed, true));
    EXPECT_FALSE(result.unexpected) << result.case_id << ": " << name(result.behaviour) << " / "
                                    << name(result.close_behaviour) << ": " << result.result;
  });
  EXPECT_EQ(status.unreachable, "");
  EXPECT_TRUE(status.not_run.empty());
  EXPECT_EQ(results, 250U);
  EXPECT_EQ(compressed, 3U) << "it takes permessage-deflate";
  std::filesystem::remove_all(folder);
}

}  // namespace
