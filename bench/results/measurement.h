#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::bench {

/// What one benchmark measured, made of its repetitions.
struct Measurement {
  std::string name;     ///< "unmask/align:0/kernel:avx2/size:1024"
  std::string group;    ///< "unmask, align 0": the chart that it belongs to
  std::string kernel;   ///< or the way, where there are several
  std::string peer;     ///< of a rival: its name
  std::string program;  ///< what measured it
  double size = 0;      ///< octets (or what the group says); 0: none
  std::string unit;     ///< "GB/s", "ns a frame", ...
  std::vector<double> samples;

  std::vector<std::string> anchors;      ///< names of what it is compared with, the machine's limit first
  std::map<std::string, double> ratios;  ///< by name of the anchor: value through the anchor's value

  /// Rates are better high, everything else is better low.
  [[nodiscard]] bool higher_is_better() const { return unit.ends_with("/s"); }
  /// The tenth percentile of the samples from the good end: what is slower was disturbed.
  [[nodiscard]] double value() const;
  [[nodiscard]] double median() const;
};

/// A cost that was fitted to a size: `coefficient` times `order`.
struct Fit {
  std::string name;
  std::string order;       ///< "N", "N^2", ...
  double coefficient = 0;  ///< nanoseconds
  double rms = 0;          ///< deviation from the fit, as a share of the mean
};

/// What one program, or all of them, measured.
struct Measurements {
  std::vector<Measurement> measured;
  std::vector<Fit> fits;
  std::vector<std::string> errors;              ///< benchmarks that failed of themselves, and why
  std::map<std::string, std::string> settings;  ///< what the programs say of themselves: compiler, kernels in use

  void append(Measurements more);
  /// Fills `ratios`. Anchors are looked for in the same program first.
  void relate();
};

/// Of a name's parts "kernel:avx2", "peer:wslay", "size:64"; what is left is the group.
void read_name(Measurement& measurement);

/// The value below which `share` (0 to 1) of the values lie; the nearest value that was measured, never one
/// in between. 0 if there are none.
[[nodiscard]] double percentile(std::vector<double> values, double share);

/// "12.3", "0.0123": three significant digits.
[[nodiscard]] std::string short_number(double value);

}  // namespace gauntlet::bench
