#include "conformance/play/outgoing.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace gauntlet;

wire::Bytes octets(std::size_t size) { return wire::Bytes(size, 'x'); }

/// Sizes of all writes.
std::vector<std::size_t> written(Outgoing& outgoing) {
  std::vector<std::size_t> sizes;
  while (const auto piece = outgoing.next_write()) {
    sizes.push_back(piece->size());
    outgoing.written();
  }
  return sizes;
}

TEST(Outgoing, GathersUntilItIsFlushed) {
  Outgoing outgoing({}, 1);
  outgoing.queue(octets(3));
  outgoing.queue(octets(4));
  EXPECT_EQ(outgoing.gathered(), 7U);
  EXPECT_FALSE(outgoing.next_write());
  outgoing.flush();
  EXPECT_EQ(outgoing.waiting(), 7U);
  outgoing.queue(octets(1));
  outgoing.flush();
  EXPECT_EQ(written(outgoing), (std::vector<std::size_t>{7, 1}));
  EXPECT_TRUE(outgoing.empty());
}

TEST(Outgoing, WhatACaseWantsCutHasWritesOfItsOwn) {
  Outgoing outgoing({}, 1);
  outgoing.queue(octets(2));
  outgoing.with_chop({.sizes = {1, 2}, .repeat = true}, false, [&] { outgoing.queue(octets(8)); });
  outgoing.queue(octets(5));
  outgoing.with_chop({}, true, [&] { outgoing.queue(octets(6)); });
  EXPECT_FALSE(outgoing.paced());
  EXPECT_EQ(written(outgoing), (std::vector<std::size_t>{2, 1, 2, 2, 2, 1, 5, 6}));
}

TEST(Outgoing, APieceStaysTheSameUntilItIsWritten) {
  Outgoing outgoing({Rechunk::Kind::kRandom}, 7);
  outgoing.queue(octets(10'000));
  outgoing.flush();
  const auto first = outgoing.next_write();
  const auto again = outgoing.next_write();
  EXPECT_EQ(first->data(), again->data());
  EXPECT_EQ(first->size(), again->size());
}

TEST(Outgoing, RechunkingLosesNothing) {
  for (const auto kind : {Rechunk::Kind::kOctets, Rechunk::Kind::kRandom}) {
    Outgoing outgoing({kind}, 7);
    outgoing.with_chop({.sizes = {5}}, false, [&] { outgoing.queue(octets(20'000)); });
    const auto sizes = written(outgoing);
    EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}), 20'000U);
    EXPECT_GT(sizes.size(), 20U);
  }
}

}  // namespace
