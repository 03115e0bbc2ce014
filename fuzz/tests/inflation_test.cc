#include "fuzz/model/inflation.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "conformance/wire/deflate.h"
#include "ws/permessage_deflate.h"

// The model's reading of RFC 1951, by the examples of RFC 7692 section 7.2.3 and against zlib's writing.

namespace gauntlet::model {
namespace {

using wire::Bytes;
using Kind = Inflation::Answer::Kind;

constexpr std::uint64_t kLimit = 1U << 20;

std::string text(const Bytes& octets) { return {octets.begin(), octets.end()}; }

struct Example {
  std::string name;
  Bytes octets;
};
void PrintTo(const Example& example, std::ostream* out) { *out << example.name; }

class HelloExamples : public ::testing::TestWithParam<Example> {};

TEST_P(HelloExamples, SayHello) {
  Inflation inflation(false);
  inflation.add(GetParam().octets);
  const auto answer = inflation.finish(kLimit);
  EXPECT_EQ(answer.kind, Kind::kFine);
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(text(answer.octets), "Hello");
}

INSTANTIATE_TEST_SUITE_P(
    Section723, HelloExamples,
    ::testing::Values(Example{"OneBlock", {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}},
                      Example{"NoCompression", {0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00}},
                      Example{"BFinal", {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00}},
                      Example{"TwoBlocks",
                              {0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00}}),
    [](const auto& test) { return test.param.name; });

TEST(Inflation, SharesItsWindowBetweenMessages) {
  for (const bool no_context_takeover : {false, true}) {
    Inflation inflation(no_context_takeover);
    inflation.add(Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00});
    EXPECT_EQ(text(inflation.finish(kLimit).octets), "Hello");
    inflation.add(Bytes{0xf2, 0x00, 0x11, 0x00, 0x00});
    const auto second = inflation.finish(kLimit);
    EXPECT_EQ(second.kind, no_context_takeover ? Kind::kBroken : Kind::kFine);
    EXPECT_EQ(text(second.octets), no_context_takeover ? "H" : "Hello");  // what came before the reach back
  }
}

TEST(Inflation, IsCertainOnlyOfWhatCame) {
  const Bytes block{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
  Inflation inflation(false);
  for (std::size_t i = 0; i < block.size(); ++i) {
    inflation.add(wire::View(block).subspan(i, 1));
    const auto answer = inflation.so_far(kLimit);
    EXPECT_EQ(answer.kind, Kind::kFine) << i;
    EXPECT_EQ(text(answer.octets), std::string("Hello").substr(0, answer.octets.size())) << i;
  }
}

TEST(Inflation, StopsAboveTheLimit) {
  Inflation inflation(false);
  inflation.add(Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00});
  EXPECT_EQ(inflation.so_far(5).kind, Kind::kFine);
  const auto answer = inflation.so_far(4);
  EXPECT_EQ(answer.kind, Kind::kTooMuch);
  EXPECT_EQ(text(answer.octets), "Hell");
}

struct Broken {
  std::string name;
  Bytes octets;
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

class BrokenBlocks : public ::testing::TestWithParam<Broken> {};

// With the last of these octets, and not before: which one it is does the RFC not say, so the model's rule is written
// down (inflation.h), and the codec has to keep to it.
TEST_P(BrokenBlocks, AreRefusedWithTheElementThatIsBroken) {
  Inflation inflation(false);
  ws::Inflater codec(15, false);
  std::vector<std::uint8_t> out;
  for (const std::uint8_t& octet : GetParam().octets) {
    inflation.add({&octet, 1});
    const bool last = &octet == &GetParam().octets.back();
    EXPECT_EQ(inflation.so_far(kLimit).kind, last ? Kind::kBroken : Kind::kFine);
    EXPECT_EQ(codec.feed({&octet, 1}, out, kLimit).has_value(), last);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc1951, BrokenBlocks,
                         ::testing::Values(Broken{"TypeThree", {0x07}},
                                           Broken{"LengthAndItsComplementDiffer", {0x00, 0x05, 0x00, 0xfa, 0xfe}},
                                           Broken{"ReachesBackTooFar", {0x02, 0x06, 0x00}},
                                           Broken{"TooManyCodes", {0xfc, 0xff, 0x03}},
                                           Broken{"TooManyLiteralsAlone", {0xfc, 0x00, 0x00}},
                                           Broken{"TooManyDistancesAlone", {0x04, 0x1f, 0x00}},
                                           Broken{"CodeOfLengthsOverfull", {0x04, 0x00, 0x92, 0x00}}),
                         [](const auto& test) { return test.param.name; });

TEST(Inflation, ReadsWhatZlibWrites) {
  std::mt19937 random(7692);
  for (const bool no_context_takeover : {false, true}) {
    wire::Compressor compressor(15, no_context_takeover);
    Inflation inflation(no_context_takeover);
    for (int i = 0; i < 60; ++i) {
      Bytes message(random() % 3000);
      const auto letters = 1 + random() % 200;
      for (auto& octet : message) octet = static_cast<std::uint8_t>(random() % letters);
      inflation.add(compressor.message(message));
      const auto answer = inflation.finish(kLimit);
      ASSERT_EQ(answer.kind, Kind::kFine);
      ASSERT_TRUE(answer.complete);
      ASSERT_EQ(answer.octets, message);
    }
  }
}

}  // namespace
}  // namespace gauntlet::model
