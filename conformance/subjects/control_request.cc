#include "conformance/subjects/control_request.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "conformance/wire/http_text.h"

namespace gauntlet {

namespace {

using Kind = ControlRequest::Kind;
using Parameters = std::map<std::string, std::vector<std::string>>;

constexpr std::size_t kMaxAgent = 200;

struct Path {
  std::string_view path;
  Kind kind;
  bool needs_case, needs_agent;
};
constexpr std::array<Path, 6> kPaths{{{"/getCaseCount", Kind::kCaseCount, false, false},
                                      {"/getCaseInfo", Kind::kCaseInfo, true, false},
                                      {"/runCase", Kind::kRunCase, true, true},
                                      {"/getCaseStatus", Kind::kCaseStatus, true, true},
                                      {"/updateReports", Kind::kUpdateReports, false, true},
                                      {"/stopServer", Kind::kStopServer, false, false}}};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// As in HTML forms: + is a space, and an escape that is none stands for itself.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

// Parameters without a value do not count, as in the reference.
Parameters parameters_of(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && equals + 1 < pair.size()) {
      parameters[decoded(pair.substr(0, equals))].push_back(decoded(pair.substr(equals + 1)));
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return parameters;
}

// The one value of a parameter; nothing if it is not there. `why` if it is there twice.
std::optional<std::string> single(const Parameters& parameters, const std::string& key, std::string& why) {
  const auto found = parameters.find(key);
  if (found == parameters.end()) return std::nullopt;
  if (found->second.size() > 1) why = fmt::format("{} is given {} times", key, found->second.size());
  return found->second.front();
}

std::optional<std::size_t> index_of(const Parameters& parameters, std::span<const Case* const> cases,
                                    std::string& why) {
  if (const auto tuple = single(parameters, "casetuple", why); tuple && why.empty()) {
    const auto found = std::find_if(cases.begin(), cases.end(), [&](const Case* test) { return test->id == *tuple; });
    if (found != cases.end()) return static_cast<std::size_t>(found - cases.begin());
    why = fmt::format("there is no case {} in this run", wire::shown(*tuple));
    return std::nullopt;
  }
  const auto number = single(parameters, "case", why);
  if (!number || !why.empty()) return std::nullopt;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(number->data(), number->data() + number->size(), value);
  if (error == std::errc{} && end == number->data() + number->size() && value >= 1 && value <= cases.size())
    return value - 1;
  why = fmt::format("case {} is not a number from 1 to {}", wire::shown(*number), cases.size());
  return std::nullopt;
}

bool is_true(const std::optional<std::string>& value) {
  return value && (wire::same_word(*value, "true") || wire::same_word(*value, "yes") || *value == "1");
}

}  // namespace

std::variant<ControlRequest, ControlRefusal> read_control_request(std::string_view target,
                                                                  std::span<const Case* const> cases) {
  const auto question = std::min(target.find('?'), target.size());
  const auto path = target.substr(0, question);
  const auto known = std::find_if(kPaths.begin(), kPaths.end(), [&](const Path& p) { return p.path == path; });
  if (known == kPaths.end()) {
    return ControlRefusal{404, fmt::format("{} is not one of /getCaseCount, /getCaseInfo, /runCase, /getCaseStatus, "
                                           "/updateReports, /stopServer",
                                           wire::shown(path))};
  }
  const auto parameters = parameters_of(target.substr(std::min(question + 1, target.size())));
  ControlRequest request;
  request.kind = known->kind;
  std::string why;
  const auto agent = single(parameters, "agent", why);
  const auto index = why.empty() ? index_of(parameters, cases, why) : std::nullopt;
  request.shut_down = is_true(single(parameters, "shutdownOnComplete", why));
  if (why.empty() && known->needs_case && !index) why = "case or casetuple is missing";
  if (why.empty() && known->needs_agent && !agent) why = "agent is missing";
  if (why.empty() && agent && agent->size() > kMaxAgent) why = fmt::format("agent is longer than {} octets", kMaxAgent);
  if (!why.empty()) return ControlRefusal{500, fmt::format("{}: {}", path, why)};
  request.index = index.value_or(0);
  request.agent = agent.value_or("");
  return request;
}

}  // namespace gauntlet
