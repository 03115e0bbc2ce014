#include "ws/octets.h"

#include <gtest/gtest.h>

#include "ws/opcode.h"

namespace {

TEST(Opcode, ClassifiesEveryValueOfTheWire) {
  for (int value = 0; value < 16; ++value) {
    const auto opcode = static_cast<ws::Opcode>(value);
    EXPECT_EQ(ws::is_control(opcode), value >= 8) << value;
    const bool known = value <= 2 || (value >= 8 && value <= 10);
    EXPECT_EQ(ws::is_reserved(opcode), !known) << value;
    EXPECT_EQ(ws::name(opcode) == "reserved", !known) << value;
  }
}

TEST(Octets, AreAViewOfText) {
  const auto octets = ws::as_octets("Hi");
  ASSERT_EQ(octets.size(), 2U);
  EXPECT_EQ(octets[0], 0x48);
  EXPECT_EQ(ws::as_text(octets), "Hi");
}

}  // namespace
