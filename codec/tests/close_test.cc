#include "ws/close.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using ws::CloseCodeRegistry;
using Buffer = std::vector<std::uint8_t>;

Buffer body_of(std::uint16_t code, std::string_view reason = {}) {
  Buffer body(2 + reason.size());
  body[0] = static_cast<std::uint8_t>(code >> 8);
  body[1] = static_cast<std::uint8_t>(code);
  std::copy(reason.begin(), reason.end(), body.begin() + 2);
  return body;
}

void expect_violation(const Buffer& body, ws::Violation expected,
                      CloseCodeRegistry registry = CloseCodeRegistry::k2016) {
  const auto parsed = ws::parse_close_body(body, registry);
  ASSERT_TRUE(std::holds_alternative<ws::Violation>(parsed));
  EXPECT_EQ(std::get<ws::Violation>(parsed), expected) << ws::describe(std::get<ws::Violation>(parsed));
}

// RFC 6455 section 7.4 in words of its own: a list, where the code has a table.
bool is_legal(unsigned code, CloseCodeRegistry registry) {
  if (code >= 3000 && code <= 4999) return true;
  std::vector<unsigned> defined{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011};
  if (registry != CloseCodeRegistry::k2011) defined.insert(defined.end(), {1012, 1013});
  if (registry == CloseCodeRegistry::k2016) defined.push_back(1014);
  return std::find(defined.begin(), defined.end(), code) != defined.end();
}

TEST(CloseCode, MayBeReceivedAsTheRegistrySays) {
  for (const auto registry : {CloseCodeRegistry::k2011, CloseCodeRegistry::k2012, CloseCodeRegistry::k2016}) {
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
      EXPECT_EQ(ws::may_be_received(static_cast<std::uint16_t>(code), registry), is_legal(code, registry)) << code;
    }
  }
}

TEST(CloseCode, MandatoryExtensionIsForClientsOnly) {
  for (unsigned code = 0; code <= 0xFFFF; ++code) {
    const auto value = static_cast<std::uint16_t>(code);
    EXPECT_EQ(ws::may_be_sent(value, false), ws::may_be_received(value));
    EXPECT_EQ(ws::may_be_sent(value, true), ws::may_be_received(value) && code != 1010);
  }
}

TEST(CloseCode, HasAName) {
  const auto name = [](int code) { return ws::name(static_cast<ws::CloseCode>(code)); };
  EXPECT_EQ(name(1000), "Normal Closure");
  EXPECT_EQ(name(1006), "Abnormal Closure");
  EXPECT_EQ(name(1014), "Bad Gateway");
  EXPECT_EQ(name(1004), "Reserved");
  EXPECT_EQ(name(0), "Reserved");
  EXPECT_EQ(name(999), "Reserved");
  EXPECT_EQ(name(1016), "Unassigned");
  EXPECT_EQ(name(2999), "Unassigned");
  EXPECT_EQ(name(3000), "Unassigned");
  EXPECT_EQ(name(4000), "Private Use");
  EXPECT_EQ(name(4999), "Private Use");
  EXPECT_EQ(name(5000), "Unassigned");
}

TEST(CloseBody, MayBeEmpty) {
  const auto parsed = ws::parse_close_body({});
  ASSERT_TRUE(std::holds_alternative<ws::CloseBody>(parsed));
  EXPECT_FALSE(std::get<ws::CloseBody>(parsed).code.has_value());
  EXPECT_EQ(std::get<ws::CloseBody>(parsed).reason, "");
}

TEST(CloseBody, HasACodeAndAReason) {
  const Buffer body = body_of(1001, "K\xC3\xB6nig");
  const auto parsed = ws::parse_close_body(body);
  ASSERT_TRUE(std::holds_alternative<ws::CloseBody>(parsed));
  EXPECT_EQ(std::get<ws::CloseBody>(parsed).code, 1001);
  EXPECT_EQ(std::get<ws::CloseBody>(parsed).reason, "K\xC3\xB6nig");
}

TEST(CloseBody, MayFillTheFrame) {
  const auto parsed = ws::parse_close_body(body_of(1000, std::string(ws::kMaxCloseReason, 'x')));
  EXPECT_TRUE(std::holds_alternative<ws::CloseBody>(parsed));
}

TEST(CloseBody, IsNeverOneOctet) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    expect_violation({static_cast<std::uint8_t>(octet)}, {ws::Rule::kCloseBodyOneOctet, 0});
  }
}

TEST(CloseBody, CodeIsRefusedFromTheOctetThatSettlesIt) {
  for (const auto registry : {CloseCodeRegistry::k2011, CloseCodeRegistry::k2016}) {
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
      const auto parsed = ws::parse_close_body(body_of(static_cast<std::uint16_t>(code)), registry);
      if (is_legal(code, registry)) {
        ASSERT_TRUE(std::holds_alternative<ws::CloseBody>(parsed)) << code;
        continue;
      }
      bool hopeless = true;
      for (unsigned second = 0; second < 256; ++second) {
        hopeless = hopeless && !is_legal((code & 0xFF00U) | second, registry);
      }
      ASSERT_TRUE(std::holds_alternative<ws::Violation>(parsed)) << code;
      EXPECT_EQ(std::get<ws::Violation>(parsed), (ws::Violation{ws::Rule::kCloseCodeInvalid, hopeless ? 0U : 1U}))
          << code;
    }
  }
}

TEST(CloseBody, CodeDependsOnTheEdition) {
  expect_violation(body_of(1012), {ws::Rule::kCloseCodeInvalid, 1}, CloseCodeRegistry::k2011);
  expect_violation(body_of(1014), {ws::Rule::kCloseCodeInvalid, 1}, CloseCodeRegistry::k2012);
  EXPECT_TRUE(std::holds_alternative<ws::CloseBody>(ws::parse_close_body(body_of(1014))));
}

TEST(CloseBody, ReasonIsUtf8) {
  expect_violation(body_of(1000, "ab\xFFz"), {ws::Rule::kCloseReasonUtf8, 4});
  expect_violation(body_of(1000, "\xED\xA0\x80"), {ws::Rule::kCloseReasonUtf8, 3});
  // Unfinished: the last octet settles it, since the frame's length says that there are no more.
  expect_violation(body_of(1000, "a\xE2\x82"), {ws::Rule::kCloseReasonUtf8, 4});
}

TEST(CloseBody, CodeIsJudgedBeforeTheReason) {
  expect_violation(body_of(1005, "\xFF"), {ws::Rule::kCloseCodeInvalid, 1});
}

}  // namespace
