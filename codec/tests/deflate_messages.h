#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ws/permessage_deflate.h"

// Whole messages through both directions of permessage-deflate.

namespace deflate_messages {

using Bytes = std::vector<std::uint8_t>;
using ws::Rule;

inline constexpr std::uint64_t kNoLimit = 1ULL << 40;
inline constexpr int kWindow = 15;

inline std::string text(const Bytes& bytes) { return std::string(ws::as_text(bytes)); }
inline Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// One message in pieces of `piece` octets: what it inflates to, or the rule it breaks.
inline std::variant<Bytes, Rule> inflate_message(ws::Inflater& inflater, ws::Octets data, std::size_t piece = 1U << 20,
                                                 std::uint64_t max_size = kNoLimit) {
  Bytes out;
  for (; !data.empty(); data = data.subspan(std::min(piece, data.size()))) {
    const auto broken = inflater.feed(data.first(std::min(piece, data.size())), out, max_size);
    EXPECT_LE(out.size(), max_size);
    if (broken) return *broken;
  }
  const auto broken = inflater.finish(out, max_size);
  EXPECT_LE(out.size(), max_size);
  if (broken) return *broken;
  return out;
}

inline std::variant<Bytes, Rule> inflate_message(ws::Octets data, std::size_t piece = 1U << 20,
                                                 std::uint64_t max_size = kNoLimit) {
  ws::Inflater inflater(kWindow, false);
  return inflate_message(inflater, data, piece, max_size);
}

inline Bytes deflate_message(ws::Deflater& deflater, ws::Octets payload) {
  Bytes out;
  deflater.message(payload, out);
  return out;
}

inline void expect_text(const std::variant<Bytes, Rule>& result, std::string_view expected) {
  ASSERT_TRUE(std::holds_alternative<Bytes>(result));
  EXPECT_EQ(text(std::get<Bytes>(result)), expected);
}

inline void expect_broken(const std::variant<Bytes, Rule>& result, Rule rule) {
  ASSERT_TRUE(std::holds_alternative<Rule>(result));
  EXPECT_EQ(ws::info(std::get<Rule>(result)).id, ws::info(rule).id);
}

/// Payloads that compress well, badly, and over long distances.
inline Bytes make_payload(std::size_t size, int kind, std::mt19937& random) {
  Bytes payload(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto octet = static_cast<std::uint8_t>(random());
    payload[i] = kind == 0 ? octet : kind == 1 ? static_cast<std::uint8_t>('a' + octet % 4) : octet;
    if (kind == 2 && i >= 700 && (i / 64) % 2 == 0) payload[i] = payload[i - 700];
  }
  return payload;
}

}  // namespace deflate_messages
