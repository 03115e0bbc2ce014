#include "conformance/table/samples.h"

#include <algorithm>
#include <array>
#include <string>

#include "conformance/table/sample_generators.h"

namespace gauntlet {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"json", "bitmap", "prose", "html", "pdf"};

Sample make(std::string_view name, const std::string& content) {
  Sample sample{name, sample_is_text(name), {content.begin(), content.end()}, {}};
  if (!sample.text) return sample;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool begins_character = (static_cast<unsigned char>(content[i]) & 0xC0) != 0x80;
    if (begins_character) sample.characters.push_back(static_cast<std::uint32_t>(i));
  }
  return sample;
}

// One static each, so that a run that wants the JSON does not wait for the PDF.
const Sample& json() {
  static const Sample sample = make("json", json_sample());
  return sample;
}
const Sample& bitmap() {
  static const Sample sample = make("bitmap", bitmap_sample());
  return sample;
}
const Sample& prose() {
  static const Sample sample = make("prose", prose_sample());
  return sample;
}
const Sample& html() {
  static const Sample sample = make("html", html_sample());
  return sample;
}
const Sample& pdf() {
  static const Sample sample = make("pdf", pdf_sample());
  return sample;
}

constexpr std::array<const Sample& (*)(), 5> kSamples = {json, bitmap, prose, html, pdf};

// Where the `index`-th code point or octet begins; `index` may be the length.
std::size_t octet_at(const Sample& sample, std::uint64_t index) {
  if (index >= sample.length()) return sample.octets.size();
  return sample.text ? sample.characters[index] : index;
}

}  // namespace

std::span<const std::string_view> sample_names() { return kNames; }

bool sample_is_text(std::string_view name) { return name == "json" || name == "html"; }

const Sample* find_sample(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return nullptr;
  return &kSamples[static_cast<std::size_t>(found - kNames.begin())]();
}

std::vector<std::uint8_t> sample_window(const Sample& sample, std::uint64_t size, std::uint64_t repetition) {
  const std::uint64_t length = sample.length();
  std::vector<std::uint8_t> out;
  if (length == 0) return out;
  out.reserve(size);
  std::uint64_t at = (repetition % length) * (size % length) % length;  // both far below 2^32
  while (size > 0) {
    const std::uint64_t part = std::min(size, length - at);
    const auto begin = sample.octets.begin();
    out.insert(out.end(), begin + static_cast<std::ptrdiff_t>(octet_at(sample, at)),
               begin + static_cast<std::ptrdiff_t>(octet_at(sample, at + part)));
    size -= part;
    at = 0;
  }
  return out;
}

}  // namespace gauntlet
