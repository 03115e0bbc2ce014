#include "fuzz/support/finding.h"

#include <cstdio>
#include <cstdlib>

namespace gauntlet::fuzz {

void report_finding(std::string_view oracle, std::string_view signature, std::string_view detail) {
  std::fprintf(stderr, "%.*s\n%.*s%.*s %.*s\n", static_cast<int>(detail.size()), detail.data(),
               static_cast<int>(kFindingMark.size()), kFindingMark.data(), static_cast<int>(oracle.size()),
               oracle.data(), static_cast<int>(signature.size()), signature.data());
  std::fflush(stderr);
  std::abort();
}

}  // namespace gauntlet::fuzz
