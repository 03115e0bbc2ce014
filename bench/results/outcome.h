#pragma once
#include <string>

namespace gauntlet::bench {

/// Either what was asked for, or one line on why there is none.
template <class T>
struct Outcome {
  T value{};
  std::string error;
  [[nodiscard]] explicit operator bool() const { return error.empty(); }
};

}  // namespace gauntlet::bench
