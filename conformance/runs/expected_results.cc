#include "conformance/runs/expected_results.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "conformance/table/json_tree.h"

namespace gauntlet {

namespace {

using nlohmann::json;

constexpr std::array kBehaviours{Behaviour::kOk, Behaviour::kNonStrict, Behaviour::kInformational,
                                 Behaviour::kUnimplemented, Behaviour::kFailed};
constexpr std::array kCloses{CloseBehaviour::kOk,      CloseBehaviour::kInformational, CloseBehaviour::kFailed,
                             CloseBehaviour::kUnclean, CloseBehaviour::kWrongCode,     CloseBehaviour::kFailedByClient};

template <class Values>
auto value_named(const Values& values, const json& text) -> std::optional<typename Values::value_type> {
  if (!text.is_string()) return std::nullopt;
  for (const auto value : values) {
    if (name(value) == text.get<std::string>()) return value;
  }
  return std::nullopt;
}

std::optional<ExpectedResults::Verdict> read_verdict(const json& pair) {
  if (!pair.is_array() || pair.size() != 2) return std::nullopt;
  const auto behaviour = value_named(kBehaviours, pair[0]);
  const auto close = value_named(kCloses, pair[1]);
  if (!behaviour || !close) return std::nullopt;
  return ExpectedResults::Verdict{*behaviour, *close};
}

// An entry: a pair, or a list of pairs. Empty: it is neither.
std::vector<ExpectedResults::Verdict> read_entry(const json& entry) {
  if (auto one = read_verdict(entry)) return {*one};
  std::vector<ExpectedResults::Verdict> verdicts;
  if (!entry.is_array()) return verdicts;
  for (const auto& pair : entry) {
    const auto verdict = read_verdict(pair);
    if (!verdict) return {};
    verdicts.push_back(*verdict);
  }
  return verdicts;
}

std::string print_entry(const std::vector<ExpectedResults::Verdict>& verdicts) {
  std::vector<std::string> pairs;
  for (const auto& verdict : verdicts) {
    pairs.push_back(fmt::format("[\"{}\", \"{}\"]", name(verdict.behaviour), name(verdict.close)));
  }
  return pairs.size() == 1 ? pairs.front() : fmt::format("[{}]", fmt::join(pairs, ", "));
}

bool unremarkable(const ExpectedResults::Verdict& verdict) {
  const bool behaviour = verdict.behaviour == Behaviour::kOk || verdict.behaviour == Behaviour::kInformational;
  return behaviour && (verdict.close == CloseBehaviour::kOk || verdict.close == CloseBehaviour::kInformational);
}

// From good to bad, so that two verdicts can be compared.
int rank(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kOk: return 0;
    case Behaviour::kInformational: return 0;
    case Behaviour::kNonStrict: return 1;
    case Behaviour::kUnimplemented: return 2;
    case Behaviour::kFailed: return 3;
  }
  return 3;
}
int rank(CloseBehaviour close) {
  return close == CloseBehaviour::kOk || close == CloseBehaviour::kInformational ? 0 : 1;
}

}  // namespace

std::optional<FailOn> parse_fail_on(std::string_view text) {
  if (text == "failed") return FailOn::kFailed;
  if (text == "non-strict") return FailOn::kNonStrict;
  if (text == "unimplemented") return FailOn::kUnimplemented;
  return std::nullopt;
}

bool fails(const RunResult& result, FailOn policy) {
  if (result.behaviour == Behaviour::kFailed || rank(result.close_behaviour) > 0 || result.death) return true;
  if (policy == FailOn::kFailed) return false;
  return result.behaviour == Behaviour::kNonStrict ||
         (policy == FailOn::kUnimplemented && result.behaviour == Behaviour::kUnimplemented);
}

