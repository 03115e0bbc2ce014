#include <fmt/format.h>

#include <charconv>

#include "reports/wording.h"

namespace gauntlet::reports {
namespace {

using Clock = std::chrono::system_clock;
using std::chrono::duration_cast;
using std::chrono::nanoseconds;

std::string iso(Clock::time_point time, int digits) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss<nanoseconds> clock(duration_cast<nanoseconds>(time - days));
  auto fraction = clock.subseconds().count();
  for (int i = digits; i < 9; ++i) fraction /= 10;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:0{}}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), fraction, digits);
}

/// The number of exactly `digits` digits at `at`, then the character `end`; moves `at` behind it.
bool take(std::string_view text, std::size_t& at, std::size_t digits, char end, int& value) {
  if (text.size() < at + digits + 1 || text[at + digits] != end) return false;
  const char* const stop = text.data() + at + digits;
  const auto [parsed, error] = std::from_chars(text.data() + at, stop, value);
  at += digits + 1;
  return error == std::errc() && parsed == stop && value >= 0;
}

}  // namespace

std::string iso_milliseconds(Clock::time_point time) { return iso(time, 3); }
std::string iso_exact(Clock::time_point time) { return iso(time, 9); }

bool from_iso(std::string_view text, Clock::time_point& time) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0;
  std::size_t at = 0;
  if (!take(text, at, 4, '-', year) || !take(text, at, 2, '-', month) || !take(text, at, 2, 'T', day) ||
      !take(text, at, 2, ':', hour) || !take(text, at, 2, ':', minute) || !take(text, at, 2, '.', second)) {
    return false;
  }
  const std::size_t digits = text.size() > at ? text.size() - at - 1 : 0;
  if (digits < 1 || digits > 9 || !take(text, at, digits, 'Z', fraction)) return false;
  for (std::size_t i = digits; i < 9; ++i) fraction *= 10;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  // Beyond these years a count of nanoseconds overflows.
  if (!date.ok() || year < 1680 || year > 2260 || hour > 23 || minute > 59 || second > 60) return false;
  time = Clock::time_point(duration_cast<Clock::duration>(std::chrono::sys_days(date).time_since_epoch() +
                                                          std::chrono::hours(hour) + std::chrono::minutes(minute) +
                                                          std::chrono::seconds(second) + nanoseconds(fraction)));
  return true;
}

}  // namespace gauntlet::reports
