#include <isa-l/igzip_lib.h>

#include <algorithm>

#include "conformance/wire/deflate_libraries.h"

namespace gauntlet::wire {

namespace {

class Isal final : public DeflateWriter {
 public:
  explicit Isal(int window_bits) : level_buffer_(ISAL_DEF_LVL1_DEFAULT) {
    isal_deflate_init(&z_);
    z_.hist_bits = static_cast<std::uint16_t>(window_bits);
    z_.gzip_flag = IGZIP_DEFLATE;
    set_up();
  }

  void reset() override {
    isal_deflate_reset(&z_);
    set_up();
  }

  void append(View payload, Bytes& out) override {
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // igzip counts in 32 bits
    while (!payload.empty()) {
      const View now = payload.first(std::min(payload.size(), kMostAtOnce));
      payload = payload.subspan(now.size());
      z_.next_in = const_cast<std::uint8_t*>(now.data());  // igzip's interface; it only reads
      z_.avail_in = static_cast<std::uint32_t>(now.size());
      z_.flush = payload.empty() ? SYNC_FLUSH : NO_FLUSH;
      do {
        const std::size_t before = out.size();
        out.resize(before + room(z_.avail_in));
        z_.next_out = out.data() + before;
        z_.avail_out = static_cast<std::uint32_t>(out.size() - before);
        isal_deflate(&z_);
        out.resize(out.size() - z_.avail_out);
      } while (z_.avail_out == 0);
    }
  }

 private:
  // Level 1 is as fast as level 0 and shrinks more.
  void set_up() {
    z_.level = 1;
    z_.level_buf = level_buffer_.data();
    z_.level_buf_size = static_cast<std::uint32_t>(level_buffer_.size());
  }
  // Stored blocks are the worst that can come out: 5 octets for each 64 KiB, headers and the flush.
  static std::size_t room(std::size_t size) { return size + size / 1024 + 512; }

  isal_zstream z_{};
  Bytes level_buffer_;
};

}  // namespace

std::unique_ptr<DeflateWriter> open_isal(int window_bits) { return std::make_unique<Isal>(window_bits); }

}  // namespace gauntlet::wire
