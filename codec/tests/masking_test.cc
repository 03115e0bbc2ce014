#include "ws/masking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "ws/kernel.h"

namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr ws::MaskingKey kKeyOfTheRfc{0x37, 0xfa, 0x21, 0x3d};  // section 5.7

// Section 5.3: "octet i of the transformed data is the XOR of octet i of the original data with octet at
// index i modulo 4 of the masking key".
Buffer masked(Buffer octets, ws::MaskingKey key, std::size_t phase) {
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] ^= key[(phase + i) % 4];
  return octets;
}

Buffer random_octets(std::size_t size, std::mt19937::result_type seed) {
  std::mt19937 random(seed);
  Buffer octets(size);
  for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(random());
  return octets;
}

std::uint32_t turned_key(ws::MaskingKey key, std::size_t phase) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word |= std::uint32_t{key[(phase + i) % 4]} << (8 * i);
  return word;
}

TEST(Masking, MasksTheExampleOfTheRfc) {  // section 5.7
  Buffer hello{'H', 'e', 'l', 'l', 'o'};
  ws::mask(hello, kKeyOfTheRfc);
  EXPECT_THAT(hello, ::testing::ElementsAre(0x7f, 0x9f, 0x4d, 0x51, 0x58));
  ws::mask(hello, kKeyOfTheRfc);
  EXPECT_THAT(hello, ::testing::ElementsAre('H', 'e', 'l', 'l', 'o'));
}

TEST(Masking, CanBeDoneInAnyPieces) {
  const Buffer octets = random_octets(70, 1);
  const Buffer expected = masked(octets, kKeyOfTheRfc, 0);
  for (std::size_t a = 0; a <= octets.size(); ++a) {
    for (std::size_t b = a; b <= octets.size(); ++b) {
      Buffer pieces = octets;
      const ws::MutableOctets view(pieces);
      ws::mask(view.first(a), kKeyOfTheRfc, 0);
      ws::mask(view.subspan(a, b - a), kKeyOfTheRfc, a);
      ws::mask(view.subspan(b), kKeyOfTheRfc, b);
      ASSERT_EQ(pieces, expected) << a << ' ' << b;
    }
  }
}

