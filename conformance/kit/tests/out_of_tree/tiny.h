#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/// A small codec of RFC 6455 for the test of the kit: frames only, whole messages, no extensions. It answers
/// pings and Close by itself, and closes when it is sent what is not allowed.
namespace tiny {

struct Message {
  bool text = false;
  std::string payload;
};

class Codec {
 public:
  explicit Codec(bool server) : server_(server) {}

  void feed(const std::uint8_t* octets, std::size_t size) { in_.append(reinterpret_cast<const char*>(octets), size); }
  /// The next whole message of what was fed.
  std::optional<Message> next();
  void send(const Message& message) { frame(message.text ? 1 : 2, message.payload); }

  /// What is to be sent; then it is taken.
  std::string take_output();
  /// The connection is over, once the output is sent.
  [[nodiscard]] bool over() const { return over_; }

 private:
  bool take_frame(std::uint8_t& first, std::string& payload);
  std::optional<Message> data(std::uint8_t first, const std::string& payload);
  void control(std::uint8_t opcode, const std::string& payload);
  void close(unsigned code);
  void fail(unsigned code);
  void frame(std::uint8_t opcode, const std::string& payload);

  bool server_;
  bool over_ = false;
  std::string in_, out_;
  std::optional<Message> open_;  ///< a message whose last frame is still to come
};

}  // namespace tiny
