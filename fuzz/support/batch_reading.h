#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "fuzz/support/octet_source.h"
#include "ws/frame_parser.h"

namespace gauntlet::fuzz {

/// Holds every way of reading many frames at once against the plain one: `parse_batch` with each kernel, all frames
/// and a few at a time, has to give the frames that headers read one after another and RFC 6455 section 5.3 octet by
/// octet do, stop where those stop, and leave alone what it doesn't own; `are_valid_utf8` of its views is what each
/// payload says alone. Reports what differs.
class BatchReadings {
 public:
  void check(View octets, const ws::ReceiverState& state, std::uint64_t max_frame_size);

 private:
  struct Frame {
    ws::Opcode opcode{};
    bool fin = false;
    std::uint8_t rsv = 0;
    std::size_t begin = 0;  ///< of the payload, in the octets
    Bytes payload;
  };
  /// What there is to be read, plainly.
  struct Reading {
    std::vector<Frame> frames;
    std::size_t consumed = 0;
    std::optional<ws::Violation> violation;
    bool inside_message = false;
    bool valid_texts = true;  ///< every payload is UTF-8
  };

  void read_plainly(View octets, ws::ReceiverState state, std::uint64_t max_frame_size);
  void check_parse(View octets, ws::ReceiverState state, std::uint64_t max_frame_size, std::size_t at_once);
  void check_end(std::string_view form, const ws::Batch& batch, const ws::ReceiverState& state) const;
  void check_views(std::string_view form, std::size_t frames) const;
  void check_texts(std::string_view form, std::size_t frames) const;
  void check_rest(std::string_view form, View rest, View octets) const;

  Reading expected_;
  std::vector<ws::FrameView> views_;
  Bytes buffer_;
};

}  // namespace gauntlet::fuzz
