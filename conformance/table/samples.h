#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// Five generated files that stand for those of the Autobahn Testsuite's sections 12 and 13: of the
/// same kind, size and compressibility, the same on every platform, and ours to give away.
namespace gauntlet {

struct Sample {
  std::string_view name;
  bool text = false;  ///< sent as TEXT: windows walk over code points instead of octets
  std::vector<std::uint8_t> octets;
  std::vector<std::uint32_t> characters;  ///< where each code point begins; only if text

  /// Code points of a text, octets of anything else.
  [[nodiscard]] std::size_t length() const { return text ? characters.size() : octets.size(); }
};

/// json, bitmap, prose, html, pdf: in the order of sections 12.1 to 12.5.
[[nodiscard]] std::span<const std::string_view> sample_names();

/// Whether it is sent as TEXT; generates nothing.
[[nodiscard]] bool sample_is_text(std::string_view name);

/// Generated at the first call, for good; null for a name that is not one of the five.
[[nodiscard]] const Sample* find_sample(std::string_view name);

/// `size` code points or octets from position `repetition * size` on, wrapping around at the end.
[[nodiscard]] std::vector<std::uint8_t> sample_window(const Sample& sample, std::uint64_t size,
                                                      std::uint64_t repetition);

}  // namespace gauntlet
