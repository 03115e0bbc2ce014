#include "ws/random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <vector>

namespace {

using Nonce = std::array<std::uint8_t, 16>;

Nonce draw() {
  Nonce nonce{};
  ws::secure_random()(nonce);
  return nonce;
}

TEST(Random, FillsAnySize) {
  const ws::RandomSource random = ws::secure_random();
  for (const std::size_t size : {0U, 1U, 3U, 4U, 16U, 1023U, 1024U, 1025U, 5000U}) {
    // Octets that stay as they were, whatever is drawn: with 8 tries by chance once in 2^64.
    std::vector<bool> changed(size, false);
    for (int i = 0; i < 8; ++i) {
      std::vector<std::uint8_t> octets(size + 2, 0xA5);
      random(ws::MutableOctets(octets).subspan(1, size));
      EXPECT_EQ(octets.front(), 0xA5);
      EXPECT_EQ(octets.back(), 0xA5);
      for (std::size_t j = 0; j < size; ++j) changed[j] = changed[j] || octets[j + 1] != 0xA5;
    }
    EXPECT_EQ(std::count(changed.begin(), changed.end(), false), 0) << size;
  }
}

TEST(Random, NeverRepeats) {
  std::set<Nonce> drawn;
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(drawn.insert(draw()).second);
}

// Odd sizes in between make blocks end at every place.
TEST(Random, NeverRepeatsWhateverIsDrawnBetween) {
  std::set<Nonce> drawn;
  std::vector<std::uint8_t> rest(1100);
  for (std::size_t i = 0; i < 1100; ++i) {
    EXPECT_TRUE(drawn.insert(draw()).second);
    ws::secure_random()(ws::MutableOctets(rest).first(i));
  }
}

TEST(Random, ThreadsDrawDifferently) {
  std::array<Nonce, 4> drawn{};
  std::vector<std::thread> threads;
  for (Nonce& nonce : drawn) threads.emplace_back([&nonce] { nonce = draw(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<Nonce>(drawn.begin(), drawn.end()).size(), drawn.size());
}

// A child inherits a half-used block and must not draw from it what its parent draws.
TEST(Random, ChildDrawsDifferentlyThanParent) {
  (void)draw();
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const Nonce nonce = draw();
    const bool written = write(pipe_ends[1], nonce.data(), nonce.size()) == static_cast<ssize_t>(nonce.size());
    _exit(written ? 0 : 1);
  }
  const Nonce ours = draw();
  Nonce theirs{};
  EXPECT_EQ(read(pipe_ends[0], theirs.data(), theirs.size()), static_cast<ssize_t>(theirs.size()));
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  EXPECT_NE(ours, theirs);
}

TEST(Random, CanBeReplacedByACounter) {
  std::uint8_t next = 7;
  const ws::RandomSource counter{[](void* context, ws::MutableOctets out) {
                                   for (std::uint8_t& octet : out) octet = (*static_cast<std::uint8_t*>(context))++;
                                 },
                                 &next};
  std::array<std::uint8_t, 4> key{};
  counter(key);
  EXPECT_EQ(key, (std::array<std::uint8_t, 4>{7, 8, 9, 10}));
}

}  // namespace
