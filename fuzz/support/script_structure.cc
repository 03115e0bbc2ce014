#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "conformance/wire/deflate.h"
#include "fuzz/support/script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kMostLiteral = 250, kLongestPattern = 16;
constexpr std::uint8_t kFin = 0x80, kRsv1 = 0x40;

View as_view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

/// A script that is being changed: it owns the payloads that are new.
class Draft {
 public:
  explicit Draft(View input, bool large_frames = true) : large(large_frames) { decode(input, script); }

  Script script;
  bool large;  ///< frames of more octets than kMostWire are worth having

  [[nodiscard]] bool empty() const { return script.frames.empty(); }
  ScriptFrame& any(Choices& choices) { return script.frames[choices.below(script.frames.size())]; }
  void insert(std::size_t at, const ScriptFrame& frame) {
    script.frames.insert(script.frames.begin() + static_cast<std::ptrdiff_t>(at), frame);
  }
  void erase(std::size_t at) { script.frames.erase(script.frames.begin() + static_cast<std::ptrdiff_t>(at)); }

  void set_payload(ScriptFrame& frame, Bytes payload) {
    payload.resize(std::min(payload.size(), kMostLiteral));
    payloads_.push_back(std::move(payload));
    frame.payload = payloads_.back();
    frame.tiled = false;
    frame.size = static_cast<std::uint32_t>(frame.payload.size());
  }
  void set_size(ScriptFrame& frame, std::uint32_t size) {
    if (frame.payload.empty()) set_payload(frame, {'x'});
    frame.payload = frame.payload.first(std::min(frame.payload.size(), kLongestPattern));
    frame.tiled = true;
    frame.size = size;
  }

 private:
  std::vector<Bytes> payloads_;  ///< whose octets stay where they are when it grows
};

// --- Changes, one each ----------------------------------------------------------------------------

void repeat_frame(Draft& draft, Choices& choices) {
  const ScriptFrame frame = draft.any(choices);
  draft.insert(choices.below(draft.script.frames.size() + 1), frame);
}
/// Many frames at once, which one more at a time would take long to reach.
void repeat_frame_often(Draft& draft, Choices& choices) {
  constexpr std::size_t kMost = 140;
  const std::size_t at = choices.below(draft.script.frames.size());
  const ScriptFrame frame = draft.script.frames[at];
  draft.script.frames.insert(draft.script.frames.begin() + static_cast<std::ptrdiff_t>(at), choices.below(kMost),
                             frame);
}
void take_frame_out(Draft& draft, Choices& choices) { draft.erase(choices.below(draft.script.frames.size())); }
void swap_frames(Draft& draft, Choices& choices) { std::swap(draft.any(choices), draft.any(choices)); }

void insert_control(Draft& draft, Choices& choices) {
  constexpr std::array<std::uint16_t, 16> kCodes{0,    999,  1000, 1002, 1004, 1005, 1006, 1007,
                                                 1010, 1012, 1015, 1016, 2999, 3000, 4999, 5000};
  constexpr std::array<std::size_t, 5> kSizes{0, 1, 4, 125, 126};
  ScriptFrame frame;
  frame.first = choices.of(std::array<std::uint8_t, 3>{0x88, 0x89, 0x8A});
  Bytes payload(choices.of(kSizes), static_cast<std::uint8_t>('a' + choices.below(26)));
  if (frame.first == 0x88 && payload.size() < 125) {
    const std::uint16_t code = choices.of(kCodes);
    payload = {static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)};
    if (choices.one_in(2)) payload.insert(payload.end(), {'b', 'y', 'e'});
  }
  draft.set_payload(frame, std::move(payload));
  draft.insert(choices.below(draft.script.frames.size() + 1), frame);
}

void split_frame(Draft& draft, Choices& choices) {
  const std::size_t at = choices.below(draft.script.frames.size());
  ScriptFrame& frame = draft.script.frames[at];
  if (frame.raw || frame.tiled) return;
  ScriptFrame rest = frame;
  const std::size_t cut = choices.below(frame.payload.size() + 1);
  rest.first = frame.first & kFin;
  rest.payload = frame.payload.subspan(cut);
  rest.size = static_cast<std::uint32_t>(rest.payload.size());
  frame.first = static_cast<std::uint8_t>(frame.first & ~kFin);
  frame.payload = frame.payload.first(cut);
  frame.size = static_cast<std::uint32_t>(cut);
  draft.insert(at + 1, rest);
}

void merge_frames(Draft& draft, Choices& choices) {
  if (draft.script.frames.size() < 2) return;
  const std::size_t at = choices.below(draft.script.frames.size() - 1);
  ScriptFrame& frame = draft.script.frames[at];
  const ScriptFrame& next = draft.script.frames[at + 1];
  Bytes payload(frame.payload.begin(), frame.payload.end());
  payload.insert(payload.end(), next.payload.begin(), next.payload.end());
  frame.first = static_cast<std::uint8_t>(frame.first | (next.first & kFin));
  draft.set_payload(frame, std::move(payload));
  draft.erase(at + 1);
}

