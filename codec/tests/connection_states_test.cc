// What each state takes and sends: every call and every input in every state, beside the table of codec/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connection_endpoint.h"
#include "ws/connection.h"
#include "ws/frame_parser.h"
#include "ws/frame_writer.h"

namespace {

using namespace std::chrono_literals;
using ws::Role;

Role other(Role role) { return role == Role::kServer ? Role::kClient : Role::kServer; }

/// A connection of which each step is told.
class Walker {
 public:
  explicit Walker(Role role) : connection_(role, with_heartbeat()) {}

  ws::Connection& operator*() { return connection_; }
  ws::Connection* operator->() { return &connection_; }

  std::string output() {
    std::string octets(ws::as_text(connection_.output()));
    connection_.consume_output(octets.size());
    return octets;
  }
  std::vector<std::string> events() {
    std::vector<std::string> events;
    ws::Event event;
    while (connection_.next_event(event)) events.push_back(name(event));
    return events;
  }
  void receive(std::string octets) {
    connection_.receive({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()}, 0ms);
    for (std::string& event : events()) seen_.push_back(std::move(event));
  }
  /// The peer's half of the opening handshake.
  void receive_head() {
    if (connection_.role() == Role::kServer) return receive(ws::testing::kRequest);
    const std::string key = request_.empty() ? "" : request_.substr(request_.find("Sec-WebSocket-Key: ") + 19, 24);
    receive("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
            ws::accept_value(key) + "\r\n\r\n");
  }
  /// Masked with zeros, so that in a head, too, all mean the same.
  void receive_frames(const std::function<void(ws::FrameWriter&)>& write) {
    ws::FrameWriter writer(other(connection_.role()),
                           {[](void*, ws::MutableOctets key) { std::ranges::fill(key, 0); }});
    write(writer);
    receive(std::string(ws::as_text(writer.output())));
  }
  void start() {
    connection_.start(0ms);
    request_ = output();
  }
  void pass_time() {
    if (const auto deadline = connection_.next_deadline()) connection_.advance(*deadline);
    for (std::string& event : events()) seen_.push_back(std::move(event));
  }

  /// The name of its state. To tell one of the two states of closing from the other the peer's ping is tried.
  std::string state() {
    switch (connection_.ready_state()) {
      case ws::ReadyState::kConnecting: return "connecting";
      case ws::ReadyState::kOpen: return "open";
      case ws::ReadyState::kClosed: return "closed";
      case ws::ReadyState::kClosing: break;
    }
    seen_.clear();
    receive_frames([](auto& w) { w.ping(); });
    return seen_.empty() ? "closes exchanged" : "close sent";
  }

  /// All that has happened since the last call.
  std::string told() {
    std::string told;
    const auto tell = [&told](const std::string& what) { told += (told.empty() ? "" : ", ") + what; };
    for (const std::string& event : std::exchange(seen_, {})) tell("*" + event + "*");
    for (const std::string& written : written_by(output())) tell(written);
    return told;
  }

 private:
  static ws::ConnectionOptions with_heartbeat() {
    ws::ConnectionOptions options;
    options.heartbeat.interval = 10'000ms;
    return options;
  }
  static std::string name(const ws::Event& event) {
    switch (event.type) {
      case ws::Event::Type::kOpen: return "open";
      case ws::Event::Type::kMessage: return "message";
      case ws::Event::Type::kPing: return "ping";
      case ws::Event::Type::kPong: return "pong";
      case ws::Event::Type::kClose: return "close";
      case ws::Event::Type::kFailed: return "failed";
      case ws::Event::Type::kClosed: return event.clean ? "closed, clean" : "closed";
    }
    return "?";
  }
  std::vector<std::string> written_by(std::string octets) {
    if (octets.starts_with("HTTP/1.1 101")) return {"writes 101"};
    if (octets.starts_with("HTTP/1.1 4")) return {"writes a refusal"};
    ws::ReceiverState state{.role = other(connection_.role())};
    std::vector<ws::FrameView> views(16);
    const auto batch = ws::parse_batch({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()}, state,
                                       ws::kMaxPayloadLength, views);
    EXPECT_EQ(batch.consumed, octets.size());
    std::vector<std::string> written;
    for (std::size_t i = 0; i < batch.frames; ++i) {
      written.push_back("writes " + std::string(ws::name(views[i].opcode)));
    }
    return written;
  }

