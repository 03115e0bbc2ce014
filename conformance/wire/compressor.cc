#include <array>
#include <stdexcept>
#include <utility>

#include "conformance/wire/deflate.h"
#include "conformance/wire/deflate_libraries.h"
#include "conformance/wire/inflating.h"

namespace gauntlet::wire {

namespace {

constexpr DeflateLibrary kLibraries[] = {
#ifdef WS_ISAL
    {"isal", open_isal},
#endif
    {"zlib", open_zlib},
};

}  // namespace

std::span<const DeflateLibrary> deflate_libraries() { return kLibraries; }

Compressor::Compressor(int window_bits, bool no_context_takeover, const DeflateLibrary& library)
    : no_context_takeover_(no_context_takeover) {
  if (window_bits < 8 || window_bits > 15) throw std::invalid_argument("window_bits");
  deflate_ = library.open(window_bits);
}
Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;

Bytes Compressor::message(View payload) {
  // Section 7.2.3.6. A library writes nothing when it is flushed twice without input between.
  if (payload.empty()) return {0x00};
  if (no_context_takeover_) deflate_->reset();
  Bytes out;
  deflate_->append(payload, out);
  out.resize(out.size() - inflating::kTail.size());
  return out;
}

}  // namespace gauntlet::wire
