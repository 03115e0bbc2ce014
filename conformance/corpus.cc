#include "conformance/corpus.h"

#include <algorithm>
#include <array>
#include <string>

#include "conformance/corpus_generators.h"

namespace gauntlet {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"json", "bitmap", "prose", "html", "pdf"};

Corpus make(std::string_view name, const std::string& content) {
  Corpus corpus{name, corpus_is_text(name), {content.begin(), content.end()}, {}};
  if (!corpus.text) return corpus;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool begins_character = (static_cast<unsigned char>(content[i]) & 0xC0) != 0x80;
    if (begins_character) corpus.characters.push_back(static_cast<std::uint32_t>(i));
  }
  return corpus;
}

// One static each, so that a run that wants the JSON does not wait for the PDF.
const Corpus& json() {
  static const Corpus corpus = make("json", json_corpus());
  return corpus;
}
const Corpus& bitmap() {
  static const Corpus corpus = make("bitmap", bitmap_corpus());
  return corpus;
}
const Corpus& prose() {
  static const Corpus corpus = make("prose", prose_corpus());
  return corpus;
}
const Corpus& html() {
  static const Corpus corpus = make("html", html_corpus());
  return corpus;
}
const Corpus& pdf() {
  static const Corpus corpus = make("pdf", pdf_corpus());
  return corpus;
}

constexpr std::array<const Corpus& (*)(), 5> kCorpora = {json, bitmap, prose, html, pdf};

// Where the `index`-th code point or octet begins; `index` may be the length.
std::size_t octet_at(const Corpus& corpus, std::uint64_t index) {
  if (index >= corpus.length()) return corpus.octets.size();
  return corpus.text ? corpus.characters[index] : index;
}

}  // namespace

std::span<const std::string_view> corpus_names() { return kNames; }

bool corpus_is_text(std::string_view name) { return name == "json" || name == "html"; }

const Corpus* find_corpus(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return nullptr;
  return &kCorpora[static_cast<std::size_t>(found - kNames.begin())]();
}

std::vector<std::uint8_t> corpus_window(const Corpus& corpus, std::uint64_t size, std::uint64_t repetition) {
  const std::uint64_t length = corpus.length();
  std::vector<std::uint8_t> out;
  if (length == 0) return out;
  out.reserve(size);
  std::uint64_t at = (repetition % length) * (size % length) % length;  // both far below 2^32
  while (size > 0) {
    const std::uint64_t part = std::min(size, length - at);
    const auto begin = corpus.octets.begin();
    out.insert(out.end(), begin + static_cast<std::ptrdiff_t>(octet_at(corpus, at)),
               begin + static_cast<std::ptrdiff_t>(octet_at(corpus, at + part)));
    size -= part;
    at = 0;
  }
  return out;
}

}  // namespace gauntlet
