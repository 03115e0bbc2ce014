// The tracker, tested on itself: planted slowdowns must be found, and a program compared with itself must
// raise no alarm while another process keeps the other processor busy. Prints the rates.
//   tracker_check FOLDER [RUNS]     FOLDER has 0/, 3/, 5/ and 10/ with planted_bench
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "bench/track/compare.h"

namespace gauntlet::bench {

namespace {

namespace fs = std::filesystem;

/// Another process that never rests, until this goes out of scope.
class Load {
 public:
  Load() : process_(fork()) {
    if (process_ == 0) {
      while (true) asm volatile("");
    }
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }

 private:
  pid_t process_;
};

struct Counts {
  unsigned all = 0, regressed = 0, improved = 0, inconclusive = 0;
};

/// A comparison that came out wrong, with all that it was judged by.
void explain(const Comparison& one) {
  fmt::print("  {}: {}, ratio {:.4f}, with itself {:.4f}, likelihood {:.5f}, batches {}\n", one.name, name(one.change),
             one.ratio, one.same, one.likelihood, one.batches);
}

bool run(const fs::path& base, const fs::path& head, unsigned runs, Change right, Counts& counts) {
  ComparePlan plan;
  plan.base = base;
  plan.head = head;
  plan.programs = {"planted_bench"};
  for (unsigned i = 0; i < runs; ++i) {
    const auto compared = compare(plan);
    if (const auto* line = std::get_if<std::string>(&compared)) {
      fmt::print(stderr, "{}\n", *line);
      return false;
    }
    for (const auto& one : std::get<std::vector<Comparison>>(compared)) {
      ++counts.all;
      if (one.change == Change::kRegressed) ++counts.regressed;
      if (one.change == Change::kImproved) ++counts.improved;
      if (one.change == Change::kInconclusive) ++counts.inconclusive;
      if (one.change != right) explain(one);
    }
  }
  return true;
}

void print(const std::string& what, const Counts& counts) {
  fmt::print("{:<42} {:>3} comparisons: {:>3} regressed, {:>3} improved, {:>3} inconclusive\n", what, counts.all,
             counts.regressed, counts.improved, counts.inconclusive);
  std::fflush(stdout);
}

int check(const fs::path& folder, unsigned runs) {
  bool fine = true;
  for (const unsigned percent : {3U, 5U, 10U}) {
    Counts counts;
    if (!run(folder / "0", folder / std::to_string(percent), std::max(1U, runs / 5), Change::kRegressed, counts))
      return 2;
    print(fmt::format("{} % slower", percent), counts);
    // What is inconclusive was disturbed, and said so; what is wrong is a slowdown that passes as nothing.
    fine = fine && counts.regressed + counts.inconclusive == counts.all && counts.regressed > 0;
  }
  Counts counts;
  const Load load;
  if (!run(folder / "0", folder / "0", runs, Change::kUnchanged, counts)) return 2;
  print("the same program, under a second load", counts);
  return fine && counts.regressed + counts.improved == 0 ? 0 : 1;
}

}  // namespace

}  // namespace gauntlet::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: tracker_check FOLDER [RUNS]\n");
    return 2;
  }
  const unsigned runs = argc == 3 ? static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)) : 20;
  return gauntlet::bench::check(argv[1], runs);
}
