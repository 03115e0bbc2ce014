#pragma once
#include <string>
#include <string_view>

namespace gauntlet::reports::page {

/// zlib's format, in Base64: what a browser's DecompressionStream("deflate") unpacks. Empty if there is
/// no memory for it.
[[nodiscard]] std::string packed(std::string_view octets);

}  // namespace gauntlet::reports::page
