#include "reports/result_log.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "reports/atomic_file.h"
#include "reports/result_json.h"
#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

using testing::HasSubstr;
using Mode = ResultLog::Mode;

std::unique_ptr<ResultLog> opened(const std::filesystem::path& folder, Mode mode = Mode::kReplace) {
  std::string error;
  auto log = ResultLog::open(folder, full_info(), mode, error);
  EXPECT_TRUE(log) << error;
  return log;
}

LoadedLog loaded(const std::filesystem::path& folder) {
  std::string error;
  auto log = read_result_log(folder / kResultLogName, error);
  EXPECT_TRUE(log) << error;
  return log.value_or(LoadedLog());
}

TEST(ResultLog, WhatIsWrittenIsReadBack) {
  const ScratchFolder folder;
  {
    const auto log = opened(folder.path() / "new" / "deep");
    EXPECT_FALSE(log->append(full_result()));
    EXPECT_FALSE(log->append(passed("a", "1.1.1")));
    EXPECT_FALSE(log->finish(full_info()));
  }
  const LoadedLog log = loaded(folder.path() / "new" / "deep");
  ASSERT_EQ(log.results.size(), 2U);
  EXPECT_EQ(to_json(log.results[0]), to_json(full_result()));
  EXPECT_TRUE(log.info && log.finished && !log.truncated && log.broken.empty());
}

TEST(ResultLog, EachResultIsThereAtOnce) {
  const ScratchFolder folder;
  const auto log = opened(folder.path());
  EXPECT_FALSE(log->append(passed("a", "1.1.1")));
  const LoadedLog now = loaded(folder.path());
  EXPECT_EQ(now.results.size(), 1U);
  EXPECT_FALSE(now.finished);
}

TEST(ResultLog, ACutOffLastLineCostsThatLineOnly) {
  const ScratchFolder folder;
  { EXPECT_FALSE(opened(folder.path())->append(passed("a", "1.1.1"))); }
  const std::string whole = content_of(folder.path() / kResultLogName);
  const std::size_t line = whole.find('\n') + 1;
  for (std::size_t size = line; size < whole.size(); size += 37) {
    std::filesystem::resize_file(folder.path() / kResultLogName, size);
    const LoadedLog log = loaded(folder.path());
    EXPECT_TRUE(log.info);
    EXPECT_EQ(log.truncated, size > line) << size;
    EXPECT_TRUE(log.results.empty() && log.broken.empty());
    std::ofstream(folder.path() / kResultLogName, std::ios::binary) << whole;
  }
}

TEST(ResultLog, AppendingAfterACutOffLineLosesNothingMore) {
  const ScratchFolder folder;
  {
    const auto log = opened(folder.path());
    EXPECT_FALSE(log->append(passed("a", "1.1.1")));
    EXPECT_FALSE(log->append(passed("a", "1.1.2")));
  }
  const auto file = folder.path() / kResultLogName;
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 10);
  { EXPECT_FALSE(opened(folder.path(), Mode::kAppend)->append(passed("a", "1.1.3"))); }
  const LoadedLog log = loaded(folder.path());
  ASSERT_EQ(log.results.size(), 2U);
  EXPECT_EQ(log.results[1].case_id, "1.1.3");
  ASSERT_EQ(log.broken.size(), 1U);
  EXPECT_EQ(log.broken[0].line, 3U);
}

TEST(ResultLog, BrokenLinesAreNumbered) {
  const ScratchFolder folder;
  { EXPECT_FALSE(opened(folder.path())->append(passed("a", "1.1.1"))); }
  std::ofstream(folder.path() / kResultLogName, std::ios::app | std::ios::binary)
      << "not json\n\n{\"kind\":\"what\"}\n{\"kind\":\"result\",\"schema_version\":1,\"line\":\"x\"}\n[[[[\n\xff\xff\n";
  const LoadedLog log = loaded(folder.path());
  EXPECT_EQ(log.results.size(), 1U);
  ASSERT_EQ(log.broken.size(), 5U);
  EXPECT_EQ(log.broken[0].line, 3U);
  EXPECT_EQ(log.broken[1].line, 5U);
  EXPECT_THAT(log.broken[2].what, HasSubstr("line"));
  EXPECT_EQ(log.broken[4].line, 8U);
}

TEST(ResultLog, ReplaceAndAppend) {
  const ScratchFolder folder;
  for (const Mode mode : {Mode::kAppend, Mode::kAppend})
    EXPECT_FALSE(opened(folder.path(), mode)->append(passed("a", "1")));
  EXPECT_EQ(loaded(folder.path()).results.size(), 2U);
  { opened(folder.path(), Mode::kReplace); }
  EXPECT_EQ(loaded(folder.path()).results.size(), 0U);
}

TEST(ResultLog, ASecondRunIsRefusedAndDoesNoHarm) {
  const ScratchFolder folder;
  std::string error;
  {
    const auto first = opened(folder.path());
    EXPECT_FALSE(first->append(passed("a", "1.1.1")));
    EXPECT_FALSE(ResultLog::open(folder.path(), full_info(), Mode::kReplace, error));
    EXPECT_THAT(error, testing::AllOf(HasSubstr("another run (process "), HasSubstr(folder.path().string())));
    EXPECT_FALSE(first->append(passed("a", "1.1.2")));
  }
  EXPECT_EQ(loaded(folder.path()).results.size(), 2U);
  EXPECT_TRUE(ResultLog::open(folder.path(), full_info(), Mode::kReplace, error)) << error;
}

TEST(ResultLog, AFullDiskIsSaid) {
  std::string error;
  EXPECT_FALSE(ResultLog::open_file("/dev/full", full_info(), Mode::kAppend, error));
  EXPECT_THAT(error, testing::AllOf(HasSubstr("/dev/full"), HasSubstr("No space left")));
}

TEST(ResultLog, AFolderThatCannotBeIsSaid) {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  std::string error;
  EXPECT_FALSE(ResultLog::open(folder.path() / "file" / "out", full_info(), Mode::kReplace, error));
  EXPECT_THAT(error, HasSubstr("file/out"));
  EXPECT_FALSE(ResultLog::open_file(folder.path() / "file" / "x", full_info(), Mode::kReplace, error));
  EXPECT_FALSE(read_result_log(folder.path() / "none", error));
  EXPECT_THAT(error, HasSubstr("No such file"));
  EXPECT_FALSE(read_result_log(folder.path(), error));
}

TEST(ResultLog, ThreadsDoNotMixTheirLines) {
  const ScratchFolder folder;
  {
    const auto log = opened(folder.path());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 50; ++i) EXPECT_FALSE(log->append(full_result()));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const LoadedLog log = loaded(folder.path());
  EXPECT_EQ(log.results.size(), 200U);
  EXPECT_TRUE(log.broken.empty());
}

TEST(AtomicFile, ReplacesAndLeavesNothingElse) {
  const ScratchFolder folder;
  EXPECT_FALSE(replace_file(folder.path() / "a", "old"));
  EXPECT_FALSE(replace_file(folder.path() / "a", std::string("new\0", 4)));
  EXPECT_EQ(content_of(folder.path() / "a"), std::string("new\0", 4));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(AtomicFile, FailuresAreSaidAndCleanedUp) {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder.path() / "taken" / "x");
  const auto error = replace_file(folder.path() / "taken", "x");
  ASSERT_TRUE(error);
  EXPECT_THAT(*error, HasSubstr("taken"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  EXPECT_TRUE(replace_file(folder.path() / "none" / "x", "x"));
  EXPECT_EQ(write_fully(-1, "x"), error_text(EBADF));
}

}  // namespace
}  // namespace gauntlet::reports
