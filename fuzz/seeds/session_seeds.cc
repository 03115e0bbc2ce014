#include "fuzz/seeds/session_seeds.h"

#include <array>
#include <string_view>

#include "fuzz/support/session_script.h"

namespace gauntlet::fuzz {
namespace {

using What = SessionStep::What;

/// Writes a session as decode() reads it.
class Writer {
 public:
  explicit Writer(bool heartbeat = false, bool small_limits = false)
      : octets_{static_cast<std::uint8_t>((heartbeat ? 1 : 0) | (small_limits ? 2 : 0))} {}

  Writer& step(What what, bool at_client, std::string_view payload) {
    octets_.push_back(head(what, at_client));
    octets_.push_back(static_cast<std::uint8_t>(payload.size()));
    octets_.insert(octets_.end(), payload.begin(), payload.end());
    return *this;
  }
  Writer& number(What what, bool at_client, std::uint8_t number) {
    octets_.push_back(head(what, at_client));
    octets_.push_back(number);
    return *this;
  }
  Writer& long_message(What what, bool at_client, std::size_t size) {
    const bool twice = size > 0xFFFF;
    const std::size_t half = twice ? size / 2 : size;
    octets_.push_back(static_cast<std::uint8_t>(head(what, at_client) | 0x20 | (twice ? 0x40 : 0)));
    octets_.push_back(static_cast<std::uint8_t>(half));
    octets_.push_back(static_cast<std::uint8_t>(half >> 8));
    return *this;
  }
  Writer& end(bool at_client) {
    octets_.push_back(head(What::kEnd, at_client));
    return *this;
  }
  /// All that is on its way, in both directions.
  Writer& deliver() { return number(What::kDeliver, true, 255).number(What::kDeliver, false, 255); }
  [[nodiscard]] wire::Bytes octets() const { return octets_; }

 private:
  static std::uint8_t head(What what, bool at_client) {
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(what) | (at_client ? 0x10 : 0));
  }
  wire::Bytes octets_;
};

std::string close_body(unsigned code, std::string_view reason) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + std::string(reason);
}

void add_messages(std::vector<wire::Bytes>& seeds, bool at_client) {
  for (const std::size_t size : {0U, 1U, 99U, 100U, 125U, 126U, 127U, 65535U, 65536U})
    seeds.push_back(Writer().long_message(What::kText, at_client, size).deliver().octets());
  for (const std::size_t size : {0U, 125U, 126U})
    seeds.push_back(Writer().long_message(What::kPing, at_client, size).deliver().octets());
  seeds.push_back(Writer()
                      .step(What::kFragment, at_client, "one")
                      .step(What::kText, at_client, "no")
                      .step(What::kPing, at_client, "p")
                      .step(What::kFragment, at_client, "")
                      .step(What::kLast, at_client, "two")
                      .step(What::kBinary, at_client, "three")
                      .deliver()
                      .octets());
  seeds.push_back(
      Writer().step(What::kText, at_client, "abc").number(What::kDeliver, !at_client, 3).deliver().octets());
  seeds.push_back(Writer(false, true).long_message(What::kBinary, at_client, 201).deliver().octets());
}

void add_closings(std::vector<wire::Bytes>& seeds, bool at_client) {
  constexpr std::array kCodes{0U,    999U,  1000U, 1001U, 1003U, 1004U, 1005U, 1006U, 1007U, 1009U, 1010U, 1011U,
                              1012U, 1014U, 1015U, 1016U, 2000U, 2999U, 3000U, 4000U, 4999U, 5000U, 65535U};
  for (const unsigned code : kCodes) {
    seeds.push_back(Writer()
                        .step(What::kClose, at_client, close_body(code, "bye"))
                        .step(What::kText, at_client, "late")
                        .deliver()
                        .step(What::kPing, !at_client, "late")
                        .deliver()
                        .number(What::kTime, false, 60)
                        .octets());
    // The other end's Close, as somebody else's frame.
    seeds.push_back(Writer().step(What::kFrame, at_client, "\x88" + close_body(code, "")).deliver().octets());
  }
  seeds.push_back(Writer().step(What::kClose, at_client, "").deliver().end(true).octets());
  seeds.push_back(Writer().step(What::kClose, at_client, close_body(1000, std::string(124, 'x'))).octets());
  seeds.push_back(Writer().step(What::kClose, at_client, close_body(1000, "\xC3")).octets());
  seeds.push_back(Writer()
                      .step(What::kClose, at_client, close_body(1000, ""))
                      .step(What::kClose, !at_client, close_body(1001, ""))
                      .deliver()
                      .end(true)
                      .octets());
  seeds.push_back(Writer().step(What::kClose, at_client, close_body(1000, "")).number(What::kTime, false, 60).octets());
  seeds.push_back(Writer().step(What::kText, at_client, "x").end(at_client).octets());
  seeds.push_back(Writer()
                      .step(What::kFragment, !at_client, "x")
                      .step(What::kClose, !at_client, close_body(1000, ""))
                      .deliver()
                      .octets());
}

void add_heartbeats(std::vector<wire::Bytes>& seeds, bool at_client) {
  seeds.push_back(Writer(true)
                      .number(What::kTime, false, 20)
                      .deliver()
                      .deliver()
                      .number(What::kTime, false, 20)
                      .deliver()
                      .number(What::kTime, false, 15)
                      .octets());
  seeds.push_back(Writer(true).number(What::kTime, false, 21).number(What::kTime, false, 14).octets());
  seeds.push_back(Writer(true)
                      .number(What::kTime, false, 30)
                      .step(What::kFrame, at_client, "\x8A")
                      .number(What::kTime, false, 30)
                      .octets());
}

}  // namespace

std::vector<wire::Bytes> plain_sessions() {
  std::vector<wire::Bytes> seeds;
  for (const bool at_client : {false, true}) {
    add_messages(seeds, at_client);
    add_closings(seeds, at_client);
    add_heartbeats(seeds, at_client);
  }
  return seeds;
}

std::vector<wire::Bytes> session_of(const Script& script) {
  Writer writer;
  for (const ScriptFrame& frame : script.frames) {
    if (frame.tiled || frame.size > 120) return {};
    std::string payload(frame.payload.begin(), frame.payload.end());
    if (!frame.raw) payload.insert(payload.begin(), static_cast<char>(frame.first));
    writer.step(frame.raw ? What::kOctets : What::kFrame, script.client, payload);
  }
  return {writer.deliver().number(What::kTime, false, 60).octets()};
}

}  // namespace gauntlet::fuzz
