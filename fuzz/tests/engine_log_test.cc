#include "fuzz/support/engine_log.h"

#include <gtest/gtest.h>

namespace gauntlet::fuzz {
namespace {

TEST(EngineLog, ReadsHowFarItIs) {
  EngineLog log;
  log.line("#131072\tpulse  cov: 396 ft: 1418 corp: 295/2425b lim: 64 exec/s: 43690 rss: 41Mb");
  EXPECT_EQ(log.runs(), 131072U);
  EXPECT_EQ(log.edges(), 396U);
  EXPECT_EQ(log.features(), 1418U);
  EXPECT_EQ(log.corpus(), 295U);
}

TEST(EngineLog, AnOracleSpeaksForItself) {
  EngineLog log;
  log.line("wsgauntlet-finding: model event:text:nothing");
  log.line("==1==ERROR: AddressSanitizer: ABRT on unknown address");
  log.line("Test unit written to /tmp/crash-1");
  EXPECT_EQ(log.kind(), "oracle");
  EXPECT_EQ(log.signature(), "model event:text:nothing");
  EXPECT_EQ(log.artifact(), "/tmp/crash-1");
}

TEST(EngineLog, AMemoryErrorIsNamedByItsStack) {
  EngineLog log;
  log.line("==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1 at pc 0x2");
  log.line("DEDUP_TOKEN: a--b--c");
  log.line("DEDUP_TOKEN: d--e--f");
  EXPECT_EQ(log.signature(), "heap-buffer-overflow a--b--c");
}

TEST(EngineLog, SaysTheLastLineOfWhatCanNotBegin) {
  EngineLog log;
  EXPECT_EQ(log.last_line(), "");
  log.line("INFO: Running with entropic power schedule (0xFF, 100).");
  log.line("ParseDictionaryFile: error in line 2");
  log.line("\t\t oops");
  EXPECT_EQ(log.last_line(), "\t\t oops");
}

TEST(EngineLog, TimeoutsAndUndefinedBehaviour) {
  EngineLog slow;
  slow.line("==1== ERROR: libFuzzer: timeout after 10 seconds");
  EXPECT_EQ(slow.kind(), "timeout");
  EngineLog undefined;
  undefined.line("x.cc:3:4: runtime error: signed integer overflow");
  EXPECT_EQ(undefined.signature(), "undefined signed integer overflow");
}

}  // namespace
}  // namespace gauntlet::fuzz
