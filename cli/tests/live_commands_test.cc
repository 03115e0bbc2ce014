// serve, echo, wstest and conformance against each other, as users start them.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/tests/program.h"
#include "conformance/subjects/exec_subject.h"
#include "conformance/subjects/tests/certificate.h"

namespace {

using gauntlet::testing::Program;
using gauntlet::testing::read_file;
using gauntlet::testing::run;
using gauntlet::testing::TestFolder;
using gauntlet::testing::write_certificate;
using nlohmann::json;

void write_file(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

void expect_all_ok(const std::string& index_file, const std::string& agent, std::size_t cases) {
  const auto index = json::parse(read_file(index_file), nullptr, false);
  ASSERT_TRUE(index.is_object() && index.contains(agent)) << index_file;
  EXPECT_EQ(index[agent].size(), cases);
  for (const auto& [id, entry] : index[agent].items()) {
    EXPECT_TRUE(entry["behavior"] == "OK" || entry["behavior"] == "INFORMATIONAL") << id;
    EXPECT_TRUE(entry["behaviorClose"] == "OK" || entry["behaviorClose"] == "INFORMATIONAL") << id;
  }
}

TEST(LiveCommands, TheEchoServerPassesOverTls) {
  const TestFolder folder;
  const auto certificate = folder / "cert.pem";
  const auto key = folder / "key.pem";
  write_certificate(certificate, key);
  Program echo(folder, "echo --listen 127.0.0.1:0 --cert " + certificate + " --key " + key);
  const auto uri = "wss://localhost:" + echo.port() + "/ ";
  const auto good = run(folder, "conformance " + uri + "--agent tls --cases '1.*,2.*,5.3,7.1.1,9.1.3' --ca " +
                                    certificate + " --out " + folder / "good");
  EXPECT_EQ(good.exit, 0) << good.output;
  expect_all_ok(folder / "good/index.json", "tls", 16 + 11 + 3);
  const auto unknown = run(folder, "conformance " + uri + "--cases 1.1.1 --out " + folder / "unknown");
  EXPECT_EQ(unknown.exit, 3) << "its authority is not known";
  EXPECT_NE(unknown.output.find("certificate"), std::string::npos) << unknown.output;
  EXPECT_EQ(run(folder, "conformance " + uri + "--cases 1.1.1 --insecure --out " + folder / "insecure").exit, 0);
  echo.signal(SIGTERM);
  EXPECT_EQ(echo.wait(), 0);
}

// npm's ws as the client, which believes nobody but the authority that it is told of.
TEST(LiveCommands, ServeTestsClientsOverTls) {
  const TestFolder folder;
  const auto certificate = folder / "cert.pem";
  const auto key = folder / "key.pem";
  write_certificate(certificate, key);
  Program server(folder, "serve --listen 127.0.0.1:0 --cert " + certificate + " --key " + key +
                             " --cases 1.1.1,1.2.8,2.2,5.3,7.1.1,9.1.1 --out " + folder / "out");
  const auto url = "wss://127.0.0.1:" + server.port();
  const std::string source = WS_SOURCE_DIR;
  const auto client = [&](const std::string& environment, const std::string& agent) {
    std::string error;
    auto process =
        gauntlet::Process::start("exec env NODE_PATH=" + source + "/build/peers/node_modules " + environment +
                                     " node " + source + "/conformance/peers/npm-ws/client.js " + url + " " + agent,
                                 folder / (agent + ".log"), error);
    EXPECT_TRUE(process) << error;
    return gauntlet::testing::exit_code(*process);
  };
  EXPECT_EQ(client("NODE_EXTRA_CA_CERTS=" + certificate, "believer"), 0)
      << read_file(folder / "believer.log") << "tools/setup installs the peer";
  EXPECT_NE(client("NODE_NO_WARNINGS=1", "doubter"), 0) << "it must not believe an authority that it does not know";
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), 0) << server.output();
  expect_all_ok(folder / "out/index.json", "believer", 6);
  EXPECT_FALSE(json::parse(read_file(folder / "out/index.json")).contains("doubter"));
}

TEST(LiveCommands, ServeRefusesHalfACertificate) {
  const TestFolder folder;
  EXPECT_EQ(run(folder, "serve --cert x.pem --out " + folder / "out").exit, 2);
  EXPECT_EQ(run(folder, "serve --listen nowhere --out " + folder / "out").exit, 2);
  EXPECT_EQ(
      run(folder, "serve --listen 127.0.0.1:0 --cert /no.pem --key /no.pem --cases 1.1 --out " + folder / "out").exit,
      2);
}

TEST(LiveCommands, WstestTestsServersFromASpec) {
  const TestFolder folder;
  Program echo(folder, "echo --listen 127.0.0.1:0");
  const auto url = "ws://127.0.0.1:" + echo.port();
  write_file(folder / "spec.json",
             json{{"outdir", folder / "reports/servers"},
                  {"servers", json::array({{{"agent", "one"}, {"url", url}},
                                           {{"agent", "two"}, {"url", url + "/x"}, {"options", {{"version", 18}}}}})},
                  {"options", {{"failByDrop", false}}},
                  {"cases", {"1.1*", "2.1"}},
                  {"exclude-cases", {"1.1.5"}},
                  {"exclude-agent-cases", {{"two", {"1.1.*"}}}},
                  {"colour", "blue"}}
                 .dump());
  const auto ended = run(folder, "wstest -m fuzzingclient -s " + folder / "spec.json");
  EXPECT_EQ(ended.exit, 0) << ended.output;
  EXPECT_NE(ended.output.find("colour"), std::string::npos) << "unknown keys are named";
  // Prefix semantics: 1.1* is 1.1.1 to 1.1.8, and nothing of 1.2.
  expect_all_ok(folder / "reports/servers/index.json", "one", 8);
  expect_all_ok(folder / "reports/servers/index.json", "two", 1);
  EXPECT_TRUE(std::filesystem::exists(folder / "reports/servers/one_case_1_1_1.json"));
  EXPECT_TRUE(std::filesystem::exists(folder / "reports/servers/index.html"));
}

TEST(LiveCommands, WstestEndsAsTheReferenceUnlessToldOtherwise) {
  const TestFolder folder;
  write_file(
      folder / "spec.json",
      json{{"outdir", folder / "out"}, {"servers", json::array({{{"url", "ws://127.0.0.1:1"}}})}, {"cases", {"1.1.1"}}}
          .dump());
  EXPECT_EQ(run(folder, "wstest -m fuzzingclient -s " + folder / "spec.json").exit, 0);
  EXPECT_EQ(run(folder, "wstest -m fuzzingclient --exit-code -s " + folder / "spec.json").exit, 3);
  write_file(folder / "wrong.json", R"({"servers": [], "cases": "1.1.1"})");
  EXPECT_EQ(run(folder, "wstest -m fuzzingclient -s " + folder / "wrong.json").exit, 2);
  EXPECT_EQ(run(folder, "wstest -m nonsense").exit, 2);
}

TEST(LiveCommands, AServerWithoutAnAgentIsNamedByItsServerField) {
  const TestFolder folder;
  Program echo(folder, "echo --listen 127.0.0.1:0");
  write_file(folder / "spec.json", json{{"outdir", folder / "out"},
                                        {"servers", json::array({{{"url", "ws://127.0.0.1:" + echo.port()}}})},
                                        {"cases", {"1.1.1"}}}
                                       .dump());
  EXPECT_EQ(run(folder, "wstest -m fuzzingclient -s " + folder / "spec.json").exit, 0);
  expect_all_ok(folder / "out/index.json", "UnknownServer", 1);
}

}  // namespace
