#include "reports/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "reports/matrix.h"
#include "reports/wording.h"

namespace gauntlet::reports {
namespace {

using Events = std::vector<ReceivedEvent>;
constexpr const char* kNothingMore = "nothing more";
constexpr std::string_view kRefused = "the opening handshake is refused";

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

std::string spaced_hex(std::string_view octets) {
  std::string out;
  for (const char c : octets) out += fmt::format("{}{:02x}", out.empty() ? "" : " ", static_cast<std::uint8_t>(c));
  return out;
}

/// "nothing", `"text"`, `"text..." (43 octets)`, "65536 octets of ...", "2 KiB of ...", "hex 01 02 ...".
bool payload_fits(std::string_view words, const ReceivedEvent& event) {
  std::uint64_t number = 0;
  if (words == "nothing") return event.size == 0;
  if (words.find(" + ") != std::string_view::npos) return true;  // made of parts
  if (words.starts_with("hex ") && words.find("...") == std::string_view::npos) {
    return event.head.size() < event.size || words.substr(4) == spaced_hex(event.head);
  }
  if (words.size() >= 2 && words.front() == '"' && words.back() == '"') {
    words = words.substr(1, words.size() - 2);
    const bool escaped = words.find('\\') != std::string_view::npos;
    return escaped || event.head.size() < event.size || words == event.head;
  }
  if (take_number(words, number)) {
    if (words.starts_with(" octet")) return event.size == number;
    if (words.starts_with(" KiB")) return event.size == number << 10U;
    if (words.starts_with(" MiB")) return event.size == number << 20U;
  }
  return true;  // only described
}

/// One expected event in words, and how many of the events that came it takes.
class Expected {
 public:
  explicit Expected(std::string_view words) : words_(words) {
    constexpr std::string_view kOptional = " (optional)";
    optional_ = words_.ends_with(kOptional);
    if (optional_) words_.remove_suffix(kOptional.size());
    std::string_view rest = words_;
    if (take(rest, "echoes of messages ") && take_number(rest, first_) && take(rest, " to ")) {
      static_cast<void>(take_number(rest, last_));
    } else if (rest = words_; take(rest, "echo of message ")) {
      static_cast<void>(take_number(rest, first_));
      last_ = first_;
    }
  }

  [[nodiscard]] bool optional() const { return optional_; }
  /// How many events this stands for.
  [[nodiscard]] std::uint64_t times() const { return is_echo() ? last_ - first_ + 1 : 1; }
  /// Whether an event is the `n`-th of them.
  [[nodiscard]] bool fits(const ReceivedEvent& event, std::uint64_t n) const {
    using Kind = ReceivedEvent::Kind;
    std::string_view rest = words_;
    if (is_echo()) return event.kind == Kind::kMessage && event.echo == first_ + n;
    if (take(rest, "pong ")) return event.kind == Kind::kPong && payload_fits(rest, event);
    if (take(rest, "still open after wait ")) return event.kind == Kind::kQuiet && rest == std::string(1, event.quiet);
    const bool text = take(rest, "text message ");
    if (!text && !take(rest, "binary message ")) return false;
    return event.kind == Kind::kMessage && (event.message == MessageKind::kText) == text && payload_fits(rest, event);
  }

 private:
  [[nodiscard]] bool is_echo() const { return words_.starts_with("echo"); }

  std::string_view words_;
  bool optional_ = false;
  std::uint64_t first_ = 0, last_ = 0;
};

class Alignment {
 public:
  explicit Alignment(const RunResult& result) : result_(result) {}

  Comparison of(const std::string& outcome, const std::vector<std::string>& expected) {
    comparison_ = {outcome, {}, std::nullopt};
    at_ = 0;
    for (const std::string& words : expected) {
      if (!event(words)) return std::move(comparison_);
    }
    if (at_ < result_.received.size()) differ(kNothingMore, seen());
    return std::move(comparison_);
  }
  /// How many events were explained.
  [[nodiscard]] std::size_t reached() const { return at_; }

 private:
  /// False: what follows is not looked at any more.
  bool event(const std::string& words) {
    if (words == "nothing") return true;
    if (words == "any events") {
      same(words, received_events(result_, 8));
      at_ = result_.received.size();
      return false;
    }
    if (words == kRefused) {
      result_.opened ? differ(words, "the connection was opened") : same(words, "not opened");
      return !result_.opened;
    }
    const Expected expected(words);
    const std::size_t before = at_;
    while (at_ < result_.received.size() && at_ - before < expected.times() &&
           expected.fits(result_.received[at_], at_ - before)) {
      ++at_;
    }
    return settle(words, expected, at_ - before);
  }

  bool settle(const std::string& words, const Expected& expected, std::uint64_t taken) {
    if (taken == expected.times()) {
      same(words, taken == 1 ? describe(result_.received[at_ - 1]) : fmt::format("{} events, as expected", taken));
      return true;
    }
    if (at_ == result_.received.size() && result_.received_dropped > 0) {
      same(words, fmt::format("{} further events, which were not kept", result_.received_dropped));
      return false;
    }
    if (expected.optional() && taken == 0) return true;
    if (taken > 0) same(words, fmt::format("the first {} of {}", taken, expected.times()));
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

/// Each alternative of each outcome, OK first: "or" stands between those of one verdict.
template <class Visit>
void each_alternative(const RunResult& result, Visit visit) {
  const auto of_one = [&](const std::string& outcome, const std::vector<std::string>& list) {
    std::vector<std::string> alternative;
    for (const std::string& words : list) {
      if (words != "or") {
        alternative.push_back(words);
        continue;
      }
      visit(outcome, alternative);
      alternative.clear();
    }
    visit(outcome, alternative);
  };
  const auto ok = result.expected.find("OK");
  if (ok != result.expected.end()) of_one(ok->first, ok->second);
  for (auto at = result.expected.begin(); at != result.expected.end(); ++at) {
    if (at != ok) of_one(at->first, at->second);
  }
}

bool failed_to_open(const RunResult& result) {
  const auto refused = [](const auto& outcome) {
    return std::find(outcome.second.begin(), outcome.second.end(), kRefused) != outcome.second.end();
  };
  return !result.opened && result.behaviour == Behaviour::kFailed &&
         std::none_of(result.expected.begin(), result.expected.end(), refused);
}

}  // namespace

Comparison compare_events(const RunResult& result) {
  Comparison best;
  std::optional<std::size_t> reached;
  Alignment alignment(result);
  each_alternative(result, [&](const std::string& outcome, const std::vector<std::string>& alternative) {
    if (reached && !best.first_difference) return;  // nothing is nearer than the same
    Comparison one = alignment.of(outcome, alternative);
    if (reached && one.first_difference && alignment.reached() <= *reached) return;
    best = std::move(one);
    reached = alignment.reached();
  });
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
