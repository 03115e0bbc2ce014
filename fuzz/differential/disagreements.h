#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// The table of the differential target: who makes what of an input, in how many inputs, the smallest of them, and
/// the statement of the RFC that decides. Says it on stdout at its end, or writes it to the file that
/// WSGAUNTLET_DISAGREEMENTS names.
class Disagreements {
 public:
  Disagreements() = default;
  ~Disagreements();
  Disagreements(const Disagreements&) = delete;
  Disagreements& operator=(const Disagreements&) = delete;

  void add(std::string signature, std::string_view statement, wire::View octets);

 private:
  struct Row {
    std::uint64_t inputs = 0;
    std::string statement;
    wire::Bytes smallest;
  };
  std::map<std::string, Row> rows_;
};

}  // namespace gauntlet::fuzz
