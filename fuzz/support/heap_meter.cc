#include "fuzz/support/heap_meter.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "fuzz/support/asan.h"
#if defined(WS_FUZZ_ASAN)
// <sanitizer/allocator_interface.h>, which g++ has the functions of, but not the header.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t),
                                                         void (*on_free)(const volatile void*));
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void* block);
#endif

namespace gauntlet::fuzz {
namespace {

std::uint64_t given_out = 0;
std::int64_t live_octets = 0;
std::int64_t peak_octets = 0;

void taken(std::size_t size) {
  ++given_out;
  live_octets += static_cast<std::int64_t>(size);
  peak_octets = std::max(peak_octets, live_octets);
}

void freed(std::size_t size) { live_octets -= static_cast<std::int64_t>(size); }

/// Under AddressSanitizer operator new stays the sanitizer's, which then tells new from malloc.
void install_once() {
#if defined(WS_FUZZ_ASAN)
  static const int installed =
      __sanitizer_install_malloc_and_free_hooks([](const volatile void*, std::size_t size) { taken(size); },
                                                [](const volatile void* block) {
                                                  if (block != nullptr) freed(__sanitizer_get_allocated_size(block));
                                                });
  (void)installed;
#endif
}

}  // namespace

HeapMeter::HeapMeter() {
  install_once();
  allocations_before_ = given_out;
  live_before_ = live_octets;
  peak_before_ = peak_octets;
  peak_octets = live_octets;
}
HeapMeter::~HeapMeter() { peak_octets = std::max(peak_octets, peak_before_); }
std::uint64_t HeapMeter::allocations() const { return given_out - allocations_before_; }
std::size_t HeapMeter::peak() const {
  return static_cast<std::size_t>(std::max<std::int64_t>(peak_octets - live_before_, 0));
}

}  // namespace gauntlet::fuzz

#if !defined(WS_FUZZ_ASAN)

// The replaceable forms (C++20 [new.delete]); all others of the library end here. Octets are counted as
// malloc rounds them, at both ends alike.
namespace {

void* counted(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  gauntlet::fuzz::taken(malloc_usable_size(block));
  return block;
}

void give_back(void* block) {
  if (block != nullptr) gauntlet::fuzz::freed(malloc_usable_size(block));
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}
void operator delete(void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }
void operator delete(void* block, std::align_val_t) noexcept { give_back(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { give_back(block); }

#endif
