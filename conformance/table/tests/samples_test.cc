#include "conformance/table/samples.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <thread>

#include "conformance/wire/utf8.h"

namespace gauntlet {
namespace {

struct Expected {
  std::string_view name;
  bool text;
  std::size_t octets;
  std::size_t length;
  double least_ratio, most_ratio;
  std::uint64_t fingerprint;
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.name; }

std::uint64_t fnv1a(const std::vector<std::uint8_t>& octets) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const std::uint8_t octet : octets) hash = (hash ^ octet) * 0x100000001B3;
  return hash;
}

class Samples : public testing::TestWithParam<Expected> {
 protected:
  void SetUp() override {
    sample_ = find_sample(GetParam().name);
    ASSERT_NE(sample_, nullptr);
  }
  const Sample* sample_ = nullptr;
};

TEST_P(Samples, KindAndSize) {
  EXPECT_EQ(sample_->name, GetParam().name);
  EXPECT_EQ(sample_->text, GetParam().text);
  EXPECT_EQ(sample_is_text(sample_->name), GetParam().text);
  EXPECT_EQ(sample_->octets.size(), GetParam().octets);
  EXPECT_EQ(sample_->length(), GetParam().length);
}

TEST_P(Samples, IsTheSameEverywhere) { EXPECT_EQ(fnv1a(sample_->octets), GetParam().fingerprint); }

TEST_P(Samples, CompressesLikeItsOriginal) {
  uLongf size = compressBound(sample_->octets.size());
  std::vector<Bytef> out(size);
  ASSERT_EQ(compress2(out.data(), &size, sample_->octets.data(), sample_->octets.size(), 6), Z_OK);
  const double ratio = static_cast<double>(sample_->octets.size()) / static_cast<double>(size);
  EXPECT_GT(ratio, GetParam().least_ratio);
  EXPECT_LT(ratio, GetParam().most_ratio);
}

INSTANTIATE_TEST_SUITE_P(Five, Samples,
                         testing::Values(Expected{"json", true, 194056, 194056, 4.0, 6.0, 5625980695074828106U},
                                         Expected{"bitmap", false, 263222, 263222, 1.2, 1.4, 17132104046780887690U},
                                         Expected{"prose", false, 222218, 222218, 2.2, 2.8, 321858621656475157U},
                                         Expected{"html", true, 263647, 263620, 3.8, 4.6, 14748453187311102574U},
                                         Expected{"pdf", false, 1042328, 1042328, 1.1, 1.3, 14997770883045609995U}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Sample, TextsAreValidUtf8) {
  for (const std::string_view name : {"json", "prose", "html"}) {
    EXPECT_TRUE(wire::valid_utf8(find_sample(name)->octets)) << name;
  }
  const auto& json = find_sample("json")->octets;
  EXPECT_THAT(json, testing::Each(testing::Lt(0x80)));
  const auto& prose = find_sample("prose")->octets;
  EXPECT_EQ((std::vector<std::uint8_t>(prose.begin(), prose.begin() + 3)),
            (std::vector<std::uint8_t>{0xEF, 0xBB, 0xBF}));
}

TEST(Sample, NamesAreThoseOfSection12InOrder) {
  EXPECT_THAT(sample_names(), testing::ElementsAre("json", "bitmap", "prose", "html", "pdf"));
  EXPECT_EQ(find_sample("faust"), nullptr);
  EXPECT_EQ(find_sample(""), nullptr);
}

// The reference: a pointer that goes on by `size`, and tail plus head where the end comes before.
TEST(Sample, WindowsSlideAndWrapAround) {
  const Sample& sample = *find_sample("json");
  constexpr std::uint64_t kSize = 131072;
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    std::vector<std::uint8_t> expected;
    for (std::uint64_t k = 0; k < kSize; ++k) expected.push_back(sample.octets[(at + k) % sample.octets.size()]);
    ASSERT_EQ(sample_window(sample, kSize, i), expected) << i;
    at = (at + kSize) % sample.octets.size();
  }
  EXPECT_EQ(sample_window(sample, kSize, 1'000'000'007), sample_window(sample, kSize, 1'000'000'007 % 194056));
}

TEST(Sample, TextWindowsWalkCodePoints) {
  const Sample& sample = *find_sample("html");
  std::size_t octets = 0;
  std::uint64_t windows = 0;
  for (std::uint64_t at = 0; at < 2 * sample.length(); at += 4096, ++windows) {
    const auto window = sample_window(sample, 4096, windows);
    ASSERT_TRUE(wire::valid_utf8(window)) << windows;
    const auto characters = std::count_if(window.begin(), window.end(), [](int o) { return (o & 0xC0) != 0x80; });
    ASSERT_EQ(characters, 4096);
    octets += window.size();
  }
  EXPECT_GT(octets, windows * 4096);  // some characters have several octets
}

TEST(Sample, WindowsBeyondTheCorpusAndEmptyOnes) {
  const Sample small{"", false, {1, 2, 3}, {}};
  EXPECT_THAT(sample_window(small, 7, 0), testing::ElementsAre(1, 2, 3, 1, 2, 3, 1));
  EXPECT_THAT(sample_window(small, 2, 1), testing::ElementsAre(3, 1));
  EXPECT_TRUE(sample_window(small, 0, 9).empty());
  EXPECT_TRUE(sample_window(Sample{}, 5, 1).empty());
}

TEST(Sample, FirstUseFromManyThreads) {
  std::vector<std::thread> threads;
  std::vector<const Sample*> found(4);
  for (const Sample*& sample : found) threads.emplace_back([&sample] { sample = find_sample("pdf"); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(found, testing::Each(find_sample("pdf")));
}

}  // namespace
}  // namespace gauntlet
