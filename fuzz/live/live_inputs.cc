#include "fuzz/live/live_inputs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

namespace gauntlet::fuzz {
namespace {

std::vector<Bytes> inputs_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    files.push_back(entry->path());
  std::ranges::sort(files);
  std::vector<Bytes> inputs;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  if (inputs.empty()) inputs.emplace_back();
  return inputs;
}

}  // namespace

LiveInputs::LiveInputs(const std::filesystem::path& corpus, SubjectRole subject, std::uint64_t seed)
    : subject_(subject), choices_(seed) {
  const bool server = subject == SubjectRole::kServer;
  const std::string_view heads = server ? "opening_handshake_request" : "opening_handshake_response";
  pools_.push_back({LiveKind::kFrames, 3, inputs_in(corpus / "receiver")});
  pools_.push_back({LiveKind::kDeflate, 1, inputs_in(corpus / "permessage_deflate")});
  pools_.push_back({LiveKind::kOpening, 1, inputs_in(corpus / heads)});
  // Another seed begins with others: a short run does not get to the end.
  for (Pool& pool : pools_) {
    for (std::size_t i = pool.inputs.size(); i > 1; --i) std::swap(pool.inputs[i - 1], pool.inputs[choices_.below(i)]);
  }
}

LiveInputs::Pool& LiveInputs::drawn_pool() {
  std::size_t all = 0;
  for (const Pool& pool : pools_) all += pool.share;
  std::size_t drawn = choices_.below(all);
  for (Pool& pool : pools_) {
    if (drawn < pool.share) return pool;
    drawn -= pool.share;
  }
  return pools_.front();
}

Bytes LiveInputs::changed(const Pool& pool) {
  const Structure& structure = structure_of(pool.kind);
  Bytes input = choices_.of(pool.inputs);
  do {
    input = choices_.one_in(6) ? structure.crossed(input, choices_.of(pool.inputs), choices_)
                               : structure.mutated(input, choices_);
  } while (!choices_.one_in(3));
  return input;
}

LiveInput LiveInputs::next() {
  Pool& pool = drawn_pool();
  const bool fresh = pool.unchanged < pool.inputs.size() && choices_.one_in(2);
  return {pool.kind, trimmed(pool.kind, fresh ? pool.inputs[pool.unchanged++] : changed(pool), subject_)};
}

}  // namespace gauntlet::fuzz
