#include "fuzz/live/client_subject.h"

#include <gtest/gtest.h>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <atomic>
#include <thread>

#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"
#include "fuzz/live/tests/live_fixture.h"

// Clients as subjects: those that are started, and those that come by themselves.

namespace gauntlet::fuzz {
namespace {

using asio::ip::tcp;

/// A client in a thread of its own that connects `times` times and does what `talk` does.
class Visitor {
 public:
  using Talk = void (*)(tcp::socket&);
  Visitor(std::uint16_t port, int times, Talk talk)
      : thread_([=] {
          asio::io_context context;
          for (int i = 0; i < times; ++i) {
            tcp::socket socket(context);
            std::error_code error;
            socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port), error);
            if (error) return;
            talk(socket);
          }
        }) {}
  ~Visitor() { thread_.join(); }

 private:
  std::thread thread_;
};

void echo_well(tcp::socket& socket) {
  const auto endpoint = make_codec_endpoint({.role = SubjectRole::kClient, .test = nullptr});
  std::vector<std::uint8_t> buffer(65536);
  std::error_code error;
  endpoint->start({});
  for (;;) {
    while (!error && !endpoint->output().empty()) {
      const auto size = endpoint->output().size();
      asio::write(socket, asio::buffer(endpoint->output().data(), size), error);
      endpoint->consume_output(size);
    }
    if (error || endpoint->wants_drop()) return;
    const auto size = socket.read_some(asio::buffer(buffer), error);
    if (!error) endpoint->receive(std::span(buffer).first(size), {});
  }
}

void say_nothing(tcp::socket& socket) {
  std::error_code ignored;
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

void speak_http(tcp::socket& socket) {
  std::error_code error;
  asio::write(socket, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")), error);
  std::vector<std::uint8_t> buffer(4096);
  while (!error) socket.read_some(asio::buffer(buffer), error);
}

class LiveClients : public testing::LiveTest {
 protected:
  LiveResult fuzz_visitor(int times, Visitor::Talk talk) {
    ClientPlan plan;
    plan.patience = std::chrono::milliseconds(500);
    auto clients = make_client_subject(std::move(plan));
    EXPECT_EQ(clients->listen(), "");
    const Visitor visitor(clients->port(), times, talk);
    auto result = fuzz_live(*clients, plan_);
    clients.reset();  // who waits for an answer is let go
    return result;
  }
};

TEST_F(LiveClients, OneThatLoopsReactsAsTheModelSays) {
  plan_.runs = 200;
  const auto result = fuzz_live(*client(program("client", "well")), plan_);
  EXPECT_EQ(signatures(result), "");
  EXPECT_EQ(result.unreachable, "");
  EXPECT_GT(result.sessions, 50U);
}

TEST_F(LiveClients, OneThatEndsAfterEachConnectionIsStartedAgain) {
  plan_.runs = 60;
  const auto result = fuzz_live(*client(program("client", "once")), plan_);
  EXPECT_EQ(signatures(result), "");
  EXPECT_GT(result.sessions, 15U);
}

TEST_F(LiveClients, ADeathIsTheFindingOfItsSession) {
  use_corpus_of("receiver", frames({0x81, 0xC1}));
  plan_.runs = 32;
  const auto result = fuzz_live(*client(program("client", "rsv")), plan_);
  ASSERT_FALSE(result.findings.empty());
  const LiveFinding& finding = result.findings.front();
  EXPECT_EQ(finding.severity, Severity::kCritical) << finding.signature;
  EXPECT_NE(finding.signature.find("signal 6"), std::string::npos) << finding.signature;
  EXPECT_EQ(finding.reproduced, 3);
  EXPECT_TRUE(std::filesystem::exists(finding.case_table));
}

TEST_F(LiveClients, ACommandThatNeverConnectsIsUnreachable) {
  plan_.runs = 10;
  const auto result = fuzz_live(*client("exit 7 # {url}"), plan_);
  EXPECT_NE(result.unreachable.find("exit code 7"), std::string::npos) << result.unreachable;
}

TEST_F(LiveClients, VisitorsArePlayedUntilTheyStayAway) {
  plan_.runs = 1000;
  const auto result = fuzz_visitor(40, echo_well);
  EXPECT_EQ(signatures(result), "");
  EXPECT_EQ(result.sessions, 40U);
  EXPECT_EQ(result.ended, "no client connects any more");
  EXPECT_EQ(result.unreachable, "");
}

TEST_F(LiveClients, WhoNeverComesIsUnreachable) {
  plan_.runs = 10;
  EXPECT_EQ(fuzz_visitor(0, echo_well).unreachable, "no client has come");
  EXPECT_NE(fuzz_visitor(5, say_nothing).unreachable, "") << "a connection without a request is no session";
}

TEST_F(LiveClients, WhoAsksForNoWebSocketIsAFinding) {
  plan_.runs = 10;
  const auto result = fuzz_visitor(20, speak_http);
  EXPECT_EQ(signatures(result).find("live asked for no WebSocket"), 0U) << signatures(result);
  EXPECT_EQ(result.findings.size(), 1U) << signatures(result);
}

}  // namespace
}  // namespace gauntlet::fuzz