void change_first_octet(Draft& draft, Choices& choices) {
  ScriptFrame& frame = draft.any(choices);
  switch (choices.below(4)) {
    case 0: frame.first ^= kFin; break;
    case 1: frame.first = static_cast<std::uint8_t>(frame.first ^ 0x10U << choices.below(3)); break;
    case 2: frame.first = static_cast<std::uint8_t>((frame.first & 0xF0) | choices.below(16)); break;
    default: frame.first = static_cast<std::uint8_t>((frame.first & 0xF0) | choices.below(3));
  }
}

void change_length(Draft& draft, Choices& choices) {
  constexpr std::array<std::uint64_t, 10> kLengths{0,     125,   126,        127,        65535,
                                                   65536, 70000, 0xFFFFFFFF, 1ULL << 63, ~0ULL};
  ScriptFrame& frame = draft.any(choices);
  switch (choices.below(4)) {
    case 0: frame.length_form = static_cast<wire::LengthForm>(choices.below(4)); break;
    case 1:
      frame.declared = ScriptFrame::Declared::kDelta;
      frame.delta = static_cast<std::int8_t>(choices.below(5)) - 2;
      break;
    case 2:
      frame.declared = ScriptFrame::Declared::kLong;
      frame.length = choices.of(kLengths);
      break;
    default: frame.declared = ScriptFrame::Declared::kSize; frame.length_form = wire::LengthForm::kMinimal;
  }
}

void change_masking(Draft& draft, Choices& choices) {
  ScriptFrame& frame = draft.any(choices);
  frame.masking = static_cast<ScriptFrame::Masking>(choices.below(4));
  frame.key = static_cast<std::uint32_t>(choices.next());
}

void change_size(Draft& draft, Choices& choices) {
  constexpr std::array<std::uint32_t, 19> kSizes{0,   1,   15,  16,    17,    20,    21,    64,    125,   126,
                                                 127, 130, 131, 65535, 65536, 66000, 66001, 70000, 131071};
  constexpr std::size_t kSmall = 13;
  static_assert(kSizes[kSmall - 1] <= kMostWire && kSizes[kSmall] > kMostWire);
  const std::uint32_t size = kSizes[choices.below(draft.large ? kSizes.size() : kSmall)];
  draft.set_size(draft.any(choices), size);
  if (choices.one_in(4)) draft.script.limits = 2;
  if (!draft.large) return;
  if (size == kSizes.back() || choices.one_in(16)) set_usual_limits(draft.script);
}

void change_payload(Draft& draft, Choices& choices) {
  constexpr std::array<std::string_view, 14> kTexts{
      "\xC3\xA4",     "\xE2\x82\xAC",           "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xED\xA0\x80", "\xEF\xBB\xBF",
      "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF",       "\xF4\x90",         "\xC0\x80",     "\xE0\x80\x80", "\xF0\x80\x80\x80",
      "\xC3",         std::string_view("\0", 1)};
  ScriptFrame& frame = draft.any(choices);
  Bytes payload(frame.payload.begin(), frame.payload.end());
  if (choices.one_in(2)) {
    mutate_octets(payload, choices);
  } else {
    const View text = as_view(choices.of(kTexts));
    payload.insert(payload.begin() + static_cast<std::ptrdiff_t>(choices.below(payload.size() + 1)), text.begin(),
                   text.end());
  }
  const bool tiled = frame.tiled;
  const std::uint32_t size = frame.size;
  draft.set_payload(frame, std::move(payload));
  if (tiled) draft.set_size(frame, size);
}

void change_plan(Draft& draft, Choices& choices) {
  ChunkPlan& plan = draft.script.plan;
  switch (choices.below(5)) {
    case 0: plan = {}; break;
    case 1: plan = {.sizes = {1}, .count = 1, .repeat = true}; break;
    case 2:
      if (plan.count < ChunkPlan::kMost) plan.sizes[plan.count++] = static_cast<std::uint16_t>(1 + choices.below(20));
      break;
    case 3:  // a boundary moves, and all behind it with it
      if (plan.count == 0) return;
      plan.sizes[choices.below(plan.count)] = static_cast<std::uint16_t>(1 + choices.below(20));
      break;
    default: draft.any(choices).cut_after ^= true;
  }
  if (plan.count == 0) plan.repeat = false;
}

void change_receiver(Draft& draft, Choices& choices) {
  Script& script = draft.script;
  switch (choices.below(5)) {
    case 0: script.client = !script.client; break;
    case 1: script.limits = static_cast<std::uint8_t>(choices.below(4)); break;
    case 2: script.registry = static_cast<std::uint8_t>(choices.below(4)); break;
    case 3: script.eof = !script.eof; break;
    default: script.close_first = !script.close_first;
  }
}

/// The payload as it would be compressed (RFC 7692 section 7.2.1), which a change of its octets would never bring.
void compress(Draft& draft, Choices& choices) {
  ScriptFrame& frame = draft.any(choices);
  Bytes plain(frame.payload.begin(), frame.payload.end());
  while (frame.tiled && plain.size() < frame.size)
    plain.insert(plain.end(), frame.payload.begin(), frame.payload.end());
  if (frame.tiled) plain.resize(frame.size);
  Bytes packed = wire::Compressor(15, false).message(plain);
  if (packed.size() > kMostLiteral) return;
  if (choices.one_in(4)) packed.insert(packed.end(), {0x00, 0x00, 0x00, 0xFF, 0xFF});  // an empty stored block
  draft.set_payload(frame, std::move(packed));
  frame.first |= kRsv1;
}

