// The target for linked codecs: it lets a correct endpoint be, and finds each of these faults.
#include <gtest/gtest.h>

#include <string>

#include "fuzz/linked/echo_trace.h"
#include "fuzz/support/script.h"
#include "ws/connection.h"
#include "wsgauntlet/subject.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace gauntlet::fuzz;

enum class Fault {
  kNone,
  kEchoMissing,
  kEchoChanged,
  kEchoDoubled,
  kPongMissing,
  kPongAfterRefusal,
  kClosesForNothing,
  kNeverCloses,
  kGoesOnAfterClose,
  kCutsItsFrame
};
Fault fault = Fault::kNone;

/// The embedded codec with a fault of the adapter's.
class Faulty final : public wsgauntlet::Connection {
 public:
  explicit Faulty(wsgauntlet::Role role)
      : connection_(role == wsgauntlet::Role::kServer ? ws::Role::kServer : ws::Role::kClient, {}) {}

  void start() override {
    connection_.start(ws::Time{0});
    hand_on();
  }
  void receive(std::uint8_t* octets, std::size_t size) override {
    if (fault == Fault::kNeverCloses && refused_) return;
    connection_.receive({octets, size}, ws::Time{0});
    ws::Event event;
    while (connection_.next_event(event)) on(event);
    hand_on();
  }

 private:
  void on(const ws::Event& event) {
    if (event.type == ws::Event::Type::kFailed || event.type == ws::Event::Type::kClose) refused_ = true;
    if (event.type == ws::Event::Type::kPing && fault == Fault::kClosesForNothing) connection_.close(1000);
    if (event.type != ws::Event::Type::kMessage || fault == Fault::kEchoMissing) return;
    std::string payload(event.payload.begin(), event.payload.end());
    if (fault == Fault::kEchoChanged) payload += "!";
    connection_.send(event.message_type, ws::as_octets(payload));
    if (fault == Fault::kEchoDoubled) connection_.send(event.message_type, ws::as_octets(payload));
  }

  void hand_on() {
    const auto output = connection_.output();
    std::string octets(output.begin(), output.end());
    connection_.consume_output(output.size());
    const bool pong = !octets.empty() && static_cast<unsigned char>(octets[0]) == 0x8A;
    if (fault == Fault::kPongMissing && pong) return;
    if (fault == Fault::kNeverCloses && refused_) return;
    if (fault == Fault::kCutsItsFrame && octets.size() > 2 && static_cast<unsigned char>(octets[0]) < 0x8A &&
        octets[0] != 'H')
      octets.pop_back();
    send(octets.data(), octets.size());
    if (!refused_) return;
    if (fault == Fault::kPongAfterRefusal) send("\x8A\x04last", 6);
    if (fault == Fault::kGoesOnAfterClose) send("\x81\x00", 2);
    if (connection_.wants_drop()) drop();
  }

  ws::Connection connection_;
  bool refused_ = false;
};

const wsgauntlet::Subject subject("faulty", wsgauntlet::make<Faulty>);

ScriptFrame frame(std::uint8_t first, const std::string& payload) {
  ScriptFrame made;
  made.first = first;
  made.payload = {reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()};
  made.size = static_cast<std::uint32_t>(payload.size());
  return made;
}

const std::string kHello = "Hello", kCloseBody("\x03\xE8", 2), kInvalid = "\xFF";

void play(std::vector<ScriptFrame> frames) {
  Script script;
  script.frames = std::move(frames);
  auto input = encode(script);
  LLVMFuzzerTestOneInput(input.data(), input.size());
}
void play_message() { play({frame(0x81, kHello), frame(0x82, kHello)}); }
void play_close() { play({frame(0x88, kCloseBody)}); }
void play_violation() { play({frame(0x83, kHello)}); }

TEST(SubjectTarget, ACorrectEndpointPasses) {
  fault = Fault::kNone;
  play({});
  play_message();
  play_close();
  play_violation();
  play({frame(0x81, kInvalid)});
  play({frame(0x01, kHello), frame(0x89, kHello), frame(0x80, kHello)});
}

TEST(SubjectTarget, EachFaultIsFound) {
  const struct {
    Fault fault;
    void (*play)();
    const char* finding;
  } rows[] = {{Fault::kEchoMissing, play_message, "echo missing"},
              {Fault::kEchoChanged, play_message, "echo other-message"},
              {Fault::kEchoDoubled, play_message, "echo of-nothing"},
              {Fault::kPongMissing, [] { play({}); }, "pong missing"},
              {Fault::kPongAfterRefusal, play_violation, "wire frame-after-close"},
              {Fault::kClosesForNothing, [] { play({}); }, "without-a-reason"},
              {Fault::kNeverCloses, play_close, "close unanswered"},
              {Fault::kGoesOnAfterClose, play_close, "wire frame-after-close"},
              {Fault::kCutsItsFrame, play_message, "wire"}};
  testing::FLAGS_gtest_death_test_style = "fast";
  for (const auto& row : rows) {
    fault = row.fault;
    EXPECT_DEATH(row.play(), std::string("wsgauntlet-finding: .*") + row.finding) << row.finding;
  }
  fault = Fault::kNone;
}

TEST(EchoTrace, ReadsWhatAnEndpointSent) {
  EchoTrace trace(false);
  const std::string sent =
      std::string("\x01\x01") + "a" + "\x8A\x01" + "p" + "\x80\x01" + "b" + std::string("\x88\x02\x03\xE9", 4);
  trace.feed({reinterpret_cast<const std::uint8_t*>(sent.data()), sent.size()});
  ASSERT_EQ(trace.messages.size(), 1U);
  EXPECT_EQ(trace.messages[0].payload, (gauntlet::wire::Bytes{'a', 'b'}));
  EXPECT_EQ(trace.pongs.size(), 1U);
  EXPECT_EQ(trace.code, 1001);
  EXPECT_EQ(trace.complaint, "");
  trace.feed({reinterpret_cast<const std::uint8_t*>(sent.data()), 3});
  EXPECT_EQ(trace.complaint, "frame-after-close");
}

TEST(EchoTrace, ComplainsOfWhatNobodyMaySend) {
  const std::pair<std::string, std::string> rows[] = {{std::string("\x81\x80\0\0\0\0", 6), "mask-forbidden"},
                                                      {"\x81\x01\xFF", "invalid-utf8"},
                                                      {std::string("\x88\x01\x03", 3), "close-body-one-octet"},
                                                      {std::string("\x88\x02\x03\xED", 4), "close-code-invalid"}};
  for (const auto& [octets, complaint] : rows) {
    EchoTrace trace(false);
    trace.feed({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    EXPECT_EQ(trace.complaint, complaint);
  }
}

}  // namespace
