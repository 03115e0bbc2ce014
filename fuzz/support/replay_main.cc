// Feeds files, and all files of folders, to a fuzz target: what takes the place of a fuzzing engine where
// there is none, with any compiler. Exit code 0: all of them went through; 2: usage, or a file that
// can't be read. An oracle that is broken aborts, having said which file it was.
// With --minimize FILE OUT it writes the simplest input to OUT that fails as FILE does, and says how; exit code 2 if
// FILE does not fail.

#include <unistd.h>
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support/forked_run.h"
#include "fuzz/support/minimize.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

namespace fs = std::filesystem;

// What is being replayed, ready to be written by a signal handler.
std::string current;

void name_the_file() {
  const auto written = write(STDERR_FILENO, current.data(), current.size());
  (void)written;
}

void on_signal(int number) {
  name_the_file();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

bool complain(const std::string& what) {
  std::fprintf(stderr, "replay: %s\n", what.c_str());
  return false;
}

bool collect(const fs::path& path, std::vector<fs::path>& files) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_regular_file(status)) {
    files.push_back(path);
    return true;
  }
  if (!fs::is_directory(status)) return complain("no such file or folder: " + path.string());
  std::vector<fs::path> inside;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) inside.push_back(entry->path());
  }
  if (error) return complain("can't list " + path.string() + ": " + error.message());
  std::sort(inside.begin(), inside.end());
  files.insert(files.end(), inside.begin(), inside.end());
  return true;
}

bool read(const fs::path& path, gauntlet::wire::Bytes& octets) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return complain("can't open " + path.string() + ": " + std::strerror(errno));
  octets.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return !file.bad() || complain("can't read " + path.string());
}

bool replay(const fs::path& path) {
  gauntlet::wire::Bytes octets;
  if (!read(path, octets)) return false;
  current = "replay: it was " + path.string() + "\n";
  LLVMFuzzerTestOneInput(octets.data(), octets.size());
  return true;
}

bool minimize(const fs::path& path, const fs::path& out) {
  using namespace gauntlet::fuzz;
  constexpr unsigned kMostTries = 20'000;
  Bytes input;
  if (!read(path, input)) return false;
  const auto target = [](View octets) { LLVMFuzzerTestOneInput(octets.data(), octets.size()); };
  const auto failure = run_forked(target, input);
  if (!failure) return complain(path.string() + " does not fail");
  const auto fails = [&](View octets) {
    const auto now = run_forked(target, octets);
    return now && now->signature == failure->signature;
  };
  const Bytes smallest = minimize(input, structure(), fails, kMostTries);
  std::ofstream file(out, std::ios::binary);
  file.write(reinterpret_cast<const char*>(smallest.data()), static_cast<std::streamsize>(smallest.size()));
  if (!file.flush()) return complain("can't write " + out.string());
  const auto last = run_forked(target, smallest);
  std::printf("%smade %zu octets of %zu\nsignature: %s\n", last ? last->story.c_str() : "", smallest.size(),
              input.size(), failure->signature.c_str());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    complain("usage: " + std::string(argv[0]) + " FILE_OR_FOLDER... | --minimize FILE OUT");
    return 2;
  }
  if (argc == 4 && std::string_view(argv[1]) == "--minimize") return minimize(argv[2], argv[3]) ? 0 : 2;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!collect(argv[i], files)) return 2;
  }
  std::signal(SIGABRT, on_signal);
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(name_the_file);  // the sanitizers have handlers of their own for the rest
  } else {
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(number, on_signal);
  }
  for (const auto& file : files) {
    if (!replay(file)) return 2;
  }
  std::printf("replayed %zu inputs\n", files.size());
  return 0;
}
