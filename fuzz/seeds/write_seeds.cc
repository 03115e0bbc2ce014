// Writes seeds for the fuzz targets from the case tables: OUT/<target>/<SHA-256 of the content>. Those in
// OUT/kept/<target> reach what no other does though coverage may not show it: values next to a limit.
// Usage: write_seeds TABLES OUT. Exit codes: 0, or 2 with a line that says why.

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string_view>

#include "conformance/table/loader.h"
#include "fuzz/seeds/batch_seeds.h"
#include "fuzz/seeds/boundary_seeds.h"
#include "fuzz/seeds/case_heads.h"
#include "fuzz/seeds/case_scripts.h"
#include "fuzz/seeds/limit_seeds.h"
#include "fuzz/seeds/session_seeds.h"

namespace gauntlet::fuzz {
namespace {

namespace fs = std::filesystem;

std::string sha256(View octets) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(octets.data(), octets.size(), digest.data());
  std::string name;
  for (const std::uint8_t octet : digest) name += fmt::format("{:02x}", octet);
  return name;
}

class Writer {
 public:
  explicit Writer(fs::path folder) : folder_(std::move(folder)) {}

  void add(std::string_view target, const std::vector<Bytes>& inputs) {
    for (const Bytes& input : inputs) add(target, View(input));
  }
  void add(std::string_view target, View octets) { write(folder_ / target, octets); }
  void keep(std::string_view target, const std::vector<Bytes>& inputs) {
    for (const Bytes& input : inputs) write(folder_ / "kept" / target, input);
  }

 private:
  static void write(const fs::path& folder, View octets) {
    fs::create_directories(folder);
    std::ofstream file(folder / sha256(octets), std::ios::binary);
    file.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
    if (!file.flush()) throw std::runtime_error("can't write into " + folder.string());
  }

