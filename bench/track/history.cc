#include "bench/track/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/track/statistics.h"

namespace gauntlet::bench {

namespace {

using nlohmann::ordered_json;
}  // namespace

std::map<std::string, double> normalised(const Measurements& measurements) {
  double loop = 0;  // octets a nanosecond
  for (const auto& one : measurements.measured) {
    if (one.name == "anchor:byte_loop/size:1024") loop = one.value();
  }
  std::map<std::string, double> out;
  for (const auto& one : measurements.measured) {
    if (one.name.starts_with("anchor:")) continue;
    const auto ratio = one.anchors.empty() ? one.ratios.end() : one.ratios.find(one.anchors.front());
    if (ratio != one.ratios.end()) {
      out[one.name] = ratio->second;
    } else if (one.unit.starts_with("ns") && loop > 0) {
      out[one.name] = one.value() * loop;
    }
  }
  return out;
}

Outcome<std::map<std::string, double>> normalised_of_file(const std::filesystem::path& bench_json) {
  std::ifstream stream(bench_json);
  const auto document = ordered_json::parse(stream, nullptr, false);
  Measurements measurements;
  try {
    for (const auto& row : document.at("benchmarks")) {
      Measurement one;
      one.name = row.at("name").get<std::string>();
      one.unit = row.at("unit").get<std::string>();
      one.samples = {row.at("value").get<double>()};
      if (row.contains("anchor")) {
        one.anchors.push_back(row.at("anchor").get<std::string>());
        one.ratios[one.anchors.front()] = row.at("anchor_ratio").get<double>();
      }
      measurements.measured.push_back(std::move(one));
    }
  } catch (const ordered_json::exception&) {
    return {{}, fmt::format("{}: neither a git ref nor a bench.json", bench_json.string())};
  }
  return {normalised(measurements), {}};
}

std::string append_history(const std::filesystem::path& file, const HistoryEntry& entry) {
  const std::string line = ordered_json{{"schema_version", 1},
                                        {"time", entry.time},
                                        {"commit", entry.commit},
                                        {"processor", entry.processor},
                                        {"figures", entry.figures}}
                               .dump(-1, ' ', false, ordered_json::error_handler_t::replace) +
                           "\n";
  std::ofstream stream(file, std::ios::app | std::ios::binary);
  stream << line << std::flush;
  return stream ? std::string() : fmt::format("{}: {}", file.string(), std::strerror(errno));
}

Outcome<std::vector<HistoryEntry>> read_history(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return {{}, fmt::format("{}: {}", file.string(), std::strerror(errno))};
  Outcome<std::vector<HistoryEntry>> out;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (line.empty()) continue;
    const auto document = ordered_json::parse(line, nullptr, false);
    try {
      HistoryEntry entry;
      entry.time = document.at("time").get<std::string>();
      entry.commit = document.at("commit").get<std::string>();
      entry.processor = document.at("processor").get<std::string>();
      for (const auto& [name, value] : document.at("figures").items()) entry.figures[name] = value.get<double>();
      out.value.push_back(std::move(entry));
    } catch (const ordered_json::exception&) {
      return {{}, fmt::format("{}:{}: no line of a history", file.string(), number)};
    }
  }
  return out;
}

std::vector<ChangePoint> change_points(const std::vector<double>& series) {
  constexpr std::ptrdiff_t kWindow = 8;
  constexpr double kLeastStep = 1.05;
  std::vector<ChangePoint> out;
  const auto size = static_cast<std::ptrdiff_t>(series.size());
  for (std::ptrdiff_t at = kWindow; at + kWindow <= size; ++at) {
    const auto here = series.begin() + at;
    const auto [before_least, before_most] = std::minmax_element(here - kWindow, here);
    const auto [after_least, after_most] = std::minmax_element(here, here + kWindow);
    if (*before_most >= *after_least && *before_least <= *after_most) continue;
    const double before = median({here - kWindow, here});
    const double after = median({here, here + kWindow});
    if (after < before * kLeastStep && before < after * kLeastStep) continue;
    out.push_back({static_cast<std::size_t>(at), before, after});
  }
  return out;
}

std::string history_json(const std::vector<HistoryEntry>& entries) {
  std::map<std::string, std::vector<const HistoryEntry*>> by_name;
  for (const auto& entry : entries) {
    for (const auto& [name, value] : entry.figures) by_name[name].push_back(&entry);
  }
  ordered_json out{{"schema_version", 1}, {"series", ordered_json::array()}};
  for (const auto& [name, runs] : by_name) {
    ordered_json points = ordered_json::array(), steps = ordered_json::array();
    std::vector<double> values;
    for (const auto* run : runs) {
      values.push_back(run->figures.at(name));
      points.push_back({{"time", run->time}, {"commit", run->commit}, {"value", values.back()}});
    }
    for (const auto& point : change_points(values)) {
      steps.push_back({{"time", runs[point.at]->time},
                       {"commit", runs[point.at]->commit},
                       {"before", point.before},
                       {"after", point.after}});
    }
    out["series"].push_back({{"name", name}, {"points", std::move(points)}, {"changes", std::move(steps)}});
  }
  return out.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace gauntlet::bench
