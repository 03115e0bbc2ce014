#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "conformance/mutants/mutants.h"
#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/exec_subject.h"
#include "conformance/subjects/in_process_subject.h"
#include "conformance/subjects/linked_endpoint.h"
#include "conformance/subjects/server_subject.h"
#include "conformance/subjects/subject.h"
#include "conformance/subjects/uri.h"

namespace gauntlet {

namespace {

using Opened = std::variant<Subjects, std::string>;

std::vector<SubjectRole> roles(const std::map<std::string, std::string>& query) {
  const auto role = query.find("role");
  if (role == query.end()) return {SubjectRole::kServer, SubjectRole::kClient};
  return {role->second == "client" ? SubjectRole::kClient : SubjectRole::kServer};
}

Opened open_codec(std::string_view rest, const std::string& agent) {
  const auto query = parse_query(rest);
  if (!query) return fmt::format("codec:{}: not a query like ?role=client&fault=NAME", rest);
  CodecMutant mutant;
  for (const auto& [key, value] : *query) {
    if (key == "role" && (value == "server" || value == "client")) continue;
    const bool names_mutant = key == "without" || key == "fault";
    const auto named = names_mutant ? find_mutant(key == "without", value) : std::nullopt;
    if (!named) return fmt::format("codec: {}={} is not known (see 'list rules', 'list mutants')", key, value);
    mutant = with(*named, mutant);
  }
  Subjects subjects;
  for (const auto role : roles(*query)) {
    InProcessFactory factory = make_codec_endpoint;
    if (mutant.without != 0 || mutant.fault != 0) {
      factory = [mutant](const ConnectionRequest& request) { return make_mutant_endpoint(request, mutant); };
    }
    const auto base = agent.empty() ? std::string("codec") : agent;
    subjects.push_back(make_in_process_subject(fmt::format("{}-{}", base, name(role)), role, std::move(factory)));
  }
  return subjects;
}

std::string linked_names() {
  std::string names;
  for (const auto& codec : linked_codecs()) names += fmt::format(" lib:{}", codec.name);
  return names.empty() ? " none" : names;
}

Opened open_linked(std::string_view rest, const std::string& agent) {
  const auto end = std::min(rest.find('?'), rest.size());
  const auto* codec = find_linked_codec(rest.substr(0, end));
  if (codec == nullptr)
    return fmt::format("lib:{}: not linked into this program; there are:{}", rest.substr(0, end), linked_names());
  const auto query = parse_query(rest.substr(end));
  const bool known = query && std::all_of(query->begin(), query->end(), [](const auto& item) {
                       return item.first == "role" && (item.second == "server" || item.second == "client");
                     });
  if (!known) return fmt::format("lib:{}: not of the form lib:NAME?role=server or lib:NAME?role=client", rest);
  Subjects subjects;
  for (const auto role : roles(*query)) {
    if (!codec->plays(role == SubjectRole::kServer ? wsgauntlet::Role::kServer : wsgauntlet::Role::kClient)) continue;
    subjects.push_back(make_in_process_subject(
        fmt::format("{}-{}", agent.empty() ? codec->name : agent, name(role)), role,
        [codec](const ConnectionRequest& request) { return make_linked_endpoint(*codec, request); }));
  }
  if (subjects.empty()) return fmt::format("lib:{}: its adapter has no such role", rest);
  return subjects;
}

Opened open_server(const std::string& text, const std::string& agent) {
  auto uri = parse_ws_uri(text);
  if (!uri) return fmt::format("{}: not a WebSocket URI like ws://127.0.0.1:9001/path", text);
  auto name = agent.empty() ? fmt::format("{}:{}", uri->host, uri->port) : agent;
  Subjects subjects;
  subjects.push_back(make_server_subject(
      std::move(name), ServerTarget{.uri = std::move(*uri), .origin = {}, .subprotocols = {}, .server_name = {}}));
  return subjects;
}

Opened open_exec(const std::string& command, const std::string& agent, const std::string& folder) {
  const bool server = command.find("{port}") != std::string::npos;
  const bool client = command.find("{url}") != std::string::npos;
  if (server == client) {
    return fmt::format(
        "exec:{}: one of {{port}} (a server: where to listen) and {{url}} (a client: where to connect) must be there",
        command);
  }
  auto name = agent.empty() ? command.substr(0, command.find(' ')) : agent;
  if (const auto slash = name.rfind('/'); slash != std::string::npos) name.erase(0, slash + 1);
  if (name.empty()) name = "subject";
  Subjects subjects;
  const auto output = fmt::format("{}/{}.log", folder, name);
  subjects.push_back(server ? make_exec_subject(std::move(name), command, output)
                            : make_exec_client(std::move(name), command, output));
  return subjects;
}

}  // namespace

std::vector<SubjectKind> subject_kinds() {
  std::vector<SubjectKind> kinds{
      {"codec:[?role=server|client][&without=RULE][&fault=NAME]", "the codec in process, both roles if none is named"},
      {"ws://HOST:PORT/PATH", "a live server"},
      {"wss://HOST:PORT/PATH", "the same over TLS (--ca, --insecure)"},
      {"exec:COMMAND {port}", "a server that is started, tested and stopped"},
      {"exec:COMMAND {url} {agent}",
       "the same for a client; clients that you start yourself come to 'wsgauntlet serve'"}};
  for (const auto& codec : linked_codecs())
    kinds.push_back({fmt::format("lib:{}[?role=server|client]", codec.name), "a codec that is linked in, in process"});
  return kinds;
}

Opened open_subject(const std::string& uri, const std::string& agent, const std::string& folder) {
  if (uri.starts_with("codec:")) return open_codec(std::string_view(uri).substr(6), agent);
  if (uri.starts_with("lib:")) return open_linked(std::string_view(uri).substr(4), agent);
  if (uri.starts_with("ws:") || uri.starts_with("wss:")) return open_server(uri, agent);
  if (uri.starts_with("listen:"))
    return fmt::format("{}: live clients are tested by 'wsgauntlet serve --listen HOST:PORT'", uri);
  if (uri.starts_with("exec:")) return open_exec(uri.substr(5), agent, folder);
  return fmt::format("{}: no such kind of subject (see wsgauntlet list subjects)", uri);
}

}  // namespace gauntlet
