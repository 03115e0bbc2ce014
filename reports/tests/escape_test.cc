#include "reports/escape.h"

#include <gmock/gmock.h>

#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Escape, Utf8IsToldFromWhatLooksLikeIt) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("\u03ba\u20ac\U0010ffff"));
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
  EXPECT_FALSE(is_utf8("\x80"));
  EXPECT_FALSE(is_utf8("\xc0\x80"));          // overlong
  EXPECT_FALSE(is_utf8("\xe0\x9f\xbf"));      // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("\xe2\x82"));          // cut off
}

TEST(Escape, InvalidOctetsAreReplacedAndTheRestIsKept) {
  EXPECT_EQ(valid_utf8("a\xff"
                       "b\xe2\x82"
                       "c"),
            "a\ufffdb\ufffdc");
  EXPECT_TRUE(is_utf8(valid_utf8(kHostile)));
}

TEST(Escape, CodePointsSurviveDecodingAndEncoding) {
  for (const char32_t c : {U'\0', U'\x7f', U'\x80', U'\x7ff', U'\x800', U'\xffff', U'\x10000', U'\x10ffff'}) {
    std::string text;
    append_utf8(text, c);
    std::string_view rest = text;
    EXPECT_EQ(take_code_point(rest), c);
    EXPECT_TRUE(rest.empty());
  }
}

TEST(Escape, HtmlHasNoMarkupAndNoHiddenCharacters) {
  EXPECT_EQ(html("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  EXPECT_EQ(html(std::string_view("\0\x1b\x7f\r", 4)), "\u2400\u241b\u2421\u240d");
  EXPECT_EQ(html("\u202e\u2066"), "\ufffd\ufffd");
  EXPECT_THAT(html(kHostile), Not(HasSubstr("<")));
}

TEST(Escape, XmlTextHasLegalCharactersOnly) {
  const std::string text = xml_text(kHostile + "\uffff\ufffe");
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    EXPECT_TRUE(c == '\t' || c == '\n' || (c >= 0x20 && c != 0xfffe && c != 0xffff && c <= 0x10ffff))
        << static_cast<std::uint32_t>(c);
  }
}

TEST(Escape, MarkdownStaysOneLineWithoutMarkup) {
  EXPECT_EQ(markdown("a|b\n`c` <d> @e"), "a\\|b \\`c\\` &lt;d&gt; &#64;e");
  EXPECT_EQ(markdown("[x](http://y)"), "\\[x\\](http&#58;//y)");
}

TEST(Escape, JsonWithinAScriptCannotEndIt) {
  EXPECT_EQ(json_for_script(R"({"a":"</script><!--&"})"), R"({"a":"\u003c/script\u003e\u003c!--\u0026"})");
}

TEST(Escape, PathsBecomeUris) { EXPECT_EQ(uri_path("a b/c#\xff.json"), "a%20b/c%23%FF.json"); }

TEST(Escape, LogsShowTextWhereItIsText) {
  EXPECT_EQ(log_text("Hello", 5), "Hello");
  EXPECT_EQ(log_text("Hello", 50), "Hello ...");
  EXPECT_EQ(log_text("\xff\x00", 1), "0xff");
  EXPECT_EQ(log_text("ab\xe2\x82", 5), "ab ...");      // the head's last code point was cut
  EXPECT_EQ(log_text("ab\xe2\x82", 4), "0x6162e282");  // it was not: it is invalid
  EXPECT_EQ(log_hex("\x01\xfe", 3), "01fe ...");
}

TEST(Escape, CutsFallBetweenCodePoints) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("ab\u20ac", 4), "ab\u2026");
}

}  // namespace
}  // namespace gauntlet::reports
