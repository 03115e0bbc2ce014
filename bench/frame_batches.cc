#include "bench/frame_batches.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "ws/frame_header.h"
#include "ws/masking.h"

namespace gauntlet::bench {

namespace {

/// Where a text of `size` octets may begin in a long one that is cut anywhere: at a character.
ws::Octets cut_text(const std::string& text, std::size_t at, std::size_t size, std::vector<std::uint8_t>& room) {
  const auto continues = [&text](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; };
  while (continues(at)) ++at;
  room.assign(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(at + size));
  std::size_t whole = size;
  if (size > 0 && continues(at + size)) {
    do --whole;
    while (continues(at + whole));
  }
  std::fill(room.begin() + static_cast<std::ptrdiff_t>(whole), room.end(), std::uint8_t{'.'});
  return room;
}

struct Payloads {
  explicit Payloads(std::optional<Alphabet> alphabet, std::size_t largest)
      : text(text_of(alphabet.value_or(Alphabet::kAscii), largest + 65536)) {}
  std::string text;
  std::vector<std::uint8_t> room;
};

FrameBatch make_batch(const BatchPlan& plan, Payloads& payloads, Numbers& numbers) {
  FrameBatch batch;
  while (true) {
    const std::size_t size = plan.payload.value_or(numbers.below(126));
    if (!batch.octets.empty() && batch.octets.size() + size + ws::kMaxFrameHeaderSize > kBatchOctets) return batch;
    ws::FrameHeader header;
    header.opcode = plan.text ? ws::Opcode::kText : ws::Opcode::kBinary;
    header.masked = plan.masked;
    header.payload_length = size;
    const auto key = static_cast<std::uint32_t>(numbers());
    if (plan.masked) std::memcpy(header.masking_key.data(), &key, sizeof key);
    std::array<std::uint8_t, ws::kMaxFrameHeaderSize> head{};
    batch.octets.insert(batch.octets.end(), head.begin(),
                        head.begin() + static_cast<std::ptrdiff_t>(ws::encode(header, head)));
    const std::size_t begin = batch.octets.size();
    const ws::Octets payload = cut_text(payloads.text, numbers.below(65000), size, payloads.room);
    batch.octets.insert(batch.octets.end(), payload.begin(), payload.end());
    if (plan.masked) ws::mask(ws::MutableOctets(batch.octets).subspan(begin), header.masking_key);
    ++batch.frames;
    batch.payload_octets += size;
  }
}

std::vector<FrameBatch> make_batches(const BatchPlan& plan) {
  Numbers numbers(7);
  Payloads payloads(plan.text, plan.payload.value_or(125));
  const std::size_t count = plan.fresh ? kFreshBatches : 1;
  std::vector<FrameBatch> batches;
  batches.reserve(count);
  while (batches.size() < count) batches.push_back(make_batch(plan, payloads, numbers));
  return batches;
}

}  // namespace

FrameBatches::FrameBatches(const BatchPlan& plan) {
  using Key = std::tuple<std::optional<std::size_t>, std::optional<Alphabet>, bool, bool>;
  static std::map<Key, std::vector<FrameBatch>> kept;
  const Key key{plan.payload, plan.text, plan.masked, plan.fresh};
  auto at = kept.find(key);
  if (at == kept.end()) at = kept.emplace(key, make_batches(plan)).first;
  batches_ = &at->second;
}

std::size_t FrameBatches::largest() const {
  std::size_t most = 0;
  for (const FrameBatch& batch : *batches_) most = std::max(most, batch.octets.size());
  return most;
}

}  // namespace gauntlet::bench
