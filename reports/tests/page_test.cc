#include <gmock/gmock.h>
#include <zlib.h>

#include <algorithm>

#include "reports/assets/assets.h"
#include "reports/escape.h"
#include "reports/page/packed.h"
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

std::string embedded_text(const std::string& page, const std::string& type, const std::string& id) {
  const std::string tag = "<script type=\"" + type + "\" id=\"" + id + "\">";
  const std::size_t begin = page.find(tag);
  if (begin == std::string::npos) return {};
  const std::size_t end = page.find("</script>", begin);
  return page.substr(begin + tag.size(), end - begin - tag.size());
}

json embedded(const std::string& page, const std::string& id) {
  return json::parse(embedded_text(page, "application/json", id), nullptr, false);
}

/// What the page's script does with DecompressionStream("deflate").
std::string unpacked(const std::string& base64) {
  std::string octets;
  std::uint32_t bits = 0;
  int have = 0;
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (const char c : base64) {
    const std::size_t value = digits.find(c);
    if (value == std::string::npos) break;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if ((have += 6) < 8) continue;
    have -= 8;
    octets += static_cast<char>(static_cast<std::uint8_t>(bits >> static_cast<unsigned>(have)));
  }
  std::string out(1 << 26, '\0');
  uLongf size = out.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(octets.data()),
                       octets.size()),
            Z_OK);
  out.resize(size);
  return out;
}

json details(const std::string& page, int column) {
  return json::parse(unpacked(embedded_text(page, "text/plain", "details-" + std::to_string(column))), nullptr, false);
}

Report with_bench() {
  Report report;
  report.results = {passed("a", "1.1")};
  report.bench = json::parse(R"({"schema_version":1,"machine":"m<i>","benchmarks":[
    {"name":"mask","group":"Mask </script>","kernel":"avx2","size":64,"value":10,"unit":"GB/s",
     "anchor":"anchor:memcpy/size:64","anchor_ratio":0.5},
    {"name":"mask","group":"Mask </script>","kernel":"avx2","size":128,"value":12,"unit":"GB/s"},
    {"name":"echo/peer:wslay","group":"Echo","peer":"wslay","value":30,"unit":"ns a frame",
     "anchor":"parse/kernel:parse_batch","anchor_ratio":2.5},
    {"name":"echo/kernel:codec","group":"Echo","kernel":"codec","value":12,"unit":"ns a frame"},
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
  report.gate = json{{"parts", json::array({json{{"name", kHostile}}})}};
  report.fuzz = json{{kHostile, kHostile}, {"targets", json::array({json{{"target", kHostile}}})}};
  report.mutants = json{{"mutants", json::array({json{{"id", kHostile}, {"killers", {kHostile}}}})}};
  report.mutants["mutants"][0]["sentence"] = "\xff";
  const std::string page = page_of(report);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_EQ(page.find('\0'), std::string::npos);
  EXPECT_TRUE(is_utf8(page));
  // Ours and nobody else's: three scripts, the matrix, and the details of two subjects.
  EXPECT_EQ(count(page, "<script"), 6U);
  EXPECT_EQ(count(page, "</script"), 6U);
  EXPECT_THAT(page, HasSubstr("{{js}}"));  // what is put in is not looked at again
  EXPECT_FALSE(embedded(page, "matrix-data").is_discarded());
  EXPECT_EQ(details(page, 0).size(), 2U);
}

TEST(Page, NeedsNoNetwork) {
  const std::string page = page_of(with_bench());
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'"));
  for (const char* part : {"<link", "<img", "src=\"http", "@import", "url(http"})
    EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(Page, IsASummaryWithoutScripts) {
  Report report;
  report.results = {passed("a", "1.1.1"), failed("b", "1.1.1"), passed("a", "1.1.2")};
  report.table_titles["1.1"] = "Text";
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("<b>1 unexpected</b> <span>of 3 results of 2 subjects</span>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">1.1 Text<td class=\"ok\">2 of 2<td class=\"fail\">0 of 1, worst: "
                              "FAILED"));
  EXPECT_THAT(page, HasSubstr("<span class=\"tag fail\">FAILED/OK</span><th scope=\"row\"><a "
                              "href=\"#results?case=b/1.1.1\">1.1.1</a><td>b<td>Case 1.1.1"));
}

TEST(Page, TheMatrixHasAWordForEachCase) {
  Report report;
  report.results = {passed("a", "1.1.1"), failed("b", "1.1.1"), passed("a", "1.1.2")};
  report.results[1].close_behaviour = CloseBehaviour::kWrongCode;
  report.results[1].remote_close_code = 1006;
  report.results[1].death = SubjectDeath{"x", ""};
  report.info.command = {"wsgauntlet", "conformance", "ws://h/"};
  const json data = embedded(page_of(report), "matrix-data");
  EXPECT_EQ(data["cells"], json({"OO1000,OO1000", "FW1006*!,-"}));
  EXPECT_EQ(data["cases"][0], json::parse(R"(["1.1.1","Case 1.1.1",0,2,[],"","",""])"));
  EXPECT_EQ(data["columns"][1]["run"], "wsgauntlet conformance ws://h/ --cases CASE");
  EXPECT_EQ(data["tables"], json::parse(R"([["1.1",""]])"));
}

TEST(Page, DetailsOfACaseArePacked) {
  Report report;
  report.results = {full_result(), passed("a", "1.1")};
  report.results[1].wire_log = full_result().wire_log;
  report.results[1].outcomes = {accepts({expected_pong(Payload::text("x"))})};
  const json of_a = details(page_of(report), 1);
  ASSERT_EQ(of_a.size(), 2U);
  EXPECT_TRUE(of_a[1].is_null());  // 12.1.1 was not run
  EXPECT_EQ(of_a[0]["v"], json({"OK", "OK"}));
  EXPECT_EQ(of_a[0]["cmp"], json::parse(R"x(["OK",0,[["pong \"x\"","nothing more",0]]])x"));
  ASSERT_EQ(of_a[0]["log"].size(), 6U);
  EXPECT_EQ(of_a[0]["log"][2], json::parse(R"([3,2,5,"48656c6c6f","text",1,4,"01020304"])"));
}

