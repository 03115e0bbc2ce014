#include "bench/program.h"

#include <cstring>
#include <set>

namespace gauntlet::bench {

bool is_new(const std::string& name) {
  static std::set<std::string> names;
  return names.insert(name).second;
}

std::string Tells::label() const {
  std::string label = "unit=" + std::string(unit);
  for (const std::string& anchor : anchors) label += ";anchor=" + anchor;
  return label;
}

PageOctets::PageOctets(std::size_t size, std::size_t shift)
    : octets_(static_cast<std::uint8_t*>(::operator new (size + shift + 256, std::align_val_t{4096}))), shift_(shift) {
  // Also brings the pages in, which is no part of what is measured.
  std::memset(octets_.get(), 'a', size + shift + 256);
}

}  // namespace gauntlet::bench
