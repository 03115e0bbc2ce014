#include "fuzz/seeds/limit_seeds.h"

#include <algorithm>

#include "fuzz/model/opcodes.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::uint32_t kMostSayable = 131'071;  // that a script can say

/// A message in fragments of these sizes.
class Message {
 public:
  explicit Message(Script script) : script_(std::move(script)) { script_.eof = true; }

  void add(std::uint64_t size) {
    static const Bytes pattern{'a', 'b', 'c', 'd', 'e', 'f', 'g'};
    ScriptFrame frame{.first = script_.frames.empty() ? model::opcode::kText : std::uint8_t{0}};
    frame.size = static_cast<std::uint32_t>(size);
    frame.tiled = size > 0;
    frame.payload = frame.tiled ? View(pattern) : View();
    script_.frames.push_back(frame);
  }
  /// So many octets, in as few frames of at most `most` as can be, but at least two.
  void add_in_fragments(std::uint64_t size, std::uint64_t most) {
    const std::uint64_t part = std::min((size + 1) / 2, most);
    for (std::uint64_t left = size; left > 0; left -= std::min(left, part)) add(std::min(left, part));
  }
  /// The input, if all of its frames fit.
  void finish(std::vector<Bytes>& inputs) {
    if (script_.frames.empty()) return;
    script_.frames.back().first |= 0x80;  // FIN
    WireForm wire;
    put_on_wire(script_, wire);
    if (wire.frames == script_.frames.size()) inputs.push_back(encode(script_));
  }

 private:
  Script script_;
};

void add_size(std::vector<Bytes>& inputs, const Script& receiver, std::uint64_t size, std::uint64_t most_of_frame) {
  Message message(receiver);
  // The last octet by itself: when its frame begins, all but it are there.
  message.add_in_fragments(size - 1, std::min<std::uint64_t>(most_of_frame, kMostSayable));
  message.add(1);
  message.finish(inputs);
}

void add_count(std::vector<Bytes>& inputs, const Script& receiver, std::uint64_t count) {
  Message message(receiver);
  for (std::uint64_t i = 0; i < count; ++i) message.add(0);
  message.finish(inputs);
}

void add_around_limits(std::vector<Bytes>& inputs, const Script& receiver) {
  const ScriptLimits limits = limits_of(receiver);
  for (const int beside : {-1, 0, 1}) {
    const auto near = [&](std::uint64_t limit) { return limit + static_cast<std::uint64_t>(std::int64_t{beside}); };
    if (near(limits.frame) <= kMostSayable) {
      Message whole(receiver);
      whole.add(near(limits.frame));
      whole.finish(inputs);
    }
    add_size(inputs, receiver, near(limits.message), limits.frame);
    add_count(inputs, receiver, near(limits.fragments));
  }
}

void add_around_powers_of_two(std::vector<Bytes>& inputs, const Script& receiver) {
  for (unsigned power = 4; power <= 20; ++power) add_size(inputs, receiver, (1ULL << power) + 2, kMostSayable);
  for (unsigned power = 4; power <= 10; ++power) add_count(inputs, receiver, (1ULL << power) + 1);
}

}  // namespace

std::vector<Bytes> limit_scripts() {
  constexpr std::uint8_t kKinds = 4;
  std::vector<Bytes> inputs;
  for (const bool client : {false, true}) {
    Script receiver;
    receiver.client = client;
    for (receiver.limits = 0; receiver.limits < kKinds; ++receiver.limits) add_around_limits(inputs, receiver);
    set_usual_limits(receiver);
    add_around_powers_of_two(inputs, receiver);
  }
  return inputs;
}

}  // namespace gauntlet::fuzz
