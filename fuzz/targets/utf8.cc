// Text in pieces. Oracles: every kernel, whole and in pieces, says the same as the harness's own reading
// of RFC 3629, and names the same earliest octet.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "conformance/wire/utf8.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/octet_source.h"
#include "fuzz/support/structure.h"
#include "ws/kernel.h"
#include "ws/utf8.h"

namespace gauntlet::fuzz {
namespace {

// octet 0: shift in memory (0..63) and how many cuts there are (top 2 bits); then the cuts, each relative
// to the one before; then the text.
struct Input {
  std::size_t shift = 0;
  std::array<std::size_t, 5> ends{};  ///< of the pieces
  std::size_t pieces = 0;
  View text;
};

Input read(View octets) {
  OctetSource source(octets);
  Input input;
  const std::uint8_t head = source.octet();
  input.shift = head & 0x3F;
  std::array<std::uint8_t, 3> cuts{};
  const std::size_t count = head >> 6;
  for (std::size_t i = 0; i < count; ++i) cuts[i] = source.octet();
  input.text = source.rest();
  std::size_t end = 0;
  for (std::size_t i = 0; i < count; ++i) {
    end = std::min(end + cuts[i], input.text.size());
    input.ends[input.pieces++] = end;
  }
  input.ends[input.pieces++] = input.text.size();
  return input;
}

[[noreturn]] void disagree(std::string_view kernel, std::string_view form, std::size_t expected, std::size_t got) {
  report_finding("utf8", fmt::format("{}:{}", kernel, form),
                 fmt::format("utf8: kernel {}, {}: expected {}, got {}", kernel, form, expected, got));
}

class Comparison {
 public:
  void compare(View octets) {
    const Input input = read(octets);
    // Size: an unfinished character at the end; a value beyond it: all is well.
    const std::size_t size = input.text.size();
    const std::size_t expected = wire::first_utf8_error(input.text).value_or(size + 1);
    lent_.assign(input.text, input.shift);
    for (const ws::Kernel& kernel : ws::kernels()) {
      if (kernel.supported()) check_kernel(kernel, input, expected);
    }
    const auto whole = lent_.lend(0, size);
    if (ws::is_valid_utf8(whole) != (expected > size)) disagree("active", "is_valid_utf8", expected, size);
    check_validator(input, expected);
  }

 private:
  void check_kernel(const ws::Kernel& kernel, const Input& input, std::size_t expected) {
    const std::size_t size = input.text.size();
    const auto whole = lent_.lend(0, size);
    const std::size_t got = kernel.validate_utf8(whole.data(), size);
    const std::size_t wanted = expected < size ? expected : expected == size ? size + 1 : size;
    if (got != wanted) disagree(kernel.name, "validate", wanted, got);

    std::uint32_t state = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < input.pieces; ++i) {
      const auto piece = lent_.lend(begin, input.ends[i]);
      const std::size_t at = begin + kernel.feed_utf8(piece.data(), piece.size(), state);
      const std::size_t wanted_at = std::min(expected, input.ends[i]);
      if (at != wanted_at) disagree(kernel.name, "feed", wanted_at, at);
      if (at < input.ends[i]) return;
      begin = input.ends[i];
    }
    if ((state == 0) != (expected > size)) disagree(kernel.name, "feed at the end", expected, size);
  }

  void check_validator(const Input& input, std::size_t expected) {
    ws::Utf8Validator validator;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < input.pieces; ++i) {
      const auto error = validator.feed(lent_.lend(begin, input.ends[i]));
      const std::size_t at = error ? begin + *error : input.ends[i];
      if (at != std::min(expected, input.ends[i])) disagree("active", "Utf8Validator", expected, at);
      if (error) return;
      begin = input.ends[i];
    }
    if (validator.complete() != (expected > input.text.size())) disagree("active", "complete", expected, begin);
  }

  LentOctets lent_;
};

}  // namespace

const Structure* structure() { return nullptr; }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  return 0;
}
