#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "deflate_messages.h"
#include "ws/permessage_deflate.h"

// Compression, RFC 7692 section 7.2.1

namespace {

using deflate_messages::Bytes;
using deflate_messages::bytes;
using deflate_messages::deflate_message;
using deflate_messages::expect_text;
using deflate_messages::inflate_message;
using deflate_messages::make_payload;
using deflate_messages::text;

TEST(Deflater, WritesTheExamplesOfTheRfc) {
  const Bytes hello = bytes("Hello");
  ws::Deflater keeps(15, false, 6);
  EXPECT_EQ(deflate_message(keeps, hello), (Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}));
  EXPECT_EQ(deflate_message(keeps, hello), (Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}));
  ws::Deflater forgets(15, true, 6);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(deflate_message(forgets, hello), (Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}));
    EXPECT_EQ(deflate_message(forgets, {}), (Bytes{0x00}));
    EXPECT_EQ(deflate_message(keeps, {}), (Bytes{0x00}));
  }
  Bytes out = {1, 2};
  forgets.message(hello, out);
  EXPECT_EQ(out, (Bytes{1, 2, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}));
}

/// Whether `message` needs no longer window than `bits`: with one octet of room at a time, zlib has only
/// its window to copy from, and refuses what lies beyond it.
class WindowCheck {
 public:
  explicit WindowCheck(int bits) { EXPECT_EQ(inflateInit2(&z_, -bits), Z_OK); }
  ~WindowCheck() { inflateEnd(&z_); }
  WindowCheck(const WindowCheck&) = delete;
  WindowCheck& operator=(const WindowCheck&) = delete;

  Bytes inflate_message(Bytes message) {
    message.insert(message.end(), {0x00, 0x00, 0xff, 0xff});
    z_.next_in = message.data();
    z_.avail_in = static_cast<uInt>(message.size());
    Bytes out;
    while (true) {
      Bytef octet = 0;
      z_.next_out = &octet;
      z_.avail_out = 1;
      const int result = inflate(&z_, Z_SYNC_FLUSH);
      EXPECT_TRUE(result == Z_OK || result == Z_BUF_ERROR) << (z_.msg != nullptr ? z_.msg : "?");
      if (z_.avail_out != 0) return out;
      out.push_back(octet);
    }
  }

 private:
  z_stream z_{};
};

TEST(Deflater, KeepsToTheAgreedWindow) {
  std::mt19937 random(8);
  for (int bits = 8; bits <= 15; ++bits) {
    for (const int level : {1, 6, 9}) {
      ws::Deflater deflater(bits, false, level);
      WindowCheck check(bits);
      for (int kind = 0; kind < 3; ++kind) {
        const Bytes payload = make_payload(40'000, kind, random);
        EXPECT_EQ(check.inflate_message(deflate_message(deflater, payload)), payload) << bits << ", level " << level;
      }
    }
  }
}

TEST(Deflater, IsInflatedAgain) {
  std::mt19937 random(7);
  const std::vector<std::size_t> sizes = {0,   1,   2,   3,   125,  126,   255,   256,   257,   258,
                                          259, 511, 512, 513, 4096, 32768, 65535, 65536, 65537, 150'000};
  for (int bits = 8; bits <= 15; ++bits) {
    for (const bool no_takeover : {false, true}) {
      for (const int level : {0, 1, 6}) {
        ws::Deflater deflater(bits, no_takeover, level);
        ws::Inflater inflater(bits, no_takeover);
        for (const std::size_t size : sizes) {
          const Bytes payload = make_payload(size, static_cast<int>(random() % 3), random);
          const Bytes message = deflate_message(deflater, payload);
          const auto result = inflate_message(inflater, message, 1 + random() % 5000, size);
          ASSERT_TRUE(std::holds_alternative<Bytes>(result)) << bits << ", level " << level << ", size " << size;
          EXPECT_EQ(std::get<Bytes>(result), payload);
        }
      }
    }
  }
}

TEST(Deflater, EndsRightWhereItsOutputIsFull) {
  // Near the size of its room the output fills it to the last octet now and then: no second marker.
  std::mt19937 random(64);
  const Bytes noise = make_payload(66'000, 0, random);
  for (const int level : {0, 1}) {
    ws::Deflater deflater(15, true, level);
    for (std::size_t size = 65'300; size < 65'700; ++size) {
      const Bytes message = deflate_message(deflater, ws::Octets(noise).first(size));
      ASSERT_GE(message.size(), 5U);
      EXPECT_NE(Bytes(message.end() - 5, message.end()), (Bytes{0x00, 0x00, 0xff, 0xff, 0x00})) << size;
      const auto result = inflate_message(message);
      ASSERT_TRUE(std::holds_alternative<Bytes>(result)) << size;
      EXPECT_EQ(std::get<Bytes>(result).size(), size);
    }
  }
}

TEST(Deflater, NeedsNoMemoryForAnotherMessage) {
  ws::Deflater deflater(15, false, 1);
  const Bytes payload = bytes("the same text, again and again, the same text");
  Bytes out;
  deflater.message(payload, out);
  out.clear();
  const auto* data = out.data();
  const std::size_t capacity = out.capacity();
  for (int i = 0; i < 100; ++i) {
    deflater.message(payload, out);
    EXPECT_EQ(out.data(), data);
    EXPECT_EQ(out.capacity(), capacity);
    out.clear();
  }
}

TEST(DeflateStreams, CanBeMoved) {
  ws::Deflater deflater(15, false, 6);
  ws::Inflater inflater(15, false);
  expect_text(inflate_message(inflater, deflate_message(deflater, bytes("Hello"))), "Hello");
  ws::Deflater moved_deflater = std::move(deflater);
  ws::Inflater moved_inflater(15, true);
  moved_inflater = std::move(inflater);
  expect_text(inflate_message(moved_inflater, deflate_message(moved_deflater, bytes("Hello"))), "Hello");
}

}  // namespace
