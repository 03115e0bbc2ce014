#include "conformance/mutants/steps.h"

#include <gtest/gtest.h>

#include <string>

#include "conformance/mutants/mutants.h"
#include "ws/connection.h"

// Over the codec's mutable twin, which counts in every build.
namespace {

using namespace gauntlet;

class WithFault {
 public:
  /// An empty id: none.
  explicit WithFault(std::string_view id) {
    if (const auto mutant = find_mutant(false, id)) active_mutant = with(*mutant);
  }
  ~WithFault() { active_mutant = {}; }
  WithFault(const WithFault&) = delete;
  WithFault& operator=(const WithFault&) = delete;
};

void receive_octet_by_octet(ws::Connection& connection, std::string octets) {
  ws::Event event;
  for (char& octet : octets) {
    connection.receive({reinterpret_cast<std::uint8_t*>(&octet), 1}, ws::Time{0});
    while (connection.next_event(event)) continue;
  }
}

/// Of a text of so many octets, masked with zeros.
std::uint64_t steps_of_text(std::uint16_t size) {
  ws::Connection connection(ws::Role::kServer, {});
  connection.start_open(ws::Time{0});
  std::string frame{'\x81', '\xFE', static_cast<char>(size >> 8), static_cast<char>(size & 0xFF), 0, 0, 0, 0};
  frame.append(size, 'a');
  const std::uint64_t before = steps();
  receive_octet_by_octet(connection, frame);
  return steps() - before;
}

/// Of a request with a field of so many octets.
std::uint64_t steps_of_head(std::uint16_t size) {
  ws::Connection connection(ws::Role::kServer, {});
  connection.start(ws::Time{0});
  const std::uint64_t before = steps();
  receive_octet_by_octet(connection, "GET / HTTP/1.1\r\nX: " + std::string(size, 'a') + "\r\n\r\n");
  return steps() - before;
}

struct Cost {
  std::string_view fault;
  std::uint64_t (*steps)(std::uint16_t size);
  bool linear;
};
constexpr Cost kCosts[]{{"", &steps_of_text, true},
                        {"", &steps_of_head, true},
                        {"text-read-anew", &steps_of_text, false},
                        {"message-copied-anew", &steps_of_text, false},
                        {"head-read-anew", &steps_of_head, false}};

TEST(Steps, EightTimesTheOctetsCostEightTimesAsMuchAndNotMore) {
  for (const Cost& cost : kCosts) {
    const WithFault fault(cost.fault);
    const std::uint64_t few = cost.steps(500), many = cost.steps(4000);
    EXPECT_GT(few, 500U);
    EXPECT_EQ(many < 10 * few, cost.linear) << cost.fault << ": " << few << " and " << many;
  }
}

}  // namespace
