#include "conformance/kit/registry.h"

#include <algorithm>

namespace gauntlet {

namespace {

// A function's own, as adapters come to it while the program's constants are made, in any order.
std::vector<LinkedCodec>& codecs() {
  static std::vector<LinkedCodec> all;
  return all;
}

}  // namespace

const std::vector<LinkedCodec>& linked_codecs() { return codecs(); }

const LinkedCodec* find_linked_codec(std::string_view name) {
  const auto& all = codecs();
  const auto found = std::find_if(all.begin(), all.end(), [&](const LinkedCodec& codec) { return codec.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace gauntlet

namespace wsgauntlet {

Subject::Subject(const char* name, Factory make, Opening opening, Roles roles) {
  auto& all = gauntlet::codecs();
  const auto place = std::lower_bound(all.begin(), all.end(), std::string_view(name),
                                      [](const auto& codec, std::string_view sought) { return codec.name < sought; });
  all.insert(place, {name, make, opening, roles});
}

}  // namespace wsgauntlet
