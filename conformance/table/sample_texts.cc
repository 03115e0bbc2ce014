#include <fmt/format.h>

#include <string_view>

#include "conformance/table/random_source.h"
#include "conformance/table/sample_generators.h"
#include "conformance/table/sample_words.h"

namespace gauntlet {
namespace {

// Fills a pattern, from left to right (the arguments of a call have no order that all compilers
// share): %t thing, %q quality, %a action, %p place, %s a German syllable, %v verb, %w adverb,
// %e adjective, %j joint, %m month, %h a hex digit, %# a digit.
class Filler {
 public:
  explicit Filler(std::uint64_t seed) : random_(seed) {}

  RandomSource& random() { return random_; }
  bool one_in(std::uint32_t count) { return random_.below(count) == 0; }

  std::string fill(std::string_view pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] == '%' && i + 1 < pattern.size()) {
        append(out, pattern[++i]);
      } else {
        out += pattern[i];
      }
    }
    return out;
  }

 private:
  void append(std::string& out, char what) {
    switch (what) {
      case 't': out += random_.pick(words::kThings); break;
      case 'q': out += random_.pick(words::kQualities); break;
      case 'a': out += random_.pick(words::kActions); break;
      case 'p': out += random_.pick(words::kPlaces); break;
      case 's': append_syllable(out); break;
      case 'v': out += random_.pick(words::kVerbs); break;
      case 'w': out += random_.pick(words::kAdverbs); break;
      case 'e': out += random_.pick(words::kAdjectives); break;
      case 'j': out += random_.pick(words::kJoints); break;
      case 'm': out += fmt::format("{:02}", 1 + random_.below(12)); break;
      case 'h': out += "0123456789abcdef"[random_.below(16)]; break;
      default: out += "0123456789"[random_.below(10)]; break;
    }
  }

  void append_syllable(std::string& out) {
    out += random_.pick(words::kOnsets);
    out += random_.pick(words::kNuclei);
    out += random_.pick(words::kCodas);
  }

  RandomSource random_;
};

constexpr std::string_view kJsonRecord = R"(  {
    "sku": "%h%h%h%h%h%h%h%h%h%h%h%h",
    "name": "%q %t",
    "price": 1%#%#.%#%#,
    "stock": { "%p": 2%#%#, "%p": 3%# },
    "size": [1%#%#, 2%#%#, 1%#%#],
    "description": "On weekdays the %q %t %a the %q %t in %p, the %q %t.",
    "updated": "2026-%m-1%#T0%#:4%#:3%#Z"
  },
)";

constexpr std::string_view kHtmlRow = R"(    <tr id="r%h%h%h%h">
      <td><a href="/catalogue/%t/%h%h%h%h%h%h.html">%q %t</a></td>
      <td>The %q %t %a the %q %t; in %p a %q %t of %# %# kg %a %t and %t, and the %q %t at no. %#%# %a it.</td>
      <td class="price">1%#.%#%# EUR</td>
    </tr>
)";

constexpr std::string_view kHtmlParagraph = R"(    <tr><td colspan="3">
      <p>%t%t, %h%h%h%h%h%h%h%h%h%h%h%h%h%h %t%q: %p %a %q%t no. %#%#%#%#%# of %t%t; %t%t %a %t%q in %p, %h%h%h%h%h%h%q%q.</p>
    </td></tr>
)";

// Half of the words are compounds or made up; so the text does not repeat itself more than German does.
void append_noun(std::string& out, Filler& filler, bool accusative) {
  const words::Noun& noun = filler.random().pick(words::kNouns);
  out += accusative ? noun.accusative : noun.nominative;
  if (filler.one_in(3)) out += filler.fill(filler.one_in(2) ? " %e" : " %s%se");
  out += ' ';
  out += noun.word;
  out += filler.fill(filler.one_in(2) ? "%s%s" : "%s%s%s");
}

void append_clause(std::string& out, Filler& filler) {
  append_noun(out, filler, false);
  out += filler.fill(filler.one_in(2) ? " %v " : " %s%st ");
  if (filler.one_in(2)) out += filler.fill("%w ");
  append_noun(out, filler, true);
  if (!filler.one_in(4)) out += filler.fill(" von %s%s%s");
}

void append_sentence(std::string& out, Filler& filler) {
  const std::size_t begin = out.size();
  append_clause(out, filler);
  out[begin] = static_cast<char>(out[begin] - 'a' + 'A');  // an article: ASCII
  for (std::uint32_t i = filler.random().below(3); i > 0; --i) {
    out += filler.fill(", %j ");
    append_clause(out, filler);
  }
  out += filler.one_in(8) ? "!\r\n" : ".\r\n";
}

// Speakers take turns, as in a play.
std::string german_speech(Filler& filler) {
  std::string out = filler.fill("\r\nDoktor %s%s:\r\n");
  for (std::uint32_t i = 1 + filler.random().below(5); i > 0; --i) append_sentence(out, filler);
  return out;
}

constexpr std::string_view kHtmlHead =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n  <title>Catalogue</title>\n"
    "  <style>\n    .odd { background: #f4f4f4; }\n    .price { text-align: right; }\n  </style>\n</head>\n<body>\n"
    "  <h1>Catalogue</h1>\n  <table>\n";

}  // namespace

std::string json_sample() {
  constexpr std::string_view kLast = "  { \"sku\": \"\", \"padding\": \"";
  constexpr std::string_view kEnd = "\" }\n]\n";
  Filler filler(0x6A736F6E);
  std::string out = "[\n";
  while (true) {
    const std::string record = filler.fill(kJsonRecord);
    if (out.size() + record.size() + kLast.size() + kEnd.size() > kJsonOctets) break;
    out += record;
  }
  out += kLast;
  out.append(kJsonOctets - kEnd.size() - out.size(), '.');
  return out.append(kEnd);
}

std::string prose_sample() {
  Filler filler(0x70726F73);
  std::string out = "\xEF\xBB\xBF";
  while (true) {
    const std::string speech = german_speech(filler);
    if (out.size() + speech.size() > kProseOctets) break;
    out += speech;
  }
  return out.append(kProseOctets - out.size(), '*');
}

std::string html_sample() {
  // 13 characters of two octets and 7 of three: 27 octets more than characters.
  constexpr std::string_view kSigns =
      "  <p>\xC3\xA9 \xC3\xA8 \xC3\xA0 \xC3\xBC \xC3\xB6 \xC3\xA4 \xC3\x9F \xC3\xB1 \xC3\xA7 \xC2\xA9 \xC2\xBB "
      "\xC2\xAB "
      "\xC2\xA3 \xE2\x82\xAC \xE2\x80\x93 \xE2\x80\x94 \xE2\x80\x9C \xE2\x80\x9D \xE2\x80\xA6 \xE2\x86\x92</p>\n";
  constexpr std::string_view kTableEnd = "  </table>\n";
  constexpr std::string_view kEnd = " -->\n</body>\n</html>\n";
  Filler filler(0x68746D6C);
  std::string out(kHtmlHead);
  while (true) {
    const std::string row = filler.fill(filler.one_in(2) ? kHtmlParagraph : kHtmlRow);
    if (out.size() + row.size() + kTableEnd.size() + kSigns.size() + kEnd.size() + 10 > kHtmlOctets) break;
    out += row;
  }
  out.append(kTableEnd).append(kSigns).append("<!-- ");
  out.append(kHtmlOctets - kEnd.size() - out.size(), '.');
  return out.append(kEnd);
}

}  // namespace gauntlet
