#include "reports/changes.h"

#include <algorithm>
#include <map>

#include "reports/difference.h"
#include "reports/matrix.h"
#include "reports/wording.h"

namespace gauntlet::reports {
namespace {

int rank(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kFailed: return 0;
    case Behaviour::kUnimplemented: return 1;
    case Behaviour::kNonStrict: return 2;
    case Behaviour::kInformational:
    case Behaviour::kOk: return 3;
  }
  return 0;
}

int rank(CloseBehaviour close) {
  switch (close) {
    case CloseBehaviour::kFailed:
    case CloseBehaviour::kUnclean:
    case CloseBehaviour::kWrongCode: return 0;
    case CloseBehaviour::kFailedByClient: return 1;
    case CloseBehaviour::kInformational:
    case CloseBehaviour::kOk: return 2;
  }
  return 0;
}

int rank(Standing standing) {
  switch (standing) {
    case Standing::kFailed: return 0;
    case Standing::kUnimplemented: return 1;
    case Standing::kNonStrict: return 2;
    case Standing::kInformational:
    case Standing::kOk: return 3;
  }
  return 0;
}

int sign(int value) { return (value > 0) - (value < 0); }

/// Positive: better. What decides first stands first.
Change judge(const RunResult& before, const RunResult& after) {
  const int life = (before.death ? 1 : 0) - (after.death ? 1 : 0);
  const int standings = rank(standing(after)) - rank(standing(before));
  const int behaviour = sign(rank(after.behaviour) - rank(before.behaviour));
  const int close = sign(rank(after.close_behaviour) - rank(before.close_behaviour));
  const int both = behaviour * close < 0 ? 0 : behaviour + close;
  const int sum = life != 0 ? life : standings != 0 ? standings : both;
  return sum > 0 ? Change::kBetter : sum < 0 ? Change::kWorse : Change::kOther;
}

std::string verdict_words(const RunResult& result) { return verdicts(result) + (result.death ? ", died" : ""); }

struct Less {
  using Key = std::pair<std::string, std::string>;
  bool operator()(const Key& a, const Key& b) const {
    return a.first != b.first ? a.first < b.first : id_less(a.second, b.second);
  }
};
using Pairs = std::map<Less::Key, std::pair<const RunResult*, const RunResult*>, Less>;

std::string subject_name(const RunResult& result) {
  return result.role == SubjectRole::kClient && !result.agent.ends_with("-client") ? result.agent + " (client)"
                                                                                   : result.agent;
}

CaseChange described(const RunResult* before, const RunResult* after) {
  const RunResult& any = after != nullptr ? *after : *before;
  CaseChange change;
  change.agent = subject_name(any);
  change.case_id = any.case_id;
  change.title = any.title;
  if (before != nullptr) change.before = verdict_words(*before);
  if (after != nullptr) change.after = verdict_words(*after);
  change.change = before == nullptr ? Change::kAppeared : after == nullptr ? Change::kVanished : judge(*before, *after);
  if (change.change == Change::kWorse) change.difference = first_difference(*after);
  return change;
}

}  // namespace

std::string_view name(Change change) {
  switch (change) {
    case Change::kWorse: return "worse";
    case Change::kBetter: return "better";
    case Change::kOther: return "changed";
    case Change::kAppeared: return "appeared";
    case Change::kVanished: return "vanished";
  }
  return "changed";
}

std::size_t Changes::count(Change change) const {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [=](const CaseChange& one) { return one.change == change; }));
}

Changes compare_runs(const Report& before, const Report& after) {
  Pairs pairs;
  for (const RunResult& result : before.results) pairs[{subject_name(result), result.case_id}].first = &result;
  for (const RunResult& result : after.results) pairs[{subject_name(result), result.case_id}].second = &result;
  Changes changes;
  for (const auto& [key, pair] : pairs) {
    const auto [old_one, new_one] = pair;
    const bool same = old_one != nullptr && new_one != nullptr && verdict_words(*old_one) == verdict_words(*new_one);
    if (same) {
      ++changes.same;
    } else {
      changes.all.push_back(described(old_one, new_one));
    }
  }
  std::stable_sort(changes.all.begin(), changes.all.end(),
                   [](const CaseChange& a, const CaseChange& b) { return a.change < b.change; });
  return changes;
}

}  // namespace gauntlet::reports
