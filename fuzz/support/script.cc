#include "fuzz/support/script.h"

#include <algorithm>

namespace gauntlet::fuzz {
namespace {

// The form of a script:
//   octet 0   role, what is agreed on, limits: see Head
//   octet 1   chunk plan: sizes in it (low 4 bits), whether the last repeats (bit 4)
//   ...       its sizes, less 1
//   frames, each
//     octet   shape: see Shape
//     then, unless raw: FIN, RSV and opcode as on the wire; 4 octets of key, if kKey; the length, if not
//             the payload's size (2 octets, 8, or 1 to be added)
//     octet   size of the payload: 251 and 252 say that it is tiled: 2 octets of size (for 252 plus 65536),
//             1 octet of the pattern's size less 1, and the pattern
//     octets  the payload
// Numbers are little endian. The end of the input may come anywhere.
namespace head {
constexpr std::uint8_t kClient = 0x01, kDeflate = 0x02, kCloseFirst = 0x04, kEof = 0x08;
constexpr int kLimitsShift = 4, kRegistryShift = 6;
}  // namespace head

namespace shape {
constexpr int kMaskingShift = 2, kDeclaredShift = 4;
constexpr std::uint8_t kRaw = 0x40, kCutAfter = 0x80;
}  // namespace shape

constexpr std::uint8_t kRepeat = 0x10;
constexpr std::uint8_t kLargeLimits = 2;
constexpr std::uint8_t kTiled = 251, kTiledLong = 252;
constexpr std::uint32_t kLongBase = 65536;
constexpr std::size_t kMostPattern = 16;
constexpr std::uint32_t kUsualKey = 0x37fa213d;  // of the examples in RFC 6455 section 5.7

void decode_plan(OctetSource& source, ChunkPlan& plan) {
  plan = ChunkPlan{};
  const std::uint8_t octet = source.octet();
  plan.count = octet & 0x0F;
  plan.repeat = (octet & kRepeat) != 0 && plan.count > 0;
  for (std::size_t i = 0; i < plan.count; ++i) plan.sizes[i] = static_cast<std::uint16_t>(source.octet() + 1);
}

void decode_length(OctetSource& source, ScriptFrame& frame) {
  switch (frame.declared) {
    case ScriptFrame::Declared::kSize: break;
    case ScriptFrame::Declared::kShort: frame.length = source.number(2); break;
    case ScriptFrame::Declared::kLong: frame.length = source.number(8); break;
    case ScriptFrame::Declared::kDelta: frame.delta = static_cast<std::int8_t>(source.octet()); break;
  }
}

void decode_payload(OctetSource& source, ScriptFrame& frame) {
  const std::uint8_t size = source.octet();
  frame.tiled = size == kTiled || size == kTiledLong;
  if (!frame.tiled) {
    frame.payload = source.upto(size);
    frame.size = static_cast<std::uint32_t>(frame.payload.size());
    return;
  }
  frame.size = static_cast<std::uint32_t>(source.number(2)) + (size == kTiledLong ? kLongBase : 0);
  frame.payload = source.upto((source.octet() & (kMostPattern - 1)) + 1U);
  if (frame.payload.empty()) {
    frame.tiled = false;
    frame.size = 0;
  }
}

void decode_frame(OctetSource& source, ScriptFrame& frame) {
  const std::uint8_t octet = source.octet();
  frame.raw = (octet & shape::kRaw) != 0;
  frame.cut_after = (octet & shape::kCutAfter) != 0;
  if (!frame.raw) {
    frame.length_form = static_cast<wire::LengthForm>(octet & 3);
    frame.masking = static_cast<ScriptFrame::Masking>(octet >> shape::kMaskingShift & 3);
    frame.declared = static_cast<ScriptFrame::Declared>(octet >> shape::kDeclaredShift & 3);
    frame.first = source.octet();
    if (frame.masking == ScriptFrame::Masking::kKey) frame.key = static_cast<std::uint32_t>(source.number(4));
    decode_length(source, frame);
  }
  decode_payload(source, frame);
}

void put(Bytes& out, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void encode_payload(const ScriptFrame& frame, Bytes& out) {
  if (frame.tiled) {
    const bool is_long = frame.size >= kLongBase;
    out.push_back(is_long ? kTiledLong : kTiled);
    put(out, frame.size - (is_long ? kLongBase : 0), 2);
    out.push_back(static_cast<std::uint8_t>(frame.payload.size() - 1));
  } else {
    out.push_back(static_cast<std::uint8_t>(frame.size));
  }
  out.insert(out.end(), frame.payload.begin(), frame.payload.end());
}

void encode_frame(const ScriptFrame& frame, Bytes& out) {
  const unsigned marks = (frame.raw ? shape::kRaw : 0U) | (frame.cut_after ? shape::kCutAfter : 0U);
  if (frame.raw) {
    out.push_back(static_cast<std::uint8_t>(marks));
    return encode_payload(frame, out);
  }
  out.push_back(static_cast<std::uint8_t>(marks | static_cast<unsigned>(frame.length_form) |
                                          static_cast<unsigned>(frame.masking) << shape::kMaskingShift |
                                          static_cast<unsigned>(frame.declared) << shape::kDeclaredShift));
  out.push_back(frame.first);
  if (frame.masking == ScriptFrame::Masking::kKey) put(out, frame.key, 4);
  switch (frame.declared) {
    case ScriptFrame::Declared::kSize: break;
    case ScriptFrame::Declared::kShort: put(out, frame.length, 2); break;
    case ScriptFrame::Declared::kLong: put(out, frame.length, 8); break;
    case ScriptFrame::Declared::kDelta: out.push_back(static_cast<std::uint8_t>(frame.delta)); break;
  }
  encode_payload(frame, out);
}

void put_big_endian(Bytes& out, std::uint64_t value, int octets) {
  for (int i = octets - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// The second octet and the extended length (section 5.2), in the form that the frame wants.
void put_length(const ScriptFrame& frame, bool masked, Bytes& out) {
  const std::uint64_t length = frame.declared_length();
  auto form = frame.length_form;
  if (form == wire::LengthForm::kMinimal) {
    form = length < 126 ? wire::LengthForm::k7 : length < 65536 ? wire::LengthForm::k16 : wire::LengthForm::k64;
  }
  const std::uint8_t mask_bit = masked ? 0x80 : 0;
  switch (form) {
    case wire::LengthForm::k16: out.push_back(mask_bit | 126); return put_big_endian(out, length, 2);
    case wire::LengthForm::k64: out.push_back(mask_bit | 127); return put_big_endian(out, length, 8);
    default: out.push_back(static_cast<std::uint8_t>(mask_bit | (length & 0x7F)));
  }
}

void put_payload(const ScriptFrame& frame, Bytes& out) {
  if (!frame.tiled) {
    out.insert(out.end(), frame.payload.begin(), frame.payload.end());
    return;
  }
  for (std::size_t left = frame.size; left > 0;) {
    const std::size_t part = std::min(left, frame.payload.size());
    out.insert(out.end(), frame.payload.begin(), frame.payload.begin() + static_cast<std::ptrdiff_t>(part));
    left -= part;
  }
}

/// Masks what stands in `out` from `begin` on (section 5.3).
void mask_tail(Bytes& out, std::size_t begin, std::uint32_t key) {
  for (std::size_t i = begin; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(out[i] ^ key >> (24 - 8 * ((i - begin) % 4)));
  }
}

void put_frame(const Script& script, const ScriptFrame& frame, Bytes& out) {
  using Masking = ScriptFrame::Masking;
  if (frame.raw) return put_payload(frame, out);
  const bool must_be_masked = !script.client;
  const bool masked = frame.masking == Masking::kKey || (frame.masking == Masking::kWrong) != must_be_masked;
  const std::uint32_t key = frame.masking == Masking::kKey       ? frame.key
                            : frame.masking == Masking::kZeroKey ? 0
                                                                 : kUsualKey;
  out.push_back(frame.first);
  put_length(frame, masked, out);
  if (masked) put_big_endian(out, key, 4);
  const std::size_t begin = out.size();
  put_payload(frame, out);
  if (masked && key != 0) mask_tail(out, begin, key);
}

}  // namespace

std::uint64_t ScriptFrame::declared_length() const {
  switch (declared) {
    case Declared::kShort:
    case Declared::kLong: return length;
    case Declared::kDelta: return static_cast<std::uint64_t>(size) + static_cast<std::uint64_t>(std::int64_t{delta});
    default: return size;
  }
}

ScriptLimits limits_of(const Script& script) {
  if (has_usual_limits(script)) return {64U << 20, 64U << 20, 1U << 17};
  switch (script.limits) {
    case 0: return {1U << 20, 1U << 20, 1024};
    case 1: return {130, 160, 4};
    case kLargeLimits: return {70'000, 66'000, 64};
    default: return {16, 20, 2};
  }
}

void decode(View input, Script& script) {
  OctetSource source(input);
  const std::uint8_t octet = source.octet();
  script.client = (octet & head::kClient) != 0;
  script.deflate = (octet & head::kDeflate) != 0;
  script.close_first = (octet & head::kCloseFirst) != 0;
  script.eof = (octet & head::kEof) != 0;
  script.limits = octet >> head::kLimitsShift & 3;
  script.registry = octet >> head::kRegistryShift & 3;
  decode_plan(source, script.plan);
  constexpr std::size_t kUsually = 8;  // frames: growing one by one takes more time than reading them
  script.frames.clear();
  script.frames.reserve(kUsually);
  while (!source.empty()) decode_frame(source, script.frames.emplace_back());
}

Bytes encode(const Script& script) {
  constexpr std::size_t kUsually = 128;  // octets
  Bytes out;
  out.reserve(kUsually);
  out.push_back(static_cast<std::uint8_t>(
      (script.client ? head::kClient : 0U) | (script.deflate ? head::kDeflate : 0U) |
      (script.close_first ? head::kCloseFirst : 0U) | (script.eof ? head::kEof : 0U) |
      unsigned{script.limits} << head::kLimitsShift | unsigned{script.registry} << head::kRegistryShift));
  out.push_back(static_cast<std::uint8_t>(script.plan.count | (script.plan.repeat ? kRepeat : 0U)));
  for (std::size_t i = 0; i < script.plan.count; ++i)
    out.push_back(static_cast<std::uint8_t>(script.plan.sizes[i] - 1));
  for (const ScriptFrame& frame : script.frames) encode_frame(frame, out);
  return out;
}

void put_on_wire(const Script& script, WireForm& out, std::size_t most) {
  out.octets.clear();
  out.cuts.clear();
  out.frames = 0;
  most = std::min(most, script.limits == kLargeLimits ? kMostLargeWire
                        : has_usual_limits(script)    ? kMostUsualWire
                                                      : kMostWire);
  for (const ScriptFrame& frame : script.frames) {
    if (out.octets.size() + frame.size > most) return;
    put_frame(script, frame, out.octets);
    ++out.frames;
    if (frame.cut_after) out.cuts.push_back(out.octets.size());
  }
}

}  // namespace gauntlet::fuzz