TEST(Masking, TakesAPhaseOfAnySize) {
  const Buffer octets = random_octets(100, 2);
  for (const std::size_t phase : {std::size_t{5}, std::size_t{0xFFFF'FFFF}, ~std::size_t{0}}) {
    Buffer in_place = octets;
    ws::mask(in_place, kKeyOfTheRfc, phase);
    EXPECT_EQ(in_place, masked(octets, kKeyOfTheRfc, phase % 4));
  }
}

TEST(Masking, CopiesWithTheKeyZero) {
  Buffer out(ws::kMaxShortMask);
  ws::mask_copy_short(ws::as_octets("Hello"), out.data(), {});
  EXPECT_EQ(ws::as_text(ws::Octets(out).first(5)), "Hello");
}

TEST(Masking, TakesNothing) {
  ws::mask({}, kKeyOfTheRfc);
  std::array<std::uint8_t, ws::kMaxShortMask> out{};
  ws::mask_copy_short({}, out.data(), kKeyOfTheRfc);
  ws::mask_copy({}, nullptr, kKeyOfTheRfc);
}

class MaskKernelTest : public ::testing::TestWithParam<ws::Kernel> {
 protected:
  void SetUp() override {
    if (!GetParam().supported()) GTEST_SKIP() << "the processor lacks " << GetParam().name;
  }
};

// Whatever the size, where it stands and where the key does; and nothing beside it is touched.
TEST_P(MaskKernelTest, MasksInPlace) {
  constexpr std::size_t kMargin = 64;
  constexpr std::size_t kMost = 300;
  alignas(64) static std::uint8_t memory[kMargin + 64 + kMost + kMargin];
  const Buffer octets = random_octets(sizeof memory, 4);
  Buffer keystream(kMost + 4);
  for (std::size_t i = 0; i < keystream.size(); ++i) keystream[i] = kKeyOfTheRfc[i % 4];
  for (std::size_t alignment = 0; alignment < 64; ++alignment) {
    for (std::size_t size = 0; size <= kMost; ++size) {
      for (std::size_t phase = 0; phase < 4; ++phase) {
        std::memcpy(memory, octets.data(), sizeof memory);
        std::uint8_t* const at = memory + kMargin + alignment;
        GetParam().mask(at, size, turned_key(kKeyOfTheRfc, phase));
        for (std::size_t i = 0; i < size; ++i) at[i] ^= keystream[phase + i];
        ASSERT_EQ(std::memcmp(memory, octets.data(), sizeof memory), 0)
            << "alignment " << alignment << " size " << size << " phase " << phase;
      }
    }
  }
}

TEST_P(MaskKernelTest, Copies) {
  constexpr std::size_t kMost = 300;
  const Buffer in = random_octets(kMost + 64, 5);
  Buffer out(kMost + 128);
  for (std::size_t from = 0; from < 64; from += 7) {
    for (std::size_t to = 1; to < 64; to += 5) {
      for (std::size_t size = 0; size <= kMost; ++size) {
        std::fill(out.begin(), out.end(), std::uint8_t{0xEE});
        GetParam().mask_copy(in.data() + from, out.data() + to, size, turned_key(kKeyOfTheRfc, size));
        for (std::size_t i = 0; i < size; ++i) {
          ASSERT_EQ(out[to + i], in[from + i] ^ kKeyOfTheRfc[(size + i) % 4]) << from << ' ' << to << ' ' << size;
        }
        ASSERT_EQ(out[to - 1], 0xEE);
        ASSERT_EQ(out[to + size], 0xEE);
      }
    }
  }
}

// Towards the front by less than a vector, and by more.
TEST_P(MaskKernelTest, CopiesToBeforeWhereItIs) {
  for (const std::size_t distance : {1U, 15U, 64U, 130U, 1000U}) {
    for (std::size_t size = 0; size <= 1200; size += size < 300 ? 1 : 7) {
      Buffer octets = random_octets(distance + size, 9);
      const Buffer in(octets.begin() + static_cast<std::ptrdiff_t>(distance), octets.end());
      GetParam().mask_copy(octets.data() + distance, octets.data(), size, turned_key(kKeyOfTheRfc, 0));
      octets.resize(size);
      ASSERT_EQ(octets, masked(in, kKeyOfTheRfc, 0)) << size << " by " << distance;
    }
  }
}

// Memory ends where each may read and write.
TEST_P(MaskKernelTest, CopiesShortPayloads) {
  for (std::size_t size = 0; size <= ws::kMaxShortMask; ++size) {
    const Buffer in = random_octets(size, 8);
    Buffer out(ws::kMaxShortMask);
    GetParam().mask_copy_short(in.data(), out.data(), size, turned_key(kKeyOfTheRfc, 0));
    out.resize(size);
    EXPECT_EQ(out, masked(in, kKeyOfTheRfc, 0)) << size;
  }
}

TEST_P(MaskKernelTest, MasksLongPayloads) {
  std::mt19937 random(6);
  for (int round = 0; round < 100; ++round) {
    const std::size_t size = random() % 100'000;
    const std::size_t alignment = random() % 64;
    const std::size_t phase = random() % 4;
    Buffer octets = random_octets(size + alignment, random());
    Buffer expected = octets;
    for (std::size_t i = 0; i < size; ++i) expected[alignment + i] ^= kKeyOfTheRfc[(phase + i) % 4];
    GetParam().mask(octets.data() + alignment, size, turned_key(kKeyOfTheRfc, phase));
    ASSERT_EQ(octets, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(All, MaskKernelTest, ::testing::ValuesIn(ws::kernels().begin(), ws::kernels().end()),
                         [](const auto& kernel) { return std::string(kernel.param.name); });

}  // namespace
