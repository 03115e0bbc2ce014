#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// C++17: one of the rivals is no C++20.
namespace gauntlet::fuzz {

/// What an endpoint, as a server behind its opening handshake, makes of the octets of a client.
struct RivalReading {
  std::vector<std::string> messages;  ///< whole ones, each with 't' or 'b' in front of its payload
  bool closed = false;                ///< it ended the connection
  unsigned code = 0;                  ///< of its Close; 0: it sent none, 1005: without a code
};

/// What all of them are told: no message is longer.
inline constexpr std::size_t kMostRivalMessage = 1U << 20;

using ReadWithRival = RivalReading (*)(const std::uint8_t* octets, std::size_t size);
struct Rival {
  const char* name;
  ReadWithRival read;
};
/// Those that this build found installed.
[[nodiscard]] const std::vector<Rival>& rivals();

RivalReading read_with_wslay(const std::uint8_t* octets, std::size_t size);
RivalReading read_with_beast(const std::uint8_t* octets, std::size_t size);
RivalReading read_with_websocketpp(const std::uint8_t* octets, std::size_t size);

/// Takes the first Close frame in what a server sent; true if there is one.
bool find_close(const std::uint8_t* output, std::size_t size, RivalReading& reading);

}  // namespace gauntlet::fuzz
