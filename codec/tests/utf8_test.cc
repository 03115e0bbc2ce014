#include "ws/utf8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "ws/kernel.h"

namespace {

using Buffer = std::vector<std::uint8_t>;

// Whether some character begins with these octets, straight from RFC 3629 section 3: the count of octets
// by the lead, continuations 10xxxxxx, and a code point of the range that the count is for.
bool begins_a_character(ws::Octets octets, bool& complete) {
  const std::uint8_t lead = octets[0];
  std::size_t count = 0;
  std::uint32_t low = 0;
  if (lead < 0x80) {
    count = 1, low = lead;
  } else if ((lead & 0xE0) == 0xC0) {
    count = 2, low = lead & 0x1FU;
  } else if ((lead & 0xF0) == 0xE0) {
    count = 3, low = lead & 0x0FU;
  } else if ((lead & 0xF8) == 0xF0) {
    count = 4, low = lead & 0x07U;
  } else {
    return false;
  }
  if (octets.size() > count) return false;
  for (const std::uint8_t octet : octets.subspan(1)) {
    if ((octet & 0xC0) != 0x80) return false;
    low = low << 6 | (octet & 0x3FU);
  }
  // All code points from `low` to `high` are still open.
  std::uint32_t high = low;
  for (std::size_t i = octets.size(); i < count; ++i) low = low << 6, high = high << 6 | 0x3FU;
  complete = octets.size() == count;
  const auto meets = [&](std::uint32_t first, std::uint32_t last) { return low <= last && high >= first; };
  switch (count) {
    case 1: return meets(0, 0x7F);
    case 2: return meets(0x80, 0x7FF);
    case 3: return meets(0x800, 0xD7FF) || meets(0xE000, 0xFFFF);
    default: return meets(0x10000, 0x10FFFF);
  }
}

// What `Kernel::validate_utf8` promises.
std::size_t expected_verdict(ws::Octets text) {
  std::size_t start = 0;
  bool complete = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (complete) start = i;
    if (!begins_a_character(text.subspan(start, i + 1 - start), complete)) return i;
  }
  return complete ? text.size() : text.size() + 1;
}

// At least one octet of each class, and both ends of each class's range.
constexpr std::array<std::uint8_t, 27> kTelling{0x00, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0,
                                                0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                                0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF};

Buffer random_text(std::mt19937& random, std::size_t characters, std::size_t most_octets) {
  Buffer text;
  for (std::size_t i = 0; i < characters; ++i) {
    const auto between = [&random](std::uint32_t low, std::uint32_t high) {
      return low + static_cast<std::uint32_t>(random()) % (high - low + 1);
    };
    const auto put = [&text](std::uint32_t octet) { text.push_back(static_cast<std::uint8_t>(octet)); };
    switch (random() % most_octets) {
      case 0: put(between(0, 0x7F)); break;
      case 1: put(between(0xC2, 0xDF)), put(between(0x80, 0xBF)); break;
      case 2: {
        const std::uint32_t code = random() % 8 == 0 ? between(0xE000, 0xFFFF) : between(0x800, 0xD7FF);
        put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
        break;
      }
      default: {
        const std::uint32_t code = between(0x10000, 0x10FFFF);
        put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)),
            put(0x80 | (code & 0x3F));
      }
    }
  }
  return text;
}

std::string hex(ws::Octets octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += "0123456789ABCDEF"[octet >> 4];
    text += "0123456789ABCDEF"[octet & 15];
  }
  return text;
}

TEST(Utf8, KnowsTheBordersOfItsRanges) {
  for (const std::string_view valid : {"", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                       "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
                                       "Hello-\xC2\xB5@\xC3\x9F\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xA0\xC3\xA1-UTF-8!!"}) {
    EXPECT_TRUE(ws::is_valid_utf8(ws::as_octets(valid))) << hex(ws::as_octets(valid));
  }
  for (const std::string_view invalid : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80",
                                         "\xED\xBF\xBF", "\xE0\xA0", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                                         "\xF5\x80\x80\x80", "\xF0\x90\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF"}) {
    EXPECT_FALSE(ws::is_valid_utf8(ws::as_octets(invalid))) << hex(ws::as_octets(invalid));
  }
}