TEST(Page, PackingIsWhatABrowserUnpacks) {
  for (std::size_t size : {0U, 1U, 2U, 3U, 1000U}) {
    const std::string text(size, 'x');
    EXPECT_EQ(unpacked(page::packed(text)), text);
  }
}

TEST(Page, StaysBelowFifteenMegabytes) {
  Report report;
  std::uint64_t random = 1;
  const auto octet = [&random] { return static_cast<char>((random = random * 6364136223846793005U + 1) >> 56U); };
  for (int i = 0; i < 1000; ++i) {
    const std::string agent = i % 3 == 0 ? "x" : "y", id = "1." + std::to_string(i);
    report.results.push_back(i % 2 == 0 ? passed(agent, id) : failed(agent, id));
    WireEntry entry;
    entry.kind = WireEntry::Kind::kSentFrame;
    entry.size = 1000;
    report.results.back().wire_log.assign(400, entry);
    for (WireEntry& one : report.results.back().wire_log) {
      one.head.resize(64);
      std::generate(one.head.begin(), one.head.end(), octet);
    }
  }
  const std::string page = page_of(report);
  EXPECT_LE(page.size(), 15'000'000U);
  EXPECT_GT(page.size(), 3'000'000U);
  for (int column : {0, 1}) {
    const json all = details(page, column);
    ASSERT_EQ(all.size(), 1000U);
    EXPECT_LT(all[column == 0 ? 3 : 1]["log"].size(), 400U);
    EXPECT_THAT(all[column == 0 ? 3 : 1].dump(), HasSubstr("entries are left out here"));
  }
}

