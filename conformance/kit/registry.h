#pragma once
#include <string_view>
#include <vector>

#include "wsgauntlet/subject.h"

namespace gauntlet {

/// A codec that is linked into this program, as its adapter made it known.
struct LinkedCodec {
  const char* name;
  wsgauntlet::Factory make;
  wsgauntlet::Opening opening;
  wsgauntlet::Roles roles;

  [[nodiscard]] bool plays(wsgauntlet::Role role) const {
    using wsgauntlet::Roles;
    return roles == Roles::kBoth || (roles == Roles::kServerOnly) == (role == wsgauntlet::Role::kServer);
  }
};

/// All of them, by name. Complete once main has begun.
[[nodiscard]] const std::vector<LinkedCodec>& linked_codecs();
/// Null: there is none of that name.
[[nodiscard]] const LinkedCodec* find_linked_codec(std::string_view name);

}  // namespace gauntlet
