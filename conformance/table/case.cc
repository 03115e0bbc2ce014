#include "conformance/table/case.h"

#include <algorithm>
#include <string_view>

namespace gauntlet {
namespace {

std::string_view next_component(std::string_view& id) {
  const std::size_t dot = std::min(id.find('.'), id.size());
  const std::string_view component = id.substr(0, dot);
  id.remove_prefix(std::min(dot + 1, id.size()));
  return component;
}

// By length once leading zeros are gone, so that numbers may have any size; what is no number still
// has some order.
int compare_components(std::string_view a, std::string_view b) {
  const auto significant = [](std::string_view text) {
    return text.substr(std::min(text.find_first_not_of('0'), text.size()));
  };
  const std::string_view x = significant(a);
  const std::string_view y = significant(b);
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  return x.compare(y);
}

}  // namespace

bool id_less(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const int order = compare_components(next_component(a), next_component(b));
    if (order != 0) return order < 0;
  }
  return a.empty() && !b.empty();
}

std::string_view name(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kOk: return "OK";
    case Behaviour::kNonStrict: return "NON-STRICT";
    case Behaviour::kInformational: return "INFORMATIONAL";
    case Behaviour::kUnimplemented: return "UNIMPLEMENTED";
    case Behaviour::kFailed: return "FAILED";
  }
  return "?";
}

std::string_view name(CloseBehaviour behaviour) {
  switch (behaviour) {
    case CloseBehaviour::kOk: return "OK";
    case CloseBehaviour::kInformational: return "INFORMATIONAL";
    case CloseBehaviour::kFailed: return "FAILED";
    case CloseBehaviour::kUnclean: return "UNCLEAN";
    case CloseBehaviour::kWrongCode: return "WRONG CODE";
    case CloseBehaviour::kFailedByClient: return "FAILED BY CLIENT";
  }
  return "?";
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "info";
    case Severity::kLow: return "low";
    case Severity::kMedium: return "medium";
    case Severity::kHigh: return "high";
    case Severity::kCritical: return "critical";
  }
  return "?";
}

std::string_view name(SubjectRole role) { return role == SubjectRole::kServer ? "server" : "client"; }

}  // namespace gauntlet