std::optional<ExpectedResults> ExpectedResults::load(const std::filesystem::path& file, std::vector<Finding>& errors) {
  JsonDocument places;
  const auto error = [&](std::string pointer, std::string message) {
    const int line = places.root ? line_at(*places.root, pointer) : 0;
    errors.push_back({file.string(), line, std::move(pointer), std::move(message)});
    return std::nullopt;
  };
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return error("", "can't be read");
  std::stringstream text;
  text << stream.rdbuf();
  const auto document = json::parse(text.str(), nullptr, false);
  places = parse_json(text.str(), file.string(), 1);
  if (!places.root || document.is_discarded()) {
    errors.insert(errors.end(), places.errors.begin(), places.errors.end());
    return std::nullopt;
  }
  if (!document.is_object() || !document.contains("agents") || !document["agents"].is_object()) {
    return error("/agents", "an object of agents is missing");
  }
  ExpectedResults expected;
  for (const auto& [agent, cases] : document["agents"].items()) {
    if (!cases.is_object()) return error("/agents/" + agent, "is not an object of cases");
    for (const auto& [id, verdict] : cases.items()) {
      const auto pointer = fmt::format("/agents/{}/{}", agent, id);
      auto verdicts = read_entry(verdict);
      if (verdicts.empty()) {
        return error(pointer, "is neither a pair of verdicts like [\"NON-STRICT\", \"OK\"] nor a list of such pairs");
      }
      expected.agents_[agent][id] = std::move(verdicts);
    }
  }
  return expected;
}

const std::vector<ExpectedResults::Verdict>* ExpectedResults::find(const std::string& agent,
                                                                   const std::string& case_id) const {
  const auto cases = agents_.find(agent);
  if (cases == agents_.end()) return nullptr;
  const auto verdicts = cases->second.find(case_id);
  return verdicts == cases->second.end() ? nullptr : &verdicts->second;
}

void ExpectedResults::update(const std::vector<RunResult>& results, Update how) {
  for (const auto& result : results) {
    const Verdict seen{result.behaviour, result.close_behaviour};
    auto& cases = agents_[result.agent];
    const auto known = cases.find(result.case_id);
    if (known == cases.end()) {
      if (unremarkable(seen)) continue;
      cases[result.case_id] = how == Update::kWiden ? std::vector{Verdict{}, seen} : std::vector{seen};
    } else if (std::ranges::find(known->second, seen) != known->second.end()) {
      continue;
    } else if (how == Update::kWiden) {
      known->second.push_back(seen);
    } else if (unremarkable(seen)) {
      cases.erase(known);
    } else {
      known->second = {seen};
    }
  }
}

std::string ExpectedResults::print() const {
  std::string text = "{\n  \"schema_version\": 1,\n  \"agents\": {";
  bool first_agent = true;
  for (const auto& [agent, cases] : agents_) {
    text += fmt::format("{}\n    {}: {{", first_agent ? "" : ",",
                        json(agent).dump(-1, ' ', false, json::error_handler_t::replace));
    first_agent = false;
    std::vector<std::string> ids;
    for (const auto& [id, verdict] : cases) ids.push_back(id);
    std::sort(ids.begin(), ids.end(), id_less);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      text += fmt::format("{}\n      \"{}\": {}", i == 0 ? "" : ",", ids[i], print_entry(cases.at(ids[i])));
    }
    text += ids.empty() ? "}" : "\n    }";
  }
  return text + (agents_.empty() ? "}\n}\n" : "\n  }\n}\n");
}

Standing stand(RunResult& result, const ExpectedResults* expected, FailOn policy, bool allow_better) {
  const auto* known = expected == nullptr ? nullptr : expected->find(result.agent, result.case_id);
  if (known != nullptr) {
    std::vector<std::string> names;
    for (const auto& one : *known) names.push_back(fmt::format("{}/{}", name(one.behaviour), name(one.close)));
    result.expected_verdict = fmt::format("{}", fmt::join(names, " or "));
    const ExpectedResults::Verdict seen{result.behaviour, result.close_behaviour};
    if (std::ranges::find(*known, seen) != known->end() && !result.death) return Standing::kExpected;
    const bool better = !result.death && std::ranges::any_of(*known, [&](const auto& one) {
      return rank(seen.behaviour) <= rank(one.behaviour) && rank(seen.close) <= rank(one.close);
    });
    result.unexpected = !better || !allow_better;
    return better ? Standing::kBetter : Standing::kWorse;
  }
  result.unexpected = fails(result, policy);
  return result.unexpected ? Standing::kWorse : Standing::kExpected;
}

}  // namespace gauntlet
