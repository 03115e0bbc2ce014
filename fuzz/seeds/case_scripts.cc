#include "fuzz/seeds/case_scripts.h"

#include <algorithm>
#include <deque>

#include "conformance/wire/deflate.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kMostLiteral = 250;  // a script's payload that is not tiled
constexpr std::uint64_t kMostTiled = 66'000;
constexpr std::uint64_t kMostRepetitions = 2;
constexpr std::uint8_t kRsv1 = 0x40;

/// Collects the frames that the steps of one case send. Payloads live here, as scripts hold views.
class Collector {
 public:
  explicit Collector(const Case& test) { play(test.steps); }

  [[nodiscard]] const std::vector<ScriptFrame>& frames() const { return frames_; }
  [[nodiscard]] const ChunkPlan& plan() const { return plan_; }

 private:
  void play(const std::vector<Step>& steps) {
    for (const Step& step : steps) std::visit([this](const auto& verb) { on(verb); }, step.verb);
  }
  void on(const step::Frame& step) {
    ScriptFrame frame;
    const FrameSpec& spec = step.frame;
    frame.first = static_cast<std::uint8_t>((spec.fin ? 0x80 : 0) | spec.rsv << 4 | spec.opcode);
    frame.length_form = static_cast<wire::LengthForm>(spec.length_form);
    if (spec.masking == FrameSpec::Masking::kKey) {
      frame.masking = ScriptFrame::Masking::kKey;
      frame.key = spec.masking_key;
    }
    if (spec.declared_length) {
      frame.declared = *spec.declared_length < 65536 ? ScriptFrame::Declared::kShort : ScriptFrame::Declared::kLong;
      frame.length = *spec.declared_length;
    }
    chop(step.chop);
    add(frame, bounded(spec.payload));
  }
  void on(const step::Message& step) {
    auto first = static_cast<std::uint8_t>(step.kind == MessageKind::kText ? 1 : 2);
    Bytes payload = bounded(step.payload);
    if (step.compress) {
      payload = compressor_.message(payload);
      first |= kRsv1;
    }
    const std::size_t size = step.fragment == 0 ? payload.size() : std::max<std::size_t>(payload.size() / 3, 1);
    chop(step.chop);
    std::size_t begin = 0;
    do {
      const std::size_t part = std::min(size, payload.size() - begin);
      const bool last = begin + part == payload.size();
      add({.first = static_cast<std::uint8_t>((last ? 0x80 : 0) | (begin == 0 ? first : 0))},
          Bytes(payload.begin() + static_cast<std::ptrdiff_t>(begin),
                payload.begin() + static_cast<std::ptrdiff_t>(begin + part)));
      begin += part;
    } while (begin < payload.size());
  }
  /// More of the payload of the frame before, whose length was declared; it comes in a piece of its own.
  void on(const step::PayloadPart& step) {
    if (frames_.empty()) return;
    Bytes payload(frames_.back().payload.begin(), frames_.back().payload.end());
    const Bytes part = bounded(step.payload);
    payload.insert(payload.end(), part.begin(), part.end());
    set_payload(frames_.back(), std::move(payload));
    if (plan_.count == 0) plan_ = {.sizes = {16}, .count = 1, .repeat = true};
  }
  void on(const step::Octets& step) {
    chop(step.chop);
    add({.raw = true}, bounded(step.octets));
  }
  void on(const step::Close& step) {
    Bytes body;
    if (step.body) {
      body = bounded(*step.body);
    } else if (step.code) {
      body = {static_cast<std::uint8_t>(*step.code >> 8), static_cast<std::uint8_t>(*step.code)};
      const Bytes reason = bounded(step.reason);
      body.insert(body.end(), reason.begin(), reason.end());
    }
    add({.first = 0x88}, std::move(body));
  }
  void on(const step::Wait&) { cut(); }
  void on(const step::Await&) { cut(); }
  void on(const step::HalfClose&) {}
  void on(const step::Reset&) {}
  void on(const step::Repeat& step) {
    for (std::uint64_t i = 0; i < std::min(step.count, kMostRepetitions); ++i) play(step.steps);
  }

