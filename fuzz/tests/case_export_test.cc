#include "fuzz/support/case_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "conformance/play/judge.h"
#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"
#include "conformance/table/loader.h"
#include "fuzz/support/script.h"

// What the fuzzers find becomes a case: the corpus as cases, played on the codec.

namespace gauntlet::fuzz {
namespace {

std::vector<Bytes> corpus_of(const std::string& target) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(WS_SOURCE_DIR "/corpus/") + target))
    files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Bytes> inputs;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

Behaviour verdict_of(const Case& test) {
  PlayerOptions options;
  options.subject = test.for_client ? SubjectRole::kClient : SubjectRole::kServer;
  return judge(test, play_in_process(test, std::move(options), make_codec_endpoint)).behaviour;
}

/// A table that loads, and the codec's verdict on its case; counts in `checked`.
void check(const std::string& target, View input, std::size_t& checked) {
  const auto text = export_case(target, input, "a title");
  if (!text) return;
  ++checked;
  const auto loaded = load_table_text(*text, "exported.json");
  ASSERT_TRUE(loaded.table) << to_string(loaded.errors.front()) << *text;
  const Case& test = loaded.table->cases.front();
  EXPECT_EQ(verdict_of(test), Behaviour::kOk) << *text;
}

TEST(CaseExport, ScriptsOfTheCorpusAreCasesThatTheCodecPasses) {
  std::size_t checked = 0;
  for (const Bytes& input : corpus_of("receiver")) {
    Script script;
    decode(input, script);
    // A case knows nothing of other limits and registries, nor of an endpoint that has closed already.
    if (script.limits != 0 || script.registry != 0 || script.close_first || script.frames.empty()) continue;
    check("receiver", input, checked);
  }
  EXPECT_GT(checked, 50U);
}

TEST(CaseExport, RequestsOfTheCorpusAreCasesThatTheCodecPasses) {
  std::size_t checked = 0, seen = 0;
  for (const Bytes& input : corpus_of("opening_handshake_request")) {
    if (seen++ % 4 == 0) check("opening_handshake_request", input, checked);
  }
  EXPECT_GT(checked, 50U);
}

TEST(CaseExport, KernelsHaveNone) { EXPECT_FALSE(export_case("utf8", Bytes{1, 2, 3}, "")); }

}  // namespace
}  // namespace gauntlet::fuzz
