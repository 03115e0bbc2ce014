// The judge against the reference's verdicts on a real server: npm's ws, started here on loopback.
#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "conformance/loader.h"
#include "conformance/selection.h"
#include "conformance/subjects/exec_subject.h"

namespace {

using namespace gauntlet;

TEST(Peer, NpmWsGetsTheReferencesVerdicts) {
  const std::filesystem::path source = WS_SOURCE_DIR;
  std::ifstream file(source / "conformance/tests/reference/npm-ws.json");
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

}  // namespace
