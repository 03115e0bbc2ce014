// The example of codec/README.md, compiled and run.
#include "echo_example.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connection_endpoint.h"
#include "ws/frame_writer.h"

namespace {

using ::testing::HasSubstr;
using ws::testing::frames;

/// What a peer sends, read after read: "" is its end, and nothing a silence until the deadline.
class Script {
 public:
  explicit Script(std::vector<std::optional<std::string>> reads) : reads_(std::move(reads)) {}

  ws::Time now() const { return now_; }
  std::optional<std::size_t> read(ws::MutableOctets buffer, std::optional<ws::Time> deadline) {
    const auto octets = at_ < reads_.size() ? reads_[at_++] : std::optional<std::string>("");
    if (!octets && deadline) now_ = *deadline;
    if (!octets) return std::nullopt;
    std::copy(octets->begin(), octets->end(), buffer.begin());
    return octets->size();
  }
  std::size_t write(ws::Octets octets) {
    const ws::Octets some = octets.first((octets.size() + 1) / 2);  // as sockets do
    written += ws::as_text(some);
    return some.size();
  }
  void log(const std::string& line) { logged += line; }

  std::string written, logged;

 private:
  std::vector<std::optional<std::string>> reads_;
  std::size_t at_ = 0;
  ws::Time now_{0};
};

TEST(EchoExample, Echoes) {
  Script script({ws::testing::kRequest, frames([](auto& w) { w.text("Hello"); }), std::nullopt,
                 frames([](auto& w) { w.close(1000); })});
  echo(script);
  EXPECT_THAT(script.written, HasSubstr("HTTP/1.1 101"));
  const std::string after_head = script.written.substr(script.written.find("\r\n\r\n") + 4);
  EXPECT_EQ(after_head, "\x81\x05Hello\x89\x09heartbeat" + std::string("\x88\x02\x03\xE8", 4));
  EXPECT_EQ(script.logged, "");
}

TEST(EchoExample, SaysWhatAPeerDoesWrong) {
  Script script({ws::testing::kRequest, "\x81\x05Hello"});
  echo(script);
  EXPECT_THAT(script.logged, HasSubstr("mask-required"));
}

TEST(EchoExample, EndsWithItsPeer) {
  Script script({ws::testing::kRequest});
  echo(script);
  EXPECT_EQ(script.logged, "");
}

TEST(EchoExample, StandsInTheReadme) {
  const auto read = [](const char* path) {
    std::ifstream file(path);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  const std::string example = read(WS_SOURCE_DIR "/codec/tests/echo_example.h");
  EXPECT_FALSE(example.empty());
  EXPECT_THAT(read(WS_SOURCE_DIR "/codec/README.md"), HasSubstr("```cpp\n" + example + "```\n"));
}

}  // namespace
