#include "ws/text_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "with_kernel.h"
#include "ws/frame_writer.h"
#include "ws/utf8.h"

namespace {

using Texts = std::vector<std::string>;

constexpr std::uint64_t kAnyTextSize = ws::kMaxPayloadLength;

/// What the batch says of the texts; each payload must be what it was afterwards.
bool are_valid(const Texts& texts, ws::Role writer_role) {
  ws::FrameWriter writer(writer_role);
  for (const std::string& text : texts) writer.text(text);
  std::vector<std::uint8_t> memory(writer.output().begin(), writer.output().end());
  ws::ReceiverState state{.role = writer_role == ws::Role::kClient ? ws::Role::kServer : ws::Role::kClient};
  std::vector<ws::FrameView> views(texts.size());
  EXPECT_EQ(ws::parse_batch(memory, state, kAnyTextSize, views).frames, texts.size());
  const bool valid = ws::are_valid_utf8(views);
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(ws::as_text(views[i].payload), texts[i]);
  return valid;
}

/// With headers between the texts that have a masking key, and with ones that have none.
void expect_verdict(const Texts& texts, bool valid) {
  EXPECT_EQ(are_valid(texts, ws::Role::kClient), valid);
  EXPECT_EQ(are_valid(texts, ws::Role::kServer), valid);
}

TEST(TextBatch, OfNothingIsValid) { EXPECT_TRUE(ws::are_valid_utf8({})); }

TEST(TextBatch, JoinsNoTexts) {
  expect_verdict({"", "a", "\xC3\xA4", "", "\xE2\x82\xAC", ""}, true);
  // Together they would be fine.
  expect_verdict({"\xC3", "\xA4"}, false);
  expect_verdict({"\xC3", "", "\xA4"}, false);
  expect_verdict({"a\xE2\x82", "\xAC"}, false);
  expect_verdict({"a\xE2", "\x82\xAC"}, false);
  expect_verdict({"\xF0\x9F", "\x98\x80 and more, so that vectors are needed for all of it"}, false);
}

TEST(TextBatch, FindsTheFirstAndTheLast) {
  Texts texts(50, "a text of some octets with \xC3\xA4");
  expect_verdict(texts, true);
  texts.back() += '\xC3';
  expect_verdict(texts, false);
  texts.back().pop_back();
  texts.front().insert(0, 1, '\xA4');
  expect_verdict(texts, false);
}

TEST(TextBatch, TakesLongTextsAmongShortOnes) {
  for (const std::size_t size : {std::size_t{125}, std::size_t{126}, std::size_t{65535}, std::size_t{65536}}) {
    Texts texts{"one", std::string(size, 'a'), "\xC3\xA4", std::string(size, 'b'), "", "end"};
    expect_verdict(texts, true);
    texts[3].back() = '\xC3';
    expect_verdict(texts, false);
    texts[3].back() = 'b';
    texts[2] = "\xA4";
    expect_verdict(texts, false);
  }
}

/// Characters of any length, sometimes with an octet that is wrong or missing.
std::string some_text(std::mt19937& random) {
  static const std::vector<std::string> kCharacters{"a", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
  std::string text;
  const std::size_t size = random() % 125;
  while (text.size() + 4 <= size) text += kCharacters[random() % kCharacters.size()];
  if (!text.empty() && random() % 100 == 0) text[random() % text.size()] = static_cast<char>(random());
  if (!text.empty() && random() % 100 == 0) text.pop_back();
  if (!text.empty() && random() % 100 == 0) text.erase(0, 1);
  return text;
}

class TextBatchKernel : public ws::testing::WithKernel {};

TEST_P(TextBatchKernel, SaysWhatALookAtEachSays) {
  std::mt19937 random(3);
  std::size_t valid_batches = 0;
  for (int round = 0; round < 600; ++round) {
    Texts texts(1 + random() % 40);
    for (std::string& text : texts) text = some_text(random);
    const bool valid = std::all_of(texts.begin(), texts.end(),
                                   [](const auto& text) { return ws::is_valid_utf8(ws::as_octets(text)); });
    valid_batches += valid ? 1U : 0U;
    expect_verdict(texts, valid);
  }
  EXPECT_GT(valid_batches, 100U);
  EXPECT_LT(valid_batches, 500U);
}

INSTANTIATE_TEST_SUITE_P(All, TextBatchKernel, ::testing::ValuesIn(ws::testing::kernel_names()),
                         [](const auto& kernel) { return std::string(kernel.param); });

}  // namespace
