#include "bench/track/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "bench/track/statistics.h"

namespace gauntlet::bench {

namespace {

/// Time of one run, or what stands for it: the inverse of a rate.
double cost(const Measurement& one) {
  const double value = one.value();
  return one.higher_is_better() ? 1 / value : value;
}

/// All that a batch gathers of a benchmark.
struct Gathered {
  std::string unit;
  Pairs pairs;
  std::vector<double> base, head;
};
using Batch = std::map<std::string, Gathered>;

bool is_anchor(const Measurement& one) { return one.name.starts_with("anchor:"); }

/// The runs of a pair: base, head, base. Head is compared with the mean of the two around it, so that a
/// machine that becomes slower bit by bit slows down neither. A pair whose base is far from itself was
/// disturbed for as long as a whole run: it says nothing of head, and is left out.
void add_pair(const Measurements& before, const Measurements& head, const Measurements& after, const Bounds& bounds,
              Batch& batch) {
  std::map<std::string, const Measurement*> befores, afters;
  for (const auto& one : before.measured) befores[one.name] = &one;
  for (const auto& one : after.measured) afters[one.name] = &one;
  for (const auto& one : head.measured) {
    const auto first = befores.find(one.name);
    const auto last = afters.find(one.name);
    if (is_anchor(one) || first == befores.end() || last == afters.end() || one.value() <= 0) continue;
    Gathered& gathered = batch[one.name];
    gathered.unit = one.unit;
    const double same = cost(*last->second) / cost(*first->second);
    if (std::abs(std::log(same)) > std::log1p(bounds.disturbed)) continue;
    gathered.pairs.head.push_back(cost(one) / std::sqrt(cost(*first->second) * cost(*last->second)));
    gathered.pairs.same.push_back(same);
    gathered.base.push_back(first->second->value());
    gathered.head.push_back(one.value());
  }
}

std::string run_pair(const ComparePlan& plan, const std::string& program, const std::string& filter, Batch& batch) {
  std::vector<Measurements> runs;
  for (const auto* folder : {&plan.base, &plan.head, &plan.base}) {
    auto run = measure(*folder / program, filter, plan.effort, plan.stop);
    if (auto* line = std::get_if<std::string>(&run)) return std::move(*line);
    runs.push_back(std::move(std::get<Measurements>(run)));
    if (!runs.back().errors.empty()) return runs.back().errors.front();
  }
  add_pair(runs[0], runs[1], runs[2], plan.bounds, batch);
  return {};
}

/// A filter that selects just these.
std::string exactly(const std::vector<std::string>& names) {
  // A name may go on with what Google Benchmark adds to it: "/manual_time", "/iterations:1".
  return fmt::format("^({})(/manual_time|/iterations.*)?$", fmt::join(names, "|"));
}

/// One batch of a program. Disturbed pairs are measured again, as many as there are pairs at most. Empty: all is well.
std::string run_batch(const ComparePlan& plan, const std::string& program, std::string filter, Batch& batch) {
  for (unsigned pair = 0; pair < 2 * plan.pairs; ++pair) {
    if (std::string line = run_pair(plan, program, filter, batch); !line.empty()) return line;
    if (plan.say) plan.say(fmt::format("{}: pair {} of {}", program, pair + 1, std::max(pair + 1, plan.pairs)));
    if (pair + 1 < plan.pairs) continue;
    std::vector<std::string> disturbed;
    for (const auto& [name, gathered] : batch) {
      if (gathered.pairs.head.size() < plan.pairs) disturbed.push_back(name);
    }
    if (disturbed.empty()) break;
    filter = exactly(disturbed);
  }
  return {};
}

/// A benchmark's verdicts, of one batch after the other, and its last figures.
struct Judged {
  std::vector<BatchVerdict> batches;
  Gathered last;
};

Comparison summary(const std::string& name, const Judged& judged, Change change) {
  const BatchVerdict& verdict = judged.batches.back();
  Comparison one;
  one.name = name;
  one.unit = judged.last.unit;
  one.base = median(judged.last.base);
  one.head = median(judged.last.head);
  one.ratio = verdict.ratio;
  one.same = verdict.same;
  one.likelihood = verdict.likelihood;
  one.batches = static_cast<unsigned>(judged.batches.size());
  one.change = change;
  return one;
}

/// One program: batches of what is not decided yet, until all is. A line if it fails.
std::string compare_program(const ComparePlan& plan, const std::string& program, std::vector<Comparison>& out) {
  std::map<std::string, Judged> all;
  for (std::string filter = plan.filter;;) {
    Batch batch;
    if (std::string line = run_batch(plan, program, filter, batch); !line.empty()) return line;
    std::vector<std::string> undecided;
    for (auto& [name, gathered] : batch) {
      Judged& judged = all[name];
      judged.batches.push_back(judge_batch(gathered.pairs, plan.bounds));
      judged.last = std::move(gathered);
      if (const auto change = judge(judged.batches)) {
        out.push_back(summary(name, judged, *change));
      } else {
        undecided.push_back(name);
      }
    }
    if (undecided.empty()) return {};
    if (plan.say) plan.say(fmt::format("{}: {} benchmarks once more", program, undecided.size()));
    filter = exactly(undecided);
  }
}

}  // namespace

std::variant<std::vector<Comparison>, std::string> compare(const ComparePlan& plan) {
  std::vector<Comparison> out;
  for (const auto& program : plan.programs) {
    if (std::string line = compare_program(plan, program, out); !line.empty()) return line;
  }
  return out;
}

}  // namespace gauntlet::bench
