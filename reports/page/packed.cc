#include "reports/page/packed.h"

#include <zlib.h>

#include <cstdint>
#include <vector>

namespace gauntlet::reports::page {
namespace {

// A page is written more often than it is sent: most of the gain at half of the time.
constexpr int kLevel = 4;

std::string base64(const std::vector<unsigned char>& octets) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::size_t left = octets.size() - i;
    const std::uint32_t group = static_cast<std::uint32_t>(octets[i]) << 16U |
                                (left > 1 ? static_cast<std::uint32_t>(octets[i + 1]) << 8U : 0U) |
                                (left > 2 ? octets[i + 2] : 0U);
    out += kDigits[group >> 18U];
    out += kDigits[group >> 12U & 63U];
    out += left > 1 ? kDigits[group >> 6U & 63U] : '=';
    out += left > 2 ? kDigits[group & 63U] : '=';
  }
  return out;
}

}  // namespace

std::string packed(std::string_view octets) {
  uLongf size = compressBound(octets.size());
  std::vector<unsigned char> out(size);
  if (compress2(out.data(), &size, reinterpret_cast<const Bytef*>(octets.data()), octets.size(), kLevel) != Z_OK) {
    return {};
  }
  out.resize(size);
  return base64(out);
}

}  // namespace gauntlet::reports::page
