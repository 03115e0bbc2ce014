#include <gtest/gtest.h>

#include "fuzz/model/receiver.h"
#include "fuzz/support/codec_connection.h"

// The codec's connection against the model, for every place at which a stream can be cut in two or three.

namespace gauntlet::fuzz {
namespace {

model::Trace of_model(const Script& script, const Bytes& octets) {
  model::Trace trace;
  const ScriptLimits limits = limits_of(script);
  model::Receiver receiver({.server = !script.client,
                            .max_frame = limits.frame,
                            .max_message = limits.message,
                            .max_fragments = limits.fragments,
                            .masking_key = &CountedKeys::key},
                           trace);
  receiver.octets(octets);
  receiver.ended();
  return trace;
}

model::Trace of_codec(const Script& script, Bytes octets, const std::vector<std::size_t>& cuts) {
  model::Trace trace;
  CountedKeys keys;
  ws::Connection connection = open_connection(script, keys);
  ws::Event event;
  std::size_t begin = 0;
  for (const std::size_t end : cuts) {
    connection.receive(ws::MutableOctets(octets).subspan(begin, end - begin), ws::Time{0});
    while (connection.next_event(event)) record(event, trace);
    begin = end;
  }
  connection.receive_eof(ws::Time{0});
  while (connection.next_event(event)) record(event, trace);
  drain_output(connection, trace);
  trace.drop = connection.wants_drop();
  return trace;
}

// Text in two fragments with a ping between them, a frame with a 16-bit length, a Close.
constexpr std::array<std::uint8_t, 40> kScript{0x00, 0x00,                              //
                                               0x00, 0x01, 3,   'a',  0xC3, 0xA4,       //
                                               0x00, 0x89, 2,   'p',  'q',              //
                                               0x08, 0x80, 4,   0xE2, 0x82, 0xAC, 'z',  // with a key of its own
                                               1,    2,    3,   4,                      //
                                               0x00, 0x82, 251, 130,  0,    0,    'x',  //
                                               0x00, 0x88, 4,   0x03, 0xE8, 'o',  'k'};

TEST(EverySplit, IsTheSameAndWhatTheModelSays) {
  for (const bool client : {false, true}) {
    auto input = kScript;
    input[0] = client ? 1 : 0;
    Script script;
    decode(input, script);
    WireForm wire;
    put_on_wire(script, wire);
    const model::Trace expected = of_model(script, wire.octets);
    ASSERT_GT(expected.events.size(), 2U);
    const std::size_t size = wire.octets.size();
    for (std::size_t one = 0; one <= size; ++one) {
      for (std::size_t two = one; two <= size; two += 1 + two % 3) {
        const model::Trace actual = of_codec(script, wire.octets, {one, two, size});
        ASSERT_TRUE(same(expected, actual))
            << difference(expected, actual).detail << "\ncut at " << one << " and " << two;
      }
    }
  }
}

}  // namespace
}  // namespace gauntlet::fuzz
