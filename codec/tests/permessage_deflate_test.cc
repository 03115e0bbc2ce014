#include "ws/permessage_deflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;
using ws::Rule;

constexpr std::uint64_t kNoLimit = 1ULL << 40;
constexpr int kWindow = 15;

std::string text(const Bytes& bytes) { return std::string(ws::as_text(bytes)); }
Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

ws::Extension extension(std::string_view parameters) {
  const std::string value =
      "permessage-deflate" + std::string(parameters.empty() ? "" : "; ") + std::string(parameters);
  auto parsed = ws::parse_extensions(value);
  EXPECT_TRUE(std::holds_alternative<std::vector<ws::Extension>>(parsed)) << value;
  return std::get<std::vector<ws::Extension>>(parsed).at(0);
}

/// One message in pieces of `piece` octets: what it inflates to, or the rule it breaks.
std::variant<Bytes, Rule> inflate_message(ws::Inflater& inflater, ws::Octets data, std::size_t piece = 1U << 20,
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

std::variant<Bytes, Rule> inflate_message(ws::Octets data, std::size_t piece = 1U << 20,
                                          std::uint64_t max_size = kNoLimit) {
  ws::Inflater inflater(kWindow, false);
  return inflate_message(inflater, data, piece, max_size);
}

Bytes deflate_message(ws::Deflater& deflater, ws::Octets payload) {
  Bytes out;
  deflater.message(payload, out);
  return out;
}

void expect_text(const std::variant<Bytes, Rule>& result, std::string_view expected) {
  ASSERT_TRUE(std::holds_alternative<Bytes>(result));
  EXPECT_EQ(text(std::get<Bytes>(result)), expected);
}

void expect_broken(const std::variant<Bytes, Rule>& result, Rule rule) {
  ASSERT_TRUE(std::holds_alternative<Rule>(result));
  EXPECT_EQ(ws::info(std::get<Rule>(result)).id, ws::info(rule).id);
}

/// Payloads that compress well, badly, and over long distances.
Bytes make_payload(std::size_t size, int kind, std::mt19937& random) {
  Bytes payload(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto octet = static_cast<std::uint8_t>(random());
    payload[i] = kind == 0 ? octet : kind == 1 ? static_cast<std::uint8_t>('a' + octet % 4) : octet;
    if (kind == 2 && i >= 700 && (i / 64) % 2 == 0) payload[i] = payload[i - 700];
  }
  return payload;
}

// Negotiation, RFC 7692 section 7.1

TEST(DeflateOffer, SaysWhatIsWanted) {
  EXPECT_EQ(ws::print_extensions({ws::deflate_offer({})}), "permessage-deflate; client_max_window_bits");
  ws::DeflateOptions options;
  options.server_no_context_takeover = true;
  options.client_no_context_takeover = true;
  options.server_max_window_bits = 10;
  options.client_max_window_bits = 9;
  EXPECT_EQ(ws::print_extensions({ws::deflate_offer(options)}),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; "
            "client_max_window_bits=9");
}

struct AcceptRow {
  const char* offer;
  const char* response;  // parameters; nullptr: declined
  ws::DeflateParameters parameters = {};
};

void expect_accepted(const AcceptRow& row, const ws::DeflateOptions& options) {
  SCOPED_TRACE(row.offer);
  const auto agreement = ws::accept_deflate({extension(row.offer)}, options);
  ASSERT_EQ(agreement.has_value(), row.response != nullptr);
  if (!agreement) return;
  EXPECT_EQ(agreement->response, extension(row.response));
  EXPECT_EQ(agreement->parameters, row.parameters);
}

TEST(AcceptDeflate, MeetsOffers) {
  for (const AcceptRow& row : std::vector<AcceptRow>{
           {"", ""},
           {"server_no_context_takeover", "server_no_context_takeover", {true, false, 15, 15}},
           {"client_no_context_takeover", "client_no_context_takeover", {false, true, 15, 15}},
           {"server_max_window_bits=9", "server_max_window_bits=9", {false, false, 9, 15}},
           {"server_max_window_bits=15", "server_max_window_bits=15"},
           {"server_max_window_bits=\"10\"", "server_max_window_bits=10", {false, false, 10, 15}},
           {"client_max_window_bits", ""},
           {"client_max_window_bits=8", "client_max_window_bits=8", {false, false, 15, 8}},
           {"client_max_window_bits=15", "client_max_window_bits=15"},
           {"client_max_window_bits=12; server_max_window_bits=11; server_no_context_takeover; "
            "client_no_context_takeover",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11; "
            "client_max_window_bits=12",
            {true, true, 11, 12}},
       }) {
    expect_accepted(row, {});
  }
}

TEST(AcceptDeflate, DeclinesWhatIsInvalidOrCannotBeMet) {
  for (const auto* offer : {"server_max_window_bits=8",
                            "server_max_window_bits",
                            "server_max_window_bits=7",
                            "server_max_window_bits=16",
                            "server_max_window_bits=1000",
                            "server_max_window_bits=08",
                            "server_max_window_bits=010",
                            "server_max_window_bits=1",
                            "server_max_window_bits=-9",
                            "server_max_window_bits=9a",
                            "server_max_window_bits=0x9",
                            "client_max_window_bits=7",
                            "client_max_window_bits=16",
                            "client_max_window_bits=08",
                            "client_max_window_bits=99999999999999999999",
                            "client_max_window_bits=x",
                            "server_no_context_takeover=1",
                            "server_no_context_takeover=true",
                            "client_no_context_takeover=0",
                            "server_no_context_takeover; server_no_context_takeover",
                            "client_no_context_takeover; client_no_context_takeover",
                            "server_max_window_bits=10; server_max_window_bits=10",
                            "client_max_window_bits; client_max_window_bits=10",
                            "client_max_window_bits; client_max_window_bits",
                            "unknown",
                            "Server_no_context_takeover",
                            "constructor"}) {
    expect_accepted({offer, nullptr}, {});
  }
}

TEST(AcceptDeflate, AddsItsOwnWishes) {
  ws::DeflateOptions options;
  options.server_no_context_takeover = true;
  options.client_no_context_takeover = true;
  options.server_max_window_bits = 12;
  options.client_max_window_bits = 11;
  const std::string both = "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=";
  for (const AcceptRow& row : std::vector<AcceptRow>{
           {"",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12",
            {true, true, 12, 15}},
           {"client_max_window_bits",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; "
            "client_max_window_bits=11",
            {true, true, 12, 11}},
           {"client_max_window_bits=9; server_max_window_bits=10",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; "
            "client_max_window_bits=9",
            {true, true, 10, 9}},
           {"client_max_window_bits=14; server_max_window_bits=14",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; "
            "client_max_window_bits=11",
            {true, true, 12, 11}},
       }) {
    expect_accepted(row, options);
  }
  options = {};
  options.server_max_window_bits = 8;  // not ours to promise
  expect_accepted({"", "server_max_window_bits=9", {false, false, 9, 15}}, options);
}

TEST(AcceptDeflate, TakesTheFirstOfferThatFits) {
  const auto agreement = ws::accept_deflate({{"other", {}},
                                             extension("server_max_window_bits=8"),
                                             extension("unknown"),
                                             extension("server_max_window_bits=10"),
                                             extension("")},
                                            {});
  ASSERT_TRUE(agreement);
  EXPECT_EQ(agreement->parameters.server_max_window_bits, 10);
  EXPECT_FALSE(ws::accept_deflate({}, {}));
  EXPECT_FALSE(ws::accept_deflate({{"x-webkit-deflate-frame", {}}, {"Permessage-Deflate", {}}}, {}));
}

void expect_confirmed(const char* response, const ws::DeflateOptions& offered, ws::DeflateParameters expected) {
  const auto result = ws::confirm_deflate(extension(response), offered);
  ASSERT_TRUE(std::holds_alternative<ws::DeflateParameters>(result)) << response;
  EXPECT_EQ(std::get<ws::DeflateParameters>(result), expected) << response;
}

void expect_unconfirmed(const char* response, const ws::DeflateOptions& offered) {
  const auto result = ws::confirm_deflate(extension(response), offered);
  ASSERT_TRUE(std::holds_alternative<Rule>(result)) << response;
  EXPECT_EQ(std::get<Rule>(result), Rule::kExtensionParameters);
}

TEST(ConfirmDeflate, ReadsTheAnswer) {
  expect_confirmed("", {}, {});
  expect_confirmed("server_no_context_takeover", {}, {true, false, 15, 15});
  expect_confirmed("client_no_context_takeover", {}, {false, true, 15, 15});
  expect_confirmed("server_max_window_bits=8", {}, {false, false, 8, 15});
  expect_confirmed("client_max_window_bits=8", {}, {false, false, 15, 8});
  expect_confirmed("client_max_window_bits=\"15\"", {}, {});
  for (const auto* response :
       {"unknown", "server_max_window_bits", "client_max_window_bits", "server_max_window_bits=7",
        "server_max_window_bits=16", "server_max_window_bits=1000", "server_max_window_bits=010",
        "client_max_window_bits=08", "client_max_window_bits=0", "server_no_context_takeover=1",
        "client_no_context_takeover=x", "server_no_context_takeover; server_no_context_takeover",
        "client_max_window_bits=10; client_max_window_bits=10", "server_max_window_bits=9; server_max_window_bits=9"}) {
    expect_unconfirmed(response, {});
  }
}

TEST(ConfirmDeflate, HoldsTheServerToTheOffer) {
  ws::DeflateOptions offered;
  offered.server_max_window_bits = 12;
  offered.client_max_window_bits = 10;
  expect_confirmed("server_max_window_bits=12", offered, {false, false, 12, 10});
  expect_confirmed("server_max_window_bits=9; client_max_window_bits=9", offered, {false, false, 9, 9});
  expect_unconfirmed("server_max_window_bits=13", offered);
  expect_unconfirmed("", offered);
  expect_unconfirmed("server_max_window_bits=12; client_max_window_bits=11", offered);
  offered = {};
  offered.server_no_context_takeover = true;
  offered.client_no_context_takeover = true;
  expect_confirmed("server_no_context_takeover", offered, {true, true, 15, 15});
  expect_unconfirmed("client_no_context_takeover", offered);
  EXPECT_TRUE(std::holds_alternative<Rule>(ws::confirm_deflate({"other", {}}, {})));
}

TEST(ConfirmDeflate, AgreesWithTheServerOnEveryOption) {
  for (int i = 0; i < 256; ++i) {
    ws::DeflateOptions client;
    ws::DeflateOptions server;
    client.server_no_context_takeover = (i & 1) != 0;
    client.client_no_context_takeover = (i & 2) != 0;
    client.server_max_window_bits = (i & 4) != 0 ? 10 : 15;
    client.client_max_window_bits = (i & 8) != 0 ? 11 : 15;
    server.server_no_context_takeover = (i & 16) != 0;
    server.client_no_context_takeover = (i & 32) != 0;
    server.server_max_window_bits = (i & 64) != 0 ? 9 : 15;
    server.client_max_window_bits = (i & 128) != 0 ? 12 : 15;
    const auto agreement = ws::accept_deflate({ws::deflate_offer(client)}, server);
    ASSERT_TRUE(agreement) << i;
    const auto confirmed = ws::confirm_deflate(agreement->response, client);
    ASSERT_TRUE(std::holds_alternative<ws::DeflateParameters>(confirmed)) << i;
    EXPECT_EQ(std::get<ws::DeflateParameters>(confirmed), agreement->parameters) << i;
  }
}

// Decompression, RFC 7692 section 7.2.2

TEST(Inflater, ReadsTheExamplesOfTheRfcInEveryPiece) {
  const std::vector<Bytes> examples = {
      {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00},                                      // 7.2.3.1
      {0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00},              // 7.2.3.3, stored
      {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00},                                // 7.2.3.4, BFINAL
      {0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00},  // 7.2.3.5, two blocks
  };
  for (const Bytes& example : examples) {
    for (std::size_t piece = 1; piece <= example.size(); ++piece) {
      ws::Inflater inflater(kWindow, false);
      expect_text(inflate_message(inflater, example, piece), "Hello");
      // 7.2.3.2: the window is shared with the message before, whatever its blocks.
      expect_text(inflate_message(inflater, Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}, piece), "Hello");
      expect_text(inflate_message(inflater, Bytes{0x00}), "");  // 7.2.3.6
      expect_text(inflate_message(inflater, example, piece), "Hello");
    }
  }
}

