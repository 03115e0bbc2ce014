// Frames of a client to the codec and to other implementations that are installed. No oracle: where they disagree is
// a row of a table, with the statement that decides by the codec's reading, never a finding. So this target finds
// nothing by itself; memory errors in somebody else's code would show here too.

#include <fmt/format.h>

#include "fuzz/differential/disagreements.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/script.h"
#include "fuzz/support/structure.h"
#include "rivals/reading.h"

namespace gauntlet::fuzz {
namespace {

struct CodecReading {
  RivalReading reading;
  std::string_view statement{};  ///< that it refuses by
};

CodecReading read_with_codec(const Script& script, Bytes octets) {
  static CountedKeys keys;
  CodecReading result{.reading = {}, .statement = "none: the codec accepts"};
  ws::Connection connection = open_connection(script, keys);
  connection.receive(octets, ws::Time{0});
  ws::Event event;
  while (connection.next_event(event)) {
    if (event.type == ws::Event::Type::kMessage) {
      std::string text(1, event.message_type == ws::MessageType::kText ? 't' : 'b');
      text.append(reinterpret_cast<const char*>(event.payload.data()), event.payload.size());
      result.reading.messages.push_back(std::move(text));
    }
    if (event.type == ws::Event::Type::kFailed) result.statement = ws::info(event.violation.rule).requirement;
  }
  result.reading.closed = connection.wants_drop();
  find_close(connection.output().data(), connection.output().size(), result.reading);
  return result;
}

/// "more, closes 1002": what was delivered, against the codec, and how it ends.
std::string describe(const RivalReading& reading, const RivalReading& codec) {
  const std::size_t common = std::min(reading.messages.size(), codec.messages.size());
  const bool same_so_far = std::equal(
      reading.messages.begin(), reading.messages.begin() + static_cast<std::ptrdiff_t>(common), codec.messages.begin());
  const std::string_view delivers = !same_so_far                                      ? "others"
                                    : reading.messages.size() > codec.messages.size() ? "more"
                                    : reading.messages.size() < codec.messages.size() ? "fewer"
                                                                                      : "the same";
  return fmt::format("{}, {}", delivers, reading.closed ? fmt::format("closes {}", reading.code) : "goes on");
}

void check(View input) {
  static Disagreements table;
  Script script;
  decode(input, script);
  script.client = script.close_first = false;
  script.limits = 0;
  without_usual_limits(script);
  WireForm wire;
  put_on_wire(script, wire);
  const CodecReading codec = read_with_codec(script, wire.octets);
  const std::string ours = describe(codec.reading, codec.reading);
  std::string signature = "codec: " + ours;
  bool differ = false;
  for (const Rival& rival : rivals()) {
    const std::string theirs = describe(rival.read(wire.octets.data(), wire.octets.size()), codec.reading);
    if (theirs == ours) continue;
    differ = true;
    signature += fmt::format("; {}: {}", rival.name, theirs);
  }
  if (differ) table.add(std::move(signature), codec.statement, wire.octets);
}

}  // namespace

const Structure* structure() { return &large_script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gauntlet::fuzz::check({data, size});
  return 0;
}
