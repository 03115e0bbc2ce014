#pragma once
#include <gtest/gtest.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "conformance/subjects/subject.h"
#include "fuzz/live/client_subject.h"
#include "fuzz/live/live_run.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz::testing {

/// A folder, and a plan that is quick: the committed corpus, all that the machine gives, little patience.
class LiveTest : public ::testing::Test {
 protected:
  LiveTest() : folder_(std::filesystem::temp_directory_path() / ("live-fuzz-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    plan_.corpus = std::filesystem::path(WS_SOURCE_DIR) / "corpus";
    plan_.out = folder_;
    plan_.rate = 1'000'000;
    plan_.minimize = std::chrono::seconds(2);
    plan_.memory = {
        .warm_up = 64, .fewest_sessions = 128, .least = 16U << 20, .least_per_session = 1U << 10, .plays = 32};
  }
  ~LiveTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] static std::string program(const std::string& role, const std::string& mode) {
    // What ASan keeps of freed memory would look like memory that grows, as little as it takes here to be suspect.
    return std::string("env ASAN_OPTIONS=quarantine_size_mb=0:thread_local_quarantine_size_kb=0 ") + ECHO_SUBJECT +
           " " + role + (role == "server" ? " {port} " : " {url} ") + mode;
  }
  [[nodiscard]] std::unique_ptr<ClientSubject> client(const std::string& command) const {
    ClientPlan plan;
    plan.command = command;
    plan.output_file = (folder_ / "client.log").string();
    plan.patience = std::chrono::seconds(5);
    auto clients = make_client_subject(std::move(plan));
    EXPECT_EQ(clients->listen(), "");
    return clients;
  }
  [[nodiscard]] std::unique_ptr<Subject> server(const std::string& command) const {
    auto opened = open_subject("exec:" + command, "server", folder_.string());
    return std::move(std::get<Subjects>(opened).front());
  }

  /// Instead of the committed corpus one input alone: fewer sessions find what it is about.
  void use_corpus_of(const std::string& target, const std::string& input) {
    plan_.corpus = folder_ / "corpus";
    std::filesystem::create_directories(plan_.corpus / target);
    std::ofstream(plan_.corpus / target / "input", std::ios::binary) << input;
  }
  /// Empty frames with these first octets.
  static std::string frames(const std::vector<std::uint8_t>& firsts) {
    Script script;
    for (const std::uint8_t first : firsts) script.frames.push_back({.first = first});
    const Bytes octets = encode(script);
    return {octets.begin(), octets.end()};
  }

  static std::string signatures(const LiveResult& result) {
    std::string text;
    for (const LiveFinding& finding : result.findings) text += finding.signature + " (" + finding.story + ")\n";
    return text;
  }

  std::filesystem::path folder_;
  LivePlan plan_;
};

}  // namespace gauntlet::fuzz::testing
