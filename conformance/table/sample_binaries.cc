#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "conformance/table/random_source.h"
#include "conformance/table/sample_generators.h"
#include "conformance/table/sample_words.h"

namespace gauntlet {
namespace {

constexpr std::uint32_t kSide = 512;

void append_little_endian(std::string& out, std::uint32_t value, int octets) {
  for (int i = 0; i < octets; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// BITMAPFILEHEADER, BITMAPINFOHEADER and a grey palette: 1078 octets.
std::string bitmap_header() {
  constexpr std::uint32_t kPixelsAt = 14 + 40 + 4 * 256;
  std::string out = "BM";
  append_little_endian(out, kPixelsAt + kSide * kSide, 4);
  append_little_endian(out, 0, 4);
  append_little_endian(out, kPixelsAt, 4);
  for (const std::uint32_t field : {40U, kSide, kSide}) append_little_endian(out, field, 4);
  append_little_endian(out, 1, 2);  // plane
  append_little_endian(out, 8, 2);  // bits a pixel
  for (const std::uint32_t field : {0U, kSide * kSide, 2835U, 2835U, 256U, 256U}) append_little_endian(out, field, 4);
  for (std::uint32_t grey = 0; grey < 256; ++grey) append_little_endian(out, grey * 0x010101, 4);
  return out;
}

// Random heights at the corners of a grid of `cell` pixels, bilinear in between. Integers only: the
// octets must not depend on how a compiler rounds.
class SmoothNoise {
 public:
  SmoothNoise(RandomSource& random, std::uint32_t cell, std::uint32_t amplitude)
      : cell_(cell), corners_(kSide / cell + 2) {
    for (auto& row : corners_) {
      row.resize(kSide / cell + 2);
      for (std::uint32_t& height : row) height = random.below(amplitude);
    }
  }

  std::uint32_t at(std::uint32_t x, std::uint32_t y) const {
    const std::uint32_t i = x / cell_;
    const std::uint32_t j = y / cell_;
    const std::uint32_t u = x % cell_;
    const std::uint32_t v = y % cell_;
    const std::uint32_t upper = corners_[j][i] * (cell_ - u) + corners_[j][i + 1] * u;
    const std::uint32_t lower = corners_[j + 1][i] * (cell_ - u) + corners_[j + 1][i + 1] * u;
    return (upper * (cell_ - v) + lower * v) / (cell_ * cell_);
  }

 private:
  std::uint32_t cell_;
  std::vector<std::vector<std::uint32_t>> corners_;
};

std::string pdf_page_text(RandomSource& random) {
  std::string out = "BT /F1 11 Tf 72 720 Td 14 TL\n";
  for (int line = 0; line < 24; ++line) {
    out += '(';
    out += random.pick(words::kQualities);
    for (int word = 0; word < 6; ++word) {
      out += ' ';
      out += random.pick(words::kThings);
    }
    out += ") Tj T*\n";
  }
  return out + "ET\n";
}

std::string random_stream(RandomSource& random, std::size_t size) {
  std::string out(size, '\0');
  for (char& octet : out) octet = static_cast<char>(random.below(256));
  return out;
}

std::string pdf_object(int number, std::string_view filter, const std::string& stream) {
  return fmt::format("{} 0 obj\n<< /Length {}{} >>\nstream\n", number, stream.size(), filter) + stream +
         "\nendstream\nendobj\n";
}

// A page of text, and a picture whose octets look compressed.
std::string pdf_page(RandomSource& random, int page) {
  const int number = 4 + 3 * page;
  std::string out = fmt::format(
      "{} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R\n"
      "   /Resources << /Font << /F1 3 0 R >> /XObject << /Im{} {} 0 R >> >> >>\nendobj\n",
      number, number + 1, page, number + 2);
  out += pdf_object(number + 1, "", pdf_page_text(random));
  const std::size_t picture = 4000 + random.below(6000);
  return out + pdf_object(number + 2, " /Filter /FlateDecode", random_stream(random, picture));
}

}  // namespace

std::string bitmap_sample() {
  RandomSource random(0x626D7000);
  const std::array<SmoothNoise, 4> layers = {SmoothNoise(random, 128, 60), SmoothNoise(random, 64, 40),
                                             SmoothNoise(random, 16, 16), SmoothNoise(random, 4, 8)};
  std::string out = bitmap_header();
  out.reserve(kBitmapOctets);
  for (std::uint32_t y = 0; y < kSide; ++y) {
    for (std::uint32_t x = 0; x < kSide; ++x) {
      std::uint32_t grey = 40 + random.below(36);
      for (const SmoothNoise& layer : layers) grey += layer.at(x, y);
      out += static_cast<char>(grey);
    }
  }
  return out;
}

std::string pdf_sample() {
  constexpr std::string_view kHead =
      "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
      "3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n";
  constexpr std::string_view kEnd = "\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
  RandomSource random(0x70646600);
  std::string out(kHead);
  for (int page = 0;; ++page) {
    const std::string next = pdf_page(random, page);
    if (out.size() + next.size() + kEnd.size() + 1 > kPdfOctets) break;
    out += next;
  }
  out += '%';  // a comment fills the rest
  out.append(kPdfOctets - kEnd.size() - out.size(), ' ');
  return out.append(kEnd);
}

}  // namespace gauntlet
