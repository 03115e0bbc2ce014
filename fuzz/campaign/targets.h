#pragma once
#include <array>
#include <string_view>

namespace gauntlet::fuzz {

/// A fuzz target: fuzz/targets/NAME.cc, built as fuzz_NAME (with an engine) and replay_NAME.
struct TargetInfo {
  std::string_view name;
  std::string_view sentence;
  unsigned most;  ///< octets of an input: what is worth trying
};

inline constexpr std::array kTargets{
    TargetInfo{"frame_header", "headers of frames, octet by octet: earliest verdict, decode and encode", 20},
    TargetInfo{"masking", "masking kernels against RFC 6455 section 5.3", 700},
    TargetInfo{"receiver", "frames in any pieces to either role: events, output and refusals against the model", 512},
    TargetInfo{"utf8", "UTF-8 kernels, whole and in pieces, against RFC 3629", 700},
};

[[nodiscard]] constexpr const TargetInfo* find_target(std::string_view name) {
  for (const TargetInfo& target : kTargets) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

}  // namespace gauntlet::fuzz
