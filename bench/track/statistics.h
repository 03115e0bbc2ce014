#pragma once
#include <cstddef>
#include <vector>

namespace gauntlet::bench {

/// The middle value; between the two middle ones if their count is even. 0 if there are none.
[[nodiscard]] double median(std::vector<double> values);

/// How likely it is, if up and down were equally likely, that of `count` trials at least as many as the
/// larger of `up` and `count - up` go one way: the sign test, two-sided.
[[nodiscard]] double sign_test(std::size_t up, std::size_t count);

}  // namespace gauntlet::bench
