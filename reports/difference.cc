#include "reports/difference.h"

#include <fmt/format.h>

#include <algorithm>

#include "conformance/play/expectation.h"
#include "reports/matrix.h"
#include "reports/wording.h"

namespace gauntlet::reports {
namespace {

constexpr const char* kNothingMore = "nothing more";

class Alignment {
 public:
  explicit Alignment(const RunResult& result) : result_(result) {}

  Comparison of(const ExpectedOutcome& outcome) {
    comparison_ = {std::string(name(outcome.verdict)), {}, std::nullopt};
    at_ = 0;
    compare(outcome);
    return std::move(comparison_);
  }
  /// How many events were explained.
  [[nodiscard]] std::size_t reached() const { return at_; }

 private:
  void compare(const ExpectedOutcome& outcome) {
    if (outcome.refused && result_.opened) return differ(std::string(kOpeningIsRefused), "the connection was opened");
    if (outcome.refused) same(std::string(kOpeningIsRefused), "not opened");
    if (!outcome.events) {
      same(std::string(kAnyEvents), received_events(result_, 8));
      at_ = result_.received.size();
      return;
    }
    for (const ExpectedEvent& expected : *outcome.events) {
      if (!take(expected)) return;
    }
    if (at_ < result_.received.size()) differ(kNothingMore, seen());
  }

  /// False: what follows is not looked at any more.
  bool take(const ExpectedEvent& expected) {
    const std::string words = describe(expected);
    std::uint64_t taken = 0;
    while (at_ < result_.received.size() && taken < expected.times &&
           is_expected(result_.received[at_], expected, taken)) {
      ++at_;
      ++taken;
    }
    if (taken == expected.times) {
      same(words, taken == 1 ? describe(result_.received[at_ - 1]) : fmt::format("{} events, as expected", taken));
      return true;
    }
    if (at_ == result_.received.size() && result_.received_dropped > 0) {
      same(words, fmt::format("{} further events, which were not kept", result_.received_dropped));
      return false;
    }
    if (expected.optional && taken == 0) return true;
    if (taken > 0) same(words, fmt::format("the first {} of {}", taken, expected.times));
    differ(words, seen());
    return false;
  }

  [[nodiscard]] std::string seen() const {
    return at_ < result_.received.size() ? describe(result_.received[at_]) : kNothingMore;
  }
  void same(const std::string& expected, std::string seen) {
    comparison_.events.push_back({expected, std::move(seen), true});
  }
  void differ(const std::string& expected, std::string seen) {
    comparison_.first_difference = comparison_.events.size();
    comparison_.events.push_back({expected, std::move(seen), false});
  }

  const RunResult& result_;
  Comparison comparison_;
  std::size_t at_ = 0;
};

bool failed_to_open(const RunResult& result) {
  const auto refused = [](const ExpectedOutcome& outcome) { return outcome.refused; };
  return !result.opened && result.behaviour == Behaviour::kFailed && std::ranges::none_of(result.outcomes, refused);
}

}  // namespace

Comparison compare_events(const RunResult& result) {
  Comparison best;
  std::optional<std::size_t> reached;
  Alignment alignment(result);
  for (const ExpectedOutcome* outcome : outcomes_in_order(result)) {
    if (!outcome->words.empty()) continue;
    Comparison one = alignment.of(*outcome);
    if (reached && one.first_difference && alignment.reached() <= *reached) continue;
    best = std::move(one);
    reached = alignment.reached();
    if (!best.first_difference) break;  // nothing is nearer than the same
  }
  return best;
}

std::string first_difference(const RunResult& result) {
  // Then nothing else that is missing says anything.
  if (failed_to_open(result)) return result.result;
  const Comparison comparison = compare_events(result);
  if (comparison.first_difference) {
    const ComparedEvent& event = comparison.events[*comparison.first_difference];
    return fmt::format("expected {}, came {}", event.expected, event.seen);
  }
  if (plain_ok(result) || result.behaviour == Behaviour::kUnimplemented) return {};
  return fmt::format("expected {}, but {}", expected_close(result), observed_close(result));
}

}  // namespace gauntlet::reports