TEST(Utf8Validator, FindsAnErrorAtItsEarliestOctet) {
  // Autobahn's case 6.4: the text is doomed at octet 12 (F4 90), long before it ends.
  const std::string_view text = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xF4\x90\x80\x80\x65\x64\x69\x74\x65\x64";
  ws::Utf8Validator validator;
  EXPECT_EQ(validator.feed(ws::as_octets(text)), std::optional<std::size_t>(12));
  validator.reset();
  EXPECT_EQ(validator.feed(ws::as_octets(text.substr(0, 12))), std::nullopt);
  EXPECT_FALSE(validator.complete());
  EXPECT_EQ(validator.feed(ws::as_octets(text.substr(12))), std::optional<std::size_t>(0));
}

TEST(Utf8Validator, KnowsWhetherTheTextMayEnd) {
  const Buffer text{0x41, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80};
  const bool may_end[]{true, false, true, false, false, true, false, false, false, true};
  ws::Utf8Validator validator;
  EXPECT_TRUE(validator.complete());
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_EQ(validator.feed(ws::Octets(text).subspan(i, 1)), std::nullopt);
    EXPECT_EQ(validator.complete(), may_end[i]) << i;
  }
}

TEST(Utf8Validator, IsSmallAndCopyable) {
  EXPECT_LE(sizeof(ws::Utf8Validator), 8U);
  ws::Utf8Validator validator;
  EXPECT_EQ(validator.feed(ws::as_octets("\xE2")), std::nullopt);
  ws::Utf8Validator other = validator;
  EXPECT_EQ(other.feed(ws::as_octets("\x82\xAC")), std::nullopt);
  EXPECT_TRUE(other.complete());
  EXPECT_FALSE(validator.complete());
}

class Utf8KernelTest : public ::testing::TestWithParam<ws::Kernel> {
 protected:
  void SetUp() override {
    if (!GetParam().supported()) GTEST_SKIP() << "the processor lacks " << GetParam().name;
  }
  std::size_t validate(ws::Octets text) const { return GetParam().validate_utf8(text.data(), text.size()); }

  // Over all cuts into the pieces given by `ends`.
  void expect_streamed(ws::Octets text, std::initializer_list<std::size_t> ends, std::size_t expected) const {
    std::uint32_t state = 0;
    std::size_t start = 0;
    for (const std::size_t end : ends) {
      const std::size_t offender = GetParam().feed_utf8(text.data() + start, end - start, state);
      if (offender != end - start) {
        ASSERT_EQ(start + offender, expected) << hex(text) << " cut at " << end;
        return;
      }
      start = end;
    }
    ASSERT_EQ(state == 0 ? text.size() : text.size() + 1, expected) << hex(text);
  }
};

TEST_P(Utf8KernelTest, JudgesAllSequencesUpToThreeOctets) {
  for (unsigned first = 0; first < 256; ++first) {
    Buffer text{static_cast<std::uint8_t>(first)};
    ASSERT_EQ(validate(text), expected_verdict(text)) << hex(text);
    text.resize(2);
    for (unsigned second = 0; second < 256; ++second) {
      text[1] = static_cast<std::uint8_t>(second);
      ASSERT_EQ(validate(text), expected_verdict(text)) << hex(text);
    }
  }
  // Three octets in the middle of ASCII, long enough for a vector of any width, over all its borders.
  std::array<std::uint8_t, 160> around{};
  around.fill('x');
  for (unsigned sequence = 0; sequence < 1U << 24; ++sequence) {
    const std::array<std::uint8_t, 3> octets{static_cast<std::uint8_t>(sequence >> 16),
                                             static_cast<std::uint8_t>(sequence >> 8),
                                             static_cast<std::uint8_t>(sequence)};
    const std::size_t size = 40 + sequence % 97;
    const std::size_t at = (sequence * 7U) % (size - 3);
    std::copy(octets.begin(), octets.end(), around.begin() + static_cast<std::ptrdiff_t>(at));
    // Unfinished: the 'x' after it is the offender.
    const std::size_t verdict = expected_verdict(octets);
    const std::size_t expected = verdict < 3 ? at + verdict : verdict == 3 ? size : at + 3;
    ASSERT_EQ(validate(ws::Octets(around).first(size)), expected) << hex(octets) << " at " << at << " of " << size;
    std::fill_n(around.begin() + static_cast<std::ptrdiff_t>(at), 3, std::uint8_t{'x'});
  }
}

