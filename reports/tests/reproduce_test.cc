#include "reports/reproduce.h"

#include <gtest/gtest.h>

namespace gauntlet::reports {
namespace {

std::string reproduced(std::vector<std::string> command, const std::string& agent = "x",
                       SubjectRole role = SubjectRole::kServer) {
  RunInfo info;
  info.command = std::move(command);
  return reproduce_command(info, agent, role, "5.19");
}

TEST(Reproduce, KeepsTheSubjectAndWhatChangesTheOctets) {
  EXPECT_EQ(reproduced({"build/bin/wsgauntlet", "conformance", "ws://127.0.0.1:9001/", "--cases", "1,2", "--exclude=9",
                        "--quick", "--jobs", "4", "--out", "x y", "--chop", "octets", "--seed=7"}),
            "wsgauntlet conformance ws://127.0.0.1:9001/ --quick --chop octets --seed=7 --cases 5.19");
}

TEST(Reproduce, QuotesForTheShell) {
  EXPECT_EQ(reproduced({"wsgauntlet", "conformance", "exec:it's {port}"}),
            "wsgauntlet conformance 'exec:it'\\''s {port}' --cases 5.19");
}

TEST(Reproduce, NamesThePeerAndTheRole) {
  EXPECT_EQ(reproduced({"wsgauntlet", "conformance", "--peers", "all"}, "npm-ws"),
            "wsgauntlet conformance --peers npm-ws --cases 5.19");
  EXPECT_EQ(reproduced({"wsgauntlet", "gate", "--skip-bench"}, "codec-client", SubjectRole::kClient),
            "wsgauntlet conformance 'codec:?role=client' --cases 5.19");
  EXPECT_EQ(reproduced({"wsgauntlet", "conformance", "codec:?fault=x"}),
            "wsgauntlet conformance 'codec:?fault=x&role=server' --cases 5.19");
  EXPECT_EQ(reproduced({"wsgauntlet", "serve", "--listen", "127.0.0.1:9001"}),
            "wsgauntlet serve --listen 127.0.0.1:9001 --cases 5.19");
}

TEST(Reproduce, OfSeveralSubjectsNamesTheOne) {
  RunInfo info;
  info.command = {"wsgauntlet", "conformance", "codec:?fault=x", "ws://127.0.0.1:9001/", "--quick"};
  info.subjects = {
      {"codec-server", "codec:?fault=x"}, {"codec-client", "codec:?fault=x"}, {"y", "ws://127.0.0.1:9001/"}};
  EXPECT_EQ(reproduce_command(info, "codec-client", SubjectRole::kClient, "5.19"),
            "wsgauntlet conformance 'codec:?fault=x&role=client' --quick --cases 5.19");
  EXPECT_EQ(reproduce_command(info, "y", SubjectRole::kServer, "5.19"),
            "wsgauntlet conformance ws://127.0.0.1:9001/ --quick --cases 5.19");
}

TEST(Reproduce, HasAGeneralFormWithoutACommand) {
  EXPECT_EQ(reproduced({}), "wsgauntlet conformance SUBJECT --cases 5.19");
}

}  // namespace
}  // namespace gauntlet::reports
