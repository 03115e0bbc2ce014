#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <asio/steady_timer.hpp>

#include "conformance/subjects/case_server.h"
#include "conformance/wire/frame_reader.h"
#include "conformance/wire/handshake.h"

namespace gauntlet {

/// A connection to the case server until it is known what it is for. A case takes the transport away;
/// all else is answered here, with the harness's own frames: a text at most, Close, and the end.
class ControlSession : public std::enable_shared_from_this<ControlSession> {
 public:
  ControlSession(asio::io_context& context, CaseServer& server, std::unique_ptr<Transport> transport);

  void start();
  void abort();
  /// A verdict is there: the one this client waits for, perhaps.
  void case_ended(const std::string& agent, std::size_t index);

 private:
  enum class State : std::uint8_t { kHead, kWaiting, kClosing, kRefused, kOver };

  void read();
  void on_read(std::error_code error, std::size_t size);
  void on_head(const wire::HttpHead& head);
  void on_frames(wire::View octets);
  void refuse(int status, std::string_view why);
  void open(const wire::HttpHead& head);
  void act();
  void answer(std::string_view text);
  void close();
  void send(wire::Bytes octets);
  void write();
  void give_up_after(std::chrono::milliseconds limit);
  void end(bool at_once);

  CaseServer& server_;
  std::shared_ptr<CaseServer> keeps_server_;
  std::unique_ptr<Transport> transport_;
  asio::steady_timer timer_;
  State state_ = State::kHead;
  wire::HeadCollector collector_;
  wire::FrameReader reader_{{.expect_masked = true, .rsv1_negotiated = false}};
  std::optional<ControlRequest> request_;
  std::vector<std::uint8_t> so_far_;  ///< octets of the head, for a case
  std::array<std::uint8_t, 4096> buffer_{};
  wire::Bytes unsent_, sending_, ping_;
  std::uint8_t opcode_ = 0;  ///< of the frame being read
  bool writing_ = false;
  bool close_came_ = false;
};

}  // namespace gauntlet