TEST_P(Utf8KernelTest, JudgesTellingSequencesOfFourOctetsAnywhere) {
  std::array<std::uint8_t, 300> around{};
  around.fill('y');
  std::size_t turn = 0;
  for (const std::uint8_t a : kTelling) {
    for (const std::uint8_t b : kTelling) {
      for (const std::uint8_t c : kTelling) {
        for (const std::uint8_t d : kTelling) {
          const std::array<std::uint8_t, 4> octets{a, b, c, d};
          const std::size_t size = 4 + turn * 11 % 290;
          const std::size_t at = turn * 13 % (size - 3);
          ++turn;
          std::copy(octets.begin(), octets.end(), around.begin() + static_cast<std::ptrdiff_t>(at));
          const std::size_t verdict = expected_verdict(octets);
          // Unfinished: at the end of the text, or followed by an offending 'y'.
          const bool at_end = at + 4 == size;
          const std::size_t expected = verdict < 4 ? at + verdict : verdict == 4 ? size : at_end ? size + 1 : at + 4;
          ASSERT_EQ(validate(ws::Octets(around).first(size)), expected)
              << hex(octets) << " at " << at << " of " << size;
          std::fill_n(around.begin() + static_cast<std::ptrdiff_t>(at), 4, std::uint8_t{'y'});
        }
      }
    }
  }
}

TEST_P(Utf8KernelTest, JudgesShortTextsHoweverTheyAreCut) {
  for (const std::uint8_t a : kTelling) {
    for (const std::uint8_t b : kTelling) {
      for (const std::uint8_t c : kTelling) {
        const Buffer text{0xE2, 0x82, 0xAC, a, b, c};
        const std::size_t expected = expected_verdict(text);
        for (std::size_t first = 0; first <= text.size(); ++first) {
          for (std::size_t second = first; second <= text.size(); ++second) {
            expect_streamed(text, {first, second, text.size()}, expected);
          }
        }
      }
    }
  }
}

// Long enough that each piece can take the vector path, cut everywhere.
TEST_P(Utf8KernelTest, JudgesLongTextsHoweverTheyAreCut) {
  std::mt19937 random(3629);
  for (std::size_t round = 0; round < 60; ++round) {
    Buffer text = random_text(random, 40 + random() % 100, 1 + round % 4);
    if (round % 3 != 0) text[random() % text.size()] = static_cast<std::uint8_t>(random());
    if (round % 5 == 0) text.resize(text.size() - 1);
    const std::size_t expected = expected_verdict(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      expect_streamed(text, {cut, text.size()}, expected);
      const std::size_t second = cut + random() % (text.size() - cut + 1);
      expect_streamed(text, {cut, second, text.size()}, expected);
    }
  }
}

TEST_P(Utf8KernelTest, JudgesRandomTextsOfAllSizes) {
  std::mt19937 random(8);
  for (int round = 0; round < 4000; ++round) {
    Buffer text = random_text(random, random() % 900, 1 + random() % 4);
    // Stretches of ASCII that some blocks are wholly made of.
    if (random() % 2 == 0) {
      const Buffer more = random_text(random, random() % 600, 1);
      text.insert(text.begin() + static_cast<std::ptrdiff_t>(random() % (text.size() + 1)), more.begin(), more.end());
    }
    for (std::size_t faults = random() % 3; faults > 0 && !text.empty(); --faults) {
      text[random() % text.size()] = kTelling[random() % kTelling.size()];
    }
    if (!text.empty()) text.resize(text.size() - random() % std::min<std::size_t>(text.size(), 4));
    // Where no octet may be read beyond the text: a tool that watches memory sees it.
    const Buffer exact(text.begin(), text.end());
    ASSERT_EQ(validate(exact), expected_verdict(exact)) << hex(exact);
  }
}

TEST_P(Utf8KernelTest, FindsALeadThatEndsTheText) {
  constexpr std::uint8_t kLeads[]{0xC0, 0xC1, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5, 0xFF};
  for (const std::uint8_t lead : kLeads) {
    for (std::size_t size = 1; size < 600; ++size) {
      Buffer text(size, 'z');
      text.back() = lead;
      ASSERT_EQ(validate(text), expected_verdict(text)) << hex(text);
      // A lead that no octet can follow, at the end of a block that is followed by another one.
      text.insert(text.end(), 100, std::uint8_t{0x80});
      ASSERT_EQ(validate(text), expected_verdict(text)) << hex(text);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Utf8KernelTest, ::testing::ValuesIn(ws::kernels().begin(), ws::kernels().end()),
                         [](const auto& kernel) { return std::string(kernel.param.name); });

}  // namespace
