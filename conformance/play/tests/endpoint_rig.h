#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/play/endpoint.h"
#include "conformance/wire/frame_reader.h"

/// An endpoint between a test and nothing: what it saw and what it sent, in words to compare.
namespace gauntlet::endpoint_test {

inline constexpr SubjectRole kRoles[] = {SubjectRole::kServer, SubjectRole::kClient};

inline wire::Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }
inline std::string text(wire::View octets) { return {octets.begin(), octets.end()}; }

inline wire::Frame frame(std::uint8_t opcode, std::string_view payload, bool fin = true, std::uint8_t rsv = 0) {
  return {.fin = fin, .rsv = rsv, .opcode = opcode, .payload = bytes(payload)};
}

/// The body of a Close frame.
inline std::string body(unsigned code, std::string_view reason = "") {
  return std::string{static_cast<char>(code >> 8U), static_cast<char>(code)} + std::string(reason);
}

struct SentFrame {
  wire::FrameStart start;
  wire::Bytes payload;
};

/// What `subject` reads of octets that the harness sent. The last frame may be unfinished.
inline std::vector<SentFrame> read_frames(SubjectRole subject, wire::View octets, bool deflate = false) {
  wire::FrameReader reader({.expect_masked = subject == SubjectRole::kServer, .rsv1_negotiated = deflate});
  reader.feed(octets);
  std::vector<SentFrame> frames;
  while (const auto item = reader.next()) {
    if (const auto* start = std::get_if<wire::FrameStart>(&*item)) frames.push_back({*start, {}});
    if (const auto* piece = std::get_if<wire::PayloadPiece>(&*item)) {
      frames.back().payload.insert(frames.back().payload.end(), piece->octets.begin(), piece->octets.end());
    }
  }
  return frames;
}

struct Rig {
  explicit Rig(SubjectRole role, std::optional<wire::Deflate> deflate = std::nullopt, Endpoint::Limits limits = {})
      : subject(role), compressed(deflate), endpoint(role, deflate, limits, random, record, [this](wire::Bytes octets) {
          sent.insert(sent.end(), octets.begin(), octets.end());
        }) {}
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  /// Frames of the subject, masked as its role wants it unless they have a key.
  [[nodiscard]] wire::Bytes octets_of(const std::vector<wire::Frame>& frames) const {
    wire::Bytes octets;
    std::uint32_t key = 0xA1B2C3D4;
    for (wire::Frame one : frames) {
      if (subject == SubjectRole::kClient && !one.masking_key) one.masking_key = key++;
      const auto encoded = wire::encode(one);
      octets.insert(octets.end(), encoded.begin(), encoded.end());
    }
    return octets;
  }
  void receive(const std::vector<wire::Frame>& frames, Time now = Time(0)) {
    endpoint.received(octets_of(frames), now);
  }
  [[nodiscard]] std::vector<SentFrame> sent_frames() const {
    return read_frames(subject, sent, compressed.has_value());
  }

  SubjectRole subject;
  std::optional<wire::Deflate> compressed;
  Record record;
  RandomSource random{1};
  wire::Bytes sent;
  Endpoint endpoint;
};

inline std::string told(const ReceivedEvent& event) {
  const bool message = event.kind == ReceivedEvent::Kind::kMessage;
  std::string out = !message ? "pong" : event.message == MessageKind::kText ? "text" : "binary";
  out += event.size > event.head.size() ? fmt::format(" of {}", event.size) : " " + event.head;
  return event.echo ? out + fmt::format(" = {}", *event.echo) : out;
}

inline std::string told(const SentFrame& frame) {
  const auto& payload = frame.payload;
  if (frame.start.opcode == 10) return "sends pong " + text(payload);
  if (frame.start.opcode != 8) return fmt::format("sends {:x}", frame.start.opcode);
  return payload.size() < 2 ? "sends Close" : fmt::format("sends Close {}", payload[0] << 8U | payload[1]);
}

/// The subject's events, the rules that it broke, what the endpoint sent, the subject's Close, and where that led.
inline std::string told(const Rig& rig) {
  std::vector<std::string> parts;
  const auto& facts = rig.record.facts;
  for (const auto& event : facts.received) parts.push_back(told(event));
  for (const auto& rule : facts.subject_violations) parts.push_back("broke " + rule);
  for (const auto& frame : rig.sent_frames()) parts.push_back(told(frame));
  if (rig.record.closes > 0) {
    const auto code = facts.remote_close_code ? fmt::format(" {}", *facts.remote_close_code) : "";
    parts.push_back("Close" + code + facts.remote_close_reason.value_or(""));
  }
  if (rig.record.closes > 1) parts.push_back(fmt::format("{} of them", rig.record.closes));
  if (rig.record.frames_after_close > 0) parts.push_back(fmt::format("{} after it", rig.record.frames_after_close));
  if (facts.was_clean) parts.emplace_back("clean");
  constexpr std::string_view kStates[] = {"open", "closing", "closed"};
  constexpr std::string_view kDrops[] = {"", ", dropped", ", aborted"};
  parts.push_back(fmt::format("{}{}", kStates[static_cast<std::size_t>(rig.endpoint.state())],
                              kDrops[static_cast<std::size_t>(rig.endpoint.wanted_drop())]));
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace gauntlet::endpoint_test
