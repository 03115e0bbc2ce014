#include "bench/track/statistics.h"

#include <algorithm>
#include <cmath>

namespace gauntlet::bench {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double sign_test(std::size_t up, std::size_t count) {
  if (count == 0) return 1;
  const std::size_t most = std::max(up, count - up);
  double ways = 1, sum = 0;  // of choosing i of count; the sum from `most` on
  for (std::size_t i = 0; i <= count; ++i) {
    if (i >= most) sum += ways;
    ways = ways * static_cast<double>(count - i) / static_cast<double>(i + 1);
  }
  return std::min(1.0, 2 * sum / std::exp2(static_cast<double>(count)));
}

}  // namespace gauntlet::bench
