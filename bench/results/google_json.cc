#include "bench/results/google_json.h"

#include <array>
#include <nlohmann/json.hpp>

namespace gauntlet::bench {

namespace {

using nlohmann::json;

std::string string_of(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

double number_of(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number() ? at->get<double>() : 0;
}

/// The name without what Google Benchmark adds to it.
std::string plain_name(const json& from) {
  std::string name = string_of(from, from.contains("run_name") ? "run_name" : "name");
  for (const std::string_view suffix : {"/manual_time", "/real_time", "/process_time"}) {
    if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  }
  return name.substr(0, name.find("/iterations:"));
}

void read_label(const std::string& label, Measurement& one) {
  std::string_view rest = label;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (part.starts_with("unit=")) one.unit = part.substr(5);
    if (part.starts_with("anchor=")) one.anchors.emplace_back(part.substr(7));
  }
}

double in_nanoseconds(double time, const std::string& unit) {
  if (unit == "us") return time * 1e3;
  if (unit == "ms") return time * 1e6;
  return unit == "s" ? time * 1e9 : time;
}

/// See `Tells::unit` in bench/program.h.
double sample_of(const json& from, const std::string& unit) {
  if (from.contains("value")) return number_of(from, "value");
  if (unit == "GB/s") return number_of(from, "bytes_per_second") / 1e9;
  const double rate = number_of(from, "items_per_second");
  if (rate > 0) return unit.ends_with("/s") ? rate : 1e9 / rate;
  return in_nanoseconds(number_of(from, "cpu_time"), string_of(from, "time_unit"));
}

/// Google Benchmark writes NaN and Infinity, such as of the deviation of a counter that is 0, which is no JSON.
std::string with_nulls(std::string_view text) {
  std::string out(text);
  for (const std::string_view word : {": NaN", ": -NaN", ": Infinity", ": -Infinity"}) {
    for (std::size_t at = out.find(word); at != std::string::npos; at = out.find(word, at)) {
      out.replace(at, word.size(), ": null");
    }
  }
  return out;
}

class Reader {
 public:
  Reader(const std::string& program, Measurements& out) : program_(program), out_(out) {}

  void read(const json& from) {
    if (!from.is_object()) return;
    const std::string aggregate = string_of(from, "aggregate_name");
    if (aggregate == "BigO" || aggregate == "RMS") return read_fit(from, aggregate);
    if (string_of(from, "run_type") == "aggregate") return;
    const std::string name = plain_name(from);
    if (const auto failed = from.find("error_occurred"); failed != from.end() && *failed == true) {
      out_.errors.push_back(name + ": " + string_of(from, "error_message"));
      return;
    }
    Measurement& one = of(name);
    if (one.samples.empty()) read_label(string_of(from, "label"), one);
    const double sample = sample_of(from, one.unit);
    // Nothing takes no time, but there may be no allocations.
    if (sample > 0 || from.contains("value")) one.samples.push_back(sample);
  }

 private:
  Measurement& of(const std::string& name) {
    const auto [at, is_new] = places_.try_emplace(name, out_.measured.size());
    if (is_new) {
      Measurement one;
      one.name = name;
      one.program = program_;
      one.unit = "ns";
      read_name(one);
      out_.measured.push_back(std::move(one));
    }
    return out_.measured[at->second];
  }

  void read_fit(const json& from, const std::string& aggregate) {
    const std::string name = plain_name(from);
    if (out_.fits.empty() || out_.fits.back().name != name) out_.fits.push_back({.name = name, .order = {}});
    Fit& fit = out_.fits.back();
    if (aggregate == "RMS") {
      fit.rms = number_of(from, "rms");
    } else {
      fit.order = string_of(from, "big_o");
      fit.coefficient = in_nanoseconds(number_of(from, "cpu_coefficient"), string_of(from, "time_unit"));
    }
  }

  const std::string& program_;
  Measurements& out_;
  std::map<std::string, std::size_t> places_;
};

}  // namespace

std::variant<Measurements, std::string> read_google_json(std::string_view text, const std::string& program) {
  const json document = json::parse(with_nulls(text), nullptr, false);
  const auto benchmarks = document.is_object() ? document.find("benchmarks") : document.end();
  if (!document.is_object() || benchmarks == document.end() || !benchmarks->is_array()) {
    return program + " printed no results of Google Benchmark";
  }
  Measurements out;
  if (const auto context = document.find("context"); context != document.end() && context->is_object()) {
    for (const char* key : {"compiler", "mask_kernel", "utf8_kernel"}) {
      if (auto value = string_of(*context, key); !value.empty()) out.settings[key] = std::move(value);
    }
  }
  Reader reader(program, out);
  for (const json& from : *benchmarks) reader.read(from);
  std::erase_if(out.measured, [](const Measurement& one) { return one.samples.empty(); });
  return out;
}

bool is_noise(std::string_view line) {
  constexpr std::array kNoise{"Library was built as DEBUG", "CPU scaling is enabled", "ASLR is enabled"};
  for (const std::string_view noise : kNoise) {
    if (line.find(noise) != std::string_view::npos) return true;
  }
  return line.empty();
}

}  // namespace gauntlet::bench
