#include "conformance/table/payload.h"

#include <gmock/gmock.h>

#include "conformance/table/random_source.h"
#include "conformance/table/samples.h"
#include "conformance/wire/utf8.h"

namespace gauntlet {
namespace {

using testing::ElementsAre;
using Alphabet = Payload::Random::Alphabet;

Payload random_payload(Alphabet alphabet, std::uint64_t seed, std::uint64_t size) {
  return Payload(Payload::Random{alphabet, seed, size});
}

TEST(RandomSource, IsSplitmix64) {  // the reference implementation's first numbers for seed 1234567
  RandomSource random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Payload, TextTileAndConcat) {
  EXPECT_TRUE(Payload().octets().empty());
  EXPECT_THAT(Payload::text("ab").octets(), ElementsAre('a', 'b'));
  EXPECT_THAT(Payload(Payload::Tile{{1, 2, 3}, 7}).octets(), ElementsAre(1, 2, 3, 1, 2, 3, 1));
  EXPECT_TRUE(Payload(Payload::Tile{{}, 7}).octets().empty());
  EXPECT_TRUE(Payload(Payload::Tile{{1}, 0}).octets().empty());
  const Payload both(Payload::Concat{{Payload::text("a"), Payload(Payload::Tile{{9}, 2})}});
  EXPECT_THAT(both.octets(), ElementsAre('a', 9, 9));
}

TEST(Payload, RandomIsTheSameEverywhere) {
  EXPECT_THAT(random_payload(Alphabet::kOctets, 1, 4).octets(), ElementsAre(0x91, 0xBE, 0xF8, 0x71));
  EXPECT_EQ(random_payload(Alphabet::kOctets, 1, 4).octets(5), random_payload(Alphabet::kOctets, 1, 4).octets());
  EXPECT_NE(random_payload(Alphabet::kOctets, 2, 4).octets(), random_payload(Alphabet::kOctets, 1, 4).octets());
}

TEST(Payload, RandomAsciiIsPrintable) {
  const auto octets = random_payload(Alphabet::kAscii, 3, 5000).octets();
  EXPECT_EQ(octets.size(), 5000U);
  EXPECT_THAT(octets, testing::Each(testing::AllOf(testing::Ge(0x20), testing::Le(0x7E))));
}

TEST(Payload, RandomUtf8IsValidAndOfExactlyThatSize) {
  for (std::uint64_t size = 0; size < 300; ++size) {
    const auto octets = random_payload(Alphabet::kUtf8, size, size).octets();
    ASSERT_EQ(octets.size(), size);
    ASSERT_TRUE(wire::valid_utf8(octets)) << size;
  }
  const auto octets = random_payload(Alphabet::kUtf8, 1, 20000).octets();
  for (const int lead : {0x00, 0xC0, 0xE0, 0xF0}) {  // characters of each length
    const int mask = lead == 0 ? 0x80 : lead == 0xF0 ? 0xF8 : lead == 0xE0 ? 0xF0 : 0xE0;
    EXPECT_GT(std::count_if(octets.begin(), octets.end(), [&](std::uint8_t o) { return (o & mask) == lead; }), 500);
  }
}

TEST(Payload, CorpusWindowSlidesOnlyIfAsked) {
  const Payload still(Payload::Sample{"json", 10, false});
  const Payload sliding(Payload::Sample{"json", 10, true});
  EXPECT_EQ(still.octets(3), still.octets());
  EXPECT_EQ(sliding.octets(0), still.octets());
  EXPECT_NE(sliding.octets(1), still.octets());
  EXPECT_TRUE(Payload(Payload::Sample{"none", 10, true}).octets().empty());
}

TEST(Payload, Descriptions) {
  EXPECT_EQ(Payload().describe(), "nothing");
  EXPECT_EQ(Payload::text("").describe(), "nothing");
  EXPECT_EQ(Payload::text("Hello").describe(), "\"Hello\"");
  EXPECT_EQ(Payload::text(std::string(100, 'x')).describe(), '"' + std::string(60, 'x') + "...\" (100 octets)");
  EXPECT_EQ(Payload(Payload::Literal{{0x00, 0xFF}, false}).describe(), "hex 00 ff");
  EXPECT_EQ(Payload(Payload::Literal{std::vector<std::uint8_t>(20, 1), false}).describe(),
            "hex 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 ... (20 octets)");
  EXPECT_EQ(Payload(Payload::Tile{{'B', 'A'}, 16 << 20}).describe(), "16 MiB of \"BA\"");
  EXPECT_EQ(Payload(Payload::Tile{{0xFE}, 1}).describe(), "1 octet of hex fe");
  EXPECT_EQ(random_payload(Alphabet::kUtf8, 7, 2048).describe(), "2 KiB of random UTF-8 (seed 7)");
  EXPECT_EQ(Payload(Payload::Sample{"json", 16, true}).describe(),
            "16 characters of the json corpus, a sliding window");
  EXPECT_EQ(Payload(Payload::Sample{"pdf", 16, false}).describe(), "16 octets of the pdf corpus");
  EXPECT_EQ(Payload(Payload::Concat{{Payload::text("a"), Payload::text("b")}}).describe(), "\"a\" + \"b\"");
  EXPECT_EQ(Payload(Payload::Concat{std::vector<Payload>(6)}).describe(),
            "nothing + nothing + nothing + nothing + ... (6 parts)");
}

}  // namespace
}  // namespace gauntlet
