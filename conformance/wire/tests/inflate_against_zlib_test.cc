#include <gtest/gtest.h>
#include <zlib.h>

#include <array>

#include "conformance/wire/deflate.h"
#include "conformance/wire/tests/octets.h"

/// The Decompressor's own reading of RFC 1951 beside zlib's: of everything that zlib can write, and of the
/// same with bits turned over or octets lost. Both have to agree on what inflates, and to what.
namespace gauntlet::wire {
namespace {

constexpr std::size_t kMost = 1U << 16;

/// What zlib makes of a message and its tail; nothing if it objects or is left in the middle.
std::optional<Bytes> by_zlib(Bytes message) {
  message.insert(message.end(), {0x00, 0x00, 0xFF, 0xFF});
  z_stream z{};
  inflateInit2(&z, -15);
  Bytes out(kMost);
  z.next_in = message.data();
  z.avail_in = static_cast<uInt>(message.size());
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  int status = Z_OK;
  do {
    // After BFINAL it goes on with the next octet and the same window.
    if (status == Z_STREAM_END) inflateResetKeep(&z);
    status = inflate(&z, Z_SYNC_FLUSH);
  } while (status == Z_STREAM_END && z.avail_in > 0);
  const bool between_blocks = (z.data_type & 128) != 0 && (z.data_type & 63) == 0;
  const bool fine = z.avail_in == 0 && z.avail_out > 0 &&
                    (status == Z_STREAM_END || ((status == Z_OK || status == Z_BUF_ERROR) && between_blocks));
  out.resize(out.size() - z.avail_out);
  inflateEnd(&z);
  if (!fine) return std::nullopt;
  return out;
}

std::optional<Bytes> by_ourselves(const Bytes& message) {
  Decompressor decompressor(15, false);
  auto result = decompressor.message(message, kMost - 1);
  if (result.error) return std::nullopt;
  return result.octets;
}

/// In a few blocks, the last one perhaps with BFINAL.
Bytes deflated(const Bytes& payload, int level, int strategy, std::size_t block, bool bfinal) {
  z_stream z{};
  deflateInit2(&z, level, Z_DEFLATED, -15, 8, strategy);
  Bytes out(2 * payload.size() + 1000);
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  Bytes input = payload;
  std::size_t at = 0;
  while (at < input.size()) {
    const std::size_t now = std::min(block, input.size() - at);
    z.next_in = input.data() + at;
    z.avail_in = static_cast<uInt>(now);
    deflate(&z, now % 3 == 0 ? Z_PARTIAL_FLUSH : Z_BLOCK);
    at += now;
  }
  deflate(&z, bfinal ? Z_FINISH : Z_SYNC_FLUSH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  if (bfinal) {
    out.push_back(0x00);
  } else {
    out.resize(out.size() - 4);
  }
  return out;
}

/// Octets of which some are much more frequent: then the codes get long.
Bytes skewed(std::mt19937& random, std::size_t size) {
  Bytes out(size);
  for (auto& octet : out) {
    unsigned value = 0;
    while (value < 60 && random() % 4 != 0) ++value;
    octet = static_cast<std::uint8_t>(value * value);
  }
  return out;
}

template <typename Check>
void for_many_messages(std::mt19937& random, const Check& check) {
  constexpr std::array<int, 4> kStrategies{Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED};
  for (const int level : {0, 1, 6, 9}) {
    for (const int strategy : kStrategies) {
      for (const std::size_t size : {1U, 40U, 3000U, 40000U}) {
        const bool bfinal = random() % 2 == 0;
        const std::size_t block = 1 + random() % size;
        const Bytes payload = random() % 3 == 0 ? random_octets(random, size) : skewed(random, size);
        check(payload, deflated(payload, level, strategy, block, bfinal));
      }
    }
  }
}

TEST(InflateAgainstZlib, WhatZlibWrites) {
  std::mt19937 random(8);
  for (int round = 0; round < 5; ++round) {
    for_many_messages(random, [](const Bytes& payload, const Bytes& message) {
      ASSERT_EQ(by_zlib(message), payload);
      ASSERT_EQ(by_ourselves(message), payload);
    });
  }
}

TEST(InflateAgainstZlib, WithBitsTurnedOver) {
  std::mt19937 random(9);
  int refused = 0, taken = 0;
  for_many_messages(random, [&](const Bytes&, const Bytes& message) {
    for (int round = 0; round < 60; ++round) {
      Bytes broken = message;
      // Near the beginning stand the headers of the blocks.
      const std::size_t reach = round % 2 == 0 ? std::min<std::size_t>(broken.size(), 80) : broken.size();
      for (int bit = 0; bit <= round % 3; ++bit)
        broken[random() % reach] ^= static_cast<std::uint8_t>(1U << random() % 8);
      const auto expected = by_zlib(broken);
      ASSERT_EQ(by_ourselves(broken), expected) << testing::PrintToString(broken);
      ++(expected ? taken : refused);
    }
  });
  EXPECT_GT(refused, 500);
  EXPECT_GT(taken, 500);
}

TEST(InflateAgainstZlib, CutShort) {
  std::mt19937 random(10);
  for_many_messages(random, [&](const Bytes&, const Bytes& message) {
    for (int round = 0; round < 20; ++round) {
      const Bytes cut(message.begin(), message.begin() + static_cast<long>(random() % message.size()));
      ASSERT_EQ(by_ourselves(cut), by_zlib(cut)) << testing::PrintToString(cut);
    }
  });
}

TEST(InflateAgainstZlib, AllMessagesOfTwoOctets) {
  for (unsigned both = 0; both < 65536; ++both) {
    const Bytes message{static_cast<std::uint8_t>(both >> 8), static_cast<std::uint8_t>(both)};
    ASSERT_EQ(by_ourselves(message), by_zlib(message)) << both;
  }
}

TEST(InflateAgainstZlib, RandomDynamicBlocks) {
  std::mt19937 random(11);
  for (int round = 0; round < 100000; ++round) {
    Bytes message = random_octets(random, 4 + random() % 60);
    message[0] = static_cast<std::uint8_t>((message[0] & 0xF8) | 4);
    ASSERT_EQ(by_ourselves(message), by_zlib(message)) << testing::PrintToString(message);
  }
}

}  // namespace
}  // namespace gauntlet::wire