TEST(Inflater, ForgetsTheWindowIfAgreed) {
  ws::Inflater inflater(kWindow, true);
  for (int i = 0; i < 3; ++i) {
    expect_text(inflate_message(inflater, Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}), "Hello");
    expect_text(inflate_message(inflater, Bytes{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00}), "Hello");
  }
  expect_broken(inflate_message(inflater, Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}), Rule::kInflateFailed);
}

TEST(Inflater, RefusesWhatIsIncompleteAfterTheTail) {
  for (const Bytes& message : std::vector<Bytes>{
           {},                                          // not even an empty block
           {0x2a},                                      // beast#3028: made 65536 octets of the tail
           {0x03},                                      // ends inside the tail
           {0xf2},                                      //
           {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07},        // without its end
           {0xf2, 0x48, 0xcd, 0xc9, 0xc9},              //
           {0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65},  // stored, cut
           {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00},  // nothing after BFINAL (7.2.3.4)
           {0x06},                                      // block type 3
           {0xff, 0xff, 0xff, 0xff},                    //
           {0x00, 0x05, 0x00, 0x00, 0x00},              // a length without its complement
           {0xf2, 0x00, 0x11, 0x00, 0x00},              // a distance before the first octet
           {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff},  // the tail was not removed
           {0x00, 0x00},                                                        //
           {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x2a},
       }) {
    for (std::size_t piece = 1; piece <= message.size() + 1; ++piece) {
      expect_broken(inflate_message(message, piece), Rule::kInflateFailed);
    }
  }
  // An empty message is not made complete by the BFINAL of the one before.
  ws::Inflater inflater(kWindow, false);
  expect_text(inflate_message(inflater, Bytes{0x01}), "");  // the tail completes an empty block
  expect_broken(inflate_message(inflater, {}), Rule::kInflateFailed);
}

