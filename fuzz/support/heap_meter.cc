#include "fuzz/support/heap_meter.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace gauntlet::fuzz {
namespace {

// Octets are counted as malloc rounds them, at both ends alike.
std::uint64_t given_out = 0;
std::int64_t live_octets = 0;
std::int64_t peak_octets = 0;

void* counted(void* block) {
  if (block == nullptr) return nullptr;
  ++given_out;
  live_octets += static_cast<std::int64_t>(malloc_usable_size(block));
  peak_octets = std::max(peak_octets, live_octets);
  return block;
}

void give_back(void* block) {
  if (block != nullptr) live_octets -= static_cast<std::int64_t>(malloc_usable_size(block));
  std::free(block);
}

void* or_throw(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

HeapMeter::HeapMeter() : allocations_before_(given_out), live_before_(live_octets), peak_before_(peak_octets) {
  peak_octets = live_octets;
}
HeapMeter::~HeapMeter() { peak_octets = std::max(peak_octets, peak_before_); }
std::uint64_t HeapMeter::allocations() const { return given_out - allocations_before_; }
std::size_t HeapMeter::peak() const {
  return static_cast<std::size_t>(std::max<std::int64_t>(peak_octets - live_before_, 0));
}

}  // namespace gauntlet::fuzz

// The replaceable forms (C++20 [new.delete]); all others of the library end here.
void* operator new(std::size_t size) { return gauntlet::fuzz::or_throw(gauntlet::fuzz::counted(std::malloc(size))); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return gauntlet::fuzz::or_throw(gauntlet::fuzz::counted(std::aligned_alloc(step, (size + step - 1) / step * step)));
}
void operator delete(void* block) noexcept { gauntlet::fuzz::give_back(block); }
void operator delete(void* block, std::size_t) noexcept { gauntlet::fuzz::give_back(block); }
void operator delete(void* block, std::align_val_t) noexcept { gauntlet::fuzz::give_back(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { gauntlet::fuzz::give_back(block); }
