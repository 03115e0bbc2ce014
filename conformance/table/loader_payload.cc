#include <fmt/format.h>

#include <utility>

#include "conformance/table/loader_parts.h"
#include "conformance/table/samples.h"

namespace gauntlet {
namespace {

using Octets = std::vector<std::uint8_t>;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<Octets> hex_octets(std::string_view text) {
  Octets octets;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    if (text.size() - i < 2 || (i > 0 && text[i - 1] != ' ')) return std::nullopt;
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  if (!text.empty() && text.size() % 3 != 2) return std::nullopt;  // a space at the end
  return octets;
}

bool read_tile(const Fields& fields, const JsonValue& pattern, Findings& findings, Payload& out) {
  Payload::Tile tile;
  Payload octets;
  const JsonValue* size = fields.need("size");
  std::string text;
  const bool is_hex = pattern.key == "tile_hex";
  bool good = is_hex ? read_hex(pattern, findings, octets) : read(pattern, findings, text);
  if (good && pattern.text.empty()) good = findings.add(pattern, "must not be empty");
  if (size == nullptr || !read_size(*size, findings, tile.size) || !good) return false;
  tile.pattern = is_hex ? octets.octets() : Octets(text.begin(), text.end());
  out = Payload(std::move(tile));
  return true;
}

bool read_random(const Fields& fields, const JsonValue& alphabet, Findings& findings, Payload& out) {
  using Alphabet = Payload::Random::Alphabet;
  static constexpr Name<Alphabet> kAlphabets[] = {
      {"octets", Alphabet::kOctets}, {"ascii", Alphabet::kAscii}, {"utf8", Alphabet::kUtf8}};
  Payload::Random random;
  const JsonValue* size = fields.need("size");
  bool good = read(alphabet, findings, random.alphabet, kAlphabets);
  good = fields.may("seed", random.seed, Range{}) && good;
  if (size == nullptr || !read_size(*size, findings, random.size) || !good) return false;
  out = Payload(random);
  return true;
}

bool read_sample(const Fields& fields, const JsonValue& sample, Findings& findings, Payload& out) {
  Payload::Sample window;
  std::size_t index = 0;
  const JsonValue* size = fields.need("size");
  bool good = read_choice(sample, findings, sample_names(), index);
  good = fields.may("slide", window.slide) && good;
  if (size == nullptr || !read_size(*size, findings, window.size) || !good) return false;
  window.name = sample_names()[index];
  out = Payload(std::move(window));
  return true;
}

bool read_concat(const JsonValue& parts, Findings& findings, Payload& out) {
  Payload::Concat concat;
  if (!read(parts, findings, concat.parts)) return false;
  out = Payload(std::move(concat));
  return true;
}

}  // namespace

bool read_size(const JsonValue& value, Findings& findings, std::uint64_t& out) {
  if (value.kind == JsonValue::Kind::kInteger) return read(value, findings, out, Range{0, kLargestSize});
  std::string_view digits = value.text;
  std::uint64_t unit = 0;
  if (digits.ends_with(" KiB")) unit = 1 << 10;
  if (digits.ends_with(" MiB")) unit = 1 << 20;
  digits.remove_suffix(unit == 0 ? 0 : 4);
  std::uint64_t count = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') unit = 0;
    count = std::min(count * 10 + static_cast<std::uint64_t>(c - '0'), kLargestSize + 1);
  }
  if (value.kind != JsonValue::Kind::kString || unit == 0 || digits.empty() || count > kLargestSize / unit) {
    return findings.add(
        value, fmt::format("must be a size from 0 to {}: a number of octets, \"N KiB\" or \"N MiB\"", kLargestSize));
  }
  out = count * unit;
  return true;
}

bool read_hex(const JsonValue& value, Findings& findings, Payload& out) {
  std::string text;
  if (!read(value, findings, text)) return false;
  std::optional<Octets> octets = hex_octets(text);
  if (!octets) {
    return findings.add(
        value, fmt::format("must be octets in hex, lower case, one space between them, not {}", in_quotes(text)));
  }
  out = Payload(Payload::Literal{std::move(*octets), false});
  return true;
}

bool read(const JsonValue& value, Findings& findings, Payload& out) {
  if (value.kind == JsonValue::Kind::kString) {
    out = Payload::text(value.text);
    return true;
  }
  static constexpr std::string_view kGenerators[] = {"hex", "concat", "tile", "tile_hex", "random", "corpus"};
  static constexpr std::span<const std::string_view> kAll = kGenerators;
  static constexpr Companion kCompanions[] = {
      {"size", kAll.subspan(2)}, {"seed", kAll.subspan(4, 1)}, {"slide", kAll.subspan(5, 1)}};
  if (value.kind != JsonValue::Kind::kObject) {
    return findings.add(value, fmt::format("must be a string or an object, not {}", name(value.kind)));
  }
  const Fields fields(value, findings,
                      {"hex", "tile", "tile_hex", "random", "corpus", "concat", "size", "seed", "slide"});
  const JsonValue* generator = only_verb(fields, value, findings, kGenerators);
  if (generator == nullptr) return false;
  check_companions(fields, findings, generator->key, kCompanions);
  if (generator->key == "hex") return read_hex(*generator, findings, out);
  if (generator->key.starts_with("tile")) return read_tile(fields, *generator, findings, out);
  if (generator->key == "random") return read_random(fields, *generator, findings, out);
  if (generator->key == "corpus") return read_sample(fields, *generator, findings, out);
  return read_concat(*generator, findings, out);
}

bool read(const JsonValue& value, Findings& findings, Chop& out) {
  constexpr Range kSizes{1, 1 << 30};
  if (value.kind != JsonValue::Kind::kArray) {
    out.repeat = true;
    return read(value, findings, out.sizes.emplace_back(), kSizes);
  }
  return read(value, findings, out.sizes, kSizes);
}

}  // namespace gauntlet
