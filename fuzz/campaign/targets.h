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
    TargetInfo{"case_table", "texts of case tables: the loader's errors, and its canonical form", 4096},
    TargetInfo{"differential", "frames to the codec and to others that are installed: a table of who accepts what",
               512},
    TargetInfo{"extension_header", "Sec-WebSocket-Extensions: grammar, and the agreement on permessage-deflate", 300},
    TargetInfo{"frame_batch", "many frames read at once, with every kernel, against one header after another", 512},
    TargetInfo{"frame_header", "headers of frames, octet by octet: earliest verdict, decode and encode", 20},
    TargetInfo{"large_frames", "as receiver, with frames and messages about the limits that nobody set", 512},
    TargetInfo{"masking", "masking kernels against RFC 6455 section 5.3", 700},
    TargetInfo{"opening_handshake_request", "requests and frames behind them to a server: verdict and response", 1200},
    TargetInfo{"opening_handshake_response", "responses and frames behind them to a client: request and verdict", 1200},
    TargetInfo{"permessage_deflate", "compressed messages in any pieces to either role, and their echo", 512},
    TargetInfo{"receiver", "frames in any pieces to either role: events, output and refusals against the model", 512},
    TargetInfo{"session", "client and server, applications, wire and time, step by step against the model", 512},
    TargetInfo{"utf8", "UTF-8 kernels, whole and in pieces, against RFC 3629", 700},
};

[[nodiscard]] constexpr const TargetInfo* find_target(std::string_view name) {
  for (const TargetInfo& target : kTargets) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

}  // namespace gauntlet::fuzz