using Change = void (*)(Draft&, Choices&);
constexpr std::array<Change, 14> kChanges{
    repeat_frame,  repeat_frame_often, take_frame_out,     swap_frames, insert_control, split_frame, merge_frames,
    change_length, change_masking,     change_first_octet, change_size, change_payload, change_plan, change_receiver,
};

// --- The structure --------------------------------------------------------------------------------

class ScriptStructure final : public Structure {
 public:
  ScriptStructure(std::size_t prefix, bool deflate, bool large) : prefix_(prefix), deflate_(deflate), large_(large) {}

  [[nodiscard]] std::vector<Bytes> smaller(View input) const override;

  [[nodiscard]] Bytes mutated(View input, Choices& choices) const override {
    Draft draft(behind(input), large_);
    Bytes prefix = before(input);
    if (!prefix.empty() && choices.one_in(12)) {
      prefix[choices.below(prefix.size())] = choices.octet();
    } else if (draft.empty()) {
      insert_control(draft, choices);
    } else if (deflate_ && choices.one_in(6)) {
      compress(draft, choices);
    } else {
      choices.of(kChanges)(draft, choices);
    }
    return joined(std::move(prefix), draft.script);
  }

  [[nodiscard]] Bytes crossed(View one, View other, Choices& choices) const override {
    Draft draft(behind(one));
    Draft donor(behind(other));
    auto& frames = draft.script.frames;
    frames.resize(choices.below(frames.size() + 1));
    const auto& more = donor.script.frames;
    frames.insert(frames.end(), more.begin() + static_cast<std::ptrdiff_t>(choices.below(more.size() + 1)), more.end());
    if (choices.one_in(2)) draft.script.plan = donor.script.plan;
    return joined(before(choices.one_in(2) ? one : other), draft.script);
  }

 private:
  [[nodiscard]] View behind(View input) const { return input.subspan(std::min(prefix_, input.size())); }
  [[nodiscard]] Bytes before(View input) const {
    Bytes prefix(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(std::min(prefix_, input.size())));
    prefix.resize(prefix_);
    return prefix;
  }
  static Bytes joined(Bytes prefix, const Script& script) {
    const Bytes rest = encode(script);
    prefix.insert(prefix.end(), rest.begin(), rest.end());
    return prefix;
  }

  std::size_t prefix_;
  bool deflate_;
  bool large_;
};

std::vector<Bytes> ScriptStructure::smaller(View input) const {
  std::vector<Bytes> found;
  const Draft whole(behind(input));
  const auto add = [&](auto&& change) {
    Draft draft(behind(input));
    change(draft);
    Bytes candidate = joined(before(input), draft.script);
    if (!std::ranges::equal(candidate, input)) found.push_back(std::move(candidate));
  };
  const std::size_t count = whole.script.frames.size();
  for (std::size_t size = count; size > 0; size /= 2) {
    for (std::size_t at = 0; at + size <= count; at += size) {
      add([&](Draft& draft) {
        const auto begin = draft.script.frames.begin() + static_cast<std::ptrdiff_t>(at);
        draft.script.frames.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
      });
    }
  }
  add([](Draft& draft) { draft.script.plan = {}; });
  add([](Draft& draft) { draft.script.plan.repeat = false; });
  add([](Draft& draft) { draft.script.eof = draft.script.close_first = false; });
  add([](Draft& draft) { draft.script.limits = 0; });
  add([](Draft& draft) { draft.script.registry = 0; });
  for (std::size_t i = 0; i < count; ++i) {
    add([&](Draft& draft) { draft.set_payload(draft.script.frames[i], {}); });
    add([&](Draft& draft) {
      const View payload = draft.script.frames[i].payload;
      draft.set_payload(draft.script.frames[i],
                        Bytes(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(payload.size() / 2)));
    });
    add([&](Draft& draft) { draft.script.frames[i].cut_after = false; });
    add([&](Draft& draft) { draft.script.frames[i].masking = ScriptFrame::Masking::kAsRole; });
    add([&](Draft& draft) { draft.script.frames[i].length_form = wire::LengthForm::kMinimal; });
    add([&](Draft& draft) { draft.script.frames[i].declared = ScriptFrame::Declared::kSize; });
    add([&](Draft& draft) {
      ScriptFrame& frame = draft.script.frames[i];
      if (!frame.tiled) draft.set_payload(frame, Bytes(frame.payload.size(), 'a'));
    });
  }
  return found;
}

}  // namespace

const Structure& script_structure() {
  static const ScriptStructure structure(0, false, false);
  return structure;
}
const Structure& large_script_structure() {
  static const ScriptStructure structure(0, false, true);
  return structure;
}
const Structure& deflate_script_structure() {
  static const ScriptStructure structure(1, true, true);
  return structure;
}

}  // namespace gauntlet::fuzz
