// Subjects that are started: whose finding it is when they die, and that nothing is left of them.
#include <gtest/gtest.h>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

#include "conformance/subjects/exec_subject.h"
#include "conformance/subjects/output_scan.h"
#include "conformance/subjects/process.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;

class LiveExec : public ::testing::Test {
 protected:
  LiveExec() : folder_(std::filesystem::temp_directory_path() / ("live-exec-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~LiveExec() override { std::filesystem::remove_all(folder_); }

  RunStatus run(const std::string& command, const std::string& ids = "1.1,1.2,2.1,2.2,7.1.1") {
    static const auto loaded = load_tables(std::filesystem::path(WS_SOURCE_DIR) / "conformance" / "cases");
    const auto selection = select_cases(loaded.tables, ids);
    selected_ = selection.cases.size();
    RunOptions options;
    options.timeout_scale = 0.5;
    options.jobs = 8;
    return make_exec_subject("faulty", command, log())->run(selection.cases, options, [this](RunResult result) {
      EXPECT_TRUE(results_.emplace(result.case_id, std::move(result)).second) << "one result a case";
    });
  }
  [[nodiscard]] std::string log() const { return (folder_ / "faulty.log").string(); }

  // The ids whose case it was.
  [[nodiscard]] std::vector<std::string> deaths() const {
    std::vector<std::string> ids;
    for (const auto& [id, result] : results_) {
      if (result.death) ids.push_back(id);
    }
    return ids;
  }

  std::filesystem::path folder_;
  std::map<std::string, RunResult> results_;
  std::size_t selected_ = 0;
};

// 1.1.2 is the case with 125 asterisks; the marker is its first octets.
std::string faulty(const std::string& mode, const std::string& text = "********") {
  return std::string(FAULTY_SERVER) + " {port} " + mode + " " + shell_quoted(text);
}

TEST_F(LiveExec, ADeathIsTheFindingOfTheCaseThatRan) {
  for (const auto& [mode, what] : {std::pair<std::string, std::string>{"abort", "signal 6"},
                                   {"exit", "exit code 3"},
                                   {"report", "heap-use-after-free"}}) {
    results_.clear();
    // 1.1.2 to 1.1.8 all send asterisks: 126 of them and more only those from 1.1.3 on.
    const auto status = run(faulty(mode, std::string(126, '*')), "1.1.1,1.1.2,1.1.3,1.2.1,1.2.2,2.1,2.2,7.1.1");
    EXPECT_EQ(status.unreachable, "") << mode;
    EXPECT_TRUE(status.not_run.empty()) << mode;
    EXPECT_EQ(results_.size(), selected_) << mode;
    ASSERT_EQ(deaths(), std::vector<std::string>{"1.1.3"}) << mode;
    EXPECT_NE(results_.at("1.1.3").death->what.find(what), std::string::npos) << results_.at("1.1.3").death->what;
    EXPECT_EQ(results_.at("7.1.1").behaviour, Behaviour::kOk) << mode;
  }
}

TEST_F(LiveExec, EachCaseThatKillsIsFound) {
  const auto status = run(faulty("abort", std::string(126, '*')), "1.1");
  EXPECT_TRUE(status.not_run.empty());
  EXPECT_EQ(results_.size(), selected_);
  EXPECT_EQ(deaths(), (std::vector<std::string>{"1.1.3", "1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8"}));
}

TEST_F(LiveExec, AWellServerHasNoFinding) {
  EXPECT_EQ(run(faulty("never")).unreachable, "");
  EXPECT_EQ(results_.size(), selected_);
  EXPECT_TRUE(deaths().empty());
}

TEST_F(LiveExec, SaysWhyItDidNotStart) {
  for (const auto* command : {"exit 7 # {port}", "/does/not/exist {port}"}) {
    const auto status = run(command);
    EXPECT_NE(status.unreachable.find("ended before it accepted a connection"), std::string::npos)
        << status.unreachable;
    EXPECT_EQ(status.not_run.size(), selected_);
  }
}

TEST_F(LiveExec, ItsWholeGroupEnds) {
  const auto pid_file = (folder_ / "pid").string();
  const auto status = run("sleep 1000 & echo $! > " + shell_quoted(pid_file) + "; exec " + faulty("never"), "1.1.1");
  EXPECT_EQ(status.unreachable, "");
  std::ifstream file(pid_file);
  pid_t child = 0;
  ASSERT_TRUE(file >> child);
  // It was killed, and is gone as soon as the kernel comes to it.
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0) return;
  pollfd gone{descriptor, POLLIN, 0};
  EXPECT_EQ(::poll(&gone, 1, 20'000), 1);
  ::close(descriptor);
}

TEST(OutputScan, KnowsReportsWhenItSeesThem) {
  for (const auto* line :
       {"==12==ERROR: AddressSanitizer: heap-buffer-overflow on address",
        "x.cc:12:3: runtime error: signed integer overflow: 1 + 2", "WARNING: ThreadSanitizer: data race (pid=1)",
        "==1==ERROR: LeakSanitizer: detected memory leaks", "WARNING: DATA RACE"}) {
    EXPECT_TRUE(is_fault_report(line)) << line;
  }
  for (const auto* line : {"", "listening on 9001", "error: runtime error: none", "AddressSanitizer is on"})
    EXPECT_FALSE(is_fault_report(line)) << line;
}

TEST_F(LiveExec, OutputIsScannedAsItGrows) {
  std::ofstream file(log(), std::ios::binary);
  OutputScan scan(log());
  file << "hello\n==1==ERROR: AddressSan" << std::flush;
  EXPECT_FALSE(scan.new_report());
  file << "itizer: stack-overflow\nmore\n" << std::flush;
  const auto report = scan.new_report();
  ASSERT_TRUE(report);
  EXPECT_EQ(*report, "==1==ERROR: AddressSanitizer: stack-overflow");
  EXPECT_FALSE(scan.new_report());
  EXPECT_EQ(scan.tail(), "hello\n==1==ERROR: AddressSanitizer: stack-overflow\nmore\n");
}

}  // namespace