  ws::Connection connection_;
  std::string request_;
  std::vector<std::string> seen_;
};

struct State {
  const char* name;
  std::function<void(Walker&)> reach;
};

const std::vector<State>& states() {
  static const std::vector<State> all{
      {"connecting", [](Walker& w) { w.start(); }},
      {"open", [](Walker& w) { w->start_open(0ms); }},
      {"close sent",
       [](Walker& w) {
         w->start_open(0ms);
         EXPECT_TRUE(w->close());
       }},
      {"closes exchanged",
       [](Walker& w) {
         w->start_open(0ms);
         w.receive_frames([](auto& writer) { writer.close(1000); });
       }},
      {"closed",
       [](Walker& w) {
         w->start_open(0ms);
         w->receive_eof(0ms);
       }},
  };
  return all;
}

/// `act` says false where a call is refused.
struct Action {
  const char* name;
  std::function<bool(Walker&)> act;
};

Action input(const char* name, std::function<void(ws::FrameWriter&)> write) {
  return {name, [write = std::move(write)](Walker& w) {
            w.receive_frames(write);
            return true;
          }};
}

const std::vector<Action>& actions() {
  static const std::vector<Action> all{
      {"`send`", [](Walker& w) { return w->send_text("text"); }},
      {"`send_fragment`", [](Walker& w) { return w->send_fragment(ws::MessageType::kText, {}, false); }},
      {"`ping`", [](Walker& w) { return w->ping(); }},
      {"`pong`", [](Walker& w) { return w->pong(); }},
      {"`close`", [](Walker& w) { return w->close(); }},
      {"the peer's head",
       [](Walker& w) {
         w.receive_head();
         return true;
       }},
      input("a text", [](auto& w) { w.text("text"); }),
      input("a ping", [](auto& w) { w.ping(); }),
      input("a pong", [](auto& w) { w.pong(); }),
      input("a Close", [](auto& w) { w.close(1001); }),
      input("a frame that breaks a rule", [](auto& w) { w.frame(ws::Opcode::kText, {}, true, ws::kRsv2); }),
      {"the transport's end",
       [](Walker& w) {
         w->receive_eof(0ms);
         w.receive("");
         return true;
       }},
      {"the next deadline",
       [](Walker& w) {
         w.pass_time();
         return true;
       }},
      {"the one after it",
       [](Walker& w) {
         w.pass_time();
         (void)w.told();
         w.pass_time();
         return true;
       }},
  };
  return all;
}

/// What `action` does in `state`, for one role; nothing if the role does not come there.
std::optional<std::string> outcome(Role role, const State& state, const Action& action) {
  Walker walker(role);
  state.reach(walker);
  if (Walker same(role); state.reach(same), same.state() != state.name) return std::nullopt;
  (void)walker.events();
  (void)walker.told();
  const bool accepted = action.act(walker);
  std::string told = walker.told();
  if (!accepted) {
    EXPECT_EQ(told, "") << "what is refused does nothing";
    told = "refused";
  }
  const std::string after = walker.state();
  if (after != state.name && after != "open" && after != "closed") told += " → " + after;  // else an event says so
  return told.empty() ? "–" : told;
}

std::string cell(const State& state, const Action& action) {
  const auto server = outcome(Role::kServer, state, action), client = outcome(Role::kClient, state, action);
  if (!server || !client || *server == *client) return (server ? server : client).value_or("never");
  return "server: " + *server + "; client: " + *client;
}

std::string walked_table() {
  std::string table = "| |";
  for (const State& state : states()) table += " " + std::string(state.name) + " |";
  table += "\n|---|";
  for (std::size_t i = 0; i < states().size(); ++i) table += "---|";
  for (const Action& action : actions()) {
    table += "\n| " + std::string(action.name) + " |";
    for (const State& state : states()) table += " " + cell(state, action) + " |";
  }
  return table + "\n";
}

TEST(ConnectionStates, AreWhatTheReadmeSays) {
  std::ifstream file(WS_SOURCE_DIR "/codec/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  const std::string table = walked_table();
  EXPECT_NE(readme.find("\n" + table + "\n"), std::string::npos) << "codec/README.md should have:\n" << table;
}

}  // namespace
