#pragma once
#include "fast/kernel_rows.h"

// Which instruction sets Highway compiles the vector kernels for: those that have a row, whatever the compiler was told
// to assume of the processor, so that the table is the same in every build. To be included before any header of
// Highway. SSE4 and AVX3_DL would bring nothing to XOR, lookups and shifts; SVE, RVV, WASM and PPC have nowhere to be
// tested: the word kernel serves there.
#define WS_NO_TARGET(name)
#define WS_TARGET(name, set) | HWY_##set
#define HWY_COMPILE_ALL_ATTAINABLE
#define HWY_DISABLED_TARGETS (~(HWY_SCALAR | HWY_EMU128 WS_KERNELS(WS_NO_TARGET, WS_TARGET)))
