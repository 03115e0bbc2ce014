#include <fmt/format.h>

#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::array<std::string_view, 16> kOpcodes{
    "continuation", "text", "binary", "opcode 3",  "opcode 4",  "opcode 5",  "opcode 6",  "opcode 7",
    "close",        "ping", "pong",   "opcode 11", "opcode 12", "opcode 13", "opcode 14", "opcode 15"};

std::string print_payload(const ScriptFrame& frame) {
  constexpr std::size_t kShown = 48;
  std::string text;
  for (const std::uint8_t octet : frame.payload.first(std::min(frame.payload.size(), kShown))) {
    if (octet >= 0x20 && octet < 0x7F && octet != '"' && octet != '\\') {
      text += static_cast<char>(octet);
    } else {
      text += fmt::format("\\x{:02x}", octet);
    }
  }
  return fmt::format("\"{}\"{}{}", text, frame.payload.size() > kShown ? "..." : "",
                     frame.tiled ? fmt::format(" repeated to {} octets", frame.size) : "");
}

std::string print_frame(const ScriptFrame& frame) {
  if (frame.raw) return fmt::format("octets {}", print_payload(frame));
  std::string line(kOpcodes[frame.first & 0x0F]);
  if ((frame.first & 0x80) == 0) line += " not-final";
  if ((frame.first & 0x70) != 0) line += fmt::format(" rsv={}", frame.first >> 4 & 7);
  switch (frame.masking) {
    case ScriptFrame::Masking::kAsRole: break;
    case ScriptFrame::Masking::kWrong: line += " masking=wrong"; break;
    case ScriptFrame::Masking::kKey: line += fmt::format(" key={:08x}", frame.key); break;
    case ScriptFrame::Masking::kZeroKey: line += " key=0"; break;
  }
  switch (frame.length_form) {
    case wire::LengthForm::kMinimal: break;
    case wire::LengthForm::k7: line += " length-form=7"; break;
    case wire::LengthForm::k16: line += " length-form=16"; break;
    case wire::LengthForm::k64: line += " length-form=64"; break;
  }
  if (frame.declared != ScriptFrame::Declared::kSize)
    line += fmt::format(" declared-length={}", frame.declared_length());
  return line + " " + print_payload(frame);
}

}  // namespace

std::string print(const Script& script) {
  const ScriptLimits limits = limits_of(script);
  std::string text =
      fmt::format("to a {}: limits frame {}, message {}, fragments {}{}{}{}\n", script.client ? "client" : "server",
                  limits.frame, limits.message, limits.fragments, script.deflate ? "; permessage-deflate" : "",
                  script.close_first ? "; it has sent Close" : "", script.eof ? "; then the transport ends" : "");
  if (script.plan.count > 0) {
    text += "pieces of";
    for (std::size_t i = 0; i < script.plan.count; ++i) text += fmt::format(" {}", script.plan.sizes[i]);
    text += script.plan.repeat ? " and so on\n" : " octets, then the rest\n";
  }
  for (const ScriptFrame& frame : script.frames) {
    text += "  " + print_frame(frame) + (frame.cut_after ? "  | cut\n" : "\n");
  }
  return text;
}

}  // namespace gauntlet::fuzz
