#include "conformance/wire/utf8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "conformance/wire/tests/octets.h"

namespace gauntlet::wire {
namespace {

/// RFC 3629 section 3: the bits of a character number, dealt out.
std::string character(std::uint32_t number) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (number >> shift & 0x3F)); };
  if (number < 0x80) return {static_cast<char>(number)};
  if (number < 0x800) return {static_cast<char>(0xC0 | number >> 6), tail(0)};
  if (number < 0x10000) return {static_cast<char>(0xE0 | number >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | number >> 18), tail(12), tail(6), tail(0)};
}

/// All that can begin a character: every character there is, and every part of one. Made from numbers,
/// where the reader goes by ranges of octets.
const std::set<std::string>& beginnings() {
  static const std::set<std::string> all = [] {
    std::set<std::string> found;
    for (std::uint32_t number = 0; number <= 0x10FFFF; ++number) {
      if (number >= 0xD800 && number <= 0xDFFF) continue;
      const std::string text = character(number);
      // Of a long character the numbers come in rows of 64 that differ in the last octet only.
      for (std::size_t size = 1; size < text.size() && (number & 0x3F) == 0; ++size) found.insert(text.substr(0, size));
    }
    return found;
  }();
  return all;
}

bool is_character(const std::string& text) {
  for (std::uint32_t lead : {0x00U, 0x80U, 0x800U, 0x10000U}) {
    if (text.size() != character(lead).size()) continue;
    std::uint32_t number = static_cast<std::uint8_t>(text[0]) & (text.size() == 1 ? 0x7FU : 0x7FU >> text.size());
    for (std::size_t i = 1; i < text.size(); ++i) number = number << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    const bool scalar = number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
    return scalar && character(number) == text;
  }
  return false;
}

/// After each possible beginning, each of the 256 next octets.
void try_all_after(const std::string& beginning, std::uint64_t& characters) {
  for (int next = 0; next < 256; ++next) {
    const std::string text = beginning + static_cast<char>(next);
    Utf8Reader reader;
    for (const char octet : beginning) ASSERT_TRUE(reader.octet(static_cast<std::uint8_t>(octet)));
    const bool taken = reader.octet(static_cast<std::uint8_t>(next));
    const bool whole = is_character(text);
    const bool more = text.size() < 4 && beginnings().contains(text);
    ASSERT_EQ(taken, whole || more) << testing::PrintToString(octets_of(text));
    ASSERT_EQ(reader.complete(), whole) << testing::PrintToString(octets_of(text));
    if (whole) ++characters;
    if (more) try_all_after(text, characters);
  }
}

TEST(Utf8, EveryCharacterAndNothingElse) {
  std::uint64_t characters = 0;
  try_all_after("", characters);
  EXPECT_EQ(characters, 0x110000U - 0x800U);
}

TEST(Utf8, Bounds) {
  const auto error = [](std::string_view text) { return first_utf8_error(octets_of(text)); };
  EXPECT_EQ(error("\x7F"), std::nullopt);
  EXPECT_EQ(error("\x80"), 0U);
  EXPECT_EQ(error("\xC1\xBF"), 0U);
  EXPECT_EQ(error("\xC2\x80"), std::nullopt);
  EXPECT_EQ(error("\xE0\x9F\xBF"), 1U);
  EXPECT_EQ(error("\xE0\xA0\x80"), std::nullopt);
  EXPECT_EQ(error("\xED\x9F\xBF"), std::nullopt);
  EXPECT_EQ(error("\xED\xA0\x80"), 1U);
  EXPECT_EQ(error("\xEF\xBF\xBF"), std::nullopt);
  EXPECT_EQ(error("\xF0\x8F\xBF\xBF"), 1U);
  EXPECT_EQ(error("\xF0\x90\x80\x80"), std::nullopt);
  EXPECT_EQ(error("\xF4\x8F\xBF\xBF"), std::nullopt);
  EXPECT_EQ(error("\xF4\x90\x80\x80"), 1U);
  EXPECT_EQ(error("\xF5"), 0U);
  EXPECT_EQ(error("\xE2\x82"), 2U) << "ends inside a character";
  EXPECT_EQ(error("\xE2\x82z"), 2U);
  EXPECT_EQ(error(""), std::nullopt);
}

/// Wherever the error stands among the octets that are read eight at a time.
TEST(Utf8, TheFirstErrorAnywhere) {
  for (const std::string_view filler : {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    for (std::size_t before = 0; before < 40; ++before) {
      std::string text;
      for (std::size_t i = 0; i < before; ++i) text += filler;
      const std::size_t at = text.size();
      EXPECT_TRUE(valid_utf8(octets_of(text)));
      EXPECT_EQ(first_utf8_error(octets_of(text + "\xFF and more text")), at);
      EXPECT_EQ(first_utf8_error(octets_of(text + "\xF0\x9F\x98")), at + 3);
      EXPECT_EQ(first_utf8_error(octets_of(text + "\xED\xBF" + std::string(20, 'x'))), at + 1);
    }
  }
}

TEST(Utf8, StaysWrongUntilReset) {
  Utf8Reader reader;
  EXPECT_FALSE(reader.octet(0xFF));
  EXPECT_FALSE(reader.octet('a'));
  EXPECT_FALSE(reader.complete());
  reader.reset();
  EXPECT_TRUE(reader.complete());
  EXPECT_TRUE(reader.octet('a'));
  EXPECT_TRUE(reader.octet(0xE0));
  EXPECT_FALSE(reader.complete());
  reader.reset();
  EXPECT_TRUE(reader.octet(0xC2));
  EXPECT_TRUE(reader.octet(0x80));
}

}  // namespace
}  // namespace gauntlet::wire
