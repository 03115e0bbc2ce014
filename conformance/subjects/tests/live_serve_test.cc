// The case server, as live clients see it: Autobahn's URL protocol over real sockets.
#include <gtest/gtest.h>

#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "conformance/subjects/case_server.h"
#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"
#include "conformance/subjects/tests/cases.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"
#include "conformance/wire/frame_reader.h"

namespace {

using namespace gauntlet;
using asio::ip::tcp;
using gauntlet::testing::tables;

// A server in a thread of its own, with what it told.
class Served {
 public:
  explicit Served(const std::string& ids = "1.1.1,1.1.2,2.2,7.1.1", CaseServer::Events events = {}) {
    cases_ = select_cases(tables(), ids).cases;
    if (!events.ended) {
      events.ended = [this](RunResult result) {
        const std::lock_guard lock(mutex_);
        results_[{result.agent, result.case_id}] = std::move(result);
      };
    }
    if (!events.stop) {
      events.stop = [this] {
        stopped_by_client_ = true;
        server_->stop();
      };
    }
    CaseServerOptions options;
    options.run.timeout_scale = 0.3;
    server_ = std::make_shared<CaseServer>(context_, cases_, std::move(options), std::move(events));
    EXPECT_EQ(server_->listen(), "");
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Served() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(context_, [this] { server_->stop(); });
    thread_.join();
  }
  // Until the server has nothing left to do.
  void join() { thread_.join(); }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::map<std::pair<std::string, std::string>, RunResult> results() {
    const std::lock_guard lock(mutex_);
    return results_;
  }
  [[nodiscard]] bool stopped_by_client() const { return stopped_by_client_; }

 private:
  asio::io_context context_{1};
  std::vector<const Case*> cases_;
  std::shared_ptr<CaseServer> server_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, RunResult> results_;
  bool stopped_by_client_ = false;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(context_) { socket_.connect({asio::ip::address_v4::loopback(), port}); }

  void send(std::string_view octets) { asio::write(socket_, asio::buffer(octets)); }
  void request(const std::string& target) {
    send("GET " + target +
         " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
         "dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Version: 13\r\n\r\n");
  }
  void send_close() { send(std::string_view("\x88\x80\0\0\0\0", 6)); }
  // All that comes until the server ends it.
  std::string rest() {
    std::string all;
    std::error_code error;
    asio::read(socket_, asio::dynamic_buffer(all), error);
    return all;
  }
  void close() { socket_.close(); }

 private:
  asio::io_context context_;
  tcp::socket socket_;
};

struct Answer {
  int status = 0;
  std::string text;     // of a text message, or of an HTTP body
  bool closed = false;  // a Close frame came, and nothing after it
};

Answer read_answer(const std::string& octets) {
  Answer answer;
  wire::HeadCollector collector;
  const auto head = collector.feed(wire::View(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()));
  if (!head) return answer;
  answer.status = head->status();
  const auto& rest = collector.rest();
  if (answer.status != 101) {
    answer.text.assign(rest.begin(), rest.end());
    return answer;
  }
  wire::FrameReader reader({.expect_masked = false, .rsv1_negotiated = false});
  reader.feed(rest);
  while (const auto item = reader.next()) {
    if (const auto* piece = std::get_if<wire::PayloadPiece>(&*item))
      answer.text.append(piece->octets.begin(), piece->octets.end());
    if (const auto* end = std::get_if<wire::FrameEnd>(&*item)) answer.closed = end->opcode == 8;
  }
  return answer;
}

Answer ask(std::uint16_t port, const std::string& target) {
  Client client(port);
  client.request(target);
  client.send_close();
  return read_answer(client.rest());
}

// The codec as a client, with another request target: echoes until the server ends it.
void echo(std::uint16_t port, const std::string& target) {
  asio::io_context context;
  tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  const auto endpoint = make_codec_endpoint({.role = SubjectRole::kClient, .test = nullptr});
  endpoint->start({});
  std::string head(endpoint->output().begin(), endpoint->output().end());
  endpoint->consume_output(head.size());
  head.replace(head.find("GET / "), 6, "GET " + target + " ");
  asio::write(socket, asio::buffer(head));
  std::vector<std::uint8_t> buffer(65536);
  std::error_code error;
  for (;;) {
    const auto size = socket.read_some(asio::buffer(buffer), error);
    if (error) return;
    endpoint->receive(std::span(buffer).first(size), {});
    while (!endpoint->output().empty()) {
      const auto octets = endpoint->output().size();
      asio::write(socket, asio::buffer(endpoint->output().data(), octets), error);
      endpoint->consume_output(octets);
    }
  }
}

TEST(LiveServe, TellsTheNumberOfCases) {
  Served served;
  const auto answer = ask(served.port(), "/getCaseCount");
  EXPECT_EQ(answer.status, 101);
  EXPECT_EQ(answer.text, "4");
  EXPECT_TRUE(answer.closed);
}

TEST(LiveServe, TellsWhatACaseIs) {
  Served served;
  const auto answer = ask(served.port(), "/getCaseInfo?case=2");
  const auto info = nlohmann::json::parse(answer.text);
  EXPECT_EQ(info.at("id"), "1.1.2");
  EXPECT_FALSE(info.at("description").get<std::string>().empty());
  EXPECT_EQ(info.size(), 2U);
  EXPECT_TRUE(answer.text.starts_with("{\"id\": \"1.1.2\", \"description\": \"")) << answer.text;
}

TEST(LiveServe, RunsCasesAndTellsTheirStatus) {
  Served served;
  for (int i = 1; i <= 4; ++i) echo(served.port(), "/runCase?case=" + std::to_string(i) + "&agent=codec");
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(ask(served.port(), "/getCaseStatus?case=" + std::to_string(i) + "&agent=codec").text,
              R"({"behavior": "OK"})");
  }
  served.stop();
  const auto results = served.results();
  ASSERT_EQ(results.size(), 4U);
  for (const auto& [key, result] : results) {
    EXPECT_EQ(result.behaviour, Behaviour::kOk) << key.second;
    EXPECT_EQ(result.close_behaviour, CloseBehaviour::kOk) << key.second;
    EXPECT_EQ(result.role, SubjectRole::kClient);
  }
}

