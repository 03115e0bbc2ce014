#include <algorithm>
#include <array>

#include "fuzz/support/session_script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

/// A session as its head and its steps, each as it stands in the input.
struct SessionParts {
  std::uint8_t head = 0;
  std::vector<Bytes> steps;

  explicit SessionParts(View input) {
    if (input.empty()) return;
    head = input.front();
    SessionScript script;
    decode(input, script);
    for (std::size_t i = 0; i < script.steps.size(); ++i) {
      const View step = input.subspan(script.steps[i].begin, script.steps[i].end - script.steps[i].begin);
      steps.emplace_back(step.begin(), step.end());
    }
  }
  [[nodiscard]] Bytes joined() const {
    Bytes all{head};
    for (const Bytes& step : steps) all.insert(all.end(), step.begin(), step.end());
    return all;
  }
};

constexpr std::size_t kHeader = 2;  ///< octets in front of a step's payload

Bytes any_step(Choices& choices) {
  constexpr std::array<std::uint8_t, 8> kTimes{1, 14, 15, 20, 49, 50, 100, 255};
  constexpr std::array<std::uint16_t, 8> kCodes{0, 999, 1000, 1005, 1010, 1015, 3000, 5000};
  constexpr std::array<std::uint8_t, 12> kFirst{0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0x8A, 0xC1, 0x83, 0x09, 0x8B};
  constexpr std::array<std::uint16_t, 8> kSizes{0, 100, 125, 126, 200, 201, 0x7FFF, 0xFFFF};
  const auto what = static_cast<SessionStep::What>(choices.below(12));
  auto head = static_cast<std::uint8_t>(static_cast<unsigned>(what) | (choices.one_in(2) ? 0x10U : 0U));
  if (what == SessionStep::What::kEnd) return {head};
  if (what == SessionStep::What::kTime) return {head, choices.of(kTimes)};
  if (what == SessionStep::What::kDeliver) return {head, choices.one_in(3) ? choices.octet() : std::uint8_t{255}};
  if (what <= SessionStep::What::kPong && choices.one_in(3)) {
    const std::uint16_t size = choices.of(kSizes);
    head = static_cast<std::uint8_t>(head | (choices.one_in(2) ? 0x60U : 0x20U));
    return {head, static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8)};
  }
  Bytes payload(choices.below(8), static_cast<std::uint8_t>('a' + choices.below(26)));
  if (what == SessionStep::What::kFrame) payload.insert(payload.begin(), choices.of(kFirst));
  const bool closes =
      what == SessionStep::What::kClose || (what == SessionStep::What::kFrame && payload.front() == 0x88);
  if (closes && choices.one_in(2)) {
    const std::uint16_t code = choices.of(kCodes);
    const auto at = payload.begin() + (what == SessionStep::What::kFrame ? 1 : 0);
    payload.insert(at, {static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)});
  }
  payload.insert(payload.begin(), {head, static_cast<std::uint8_t>(payload.size())});
  return payload;
}

class SessionStructure final : public Structure {
 public:
  [[nodiscard]] std::vector<Bytes> smaller(View input) const override {
    std::vector<Bytes> found;
    const SessionParts whole(input);
    const std::size_t count = whole.steps.size();
    for (std::size_t size = count; size > 0; size /= 2) {
      for (std::size_t at = 0; at + size <= count; at += size) {
        SessionParts parts = whole;
        const auto begin = parts.steps.begin() + static_cast<std::ptrdiff_t>(at);
        parts.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
        found.push_back(parts.joined());
      }
    }
    SessionParts plain = whole;
    plain.head = 0;
    found.push_back(plain.joined());
    return found;
  }

  [[nodiscard]] Bytes mutated(View input, Choices& choices) const override {
    SessionParts parts(input);
    const std::size_t at = choices.below(parts.steps.size());
    const auto place = parts.steps.begin() + static_cast<std::ptrdiff_t>(at);
    if (parts.steps.empty() || choices.one_in(3)) {
      parts.steps.insert(place, any_step(choices));
      return parts.joined();
    }
    switch (choices.below(7)) {
      case 0: parts.steps.erase(place); break;
      case 1:
        parts.steps.insert(parts.steps.begin() + static_cast<std::ptrdiff_t>(choices.below(parts.steps.size())),
                           Bytes(*place));
        break;
      case 2: std::swap(*place, parts.steps[choices.below(parts.steps.size())]); break;
      case 3: place->front() ^= 0x10; break;  // at the other end
      case 4: *place = any_step(choices); break;
      case 5: parts.head = static_cast<std::uint8_t>(choices.below(4)); break;
      default: change_payload(*place, choices);
    }
    return parts.joined();
  }

  [[nodiscard]] Bytes crossed(View one, View other, Choices& choices) const override {
    SessionParts parts(one);
    const SessionParts donor(other);
    parts.steps.resize(choices.below(parts.steps.size() + 1));
    const auto from = donor.steps.begin() + static_cast<std::ptrdiff_t>(choices.below(donor.steps.size() + 1));
    parts.steps.insert(parts.steps.end(), from, donor.steps.end());
    if (choices.one_in(2)) parts.head = donor.head;
    return parts.joined();
  }

 private:
  static void change_payload(Bytes& step, Choices& choices) {
    if (step.size() < kHeader || (step.front() & 0x20) != 0) return mutate_octets(step, choices);
    Bytes payload(step.begin() + kHeader, step.end());
    mutate_octets(payload, choices);
    payload.resize(std::min<std::size_t>(payload.size(), 250));
    step.resize(1);
    step.push_back(static_cast<std::uint8_t>(payload.size()));
    step.insert(step.end(), payload.begin(), payload.end());
  }
};

}  // namespace

const Structure& session_structure() {
  static const SessionStructure structure;
  return structure;
}

}  // namespace gauntlet::fuzz
