// Replays the corpus of a target on mutants of the codec, each in a process of its own:
//   mutants_TARGET NAMES FOLDER...
// NAMES is a file with the name of a mutant on each line. For each it prints "found NAME SIGNATURE" or
// "survived NAME". Exit code 2: usage, or something that can't be read.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/support/forked_run.h"
#include "fuzz/support/mutant_switch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using gauntlet::wire::Bytes;
using gauntlet::wire::View;

constexpr unsigned kSecondsOfCpu = 60;

int complain(const std::string& what) {
  std::fprintf(stderr, "mutants: %s\n", what.c_str());
  return 2;
}

/// All files of the folders, the smallest first: they are the quickest to say something.
bool read_corpus(const std::vector<fs::path>& folders, std::vector<Bytes>& inputs) {
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code ignored;
      if (!entry->is_regular_file(ignored)) continue;
      std::ifstream file(entry->path(), std::ios::binary);
      inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      if (file.bad()) return false;
    }
    if (error) return false;
  }
  std::ranges::sort(inputs, [](const Bytes& one, const Bytes& other) {
    return one.size() != other.size() ? one.size() < other.size() : one < other;
  });
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return complain("usage: mutants_TARGET NAMES FOLDER...");
  std::ifstream names(argv[1]);
  if (!names) return complain("can't read " + std::string(argv[1]));
  std::vector<Bytes> inputs;
  if (!read_corpus({argv + 2, argv + argc}, inputs)) return complain("can't read the corpus");
  for (std::string name; std::getline(names, name);) {
    if (!gauntlet::fuzz::become_mutant(name)) return complain("no mutant is named " + name);
    const auto all = [&](View) {
      for (const Bytes& input : inputs) LLVMFuzzerTestOneInput(input.data(), input.size());
    };
    const auto failure = gauntlet::fuzz::run_forked(all, {}, kSecondsOfCpu);
    if (failure) {
      std::printf("found %s %s\n", name.c_str(), failure->signature.c_str());
    } else {
      std::printf("survived %s\n", name.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}
