#include "conformance/subjects/second_chance.h"

#include <algorithm>
#include <chrono>

namespace gauntlet {

namespace {

constexpr auto kTooLong = std::chrono::seconds(150);  // to be played twice

}  // namespace

bool ended_by_a_limit(const RunResult& result) {
  const bool close_is_well =
      result.close_behaviour == CloseBehaviour::kOk || result.close_behaviour == CloseBehaviour::kInformational;
  if (result.behaviour != Behaviour::kFailed && close_is_well) return false;
  return result.opening_timeout || result.closing_timeout || result.drop_timeout || result.ended_by_timer;
}

bool SecondChance::keeps(RunResult& result) {
  if (jobs_ <= 1 || result.death || result.duration > kTooLong || !ended_by_a_limit(result)) return false;
  kept_.push_back(std::move(result));
  return true;
}

std::vector<const Case*> SecondChance::again() const {
  std::vector<const Case*> cases;
  if (kept_.size() * 2 >= cases_.size()) return cases;
  for (const auto* test : cases_) {
    const bool kept =
        std::any_of(kept_.begin(), kept_.end(), [&](const RunResult& r) { return r.case_id == test->id; });
    if (kept) cases.push_back(test);
  }
  return cases;
}

void SecondChance::forget(const std::string& case_id) {
  std::erase_if(kept_, [&](const RunResult& result) { return result.case_id == case_id; });
}

void SecondChance::release(const Subject::Done& done) {
  for (auto& result : kept_) done(std::move(result));
  kept_.clear();
}

}  // namespace gauntlet