  fs::path folder_;
};

/// The headers of the frames of a script, for a receiver in each state.
void add_headers(Writer& writer, const Script& script) {
  Script one = script;
  for (const ScriptFrame& frame : script.frames) {
    one.frames.assign(1, frame);
    WireForm wire;
    put_on_wire(one, wire);
    for (std::uint8_t state = 0; state < 8; ++state) {
      if ((state & 1) != static_cast<std::uint8_t>(script.client)) continue;
      Bytes input{state};
      const auto size = std::min<std::size_t>(wire.octets.size(), 14);
      input.insert(input.end(), wire.octets.begin(), wire.octets.begin() + static_cast<std::ptrdiff_t>(size));
      writer.add("frame_header", View(input));
    }
  }
}

/// The payloads of a script as texts: whole, and cut in two places.
void add_texts(Writer& writer, const Script& script) {
  for (const ScriptFrame& frame : script.frames) {
    if (frame.payload.empty()) continue;
    Bytes whole{0};
    whole.insert(whole.end(), frame.payload.begin(), frame.payload.end());
    writer.add("utf8", View(whole));
    const auto third = static_cast<std::uint8_t>(frame.payload.size() / 3);
    Bytes cut{static_cast<std::uint8_t>(0x80 | (frame.payload.size() & 0x3F)), third,
              static_cast<std::uint8_t>(third + 1)};
    cut.insert(cut.end(), frame.payload.begin(), frame.payload.end());
    writer.add("utf8", View(cut));
  }
}

/// Payloads of the sizes at which kernels change their ways, in different places.
void add_masked(Writer& writer) {
  for (std::size_t size = 0; size <= 1100; size = size < 140 ? size + 1 : size * 5 / 4) {
    Bytes input{0x37,
                0xfa,
                0x21,
                0x3d,
                static_cast<std::uint8_t>(size * 7),
                static_cast<std::uint8_t>(size / 3),
                static_cast<std::uint8_t>(size * 3)};
    const std::size_t begin = input.size();
    input.resize(begin + size);
    std::iota(input.begin() + static_cast<std::ptrdiff_t>(begin), input.end(), std::uint8_t{1});
    writer.add("masking", View(input));
  }
}

void add_text(Writer& writer, std::string_view target, std::initializer_list<std::uint8_t> head,
              std::string_view text) {
  Bytes input(head);
  input.insert(input.end(), text.begin(), text.end());
  writer.add(target, View(input));
}

/// Requests that the server's application does not welcome, with every status that has a meaning and some that have
/// not.
void add_refusals(Writer& writer) {
  constexpr std::array kStatuses{"000", "001", "101", "200", "299", "300", "400", "401", "403", "404", "405",
                                 "408", "418", "426", "429", "431", "500", "503", "505", "599", "600", "999"};
  for (const std::string_view status : kStatuses) {
    add_text(writer, "opening_handshake_request", {2, 0},
             fmt::format("GET /{} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                         status));
  }
}

/// Heads that never come to their end: the transport's, or time's.
void add_unfinished_heads(Writer& writer) {
  for (const std::uint8_t options : {std::uint8_t{0x02}, std::uint8_t{0x82}}) {
    for (const std::string_view rest :
         {"", "H", "HTTP/1.1 1", "HTTP/1.1 100 Continue\r\n\r\n", "GET / HTTP/1.1\r\nHost"}) {
      add_text(writer, "opening_handshake_request", {options, 0}, rest);
      add_text(writer, "opening_handshake_response", {options, 0}, rest);
    }
  }
}

/// Values of parameters that have to be quoted, or can't stand there at all.
void add_values(Writer& writer) {
  for (const std::string_view value : {"", " ", "a b", "\"", "\\", "a\"b\\c", "a,b;c=d", "\r\n", "token"}) {
    add_text(writer, "extension_header", {0}, value);
    add_text(writer, "extension_header", {0}, fmt::format("{} ", value));
  }
}

/// How many octets are drawn from the system's source: a key, a few, many, and more than it keeps.
void add_drawn(Writer& writer) {
  for (const std::uint8_t cut : std::array<std::uint8_t, 6>{0, 3, 6, 40, 150, 255}) {
    Bytes input(18, 0x11);
    input[5] = cut;
    writer.add("masking", View(input));
  }
}

/// Each case as a table of its own.
void add_tables(Writer& writer, const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  auto frame = nlohmann::ordered_json::parse(stream);
  const auto cases = frame.at("cases");
  const auto notes = frame.value("notes", nlohmann::ordered_json::object());
  frame["cases"] = nlohmann::ordered_json::array();
  for (const auto& member : {"about", "notes"}) frame.erase(member);
  for (const auto& test : cases) {
    auto table = frame;
    table["cases"].push_back(test);
    auto used = nlohmann::ordered_json::object();
    for (const auto& flag : test.value("flags", std::vector<std::string>())) {
      if (notes.contains(flag)) used[flag] = notes[flag];
    }
    if (!used.empty()) table["notes"] = used;
    const std::string text = table.dump();
    if (text.size() < 4000)
      writer.add("case_table", View(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
}

void add_case(Writer& writer, const Case& test) {
  for (const Bytes& input : scripts_of(test)) {
    writer.add("receiver", View(input));
    writer.add("frame_batch", View(input));
    writer.add("large_frames", View(input));
    Script script;
    decode(input, script);
    add_headers(writer, script);
    add_texts(writer, script);
    if (!script.client) writer.add("differential", View(input));
    writer.add("session", session_of(script));
  }
  writer.add("permessage_deflate", deflate_scripts_of(test));
  writer.add("opening_handshake_request", requests_of(test));
  writer.add("opening_handshake_response", responses_of(test));
  writer.add("extension_header", extension_values_of(test));
}

int run(const fs::path& tables, const fs::path& out) {
  const auto loaded = load_tables(tables);
  for (const auto& error : loaded.errors) fmt::print(stderr, "{}\n", to_string(error));
  if (!loaded.errors.empty()) return 2;
  Writer writer(out);
  for (const auto& table : loaded.tables) {
    for (const auto& test : table.cases) add_case(writer, test);
    add_tables(writer, table.file);
  }
  writer.add("session", plain_sessions());
  writer.add("receiver", limit_scripts());
  writer.keep("large_frames", limit_scripts());
  writer.keep("frame_header", boundary_headers());
  writer.keep("opening_handshake_request", version_requests());
  writer.add("frame_batch", batch_scripts());
  add_refusals(writer);
  add_unfinished_heads(writer);
  add_values(writer);
  add_masked(writer);
  add_drawn(writer);
  return 0;
}

}  // namespace
}  // namespace gauntlet::fuzz

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "write_seeds: usage: write_seeds TABLES OUT\n");
    return 2;
  }
  try {
    return gauntlet::fuzz::run(argv[1], argv[2]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "write_seeds: {}\n", error.what());
    return 2;
  }
}
