#include "fuzz/support/batch_reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "conformance/wire/utf8.h"
#include "fuzz/support/finding.h"
#include "ws/kernel.h"
#include "ws/text_batch.h"
#include "ws/utf8.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::uint8_t kNotOurs = 0xA5;  ///< around what was lent

[[noreturn]] void differs(std::string_view form, std::string_view what, std::string_view detail = {}) {
  report_finding("batch", fmt::format("{}:{}", form, what),
                 fmt::format("{} with kernel {}: another {} than one header after another: {}", form,
                             ws::active_kernel().name, what, detail));
}

/// The kernel that was in use is again at the end.
class KernelRestored {
 public:
  KernelRestored() : name_(ws::active_kernel().name) {}
  ~KernelRestored() { ws::use_kernel(name_); }
  KernelRestored(const KernelRestored&) = delete;
  KernelRestored& operator=(const KernelRestored&) = delete;

 private:
  std::string_view name_;
};

}  // namespace

void BatchReadings::check(View octets, const ws::ReceiverState& state, std::uint64_t max_frame_size) {
  constexpr std::size_t kFew = 3;
  const KernelRestored restored;
  read_plainly(octets, state, max_frame_size);
  for (const ws::Kernel& kernel : ws::kernels()) {
    if (!ws::use_kernel(kernel.name)) continue;
    check_parse(octets, state, max_frame_size, expected_.frames.size() + 1);
    check_parse(octets, state, max_frame_size, kFew);
  }
}

void BatchReadings::read_plainly(View octets, ws::ReceiverState state, std::uint64_t max_frame_size) {
  expected_ = {};
  while (true) {
    const View rest = octets.subspan(expected_.consumed);
    const auto decoded = ws::receive_frame_header(rest, state, max_frame_size);
    if (decoded.status == ws::HeaderDecode::Status::kViolation) {
      expected_.violation = ws::Violation{decoded.violation.rule, expected_.consumed + decoded.violation.offset};
    }
    const ws::FrameHeader& header = decoded.header;
    if (decoded.status != ws::HeaderDecode::Status::kComplete || header.payload_length > rest.size() - decoded.size)
      break;
    const auto begin = rest.begin() + static_cast<std::ptrdiff_t>(decoded.size);
    Frame& frame = expected_.frames.emplace_back();
    frame.opcode = header.opcode;
    frame.fin = header.fin;
    frame.rsv = header.rsv;
    frame.begin = expected_.consumed + decoded.size;
    frame.payload.assign(begin, begin + static_cast<std::ptrdiff_t>(header.payload_length));
    for (std::size_t i = 0; header.masked && i < frame.payload.size(); ++i)
      frame.payload[i] = static_cast<std::uint8_t>(frame.payload[i] ^ header.masking_key[i % 4]);
    if (wire::first_utf8_error(frame.payload)) expected_.valid_texts = false;
    if (!ws::is_control(header.opcode)) state.inside_message = !header.fin;
    expected_.consumed += decoded.size + frame.payload.size();
  }
  expected_.inside_message = state.inside_message;
}

/// `at_once` frames at most in each call; views of the calls before stay valid.
void BatchReadings::check_parse(View octets, ws::ReceiverState state, std::uint64_t max_frame_size,
                                std::size_t at_once) {
  buffer_.assign(octets.begin(), octets.end());
  buffer_.resize(octets.size() + 1, kNotOurs);
  views_.assign(expected_.frames.size() + 1, {});
  const auto lent = std::span(buffer_).first(octets.size());
  ws::Batch all;
  while (true) {
    const auto room = std::span(views_).subspan(all.frames);
    const auto batch =
        ws::parse_batch(lent.subspan(all.consumed), state, max_frame_size, room.first(std::min(at_once, room.size())));
    if (batch.violation) all.violation = {batch.violation->rule, all.consumed + batch.violation->offset};
    all.frames += batch.frames;
    all.consumed += batch.consumed;
    if (batch.frames < at_once || all.frames == views_.size()) break;
  }
  check_end("parse_batch", all, state);
  check_views("parse_batch", all.frames);
  for (std::size_t i = 0; i < all.frames; ++i) {
    if (views_[i].payload.data() != buffer_.data() + expected_.frames[i].begin) differs("parse_batch", "place");
  }
  check_rest("parse_batch", View(buffer_).subspan(all.consumed), octets);
  check_texts("parse_batch", all.frames);
}

void BatchReadings::check_end(std::string_view form, const ws::Batch& batch, const ws::ReceiverState& state) const {
  if (batch.frames != expected_.frames.size()) differs(form, "count", std::to_string(batch.frames));
  if (batch.consumed != expected_.consumed) differs(form, "end", std::to_string(batch.consumed));
  if (state.inside_message != expected_.inside_message) differs(form, "state");
  if (batch.violation == expected_.violation) return;
  differs(form, "violation", batch.violation ? ws::describe(*batch.violation) : "none");
}

void BatchReadings::check_views(std::string_view form, std::size_t frames) const {
  for (std::size_t i = 0; i < frames; ++i) {
    const Frame& frame = expected_.frames[i];
    const ws::FrameView& view = views_[i];
    if (view.opcode != frame.opcode || view.fin != frame.fin || view.rsv != frame.rsv) differs(form, "first octet");
    if (!std::ranges::equal(view.payload, frame.payload)) differs(form, "payload", std::to_string(i));
  }
}

void BatchReadings::check_texts(std::string_view form, std::size_t frames) const {
  if (ws::are_valid_utf8(std::span(views_).first(frames)) != expected_.valid_texts) differs(form, "verdict on texts");
  check_views(form, frames);  // which it has left alone
}

/// What was not consumed, and what stands behind it.
void BatchReadings::check_rest(std::string_view form, View rest, View octets) const {
  const View untouched = octets.subspan(expected_.consumed);
  if (!std::ranges::equal(rest.first(untouched.size()), untouched)) differs(form, "rest");
  for (const std::uint8_t octet : rest.subspan(untouched.size())) {
    if (octet != kNotOurs) differs(form, "octet behind the end");
  }
}

}  // namespace gauntlet::fuzz
