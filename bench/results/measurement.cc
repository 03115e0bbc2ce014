#include "bench/results/measurement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace gauntlet::bench {

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto place = static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
  return values[place];
}

double Measurement::value() const { return percentile(samples, higher_is_better() ? 0.9 : 0.1); }

double Measurement::median() const { return percentile(samples, 0.5); }

void read_name(Measurement& measurement) {
  std::string_view rest = measurement.name;
  measurement.group.clear();
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const std::size_t colon = part.find(':');
    const std::string_view key = part.substr(0, colon);
    const std::string_view value = colon == std::string_view::npos ? std::string_view{} : part.substr(colon + 1);
    if (key == "kernel" && !value.empty()) {
      measurement.kernel = value;
    } else if (key == "peer" && !value.empty()) {
      measurement.peer = value;
    } else if (key == "size" && !value.empty()) {
      measurement.size = std::strtod(std::string(value).c_str(), nullptr);
    } else {
      if (!measurement.group.empty()) measurement.group += ", ";
      measurement.group += key;
      if (!value.empty()) measurement.group.append(" ").append(value);
    }
  }
}

void Measurements::append(Measurements more) {
  for (auto& one : more.measured) measured.push_back(std::move(one));
  for (auto& one : more.fits) fits.push_back(std::move(one));
  for (auto& one : more.errors) errors.push_back(std::move(one));
  settings.merge(more.settings);
}

void Measurements::relate() {
  std::map<std::string_view, std::vector<const Measurement*>> by_name;
  for (const auto& one : measured) by_name[one.name].push_back(&one);
  for (auto& one : measured) {
    for (const auto& anchor : one.anchors) {
      const auto found = by_name.find(anchor);
      if (found == by_name.end()) continue;
      const Measurement* best = found->second.front();
      for (const auto* candidate : found->second) {
        if (candidate->program == one.program) best = candidate;
      }
      if (best->value() > 0 && best->unit == one.unit) one.ratios[anchor] = one.value() / best->value();
    }
  }
}

std::string short_number(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  const int digits = std::max(0, 2 - static_cast<int>(std::floor(std::log10(size))));
  return fmt::format("{:.{}f}", value, digits);
}

}  // namespace gauntlet::bench
