#include "cli/tests/program.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>

namespace gauntlet::testing {

namespace {

using namespace std::chrono_literals;
constexpr auto kEndLimit = 100s;
constexpr auto kSayLimit = 30s;
constexpr int kPollMs = 5;

template <class Condition>
bool wait_for(std::chrono::seconds limit, const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, kPollMs);
  }
  return true;
}

}  // namespace

TestFolder::TestFolder() {
  static int made = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("wsgauntlet-" + std::to_string(::getpid()) + "-" + std::to_string(++made));
  std::filesystem::create_directories(path_);
}
TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Program::Program(const TestFolder& folder, const std::string& arguments, const std::string& directory) {
  static int started = 0;
  output_file_ = folder / ("output-" + std::to_string(++started));
  std::string error;
  process_ = Process::start("cd '" + directory + "' && exec " + WSGAUNTLET + " " + arguments, output_file_, error);
  EXPECT_TRUE(process_) << error;
}

int exit_code(Process& process) {
  EXPECT_TRUE(wait_for(kEndLimit, [&] { return process.ended().has_value(); }));
  const auto end = process.ended();
  return end && !end->by_signal ? end->code : -1;
}

int Program::wait() { return exit_code(*process_); }

bool Program::says(const std::string& text) {
  return wait_for(kSayLimit, [&] { return output().find(text) != std::string::npos || process_->ended(); }) &&
         output().find(text) != std::string::npos;
}

std::string Program::port() {
  const std::string before = "listening on 127.0.0.1:";
  EXPECT_TRUE(wait_for(kSayLimit, [&] {
    const auto at = output().find(before);
    return at != std::string::npos && output().find('\n', at) != std::string::npos;
  })) << output();
  const auto text = output();
  const auto at = text.find(before) + before.size();
  return text.substr(at, text.find('\n', at) - at);
}

std::string Program::output() const { return read_file(output_file_); }
void Program::signal(int number) const { ::kill(process_->pid(), number); }

Ended run(const TestFolder& folder, const std::string& arguments, const std::string& directory) {
  Program program(folder, arguments, directory);
  Ended ended;
  ended.exit = program.wait();
  ended.output = program.output();
  return ended;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool wait_for_file(const std::string& path, const std::string& text) {
  return wait_for(kSayLimit, [&] { return read_file(path).find(text) != std::string::npos; });
}

}  // namespace gauntlet::testing
