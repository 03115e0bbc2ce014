#include "conformance/subjects/case_queue.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace gauntlet {

namespace {

// Together with the copies that a case needs, and what does not depend on it, below 128 MiB.
constexpr std::uint64_t kAtOnce = std::uint64_t{24} << 20;

std::uint64_t largest(const std::vector<Step>& steps) {
  std::uint64_t most = 0;
  for (const auto& step : steps) {
    std::uint64_t size = 0;
    if (const auto* frame = std::get_if<step::Frame>(&step.verb)) size = frame->frame.payload.size_limit();
    if (const auto* message = std::get_if<step::Message>(&step.verb)) size = message->payload.size_limit();
    if (const auto* part = std::get_if<step::PayloadPart>(&step.verb)) size = part->payload.size_limit();
    if (const auto* octets = std::get_if<step::Octets>(&step.verb)) size = octets->octets.size_limit();
    if (const auto* repeat = std::get_if<step::Repeat>(&step.verb)) size = largest(repeat->steps);
    most = std::max(most, size);
  }
  return most;
}

}  // namespace

std::uint64_t largest_payload(const Case& test) { return largest(test.steps); }

const Case* CaseQueue::take() {
  const auto fits = [&](const Case* test) { return under_way_ == 0 || under_way_ + largest_payload(*test) <= kAtOnce; };
  const auto next = std::find_if(waiting_.begin(), waiting_.end(), fits);
  if (next == waiting_.end()) return nullptr;
  const Case* test = *next;
  waiting_.erase(next);
  under_way_ += largest_payload(*test);
  return test;
}

void CaseQueue::ended(const Case& test) { under_way_ -= largest_payload(test); }

std::vector<const Case*> CaseQueue::drop() { return std::exchange(waiting_, {}); }

}  // namespace gauntlet
