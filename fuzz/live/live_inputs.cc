#include "fuzz/live/live_inputs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "fuzz/support/case_export.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kMostInput = 512, kMostFrames = 40;

/// Of the receiver's script only what goes over the wire counts here.
void as_for(SubjectRole subject, Script& script) {
  script.client = subject == SubjectRole::kClient;
  script.close_first = script.eof = script.deflate = false;
  script.limits = script.registry = 0;
  // That a length takes the fewest octets is asked of who sends it (RFC 6455, section 5.2): a receiver may take it.
  for (ScriptFrame& frame : script.frames) frame.length_form = wire::LengthForm::kMinimal;
}

}  // namespace

LiveInputs::LiveInputs(const std::filesystem::path& corpus, SubjectRole subject, std::uint64_t seed)
    : subject_(subject), choices_(seed) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(corpus / "receiver", error), end; !error && entry != end;
       entry.increment(error))
    files.push_back(entry->path());
  std::ranges::sort(files);
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    pool_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  if (pool_.empty()) pool_.emplace_back();
}

Bytes LiveInputs::next() {
  const bool fresh = unchanged_ < pool_.size();
  Bytes input = fresh ? pool_[unchanged_++] : choices_.of(pool_);
  while (!fresh) {
    input = choices_.one_in(6) ? script_structure().crossed(input, choices_.of(pool_), choices_)
                               : script_structure().mutated(input, choices_);
    if (choices_.one_in(3)) break;
  }
  Script script;
  input.resize(std::min(input.size(), kMostInput));
  decode(input, script);
  as_for(subject_, script);
  script.frames.resize(std::min(script.frames.size(), kMostFrames));
  return encode(script);
}

std::optional<std::string> table_of_session(View input, SubjectRole subject, std::string_view title) {
  Script script;
  decode(input, script);
  as_for(subject, script);
  return export_case("receiver", encode(script), title);
}

}  // namespace gauntlet::fuzz
