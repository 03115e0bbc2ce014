#include "fuzz/seeds/batch_seeds.h"

#include <array>
#include <deque>
#include <string_view>

#include "fuzz/model/opcodes.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::uint8_t kFin = 0x80;
constexpr std::size_t kMostOfFrame = 200;  // two of them are within kMostWire

/// `size` octets that end with as much of `end` as fits.
Bytes text_of(std::size_t size, std::string_view end) {
  Bytes text(size, 'a');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<std::uint8_t>('a' + i % 26);
  for (std::size_t i = 0; i < end.size() && end.size() <= size; ++i)
    text[size - end.size() + i] = static_cast<std::uint8_t>(end[i]);
  return text;
}

class Frames {
 public:
  explicit Frames(bool client) { script_.client = client; }

  Frames& add(std::uint8_t first, Bytes payload) {
    payloads_.push_back(std::move(payload));
    const View view = payloads_.back();
    script_.frames.push_back({.first = first, .payload = view, .size = static_cast<std::uint32_t>(view.size())});
    return *this;
  }
  [[nodiscard]] Bytes input() const { return encode(script_); }

 private:
  Script script_;
  std::deque<Bytes> payloads_;
};

}  // namespace

std::vector<Bytes> batch_scripts() {
  // A whole character of each length, and one of which an octet is missing.
  constexpr std::array<std::string_view, 5> kEnds{"", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xE2\x82"};
  std::vector<Bytes> inputs;
  for (const bool client : {false, true}) {
    for (std::size_t size = 0; size <= kMostOfFrame; size = size < 70 ? size + 1 : size * 9 / 8) {
      const std::string_view end = kEnds[size % kEnds.size()];
      inputs.push_back(Frames(client)
                           .add(model::opcode::kText, text_of(size, ""))
                           .add(model::opcode::kContinuation, {})
                           .add(kFin | model::opcode::kContinuation, text_of(size, end))
                           .input());
      inputs.push_back(Frames(client)
                           .add(kFin | model::opcode::kText, text_of(size, end))
                           .add(kFin | model::opcode::kPing, text_of(size % 126, ""))
                           .add(kFin | model::opcode::kBinary, text_of(size / 2, end))
                           .input());
      Frames many(client);
      for (std::size_t i = 0; i < kMostOfFrame / (size + 1); ++i)
        many.add(kFin | model::opcode::kText, text_of(size, end));
      inputs.push_back(many.input());
    }
  }
  return inputs;
}

}  // namespace gauntlet::fuzz
