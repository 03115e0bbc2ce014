// What hostile servers do to the harness: nothing. Each case ends by its deadlines, memory stays bounded.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "conformance/subjects/server_subject.h"
#include "conformance/subjects/tests/cases.h"
#include "conformance/subjects/tests/hostile_server.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"
#include "conformance/wire/deflate.h"

namespace {

using namespace gauntlet;
using gauntlet::testing::tables;
using namespace std::chrono_literals;
using gauntlet::testing::HostileConnection;
using gauntlet::testing::HostileServer;

constexpr auto kLimit = 20s;  // for a handful of cases whose deadlines are below 2 s
// Octets that a run may add. AddressSanitizer keeps what is freed in quarantine, so there it says little.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kMemory = std::size_t{2} << 30;
#else
constexpr std::size_t kMemory = std::size_t{256} << 20;
#endif

// The peak of this process' memory, in octets.
std::size_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib << 10;
  }
  return 0;
}

struct Ran {
  std::map<std::string, RunResult> results;
  RunStatus status;
};

Ran run(const HostileServer& server, const std::string& ids, unsigned jobs = 8) {
  const auto selection = select_cases(tables(), ids);
  EXPECT_TRUE(selection.errors.empty());
  ServerTarget target;
  target.uri.host = "127.0.0.1";
  target.uri.port = server.port();
  target.uri.authority = "127.0.0.1";
  RunOptions options;
  options.jobs = jobs;
  options.timeout_scale = 0.2;
  Ran ran;
  ran.status = make_server_subject("hostile", target)->run(selection.cases, options, [&](RunResult result) {
    EXPECT_TRUE(ran.results.emplace(result.case_id, std::move(result)).second);
  });
  EXPECT_EQ(ran.results.size() + ran.status.not_run.size(), selection.cases.size()) << "no case is lost";
  return ran;
}

wire::Bytes frame(std::uint8_t opcode, bool fin, wire::Bytes payload) {
  wire::Frame made;
  made.opcode = opcode;
  made.fin = fin;
  made.payload = std::move(payload);
  return wire::encode(made);
}

void flood(HostileConnection& connection, const wire::Bytes& octets) {
  while (connection.send(octets)) {
  }
}

struct Fault {
  const char* name;
  void (*serve)(HostileConnection& connection, std::size_t number);
  const char* more = "";  ///< further cases
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

const Fault kFaults[] = {
    {"NeverAnswers", [](HostileConnection& c, std::size_t) { c.read_to_the_end(); }},
    {"ClosesAtOnce", [](HostileConnection&, std::size_t) {}},
    {"EndlessHead",
     [](HostileConnection& c, std::size_t) {
       c.send("HTTP/1.1 101 Switching Protocols\r\n");
       while (c.send("X-Field: 0123456789012345678901234567890123456789\r\n")) {
       }
     }},
    {"EndlessHeadLine",
     [](HostileConnection& c, std::size_t) {
       c.send("HTTP/1.1 101 ");
       flood(c, wire::Bytes(4096, 'a'));
     }},
    {"OneOctetAtATime",
     [](HostileConnection& c, std::size_t) {
       const std::string_view head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n";
       for (std::size_t i = 0; c.send(head.substr(i++ % head.size(), 1));) c.pause(100ms);
     }},
    {"OneFrameOctetAtATime",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       for (const wire::Bytes octets = frame(1, true, wire::Bytes(60000, 'x')); c.send(wire::View(octets).first(1));)
         c.pause(100ms);
     }},
    {"DeclaresEverything",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       c.send(wire::Bytes{0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF});
       flood(c, wire::Bytes(65536, 0));
     }},
    {"EndlessFragments",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       c.send(frame(2, false, wire::Bytes(1000, 1)));
       flood(c, frame(0, false, wire::Bytes(60000, 1)));
     }},
    {"EndlessEmptyFragments",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       c.send(frame(2, false, {}));
       wire::Bytes many;
       for (int i = 0; i < 10000; ++i) many.insert(many.end(), {0x00, 0x00});
       flood(c, many);
     }},
    {"PingFlood",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       wire::Bytes many;
       for (int i = 0; i < 500; ++i) {
         const auto ping = frame(9, true, wire::Bytes(125, 'p'));
         many.insert(many.end(), ping.begin(), ping.end());
       }
       flood(c, many);
     }},
    {"PongFlood",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       wire::Bytes many;
       for (int i = 0; i < 10000; ++i) many.insert(many.end(), {0x8A, 0x00});
       flood(c, many);
     }},
    {"DecompressionBomb",
     [](HostileConnection& c, std::size_t) {
       static const wire::Bytes bomb = wire::Compressor(15, false).message(wire::Bytes(32 << 20, 0));
       if (!c.open("permessage-deflate")) return;
       wire::Frame made;
       made.opcode = 2;
       made.rsv = 4;
       made.payload = bomb;
       flood(c, wire::encode(made));
     },
     ",12.1.1"},
    {"NeverCloses",
     [](HostileConnection& c, std::size_t) {
       if (c.open()) c.read_to_the_end();
     }},
    {"NeverReads",
     [](HostileConnection& c, std::size_t) {
       if (c.open()) c.pause(3s);
     }},
    {"CloseAndThenAFlood",
     [](HostileConnection& c, std::size_t) {
       if (!c.open()) return;
       c.send(frame(8, true, {0x03, 0xE8}));
       flood(c, frame(1, true, wire::Bytes(1000, 'x')));
     }},
    // Another step each time.
    {"ResetsAtEveryStep",
     [](HostileConnection& c, std::size_t number) {
       const auto step = number % 6;
       if (step > 0 && !c.read()) return;
       if (step == 2) c.send("HTTP/1.1 101 Swi");
       if (step >= 3) c.send("HTTP/1.1 101 Switching Protocols\r\n\r\n");
       if (step == 4) c.send(wire::Bytes{0x81, 0x05, 'a'});
       if (step == 5) c.send(frame(8, true, {0x03, 0xE8}));
       c.reset();
     }},
};

