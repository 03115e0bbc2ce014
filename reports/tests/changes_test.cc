#include "reports/changes.h"

#include <gmock/gmock.h>

#include "reports/escape.h"
#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

RunResult with(RunResult result, Behaviour behaviour, CloseBehaviour close = CloseBehaviour::kOk) {
  result.behaviour = behaviour;
  result.close_behaviour = close;
  return result;
}

Change change_of(const RunResult& before, const RunResult& after) {
  Report old_one, new_one;
  old_one.results = {before};
  new_one.results = {after};
  const Changes changes = compare_runs(old_one, new_one);
  EXPECT_EQ(changes.all.size(), 1U);
  return changes.all.empty() ? Change::kOther : changes.all[0].change;
}

TEST(Changes, AreJudgedByBothVerdicts) {
  const RunResult ok = passed("a", "1.1");
  RunResult dead = failed("a", "1.1");
  dead.death = SubjectDeath{"signal 11", ""};
  EXPECT_EQ(change_of(ok, failed("a", "1.1")), Change::kWorse);
  EXPECT_EQ(change_of(failed("a", "1.1"), ok), Change::kBetter);
  EXPECT_EQ(change_of(ok, with(ok, Behaviour::kNonStrict)), Change::kWorse);
  EXPECT_EQ(change_of(ok, with(ok, Behaviour::kUnimplemented)), Change::kWorse);
  EXPECT_EQ(change_of(ok, with(ok, Behaviour::kOk, CloseBehaviour::kUnclean)), Change::kWorse);
  EXPECT_EQ(change_of(ok, with(ok, Behaviour::kInformational)), Change::kOther);
  EXPECT_EQ(change_of(failed("a", "1.1"), dead), Change::kWorse);
  EXPECT_EQ(change_of(failed("a", "1.1"), with(ok, Behaviour::kFailed, CloseBehaviour::kUnclean)), Change::kWorse);
  EXPECT_EQ(change_of(with(ok, Behaviour::kFailed), with(ok, Behaviour::kOk, CloseBehaviour::kUnclean)),
            Change::kOther);
}

Changes sample() {
  Report before, after;
  before.results = {passed("a", "1.1"), passed("a", "1.2"), failed("a", "1.10"), passed("b", "2.1"), passed("c", "1")};
  after.results = {passed("a", "1.1"), failed("a", "1.2"), passed("a", "1.10"), failed("b", "2.2"), passed("c", "1")};
  after.results[1].title = kHostile + "|<b>";
  after.results[4].duration *= 2;  // is no change
  return compare_runs(before, after);
}

TEST(Changes, AreSortedWorstFirst) {
  const Changes changes = sample();
  ASSERT_EQ(changes.all.size(), 4U);
  EXPECT_EQ(changes.all[0].change, Change::kWorse);
  EXPECT_EQ(changes.all[0].before, "OK/OK");
  EXPECT_EQ(changes.all[0].after, "FAILED/OK");
  EXPECT_FALSE(changes.all[0].difference.empty());
  EXPECT_EQ(changes.all[1].change, Change::kBetter);
  EXPECT_EQ(changes.all[2].change, Change::kAppeared);
  EXPECT_EQ(changes.all[2].case_id, "2.2");
  EXPECT_EQ(changes.all[3].change, Change::kVanished);
  EXPECT_EQ(changes.same, 2U);
}

TEST(Changes, AreToldAsTextMarkdownAndHtml) {
  const Changes changes = sample();
  const std::string totals = "1 worse, 1 better, 0 changed, 1 appeared, 1 vanished, 2 the same";
  const std::string text = changes_text(changes), md = changes_markdown(changes), page = changes_html(changes);
  EXPECT_THAT(text, HasSubstr("worse (1):\n  a 1.2 OK/OK \u2192 FAILED/OK"));
  EXPECT_THAT(text, HasSubstr(totals));
  EXPECT_THAT(md, HasSubstr("**" + totals + "**"));
  EXPECT_THAT(md, HasSubstr("## vanished (1)\n\n| subject | case |"));
  EXPECT_THAT(page, HasSubstr("<b>Worse</b> " + totals));
  for (const std::string& one : {text, md, page}) EXPECT_TRUE(is_utf8(one));
  for (const std::string& one : {md, page}) EXPECT_THAT(one, Not(HasSubstr("<script>alert")));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Changes, NothingChangedIsOneLine) {
  EXPECT_EQ(changes_text(compare_runs(Report(), Report())),
            "0 worse, 0 better, 0 changed, 0 appeared, 0 vanished, 0 the same\n");
  EXPECT_THAT(changes_html(compare_runs(Report(), Report())), HasSubstr("<b>Not worse</b>"));
}

TEST(Changes, OneNameInBothRolesIsTwoSubjects) {
  Report before, after;
  before.results = {passed("a", "1.1"), passed("a", "1.1")};
  before.results[1].role = SubjectRole::kClient;
  after = before;
  after.results[1].behaviour = Behaviour::kFailed;
  const Changes changes = compare_runs(before, after);
  ASSERT_EQ(changes.all.size(), 1U);
  EXPECT_EQ(changes.all[0].agent, "a (client)");
}

TEST(Changes, StayWithinAStepSummary) {
  Report after;
  for (int i = 0; i < 5000; ++i) after.results.push_back(failed(std::string(2000, '|'), "1." + std::to_string(i)));
  const std::string text = changes_markdown(compare_runs(Report(), after));
  EXPECT_LT(text.size(), 1U << 20);
  EXPECT_THAT(text, HasSubstr("... and 4000 more."));
}

}  // namespace
}  // namespace gauntlet::reports
