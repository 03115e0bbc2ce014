#include "ws/steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ws/connection.h"
#include "ws/mutants.h"

// Over the codec's mutable twin, which counts in every build.
namespace ws {
namespace {

class WithFault {
 public:
  explicit WithFault(Fault fault) { active_mutant.fault = static_cast<int>(fault); }
  ~WithFault() { active_mutant = {}; }
  WithFault(const WithFault&) = delete;
  WithFault& operator=(const WithFault&) = delete;
};
constexpr Fault kNoFault = Fault::kCount;

void receive_octet_by_octet(Connection& connection, std::string octets) {
  Event event;
  for (char& octet : octets) {
    connection.receive({reinterpret_cast<std::uint8_t*>(&octet), 1}, Time{0});
    while (connection.next_event(event)) continue;
  }
}

/// Of a text of so many octets, masked with zeros.
std::uint64_t steps_of_text(std::uint16_t size) {
  Connection connection(Role::kServer, {});
  connection.start_open(Time{0});
  std::string frame{'\x81', '\xFE', static_cast<char>(size >> 8), static_cast<char>(size & 0xFF), 0, 0, 0, 0};
  frame.append(size, 'a');
  const std::uint64_t before = steps();
  receive_octet_by_octet(connection, frame);
  return steps() - before;
}

/// Of a request with a field of so many octets.
std::uint64_t steps_of_head(std::uint16_t size) {
  Connection connection(Role::kServer, {});
  connection.start(Time{0});
  const std::uint64_t before = steps();
  receive_octet_by_octet(connection, "GET / HTTP/1.1\r\nX: " + std::string(size, 'a') + "\r\n\r\n");
  return steps() - before;
}

struct Cost {
  Fault fault;
  std::uint64_t (*steps)(std::uint16_t size);
  bool linear;
};
constexpr Cost kCosts[]{{kNoFault, &steps_of_text, true},
                        {kNoFault, &steps_of_head, true},
                        {Fault::kTextReadAnew, &steps_of_text, false},
                        {Fault::kMessageCopiedAnew, &steps_of_text, false},
                        {Fault::kHeadReadAnew, &steps_of_head, false}};

TEST(Steps, EightTimesTheOctetsCostEightTimesAsMuchAndNotMore) {
  for (const Cost& cost : kCosts) {
    const WithFault fault(cost.fault);
    const std::uint64_t few = cost.steps(500), many = cost.steps(4000);
    EXPECT_GT(few, 500U);
    EXPECT_EQ(many < 10 * few, cost.linear) << static_cast<int>(cost.fault) << ": " << few << " and " << many;
  }
}

}  // namespace
}  // namespace ws