class LiveFaults : public ::testing::TestWithParam<Fault> {};

TEST_P(LiveFaults, EndByTheirDeadlinesInBoundedMemory) {
  // A message, a ping, fragments, a close; a message that does not fit into the buffers of a socket; and
  // what offers compression, which has a longer limit of its own.
  const auto before = peak_memory();
  const auto begin = std::chrono::steady_clock::now();
  HostileServer server(GetParam().serve);
  const auto ran = run(server, std::string("1.1.2,2.2,5.3,7.1.1,9.1.2") + GetParam().more);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kLimit);
  EXPECT_LT(peak_memory() - before, kMemory);
  EXPECT_EQ(ran.status.unreachable, "");
  for (const auto& [id, result] : ran.results) {
    const bool well = result.behaviour == Behaviour::kOk && result.close_behaviour == CloseBehaviour::kOk;
    EXPECT_FALSE(well) << id << ": " << result.result;
    EXPECT_LT(result.duration, kLimit) << id;
  }
}

INSTANTIATE_TEST_SUITE_P(AllOf, LiveFaults, ::testing::ValuesIn(kFaults),
                         [](const auto& test) { return std::string(test.param.name); });

// One connection in three misbehaves; the cases on the others are judged as if it did not.
TEST(LiveServer, HostileConnectionsDoNotHarmTheOthers) {
  HostileServer server([](HostileConnection& c, std::size_t number) {
    if (number % 3 != 0) return c.serve_well();
    if (c.open()) flood(c, frame(9, true, wire::Bytes(125, 'p')));
  });
  const auto ran = run(server, "1.1.1,1.1.2,1.1.3,1.2.1,1.2.2,1.2.3,5.3,5.4,5.5", 3);
  std::size_t well = 0;
  for (const auto& [id, result] : ran.results)
    well += result.behaviour == Behaviour::kOk && result.close_behaviour == CloseBehaviour::kOk ? 1U : 0U;
  EXPECT_GE(well, 6U) << "what was flooded is played again, and may do well then";
}

// A subject that stops half-way: what was played stays, the rest is reported as not run.
TEST(LiveServer, TheRestIsNotRunIfTheSubjectStops) {
  auto server = std::make_unique<HostileServer>([](HostileConnection& c, std::size_t) { c.serve_well(); });
  const auto selection = select_cases(tables(), "1.1");
  ServerTarget target;
  target.uri.host = "127.0.0.1";
  target.uri.port = server->port();
  RunOptions options;
  options.jobs = 1;
  std::size_t played = 0;
  const auto status = make_server_subject("stops", target)->run(selection.cases, options, [&](RunResult) {
    if (++played == 3) server.reset();
  });
  EXPECT_EQ(played, 3U);
  EXPECT_EQ(status.not_run.size(), selection.cases.size() - 3);
  EXPECT_NE(status.unreachable.find("can't be reached"), std::string::npos) << status.unreachable;
}

}  // namespace
