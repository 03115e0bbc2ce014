#include <zlib.h>

#include <algorithm>
#include <new>

#include "conformance/wire/deflate_libraries.h"

namespace gauntlet::wire {

namespace {

class Zlib final : public DeflateWriter {
 public:
  explicit Zlib(int window_bits) {
    constexpr int kLevel = 1, kMemLevel = 8;
    // zlib writes no raw deflate with a window of 8 bits; with one of 9 it reaches back 512 - 262 octets at most.
    if (deflateInit2(&z_, kLevel, Z_DEFLATED, -std::max(window_bits, 9), kMemLevel, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Zlib() override { deflateEnd(&z_); }
  Zlib(const Zlib&) = delete;
  Zlib& operator=(const Zlib&) = delete;

  void reset() override { deflateReset(&z_); }

  void append(View payload, Bytes& out) override {
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits
    while (!payload.empty()) {
      const View now = payload.first(std::min(payload.size(), kMostAtOnce));
      payload = payload.subspan(now.size());
      z_.next_in = const_cast<Bytef*>(now.data());  // zlib's interface; it only reads
      z_.avail_in = static_cast<uInt>(now.size());
      do {  // more than the bound is never needed, but a second turn would be right, too
        const std::size_t before = out.size();
        out.resize(before + deflateBound(&z_, z_.avail_in) + 16);
        z_.next_out = out.data() + before;
        z_.avail_out = static_cast<uInt>(out.size() - before);
        deflate(&z_, payload.empty() ? Z_SYNC_FLUSH : Z_NO_FLUSH);
        out.resize(out.size() - z_.avail_out);
      } while (z_.avail_out == 0);
    }
  }

 private:
  z_stream z_{};
};

}  // namespace

std::unique_ptr<DeflateWriter> open_zlib(int window_bits) { return std::make_unique<Zlib>(window_bits); }

}  // namespace gauntlet::wire