  void cut() {
    if (!frames_.empty()) frames_.back().cut_after = true;
  }
  void chop(const Chop& chop) {
    if (plan_.count != 0) return;
    for (const std::uint32_t size : chop.sizes) {
      if (plan_.count == ChunkPlan::kMost) return;
      plan_.sizes[plan_.count++] = static_cast<std::uint16_t>(std::clamp(size, 1U, 256U));
    }
    plan_.repeat = chop.repeat && plan_.count > 0;
  }
  void add(ScriptFrame frame, Bytes payload) {
    set_payload(frame, std::move(payload));
    frames_.push_back(frame);
  }
  void set_payload(ScriptFrame& frame, Bytes payload) {
    frame.size = static_cast<std::uint32_t>(payload.size());
    frame.tiled = payload.size() > kMostLiteral;
    payloads_.push_back(std::move(payload));
    frame.payload = View(payloads_.back()).first(frame.tiled ? 16 : frame.size);
  }

  wire::Compressor compressor_{15, false};
  std::vector<ScriptFrame> frames_;
  std::deque<Bytes> payloads_;
  ChunkPlan plan_;
};

}  // namespace

Bytes bounded(const Payload& payload) {
  const auto* recipe = payload.recipe();
  if (recipe == nullptr) return {};
  if (const auto* tile = std::get_if<Payload::Tile>(recipe)) {
    auto smaller = *tile;
    smaller.size = std::min(tile->size, kMostTiled);
    return Payload(smaller).octets();
  }
  if (const auto* random = std::get_if<Payload::Random>(recipe)) {
    auto smaller = *random;
    smaller.size = std::min<std::uint64_t>(random->size, kMostLiteral);
    return Payload(smaller).octets();
  }
  if (const auto* corpus = std::get_if<Payload::Sample>(recipe)) {
    auto smaller = *corpus;
    smaller.size = std::min<std::uint64_t>(corpus->size, 60);
    return Payload(smaller).octets();
  }
  if (const auto* concat = std::get_if<Payload::Concat>(recipe)) {
    Bytes octets;
    for (const Payload& part : concat->parts) {
      const Bytes more = bounded(part);
      octets.insert(octets.end(), more.begin(), more.end());
    }
    return octets;
  }
  return payload.octets();
}

std::vector<Bytes> scripts_of(const Case& test) {
  const Collector collected(test);
  if (collected.frames().empty()) return {};
  std::vector<Bytes> inputs;
  Script script;
  script.frames = collected.frames();
  const bool large =
      std::ranges::any_of(script.frames, [](const ScriptFrame& frame) { return frame.size > kMostWire; });
  script.limits = large ? 2 : 0;
  script.eof = true;
  for (const bool client : {false, true}) {
    if (client ? !test.for_client : !test.for_server) continue;
    script.client = client;
    script.plan = collected.plan();
    inputs.push_back(encode(script));
    if (large) continue;
    script.plan = {.sizes = {1}, .count = 1, .repeat = true};
    inputs.push_back(encode(script));
  }
  return inputs;
}

std::vector<Bytes> deflate_scripts_of(const Case& test) {
  const bool compresses = test.handshake.require_deflate || !test.handshake.offers.empty();
  if (!compresses) return {};
  std::vector<Bytes> inputs;
  // Both with context takeover and largest windows; neither with it, and smallest windows.
  for (const std::uint8_t agreed : {std::uint8_t{0xFC}, std::uint8_t{0x27}}) {
    for (Bytes& script : scripts_of(test)) {
      script.insert(script.begin(), agreed);
      inputs.push_back(std::move(script));
    }
  }
  return inputs;
}

}  // namespace gauntlet::fuzz
