#pragma once

// Which instruction sets the vector kernels are compiled for; to be included before any header of
// Highway. All that the compiler can reach, whatever it was told to assume of the processor, so that the
// tables of kernels are the same in every build. SSE4 and AVX3_DL bring nothing to XOR, lookups and
// shifts; SVE, RVV, WASM and PPC have nowhere to be tested: the word kernels serve there.
#define HWY_COMPILE_ALL_ATTAINABLE
#define HWY_DISABLED_TARGETS                                                                                         \
  (HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_WASM | HWY_WASM_EMU256 | \
   HWY_PPC8)
