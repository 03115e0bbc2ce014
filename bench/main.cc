// The main of every benchmark program. It stands by itself in the library, so that a program with a main of
// its own can use the rest.
#include <cstdio>

#include "bench/program.h"
#include "ws/kernel.h"

int main(int argc, char** argv) {
  if (const std::string problem = ws::kernel_problem(); !problem.empty()) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return 2;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  gauntlet::bench::register_benchmarks();
  benchmark::AddCustomContext("compiler", WS_COMPILER);
  benchmark::AddCustomContext("mask_kernel", std::string(ws::active_kernel().name));
  benchmark::AddCustomContext("utf8_kernel", std::string(ws::active_kernel().name));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