TEST(Inflater, StopsAtTheLimit) {
  const Bytes hello = {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
  for (std::size_t piece = 1; piece <= hello.size(); ++piece) {
    for (std::uint64_t limit = 0; limit < 5; ++limit) {
      expect_broken(inflate_message(hello, piece, limit), Rule::kInflatedTooBig);
    }
    expect_text(inflate_message(hello, piece, 5), "Hello");
  }
  expect_text(inflate_message(Bytes{0x00}, 1, 0), "");
}

TEST(Inflater, ABombStaysSmall) {
  constexpr std::size_t kSize = 4U << 20;
  ws::Deflater deflater(15, true, 9);
  const Bytes bomb = deflate_message(deflater, Bytes(kSize));
  ASSERT_LT(bomb.size(), kSize / 500);
  for (const std::size_t limit :
       {std::size_t{65536}, kSize - 1, std::size_t{65535}, std::size_t{16384}, std::size_t{16383}}) {
    Bytes out;
    ws::Inflater inflater(kWindow, false);
    EXPECT_EQ(inflater.feed(bomb, out, limit), Rule::kInflatedTooBig);
    EXPECT_LE(out.size(), limit);
    EXPECT_LE(out.capacity(), 2 * limit);
  }
  for (const std::size_t limit : {kSize, kSize + 1}) {
    const auto result = inflate_message(bomb, 1000, limit);
    ASSERT_TRUE(std::holds_alternative<Bytes>(result));
    EXPECT_EQ(std::get<Bytes>(result), Bytes(kSize));
  }
}

TEST(Inflater, ManyFinalBlocksAreLinear) {
  // aiohttp#13098: each tiny series of blocks copied the window, so cost grew with the square.
  ws::Inflater inflater(kWindow, false);
  expect_text(inflate_message(inflater, Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}), "Hello");
  constexpr std::size_t kCount = 100'000;
  Bytes message;
  for (std::size_t i = 0; i < kCount; ++i) message.insert(message.end(), {0x03, 0x00});  // empty, BFINAL
  message.insert(message.end(), {0xf2, 0x00, 0x11, 0x00, 0x00});
  const std::uint64_t before = inflater.steps();
  expect_text(inflate_message(inflater, message), "Hello");
  EXPECT_LE(inflater.steps() - before, kCount + 4);
}

