#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "conformance/wire/frame.h"
#include "fuzz/support/octet_source.h"

/// What a fuzzer's input means to the targets that receive frames: who receives, under which limits, in
/// which pieces, and the frames. Every input decodes to a script, and every script can be written back, so
/// that mutators, minimisers and reports work on frames instead of octets.
namespace gauntlet::fuzz {

/// How the octets of all frames together are cut into pieces: sizes in turn, and then the last one again
/// and again, or all that is left in one piece.
struct ChunkPlan {
  static constexpr std::size_t kMost = 15;
  std::array<std::uint16_t, kMost> sizes{};  ///< 1..256
  std::uint8_t count = 0;                    ///< 0: all in one piece
  bool repeat = false;

  friend bool operator==(const ChunkPlan&, const ChunkPlan&) = default;
};

/// A frame, legal or not, or octets that stand for themselves.
struct ScriptFrame {
  enum class Masking : std::uint8_t { kAsRole, kWrong, kKey, kZeroKey };  ///< kWrong: there if it must not be
  enum class Declared : std::uint8_t { kSize, kShort, kLong, kDelta };    ///< where the length comes from

  bool raw = false;           ///< `payload` is put on the wire as it is, the header's members mean nothing
  bool cut_after = false;     ///< a piece ends here, whatever the chunk plan says
  std::uint8_t first = 0x81;  ///< FIN, RSV and opcode as they stand on the wire
  wire::LengthForm length_form = wire::LengthForm::kMinimal;
  Masking masking = Masking::kAsRole;
  std::uint32_t key = 0;  ///< for kKey
  Declared declared = Declared::kSize;
  std::uint64_t length = 0;  ///< for kShort (16 bits) and kLong
  std::int8_t delta = 0;     ///< for kDelta: added to the payload's size

  View payload = {};       ///< into the input: not masked
  bool tiled = false;      ///< the payload is `payload` (1..16 octets) repeated up to `size`
  std::uint32_t size = 0;  ///< octets of the payload

  [[nodiscard]] std::uint64_t declared_length() const;
};

/// Bounds that an endpoint is given: a few are enough to be near every limit.
struct ScriptLimits {
  std::uint64_t frame = 0, message = 0;
  std::uint32_t fragments = 0;
};

struct Script {
  bool client = false;        ///< the receiver is a client
  bool deflate = false;       ///< permessage-deflate is agreed on
  bool close_first = false;   ///< the receiver has sent Close before the first octet comes
  bool eof = false;           ///< the transport ends after the last octet
  std::uint8_t limits = 0;    ///< 0..3, see limits_of()
  std::uint8_t registry = 0;  ///< of close codes: 0 newest, 1 of 2012, 2 and 3 of 2011 (see has_usual_limits)
  ChunkPlan plan;
  std::vector<ScriptFrame> frames;
};

[[nodiscard]] ScriptLimits limits_of(const Script& script);
/// What an endpoint does that nobody has set limits or a registry for: the limits are the documented ones, which only
/// long messages and many frames come near. Said by `limits` 0 with the one of the four registries that is there twice.
[[nodiscard]] constexpr bool has_usual_limits(const Script& script) {
  return script.limits == 0 && script.registry == 3;
}
constexpr void set_usual_limits(Script& script) {
  script.limits = 0;
  script.registry = 3;
}
/// For who has limits of its own.
constexpr void without_usual_limits(Script& script) {
  if (has_usual_limits(script)) script.registry = 2;
}
/// The year of the registry of close codes.
[[nodiscard]] constexpr int registry_year(const Script& script) {
  if (script.registry == 0 || has_usual_limits(script)) return 2016;
  return script.registry == 1 ? 2012 : 2011;
}

/// Never fails. Views in `script` point into `input`. Reuses what `script` holds.
void decode(View input, Script& script);
/// decode(encode(s)) == s, if the script came from decode().
[[nodiscard]] Bytes encode(const Script& script);

/// Bounds on what one input can cost, as a fuzzer lives on trying many: frames beyond that many octets are
/// left out, and after so many pieces the rest comes in one. Only one of the limits of limits_of() is meant
/// for frames with 64-bit lengths, and the usual limits for messages of many of them.
inline constexpr std::size_t kMostWire = 512, kMostLargeWire = 72U << 10, kMostUsualWire = 1200U << 10;
inline constexpr std::size_t kMostPieces = 512;

/// The script on the wire, as the other endpoint sends it, and where `cut_after` cuts it.
struct WireForm {
  Bytes octets;
  std::vector<std::size_t> cuts;
  std::size_t frames = 0;  ///< of the script's: those behind are left out
};
/// `most` bounds the octets further than the script's limits do: targets that live on many executions give kMostWire.
void put_on_wire(const Script& script, WireForm& out, std::size_t most = kMostUsualWire);

/// Calls `piece(begin, end)` for each piece of `wire`.
template <class Piece>
void for_each_piece(const ChunkPlan& plan, const WireForm& wire, Piece&& piece) {
  std::size_t begin = 0, sizes = 0;
  auto cut = wire.cuts.begin();
  while (begin < wire.octets.size()) {
    while (cut != wire.cuts.end() && *cut <= begin) ++cut;
    std::size_t end = cut != wire.cuts.end() ? *cut : wire.octets.size();
    if (sizes < plan.count || (plan.repeat && plan.count > 0 && sizes < kMostPieces)) {
      const std::size_t size = plan.sizes[std::min<std::size_t>(sizes++, plan.count - 1U)];
      end = std::min(end, begin + size);
    }
    piece(begin, end);
    begin = end;
  }
}

/// The script for people: one frame a line, as it stands on the wire.
[[nodiscard]] std::string print(const Script& script);

}  // namespace gauntlet::fuzz
