// Runs each hot path a fixed number of times, for callgrind: with --callgrind-out-file=F the instructions of
// the paths are dumped to F.1, F.2, ..., each with its name. `wsgauntlet bench --instructions` calls it.
#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "bench/open_connection.h"
#include "bench/parsers.h"
#include "ws/frame_writer.h"
#include "ws/handshake.h"
#include "ws/kernel.h"
#include "ws/masking.h"
#include "ws/utf8.h"

namespace gauntlet::bench {

namespace {

/// Everything that comes before the measured part is made once; the path itself runs twice, the first time
/// to warm up what is chosen or allocated at the first use.
template <class Path>
void count(const char* name, Path path) {
  path();
  CALLGRIND_ZERO_STATS;
  path();
  CALLGRIND_DUMP_STATS_AT(name);
}

void count_masking(const char* name, std::size_t size) {
  const PageOctets octets(4096, 1);
  count(name, [&] {
    for (int i = 0; i < 100; ++i) ws::mask({octets.data(), size}, {1, 2, 3, 4}, 1);
  });
}

void count_text(const char* name, Alphabet alphabet, std::size_t piece) {
  const std::string text = text_of(alphabet, 16384);
  const ws::Octets octets = ws::as_octets(text);
  count(name, [&] {
    ws::Utf8Validator validator;
    for (std::size_t at = 0; at < octets.size(); at += piece) {
      if (validator.feed(octets.subspan(at, std::min(piece, octets.size() - at)))) std::abort();
    }
  });
}

template <class Consume>
void count_batch(const char* name, const BatchPlan& plan, Consume consume) {
  FrameBatches batches(plan);
  const FrameBatch batch = batches.next();
  const PageOctets room(batch.octets.size());
  const auto fill = [&] { std::memcpy(room.data(), batch.octets.data(), batch.octets.size()); };
  fill();
  if (consume(ws::MutableOctets(room.data(), batch.octets.size())).frames != batch.frames) std::abort();
  fill();
  CALLGRIND_ZERO_STATS;
  consume(ws::MutableOctets(room.data(), batch.octets.size()));
  CALLGRIND_DUMP_STATS_AT(name);
}

void count_reading() {
  BatchPlan plan;
  plan.fresh = false;
  count_batch("parse_batch", plan, parse_in_place);
  count_batch("frame_parser", plan, parse_parts);
  plan.masked = false;
  count_batch("parse_headers", plan, parse_headers);
  plan.masked = true;
  plan.text = Alphabet::kMixed;
  count_batch("parse_text", plan, parse_text);
  count_batch("parse_texts", plan, parse_texts);
  ws::Connection connection = open_server();
  count_batch("connection", plan, [&](ws::MutableOctets batch) { return drain(connection, batch); });
}

/// Keys that are the same in every run: a generator may take longer at times.
void fill_with_counter(void* context, ws::MutableOctets out) {
  for (auto& octet : out) octet = static_cast<std::uint8_t>((*static_cast<unsigned*>(context))++);
}

void count_writing() {
  unsigned counter = 0;
  ws::FrameWriter writer(ws::Role::kClient, {fill_with_counter, &counter});
  const std::string text = text_of(Alphabet::kAscii, 125);
  count("write_frames", [&] {
    for (std::size_t size = 0; size < 126; ++size) writer.binary(ws::as_octets(text).first(size));
    writer.consume(writer.output().size());
  });
}

void count_handshake() {
  count("handshake", [] {
    ws::HeadReader reader{ws::Limits{}};
    reader.feed(ws::as_octets(browser_request()));
    if (ws::validate_request(reader.head()).index() != 0) std::abort();
  });
}

int run() {
  if (const std::string problem = ws::kernel_problem(); !problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return 3;
  }
  count_masking("mask_6", 6);
  count_masking("mask_125", 125);
  count_masking("mask_1024", 1024);
  count_text("utf8_ascii", Alphabet::kAscii, 16384);
  count_text("utf8_mixed", Alphabet::kMixed, 16384);
  count_text("utf8_fragments", Alphabet::kMixed, 125);
  count_reading();
  count_writing();
  count_handshake();
  return 0;
}

}  // namespace

}  // namespace gauntlet::bench

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--compiler") return std::puts(WS_COMPILER) < 0;
  return gauntlet::bench::run();
}