TEST(Page, ChartsComeWithBenchmarksOnly) {
  Report report = with_bench();
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("Mask &lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("50 % of memcpy&#39;s rate"));
  EXPECT_THAT(page, HasSubstr("2.5 times parse_batch&#39;s time"));
  EXPECT_THAT(page, HasSubstr("ns a frame, lower is better"));
  EXPECT_THAT(page, HasSubstr("<h2 id=\"bench\">"));
  EXPECT_THAT(page, HasSubstr("m&lt;i&gt;"));
  if (!page::chart_library().empty()) {
    const json data = embedded(page, "bench-data")["groups"];
    ASSERT_EQ(data.size(), 3U);
    EXPECT_EQ(data[0]["rows"][0]["peer"], "wslay");  // rivals come first
    EXPECT_FALSE(data[0]["rows"][0].contains("limit"));
    EXPECT_EQ(data[1]["by_size"], true);
    EXPECT_EQ(data[1]["rows"][0]["limit"], 20.0);
    EXPECT_EQ(data[2]["unit"], "ns");
    EXPECT_GT(page.size(), page::chart_library().size());
  }
  report.bench = nullptr;
  EXPECT_LT(page_of(report).size(), 150'000U);
}

TEST(Page, TrendsAreOfTheHistory) {
  Report report = with_bench();
  report.history = json::parse(R"({"schema_version":1,"series":[{"name":"mask","points":[
    {"time":"2026-01-01T00:00:00Z","commit":"0123456789abcdef","value":2}],"changes":[{}]}]})");
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("mask <span class=\"quiet\">1 runs, 1 steps</span>"));
  if (!page::chart_library().empty()) {
    EXPECT_EQ(embedded(page, "bench-data")["trends"][0][0][2], 2.0);
  }
}

TEST(Page, DocumentsOfAnyShapeAreShown) {
  for (const char* text : {"1", "\"x\"", "[1,[2,{\"a\":[[[[[[3]]]]]]}]]", R"({"benchmarks":7,"mutants":[1],"x":1})",
                           R"({"benchmarks":[],"parts":[[]],"targets":["x"],"series":[1],"x":1})"}) {
    Report report;
    report.bench = report.fuzz = report.mutants = report.gate = report.history = json::parse(text);
    EXPECT_THAT(page_of(report), HasSubstr("<h2 id=\"mutants\">")) << text;
  }
}

TEST(Page, MutantsAreGroupedByTheirFate) {
  Report report;
  report.mutants = json::parse(R"({"killed":2,"mutants":[
    {"id":"a","killed":true,"killers":["3.1","3.2"],"part":"p"},{"id":"b","killed":true,"killers":["3.1"],"part":"p"},
    {"id":"c","killed":false,"killers":[],"excuse":"cannot"},{"id":"d","killed":false,"killers":[],"excuse":""}]})");
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("<b>2 of 4</b> faults planted in the codec are found by at least one case; 1 excused, 1 "
                              "survived."));
  EXPECT_LT(page.find("<code>d</code>"), page.find("<code>c</code>"));
  EXPECT_LT(page.find("<code>c</code>"), page.find("<code>b</code>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"#results?find=3.1\">3.1</a>"));
}

TEST(Page, MutantsThatWereNotRunAreCountedApart) {
  Report report;
  report.mutants = json::parse(R"({"mutants":[{"id":"a","run":true,"killed":true,"killers":["3.1"]},
    {"id":"b","run":false,"killed":false,"killers":[]},{"id":"c","run":false,"killed":false,"killers":[],"excuse":"x"}]})");
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("<b>1 of 3</b> faults planted in the codec are found by at least one case; 0 excused, 0 "
                              "survived. <strong>2 were not run: the run was interrupted.</strong>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"no\">not run<td>"));
}

TEST(Page, IsThereWithoutResults) {
  const std::string page = page_of(Report());
  EXPECT_THAT(page, HasSubstr("No case was run."));
  EXPECT_THAT(page, HasSubstr("</html>"));
}

}  // namespace
}  // namespace gauntlet::reports
