#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace gauntlet::bench {

// What the machine can do at most, measured in the same run as what is compared with it: on a machine that
// is shared, figures of two runs say little about each other.

/// Each adds its benchmark and returns the name, for `Tells::anchors`. Adding it twice does nothing.

/// Load, XOR, store in place: the widest vectors there are, aligned, no tail.
std::string add_rewrite_limit(std::size_t size);
/// Load only.
std::string add_read_limit(std::size_t size);
std::string add_memcpy(std::size_t size);
/// `payload[i] ^= key[i % 4]`, as written in RFC 6455 section 5.3, one octet at a time.
std::string add_byte_loop(std::size_t size);
/// A call through a pointer of a function that does nothing.
std::string add_empty_call();

}  // namespace gauntlet::bench
