#include <gtest/gtest.h>

#include <string>

#include "ws/handshake.h"

namespace {

/// 1, 2, 3, ...
void count_up(void* context, ws::MutableOctets out) {
  auto& next = *static_cast<std::uint8_t*>(context);
  for (std::uint8_t& octet : out) octet = ++next;
}

TEST(AcceptValue, IsThatOfTheRfc) {
  // RFC 6455 section 1.3.
  EXPECT_EQ(ws::accept_value("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  // Again, since the hash context is used again.
  EXPECT_EQ(ws::accept_value("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(AcceptValue, TakesTheKeyAsItIs) {
  EXPECT_EQ(ws::accept_value(""), "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=");
  EXPECT_NE(ws::accept_value("dGhlIHNhbXBsZSBub25jZQ== "), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(ws::accept_value(std::string(100'000, 'x')).size(), 28U);
}

TEST(MakeKey, EncodesSixteenRandomOctets) {
  std::uint8_t next = 0;
  const ws::RandomSource random{count_up, &next};
  EXPECT_EQ(ws::make_key(random), "AQIDBAUGBwgJCgsMDQ4PEA==");
  EXPECT_EQ(next, 16);
  EXPECT_EQ(ws::make_key(random), "ERITFBUWFxgZGhscHR4fIA==");
  for (int i = 0; i < 256; ++i) EXPECT_TRUE(ws::is_valid_key(ws::make_key(random)));
}

TEST(IsValidKey, AcceptsExactlySixteenOctets) {
  for (const auto* key : {"dGhlIHNhbXBsZSBub25jZQ==", "AAAAAAAAAAAAAAAAAAAAAA==", "/////////////////////w==",
                          "+/+/+/+/+/+/+/+/+/+/+g==", "0123456789abcdefABCDEQ=="}) {
    EXPECT_TRUE(ws::is_valid_key(key)) << key;
  }
  // The example in section 4.1 has bits in its padding: "EC==" where 0x10 is "EA==".
  EXPECT_TRUE(ws::is_valid_key("AQIDBAUGBwgJCgsMDQ4PEC=="));
  for (const auto* key :
       {"", "x", "==", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZQ== ", "dGhlIHNhbXBsZSBub25jZQA=", "dGhlIHNhbXBsZSBub25jZQAA",
        "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBs=SBub25jZQ==", "dGhlIHNhbXBsZSBub25j-Q==", "dGhlIHNhbXBsZSBub25j_Q==",
        "dGhlIHNhbXBsZSBub25j\xC3Q==", "dGhlIHNhbXBs SBub25jZQ=="}) {
    EXPECT_FALSE(ws::is_valid_key(key)) << key;
  }
  EXPECT_FALSE(ws::is_valid_key(std::string(100'000, 'A')));
  EXPECT_FALSE(ws::is_valid_key(std::string_view("dGhlIHNhbXBsZSBub25j\0Q==", 24)));
}

}  // namespace
