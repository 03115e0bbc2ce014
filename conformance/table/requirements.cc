#include "conformance/table/requirements.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "conformance/table/loader_parts.h"

namespace gauntlet {
namespace {

constexpr Name<Level> kLevels[] = {{"MUST", Level::kMust},
                                   {"MUST NOT", Level::kMustNot},
                                   {"SHALL", Level::kShall},
                                   {"SHALL NOT", Level::kShallNot},
                                   {"REQUIRED", Level::kRequired},
                                   {"SHOULD", Level::kShould},
                                   {"SHOULD NOT", Level::kShouldNot},
                                   {"RECOMMENDED", Level::kRecommended},
                                   {"NOT RECOMMENDED", Level::kNotRecommended},
                                   {"MAY", Level::kMay},
                                   {"OPTIONAL", Level::kOptional},
                                   {"GRAMMAR", Level::kGrammar},
                                   {"NONE", Level::kNone}};
constexpr Name<Binds> kBinds[] = {{"client", Binds::kClient},
                                  {"server", Binds::kServer},
                                  {"both", Binds::kBoth},
                                  {"intermediary", Binds::kIntermediary},
                                  {"author", Binds::kAuthor}};

template <class T, std::size_t N>
std::string_view text_of(const Name<T> (&names)[N], T value) {
  for (const Name<T>& name : names) {
    if (name.value == value) return name.text;
  }
  return "?";
}

void read_requirement(const JsonValue& value, Findings& findings, Requirement& out) {
  constexpr Range kLines{1, 1'000'000};
  const Fields fields(
      value, findings,
      {"id", "section", "line", "word_line", "level", "binds", "text", "testable", "reason", "erratum"});
  std::uint32_t line = 0;
  std::uint32_t word_line = 0;
  std::uint32_t erratum = 0;
  const bool has_id = fields.need("id", out.id, kRequirementId);
  if (fields.need("section", out.section) && has_id) {
    const std::string prefix = fmt::format("{}-{}-", out.rfc, out.section);
    if (!out.id.starts_with(prefix)) {
      findings.add(value, fmt::format("id {} must begin with {}", in_quotes(out.id), in_quotes(prefix)));
    }
  }
  const JsonValue* rfc_line = fields.need("line");
  if (rfc_line != nullptr && rfc_line->kind != JsonValue::Kind::kNull) read(*rfc_line, findings, line, kLines);
  fields.may("word_line", word_line, kLines);
  fields.may("erratum", erratum, kLines);
  fields.need("level", out.level, kLevels);
  fields.need("binds", out.binds, kBinds);
  fields.need("text", out.text);
  fields.need("testable", out.testable);
  fields.may("reason", out.reason);
  if (!out.testable && out.reason.empty()) findings.add(value, "is not testable, but gives no reason");
  out.line = static_cast<int>(line);
  out.word_line = static_cast<int>(word_line);
  out.erratum = static_cast<int>(erratum);
  out.file = findings.file();
  out.file_line = value.line;
}

void check_unique_ids(const JsonValue& list, Findings& findings) {
  std::vector<const JsonValue*> ids;
  for (const JsonValue& item : list.children) {
    if (const JsonValue* id = item.find("id")) ids.push_back(id);
  }
  const auto by_text = [](const JsonValue* a, const JsonValue* b) { return a->text < b->text; };
  std::stable_sort(ids.begin(), ids.end(), by_text);
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (ids[i - 1]->text != ids[i]->text) continue;
    findings.add(*ids[i], fmt::format("id {} stands in line {} too", in_quotes(ids[i]->text), ids[i - 1]->line));
  }
}

void read_requirements(const JsonValue& root, Findings& findings, std::vector<Requirement>& out) {
  const Fields fields(root, findings, {"schema_version", "rfc", "requirements"});
  std::uint32_t version = 0;
  std::uint32_t rfc = 0;
  fields.need("schema_version", version, Range{1, 1});
  fields.need("rfc", rfc, Range{1, 99999});
  const JsonValue* list = fields.need("requirements");
  if (list == nullptr || !read_array(*list, findings, 1)) return;
  for (const JsonValue& item : list->children) {
    Requirement& requirement = out.emplace_back();
    requirement.rfc = static_cast<int>(rfc);
    read_requirement(item, findings, requirement);
  }
  check_unique_ids(*list, findings);
}

}  // namespace

// "6455-5.2-rsv": RFC, section, words.
bool is_requirement_id(std::string_view text) {
  static constexpr std::string_view kRfcs[] = {"6455-", "7692-", "9110-", "9112-"};
  if (std::none_of(std::begin(kRfcs), std::end(kRfcs), [&](auto rfc) { return text.starts_with(rfc); })) return false;
  text.remove_prefix(5);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0) return false;
  const std::string_view section = text.substr(0, dash);
  const std::string_view words = text.substr(dash + 1);
  return section.find_first_not_of("0123456789.") == std::string_view::npos && !words.empty() &&
         words.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

const Requirement* Requirements::find(std::string_view id) const {
  const auto found = std::find_if(all.begin(), all.end(), [id](const Requirement& r) { return r.id == id; });
  return found == all.end() ? nullptr : &*found;
}

RequirementsResult load_requirements_text(std::string_view text, const std::string& file_name) {
  JsonDocument document = parse_json(text, file_name, Findings::kMost);
  if (document.root == nullptr) return {{}, std::move(document.errors)};
  Findings findings(file_name, std::move(document.errors));
  RequirementsResult result;
  read_requirements(*document.root, findings, result.requirements.all);
  if (!findings.empty()) return {{}, findings.take()};
  result.requirements.files.push_back(file_name);
  return result;
}

RequirementsResult load_requirements(const std::filesystem::path& directory) {
  RequirementsResult result;
  for (const std::filesystem::path& file : json_files(directory, result.errors)) {
    std::string text;
    if (!read_json_file(file, text, result.errors)) continue;
    RequirementsResult loaded = load_requirements_text(text, file.string());
    auto& [requirements, errors] = loaded;
    std::move(requirements.all.begin(), requirements.all.end(), std::back_inserter(result.requirements.all));
    std::move(requirements.files.begin(), requirements.files.end(), std::back_inserter(result.requirements.files));
    std::move(errors.begin(), errors.end(), std::back_inserter(result.errors));
  }
  std::stable_sort(result.requirements.all.begin(), result.requirements.all.end(),
                   [](const Requirement& a, const Requirement& b) { return a.rfc < b.rfc; });
  return result;
}

std::string_view name(Level level) { return text_of(kLevels, level); }

std::string_view name(Binds binds) { return text_of(kBinds, binds); }

bool demands(Level level) { return level <= Level::kRequired || level == Level::kGrammar; }

bool recommends(Level level) { return level >= Level::kShould && level <= Level::kNotRecommended; }

std::string link(const Requirement& requirement) {
  return fmt::format("https://www.rfc-editor.org/rfc/rfc{}#section-{}", requirement.rfc, requirement.section);
}

bool binds_role(Binds binds, SubjectRole role) {
  if (binds == Binds::kBoth) return true;
  return binds == (role == SubjectRole::kServer ? Binds::kServer : Binds::kClient);
}

}  // namespace gauntlet
