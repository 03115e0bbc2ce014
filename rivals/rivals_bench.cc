// The codec and its rivals, in one run.
#include "rivals/benchmarks.h"

#include "bench/open_connection.h"
#include "bench/parsers.h"
#include "ws/handshake.h"

namespace gauntlet::bench {

std::string peer_name(const BatchPlan& plan, const char* peer) {
  return chart("parse", plan) + "/peer:" + peer + size_part(plan);
}

namespace {

void add_all(const BatchPlan& plan) {
  // What gives messages, and what gives frames.
  [[maybe_unused]] const std::vector<std::string> own{add_receiver(plan), add_bare_parser(plan)};
#ifdef WS_HAVE_WSLAY
  add_wslay(plan, own);
#endif
#ifdef WS_HAVE_BEAST
  add_beast(plan, own);
#endif
#ifdef WS_HAVE_WEBSOCKETPP
  add_websocketpp(plan, own);
#endif
}

}  // namespace

void register_benchmarks() {
  BatchPlan plan;
  add_all(plan);
  for (const Alphabet alphabet : {Alphabet::kAscii, Alphabet::kMixed}) {
    plan.text = alphabet;
    add_all(plan);
  }
  plan.text.reset();
  for (const std::size_t payload : {std::size_t{16}, std::size_t{125}, std::size_t{1024}, std::size_t{8192}}) {
    plan.payload = payload;
    add_all(plan);
  }
#ifdef WS_HAVE_BEAST
  add_beast_handshake();
#endif
}

}  // namespace gauntlet::bench
