#pragma once
#include <cstddef>
#include <string>

/// How each sample is made. Internal to samples.cc; the sizes are those of Autobahn's files.
namespace gauntlet {

inline constexpr std::size_t kJsonOctets = 194'056;
inline constexpr std::size_t kBitmapOctets = 263'222;
inline constexpr std::size_t kProseOctets = 222'218;
inline constexpr std::size_t kHtmlOctets = 263'647;
inline constexpr std::size_t kHtmlCharacters = 263'620;
inline constexpr std::size_t kPdfOctets = 1'042'328;

[[nodiscard]] std::string json_sample();    ///< records of a shop, pure ASCII
[[nodiscard]] std::string bitmap_sample();  ///< 512 x 512 grey pixels, smooth with some noise
[[nodiscard]] std::string prose_sample();   ///< German sentences without sense, with a byte order mark
[[nodiscard]] std::string html_sample();    ///< a long page, a few characters beyond ASCII
[[nodiscard]] std::string pdf_sample();     ///< objects with streams that look compressed already

}  // namespace gauntlet
