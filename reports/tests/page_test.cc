#include <gmock/gmock.h>

#include "reports/escape.h"
#include "reports/page/assets.h"
#include "reports/tests/sample_results.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const Report& report) { return html_page(report, arrange(report)); }

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

json embedded(const std::string& page, const std::string& id) {
  const std::string tag = "<script type=\"application/json\" id=\"" + id + "\">";
  const std::size_t begin = page.find(tag);
  if (begin == std::string::npos) return nullptr;
  const std::size_t end = page.find("</script>", begin);
  return json::parse(page.substr(begin + tag.size(), end - begin - tag.size()), nullptr, false);
}

Report with_bench() {
  Report report;
  report.results = {passed("a", "1.1")};
  report.bench = json::parse(R"({"schema_version":1,"machine":"m<i>","benchmarks":[
    {"name":"mask","group":"Mask </script>","kernel":"avx2","size":64,"value":10,"unit":"GiB/s","anchor_ratio":0.5},
    {"name":"mask","group":"Mask </script>","kernel":"avx2","size":128,"value":12,"unit":"GiB/s"},
    {"name":"echo","group":"Echo","peer":"wslay","value":3,"unit":"messages/s"},
    {"name":"google/64","real_time":3.5,"time_unit":"ns"}, 7, {"name":"no value"}, {"value":"x"}]})");
  return report;
}

TEST(Page, NothingOfASubjectIsMarkup) {
  Report report;
  report.info = full_info();
  report.info.notes = {kHostile};
  report.results = {full_result(), passed(kHostile + "2", "1.1")};
  report.results[1].http_response = kHostile;
  report.results[1].title = kHostile + "{{js}}";
  report.requirements = {{kHostile, kHostile, kHostile, kHostile, true, kHostile, {kHostile}}};
  report.table_titles["1"] = kHostile;
  report.gate = json{{kHostile, kHostile}, {"rows", json::array({json{{kHostile, kHostile}}})}};
  report.gate["rows"][0]["bad"] = "\xff";
  const std::string page = page_of(report);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_EQ(page.find('\0'), std::string::npos);
  EXPECT_TRUE(is_utf8(page));
  // Ours and nobody else's: the page's script, and the JSON beside it.
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_EQ(count(page, "</script"), 2U);
  EXPECT_THAT(page, HasSubstr("{{js}}"));  // what is put in is not looked at again
  EXPECT_FALSE(embedded(page, "cases").is_discarded());
}

TEST(Page, NeedsNoNetwork) {
  const std::string page = page_of(with_bench());
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'"));
  for (const char* part : {"<link", "<img", "src=\"http", "@import", "url(http"})
    EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(Page, ShowsTheMatrixWithoutScripts) {
  Report report;
  report.results = {passed("a", "1.1.1"), failed("b", "1.1.1"), passed("a", "1.1.2")};
  report.results[1].close_behaviour = CloseBehaviour::kWrongCode;
  report.results[1].remote_close_code = 1006;
  report.table_titles["1.1"] = "Text";
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("<span>1.1 Text</span>"));
  EXPECT_THAT(page,
              HasSubstr("<td class=\"ok\">OK<td class=\"ok\">1000<td class=\"fail\"><a href=\"#b/1.1.1\">Failed</a>"));
  EXPECT_THAT(page, HasSubstr("Wrong code 1006"));
  EXPECT_THAT(page, HasSubstr("not run"));
  EXPECT_THAT(page, HasSubstr("<div id=\"b/1.1.1\">"));
  EXPECT_THAT(page, HasSubstr("<b>1 unexpected</b> of 3 results of 2 subjects"));
}

TEST(Page, ResultsThatAreNoFindingsAreInItsData) {
  Report report;
  report.results = {full_result(), passed("a", "1.1")};
  report.results[1].wire_log = full_result().wire_log;
  const json data = embedded(page_of(report), "cases");
  ASSERT_TRUE(data["results"].contains("a/1.1"));
  EXPECT_EQ(data["results"].size(), 1U);
  EXPECT_EQ(data["results"]["a/1.1"]["log"].size(), 6U);
  EXPECT_EQ(data["results"]["a/1.1"]["log"][2], json::parse(R"([3,2,5,"Hello","text",1,4,"01020304"])"));
  EXPECT_EQ(data["cases"]["1.1"]["t"], "Case 1.1");
}

TEST(Page, StaysNearEightMebibytes) {
  Report report;
  for (int i = 0; i < 600; ++i) {
    report.results.push_back(i % 2 == 0 ? passed("a", "1." + std::to_string(i))
                                        : failed("a", "1." + std::to_string(i)));
    WireEntry entry;
    entry.kind = WireEntry::Kind::kSentFrame;
    entry.size = 1000;
    entry.head = std::string(64, '<');
    report.results.back().wire_log.assign(500, entry);
    report.results.back().http_response = std::string(100'000, 'h');
  }
  const std::string page = page_of(report);
  EXPECT_LE(page.size(), 8U << 20);
  EXPECT_GT(page.size(), 4U << 20);
  EXPECT_THAT(page, HasSubstr("entries are left out here"));
  EXPECT_EQ(count(page, "<details class=\"finding\""), 300U);
  EXPECT_EQ(embedded(page, "cases")["results"].size(), 300U);
}

TEST(Page, ChartsComeWithBenchmarksOnly) {
  Report report = with_bench();
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("Mask &lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("50.0 %"));
  EXPECT_THAT(page, HasSubstr("<h2 id=\"bench\">"));
  EXPECT_THAT(page, HasSubstr("m&lt;i&gt;"));
  if (!page::chart_library().empty()) {
    const json data = embedded(page, "bench-data");
    ASSERT_EQ(data.size(), 3U);
    EXPECT_EQ(data[0]["by_size"], true);
    EXPECT_EQ(data[0]["rows"][0]["limit"], 20.0);
    EXPECT_EQ(data[1]["rows"][0]["peer"], "wslay");
    EXPECT_EQ(data[2]["unit"], "ns");
    EXPECT_GT(page.size(), page::chart_library().size());
  }
  report.bench = nullptr;
  EXPECT_LT(page_of(report).size(), 100'000U);
}

TEST(Page, DocumentsOfAnyShapeAreShown) {
  for (const char* text :
       {"1", "\"x\"", "[]", "{}", "[1,[2,{\"a\":[[[[[[3]]]]]]}]]", R"({"benchmarks":7})", R"({"benchmarks":[]})"}) {
    Report report;
    report.bench = report.fuzz = report.mutants = report.gate = report.history = json::parse(text);
    EXPECT_THAT(page_of(report), HasSubstr("<h2 id=\"mutants\">")) << text;
  }
  Report report;
  report.mutants =
      json::parse(R"({"schema_version":1,"mutants":[{"killers":["3.1","3.2"],"id":"rsv","killed":false}]})");
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\">id<th scope=\"col\">killed<th scope=\"col\">killers"));
  EXPECT_THAT(page, HasSubstr("<td class=\"fail\">no<td>3.1, 3.2"));
  EXPECT_THAT(page, Not(HasSubstr("schema version")));
}

TEST(Page, IsThereWithoutResults) {
  const std::string page = page_of(Report());
  EXPECT_THAT(page, HasSubstr("No case was run."));
  EXPECT_THAT(page, HasSubstr("</html>"));
}

}  // namespace
}  // namespace gauntlet::reports
