// Adapters that misbehave, played as the harness plays every linked codec.
#include "conformance/subjects/linked_endpoint.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <stdexcept>

#include "conformance/runs/expected_results.h"
#include "conformance/subjects/subject.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;
using wsgauntlet::Connection;
using wsgauntlet::Opening;
using wsgauntlet::Role;
using wsgauntlet::Roles;

/// Takes everything and says nothing.
class Silent : public Connection {
 public:
  explicit Silent(Role) {}
  void receive(std::uint8_t*, std::size_t) override {}
};
class Throws : public Silent {
 public:
  using Silent::Silent;
  void receive(std::uint8_t*, std::size_t) override { throw std::runtime_error("no more"); }
};
/// Sends a Close frame ten seconds after it was opened, and ends the transport.
class ClosesLater : public Silent {
 public:
  using Silent::Silent;
  void start() override { begun_ = now(); }
  [[nodiscard]] std::optional<Milliseconds> next_deadline() const override { return begun_ + std::chrono::seconds(10); }
  void time_passed() override {
    send("\x88\x02\x03\xE8", 4);
    drop();
  }

 private:
  Milliseconds begun_{0};
};
std::unique_ptr<Connection> make_none(Role) { throw std::runtime_error("no memory"); }

const wsgauntlet::Subject silent("silent", wsgauntlet::make<Silent>, Opening::kByHarness, Roles::kServerOnly);
const wsgauntlet::Subject throws("throws", wsgauntlet::make<Throws>, Opening::kByHarness);
const wsgauntlet::Subject stillborn("stillborn", make_none);
const wsgauntlet::Subject later("later", wsgauntlet::make<ClosesLater>, Opening::kByHarness);

std::map<std::string, RunResult> play(const std::string& uri, const std::string& cases) {
  static const auto loaded = load_tables(std::filesystem::path(WS_SOURCE_DIR) / "conformance" / "cases");
  const auto selection = select_cases(loaded.tables, cases);
  auto opened = open_subject(uri, "", "");
  std::map<std::string, RunResult> results;
  if (auto* subjects = std::get_if<Subjects>(&opened)) {
    for (const auto& subject : *subjects) {
      subject->run(selection.cases, {}, [&](RunResult result) { results[result.case_id] = std::move(result); });
    }
  }
  return results;
}

TEST(LinkedEndpoint, WhatIsNotAnsweredFails) {
  const auto results = play("lib:silent", "1.1.1,2.2");
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results.at("1.1.1").behaviour, Behaviour::kFailed);
  EXPECT_TRUE(results.at("1.1.1").opened);
  EXPECT_FALSE(results.at("1.1.1").death);
}

TEST(LinkedEndpoint, AnExceptionIsADeathOfTheSubject) {
  for (const auto& [name, what] :
       {std::pair<std::string, std::string>{"throws", "exception: no more"}, {"stillborn", "exception: no memory"}}) {
    const auto results = play("lib:" + name + "?role=server", "1.1.2");
    ASSERT_TRUE(results.at("1.1.2").death) << name;
    EXPECT_EQ(results.at("1.1.2").death->what, what);
    EXPECT_TRUE(fails(results.at("1.1.2"), FailOn::kFailed)) << name;
  }
}

TEST(LinkedEndpoint, TimersRunOnTheVirtualClock) {
  // 1.1.2 waits for an echo; its own limit ends the run before the subject's ten seconds do, unless scaled.
  const auto* codec = find_linked_codec("later");
  ASSERT_NE(codec, nullptr);
  const auto endpoint = make_linked_endpoint(*codec, {.role = SubjectRole::kClient, .test = nullptr});
  using std::chrono::milliseconds;
  endpoint->start(milliseconds(0));
  const std::string request(endpoint->output().begin(), endpoint->output().end());
  endpoint->consume_output(request.size());
  const auto key = request.substr(request.find("Key: ") + 5, 24);
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      wire::accept_value(key) + "\r\n\r\n";
  endpoint->receive({reinterpret_cast<std::uint8_t*>(answer.data()), answer.size()}, milliseconds(5));
  ASSERT_EQ(endpoint->next_deadline(), milliseconds(10005));
  endpoint->advance(milliseconds(10004));
  EXPECT_FALSE(endpoint->wants_drop());
  endpoint->advance(milliseconds(10005));
  EXPECT_TRUE(endpoint->wants_drop());
  EXPECT_EQ(endpoint->output().size(), 4U);
}

TEST(LinkedEndpoint, CasesAboutTheOpeningAreUnimplementedOfFramesOnly) {
  // 12.1.1 needs compression, all of 20 is about the opening handshake.
  const auto results = play("lib:silent", "12.1.1,20.1");
  ASSERT_GT(results.size(), 2U);
  for (const auto& [id, result] : results) EXPECT_EQ(result.behaviour, Behaviour::kUnimplemented) << id;
}

TEST(LinkedEndpoint, UrisAreChecked) {
  for (const auto* uri : {"lib:none", "lib:throws?role=proxy", "lib:throws?x=y", "lib:silent?role=client", "lib:"}) {
    EXPECT_TRUE(std::holds_alternative<std::string>(open_subject(uri, "", ""))) << uri;
  }
  const auto both = open_subject("lib:throws", "", "");
  EXPECT_EQ(std::get<Subjects>(both).size(), 2U);
  const auto renamed = open_subject("lib:silent", "quiet", "");
  EXPECT_EQ(std::get<Subjects>(renamed).front()->agent(), "quiet-server");
}

}  // namespace