TEST(Inflater, GarbageHasOneVerdictHoweverItIsCut) {
  std::mt19937 random(7692);
  const Bytes start = {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
  std::size_t inflated = 0;
  for (int round = 0; round < 4000; ++round) {
    Bytes message = make_payload(1 + random() % 24, 0, random);
    if (random() % 2 == 0)
      message.insert(message.begin(), start.begin(), start.begin() + static_cast<int>(random() % 15));
    const std::uint64_t limit = random() % 2 == 0 ? 300 : random() % 20;
    const auto expected = inflate_message(message, message.size(), limit);
    inflated += std::holds_alternative<Bytes>(expected) ? 1U : 0U;
    for (std::size_t piece = 1; piece < message.size(); ++piece) {
      EXPECT_EQ(inflate_message(message, piece, limit), expected) << "round " << round << ", pieces of " << piece;
    }
  }
  EXPECT_GT(inflated, 10U);
}

TEST(Inflater, ADistanceBeyondTheWindowHasOneVerdict) {
  // A peer that goes on using 15 bits where fewer were agreed: read all the same, however it is cut.
  std::mt19937 random(15);
  const Bytes payload = make_payload(40'000, 2, random);
  ws::Deflater deflater(15, false, 9);
  const Bytes message = deflate_message(deflater, payload);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, message.size()}) {
    ws::Inflater inflater(9, false);
    const auto result = inflate_message(inflater, message, piece);
    ASSERT_TRUE(std::holds_alternative<Bytes>(result));
    EXPECT_EQ(std::get<Bytes>(result), payload);
  }
}

// Compression, RFC 7692 section 7.2.1

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
