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
/// machine that becomes slower bit by bit slows down neither.
void add_pair(const Measurements& before, const Measurements& head, const Measurements& after, Batch& batch) {
  std::map<std::string, const Measurement*> befores, afters;
  for (const auto& one : before.measured) befores[one.name] = &one;
  for (const auto& one : after.measured) afters[one.name] = &one;
  for (const auto& one : head.measured) {
    const auto first = befores.find(one.name);
    const auto last = afters.find(one.name);
    if (is_anchor(one) || first == befores.end() || last == afters.end() || one.value() <= 0) continue;
    Gathered& gathered = batch[one.name];
    gathered.unit = one.unit;
    gathered.pairs.head.push_back(cost(one) / std::sqrt(cost(*first->second) * cost(*last->second)));
    gathered.pairs.same.push_back(cost(*last->second) / cost(*first->second));
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
  add_pair(runs[0], runs[1], runs[2], batch);
  return {};
}

/// One batch of a program. Empty: all is well.
std::string run_batch(const ComparePlan& plan, const std::string& program, const std::string& filter, Batch& batch) {
  for (unsigned pair = 0; pair < plan.pairs; ++pair) {
    if (std::string line = run_pair(plan, program, filter, batch); !line.empty()) return line;
    if (plan.say) plan.say(fmt::format("{}: pair {} of {}", program, pair + 1, plan.pairs));
  }
  return {};
}

Comparison summary(const std::string& name, const Gathered& gathered, const BatchVerdict& verdict) {
  Comparison one;
  one.name = name;
  one.unit = gathered.unit;
  one.base = median(gathered.base);
  one.head = median(gathered.head);
  one.ratio = verdict.ratio;
  one.same = verdict.same;
  one.likelihood = verdict.likelihood;
  one.change = verdict.change;
  return one;
}

/// Of the second batch too: its figures, and what both say.
std::string repeat(const ComparePlan& plan, const std::string& program,
                   const std::map<std::string, BatchVerdict>& doubtful, std::vector<Comparison>& out) {
  std::string filter;
  for (const auto& [name, verdict] : doubtful) filter += (filter.empty() ? "^(" : "|") + name;
  Batch batch;
  // A name may go on with what Google Benchmark adds to it: "/manual_time", "/iterations:1".
  if (std::string line = run_batch(plan, program, filter + ")(/manual_time|/iterations.*)?$", batch); !line.empty()) {
    return line;
  }
  for (const auto& [name, first] : doubtful) {
    const BatchVerdict second = judge_batch(batch[name].pairs, plan.bounds);
    Comparison one = summary(name, batch[name], second);
    // Noise in the first batch says nothing against a second one that has none.
    one.change = first.change == Change::kInconclusive && second.change == Change::kUnchanged ? Change::kUnchanged
                                                                                              : judge(first, second);
    one.batches = 2;
    out.push_back(std::move(one));
  }
  return {};
}

}  // namespace

std::variant<std::vector<Comparison>, std::string> compare(const ComparePlan& plan) {
  std::vector<Comparison> out;
  for (const auto& program : plan.programs) {
    Batch batch;
    if (std::string line = run_batch(plan, program, plan.filter, batch); !line.empty()) return line;
    std::map<std::string, BatchVerdict> doubtful;
    for (const auto& [name, gathered] : batch) {
      const BatchVerdict verdict = judge_batch(gathered.pairs, plan.bounds);
      if (verdict.change == Change::kUnchanged) {
        out.push_back(summary(name, gathered, verdict));
      } else {
        doubtful[name] = verdict;
      }
    }
    if (doubtful.empty()) continue;
    if (plan.say) plan.say(fmt::format("{}: {} benchmarks once more", program, doubtful.size()));
    if (std::string line = repeat(plan, program, doubtful, out); !line.empty()) return line;
  }
  return out;
}

}  // namespace gauntlet::bench