TEST(LiveServe, CasesCanBeNamed) {
  Served served;
  echo(served.port(), "/runCase?casetuple=2.2&agent=by%20name");
  EXPECT_EQ(ask(served.port(), "/getCaseStatus?casetuple=2.2&agent=by+name").text, R"({"behavior": "OK"})");
}

TEST(LiveServe, TheStatusIsWaitedFor) {
  Served served;
  Client early(served.port());
  early.request("/getCaseStatus?case=1&agent=late");
  EXPECT_EQ(ask(served.port(), "/getCaseCount").text, "4");  // so the first request is being served
  echo(served.port(), "/runCase?case=1&agent=late");
  early.send_close();
  EXPECT_EQ(read_answer(early.rest()).text, R"({"behavior": "OK"})");
}

TEST(LiveServe, ReportsAreWrittenBeforeTheAnswer) {
  std::atomic<int> written{0};
  CaseServer::Events events;
  events.update_reports = [&](const std::function<void()>& done) {
    ++written;
    done();
  };
  Served served("1.1.1", std::move(events));
  const auto answer = ask(served.port(), "/updateReports?agent=A");
  EXPECT_EQ(written, 1);
  EXPECT_EQ(answer.text, "");
  EXPECT_TRUE(answer.closed);
}

TEST(LiveServe, ClientsCanStopIt) {
  for (const auto* target : {"/stopServer", "/updateReports?agent=A&shutdownOnComplete=true"}) {
    Served served;
    EXPECT_TRUE(ask(served.port(), target).closed) << target;
    served.join();
    EXPECT_TRUE(served.stopped_by_client()) << target;
  }
}

TEST(LiveServe, RefusesWhatItDoesNotKnow) {
  Served served;
  EXPECT_EQ(ask(served.port(), "/runCase?case=99&agent=A").status, 500);
  EXPECT_EQ(ask(served.port(), "/runCase?case=1").status, 500);
  const auto answer = ask(served.port(), "/chat");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.text.find("/getCaseCount"), std::string::npos) << answer.text;
  Client plain(served.port());
  plain.send("GET /getCaseCount HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(read_answer(plain.rest()).status, 426);
}

TEST(LiveServe, ManyClientsAndCasesAtOnce) {
  Served served("1.1,1.2,5.3,5.4,5.5");
  std::vector<std::future<void>> clients;
  for (int client = 0; client < 4; ++client) {
    clients.push_back(std::async(std::launch::async, [port = served.port(), client] {
      for (int i = 1; i <= 19; ++i)
        echo(port, "/runCase?case=" + std::to_string(i) + "&agent=client" + std::to_string(client));
    }));
  }
  for (auto& client : clients) client.get();
  EXPECT_EQ(ask(served.port(), "/getCaseStatus?case=19&agent=client3").text, R"({"behavior": "OK"})");
  served.stop();
  EXPECT_EQ(served.results().size(), 4U * 19U);
}

// Clients that go away, say nothing, or too much.
TEST(LiveServe, SurvivesHostileClients) {
  Served served("1.1.1,9.1.6");
  { Client gone(served.port()); }
  {
    Client half(served.port());
    half.send("GET /getCaseCount HT");
  }
  {
    Client endless(served.port());
    std::error_code ignored;
    const std::string line = "X: " + std::string(1000, 'x') + "\r\n";
    endless.send("GET / HTTP/1.1\r\n");
    for (int i = 0; i < 60; ++i) endless.send(line);
  }
  {
    Client no_head(served.port());
    no_head.send(std::string(60000, '\0'));
  }
  {
    Client mid_case(served.port());
    mid_case.request("/runCase?casetuple=9.1.6&agent=A");
  }
  {
    Client waits(served.port());
    waits.request("/getCaseStatus?case=1&agent=nobody");
  }
  EXPECT_EQ(ask(served.port(), "/getCaseCount").text, "2");
  EXPECT_EQ(ask(served.port(), "/getCaseStatus?casetuple=9.1.6&agent=A").text, R"({"behavior": "FAILED"})");
}

}  // namespace
