#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "bench/results/bench_json.h"
#include "bench/results/google_json.h"

namespace gauntlet::bench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Measurements read(std::string_view json) {
  auto read = read_google_json(json, "a_bench");
  if (auto* line = std::get_if<std::string>(&read)) {
    ADD_FAILURE() << *line;
    return {};
  }
  return std::get<Measurements>(std::move(read));
}

constexpr std::string_view kRun = R"({
  "context": {"host_name": "secret", "library_build_type": "debug", "compiler": "GNU 12", "mask_kernel": "avx2"},
  "benchmarks": [
    {"name": "anchor:rewrite/size:64", "run_name": "anchor:rewrite/size:64", "run_type": "iteration",
     "cpu_time": 1, "time_unit": "ns", "bytes_per_second": 20e9, "label": "unit=GB/s"},
    {"name": "unmask/align:1/kernel:avx2/size:64", "run_name": "unmask/align:1/kernel:avx2/size:64",
     "run_type": "iteration", "cpu_time": 1, "time_unit": "ns", "bytes_per_second": 10e9,
     "label": "unit=GB/s;anchor=anchor:rewrite/size:64;anchor=anchor:none"},
    {"name": "unmask/align:1/kernel:avx2/size:64", "run_name": "unmask/align:1/kernel:avx2/size:64",
     "run_type": "iteration", "cpu_time": 1, "time_unit": "ns", "bytes_per_second": 12e9,
     "label": "unit=GB/s;anchor=anchor:rewrite/size:64;anchor=anchor:none"},
    {"name": "unmask/align:1/kernel:avx2/size:64_mean", "run_name": "unmask/align:1/kernel:avx2/size:64",
     "run_type": "aggregate", "aggregate_name": "mean", "cpu_time": 1, "bytes_per_second": 99e9, "value_cv": NaN},
    {"name": "parse/peer:wslay/manual_time", "run_name": "parse/peer:wslay/manual_time", "run_type": "iteration",
     "cpu_time": 1, "items_per_second": 1e8, "label": "unit=ns a frame"},
    {"name": "allocations/iterations:20", "run_name": "allocations/iterations:20", "run_type": "iteration",
     "cpu_time": 1, "value": 0.0, "label": "unit=allocations a message"},
    {"name": "bad", "run_name": "bad", "run_type": "iteration", "error_occurred": true, "error_message": "why"},
    {"name": "fit_BigO", "run_name": "fit", "run_type": "aggregate", "aggregate_name": "BigO",
     "cpu_coefficient": 2, "real_coefficient": 2, "big_o": "N", "time_unit": "us"},
    {"name": "fit_RMS", "run_name": "fit", "run_type": "aggregate", "aggregate_name": "RMS", "rms": 0.02}
  ]})";

TEST(GoogleJson, RepetitionsAreSamplesAndAggregatesAreLeftOut) {
  const Measurements run = read(kRun);
  ASSERT_EQ(run.measured.size(), 4U);
  const Measurement& one = run.measured[1];
  EXPECT_EQ(one.group, "unmask, align 1");
  EXPECT_EQ(one.kernel, "avx2");
  EXPECT_EQ(one.size, 64);
  EXPECT_THAT(one.samples, ElementsAre(10, 12));
  EXPECT_EQ(one.value(), 12);
}

TEST(GoogleJson, NamesLoseWhatTheLibraryAdds) {
  const Measurements run = read(kRun);
  EXPECT_EQ(run.measured[2].name, "parse/peer:wslay");
  EXPECT_EQ(run.measured[2].value(), 10);
  EXPECT_EQ(run.measured[3].name, "allocations");
  EXPECT_EQ(run.measured[3].value(), 0);
}

TEST(GoogleJson, ErrorsAndFitsAreKept) {
  const Measurements run = read(kRun);
  EXPECT_THAT(run.errors, ElementsAre("bad: why"));
  ASSERT_EQ(run.fits.size(), 1U);
  EXPECT_EQ(run.fits[0].coefficient, 2000);
  EXPECT_EQ(run.fits[0].rms, 0.02);
}

TEST(GoogleJson, NeitherTheHostNorTheLibrarysBuildIsTakenOver) {
  Measurements run = read(kRun);
  const std::string json = bench_json(run, {}, false);
  EXPECT_EQ(json.find("secret"), std::string::npos);
  EXPECT_EQ(json.find("debug"), std::string::npos);
  EXPECT_TRUE(is_noise("***WARNING*** Library was built as DEBUG. Timings may be affected."));
}

TEST(GoogleJson, AnythingElseIsOneLine) {
  for (const char* text : {"", "7", "{", R"({"benchmarks":7})", "Segmentation fault"}) {
    const auto read = read_google_json(text, "a_bench");
    ASSERT_TRUE(std::holds_alternative<std::string>(read)) << text;
    EXPECT_EQ(std::get<std::string>(read), "a_bench printed no results of Google Benchmark");
  }
  EXPECT_TRUE(read(R"({"benchmarks":[7,{},{"name":"x"},null]})").measured.empty());
}

TEST(BenchJson, RatiosAreOfTheSameRun) {
  Measurements run = read(kRun);
  run.relate();
  const auto document = nlohmann::json::parse(bench_json(run, {}, true));
  const auto& row = document["benchmarks"][1];
  EXPECT_EQ(row["anchor"], "anchor:rewrite/size:64");
  EXPECT_EQ(row["anchor_ratio"], 0.6);
  EXPECT_EQ(row["value"], 12);
  EXPECT_EQ(document["schema_version"], 1);
  EXPECT_EQ(document["complexity"][0]["order"], "N");
  EXPECT_THAT(bench_table(run), HasSubstr("0.600x rewrite"));
}

TEST(Percentile, IsAValueThatWasMeasured) {
  EXPECT_EQ(percentile({}, 0.1), 0);
  EXPECT_EQ(percentile({5}, 0.9), 5);
  EXPECT_EQ(percentile({5, 1, 3, 2, 4}, 0), 1);
  EXPECT_EQ(percentile({5, 1, 3, 2, 4}, 0.5), 3);
  EXPECT_EQ(percentile({5, 1, 3, 2, 4}, 1), 5);
}

TEST(ShortNumber, HasThreeDigits) {
  EXPECT_EQ(short_number(0), "0");
  EXPECT_EQ(short_number(0.012345), "0.0123");
  EXPECT_EQ(short_number(1.2345), "1.23");
  EXPECT_EQ(short_number(123.45), "123");
  EXPECT_EQ(short_number(12345), "12345");
}

}  // namespace
}  // namespace gauntlet::bench
