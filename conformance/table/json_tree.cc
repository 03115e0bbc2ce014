#include "conformance/table/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace gauntlet {
namespace {

struct Position {
  int line = 1;        // of the next octet
  int token_line = 1;  // of the last one that is no white space
};

// nlohmann's parser reports no positions, but it takes its octets one at a time: an iterator that
// counts them knows the line of each token. (To end a number the parser reads one octet more; if that
// begins a new line it is white space, hence token_line.)
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, Position& position) : at_(at), position_(&position) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_ == '\n') {
      ++position_->line;
    } else if (*at_ != ' ' && *at_ != '\t' && *at_ != '\r') {
      position_->token_line = position_->line;
    }
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  Position* position_;
};

std::string part_of(const JsonValue& parent, const JsonValue& child) {
  if (parent.kind == JsonValue::Kind::kObject) return pointer_part(child.key);
  return pointer_part(std::to_string(&child - parent.children.data()));
}

// Builds the tree from nlohmann's events. `open_` points at the containers that are not yet closed:
// each is the last child of the one before, so that no growing vector moves them.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(const std::string& file, const Position& position, std::size_t most_errors)
      : file_(file), position_(position), most_errors_(most_errors) {}

  JsonDocument take(bool complete) {
    JsonDocument document;
    if (complete) {
      link(*root_);
      document.root = std::move(root_);
    }
    std::stable_sort(errors_.begin(), errors_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    document.errors = std::move(errors_);
    return document;
  }

  bool null() override { return add(JsonValue::Kind::kNull) != nullptr; }
  bool boolean(bool value) override {
    JsonValue* added = add(JsonValue::Kind::kBoolean);
    if (added != nullptr) added->boolean = value;
    return added != nullptr;
  }
  bool number_integer(std::int64_t value) override { return number(std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) override {
    JsonValue* added = add(JsonValue::Kind::kInteger);
    if (added != nullptr) added->integer = value;
    return added != nullptr;
  }
  bool number_float(double /*value*/, const std::string& written) override { return number(written); }
  bool string(std::string& value) override {
    JsonValue* added = add(JsonValue::Kind::kString);
    if (added != nullptr) added->text = std::move(value);
    return added != nullptr;
  }
  bool binary(nlohmann::json::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*elements*/) override { return start(JsonValue::Kind::kObject); }
  bool key(std::string& value) override {
    key_ = std::move(value);
    return true;
  }
  bool end_object() override {
    report_duplicates(*open_.back());
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t /*elements*/) override { return start(JsonValue::Kind::kArray); }
  bool end_array() override {
    open_.pop_back();
    return true;
  }
  bool parse_error(std::size_t /*octet*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    std::string_view why = error.what();  // "[json.exception....] parse error at line 1, column 2: WHY"
    for (const std::string_view before : {"] ", "column ", ": "}) {
      const std::size_t at = why.find(before);
      if (at != std::string_view::npos) why.remove_prefix(at + before.size());
    }
    report(position_.token_line, open_pointer(), fmt::format("not JSON: {}", why));
    return false;
  }

 private:
  void report(int line, std::string pointer, std::string message) {
    if (errors_.size() < most_errors_) errors_.push_back({file_, line, std::move(pointer), std::move(message)});
  }

  std::string open_pointer() const {
    std::string pointer;
    for (std::size_t i = 1; i < open_.size(); ++i) pointer += part_of(*open_[i - 1], *open_[i]);
    return pointer;
  }

  JsonValue* add(JsonValue::Kind kind) {
    if (++values_ > kMostJsonValues) {
      report(position_.token_line, open_pointer(), fmt::format("more than {} values", kMostJsonValues));
      return nullptr;
    }
    JsonValue value;
    value.kind = kind;
    value.line = position_.token_line;
    value.key = std::exchange(key_, {});
    if (open_.empty()) {
      root_ = std::make_unique<JsonValue>(std::move(value));
      return root_.get();
    }
    return &open_.back()->children.emplace_back(std::move(value));
  }

  bool number(std::string written) {
    JsonValue* added = add(JsonValue::Kind::kNumber);
    if (added != nullptr) added->text = std::move(written);
    return added != nullptr;
  }

  bool start(JsonValue::Kind kind) {
    if (open_.size() == kDeepestJson) {
      report(position_.token_line, open_pointer(), fmt::format("nested deeper than {}", kDeepestJson));
      return false;
    }
    JsonValue* added = add(kind);
    if (added == nullptr) return false;
    open_.push_back(added);
    return true;
  }

  void report_duplicates(const JsonValue& object) {
    std::vector<const JsonValue*> members;
    for (const JsonValue& member : object.children) members.push_back(&member);
    const auto by_key = [](const JsonValue* a, const JsonValue* b) { return a->key < b->key; };
    std::stable_sort(members.begin(), members.end(), by_key);
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (members[i - 1]->key != members[i]->key) continue;
      report(members[i]->line, open_pointer(),
             fmt::format("key {} stands here again, after line {}", in_quotes(members[i]->key), members[i - 1]->line));
    }
  }

  static void link(JsonValue& value) {  // no deeper than kDeepestJson
    for (JsonValue& child : value.children) {
      child.parent = &value;
      link(child);
    }
  }

  const std::string& file_;
  const Position& position_;
  std::size_t most_errors_;
  std::unique_ptr<JsonValue> root_;
  std::vector<JsonValue*> open_;
  std::string key_;
  std::size_t values_ = 0;
  std::vector<Finding> errors_;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view member) const {
  for (const JsonValue& child : children) {
    if (child.key == member) return &child;
  }
  return nullptr;
}

const JsonValue* JsonValue::at(std::string_view pointer) const {
  if (pointer.empty()) return this;
  for (const JsonValue& child : children) {
    const std::string part = part_of(*this, child);
    const std::string_view rest = pointer.substr(std::min(part.size(), pointer.size()));
    if (pointer.starts_with(part) && (rest.empty() || rest.front() == '/')) return child.at(rest);
  }
  return nullptr;
}

int line_at(const JsonValue& root, std::string_view pointer) {
  while (root.at(pointer) == nullptr) {
    const auto last = pointer.rfind('/');
    pointer = last == std::string_view::npos ? std::string_view() : pointer.substr(0, last);
  }
  return root.at(pointer)->line;
}

std::string JsonValue::pointer() const {
  std::vector<const JsonValue*> path;
  for (const JsonValue* value = this; value->parent != nullptr; value = value->parent) path.push_back(value);
  std::string pointer;
  for (auto value = path.rbegin(); value != path.rend(); ++value) pointer += part_of(*(*value)->parent, **value);
  return pointer;
}

std::string pointer_part(std::string_view key) {
  std::string part = "/";
  for (const char c : key) {
    if (c == '~') {
      part += "~0";
    } else if (c == '/') {
      part += "~1";
    } else {
      part += c;
    }
  }
  return part;
}

std::string_view name(JsonValue::Kind kind) {
  switch (kind) {
    case JsonValue::Kind::kNull: return "null";
    case JsonValue::Kind::kBoolean: return "a boolean";
    case JsonValue::Kind::kInteger: return "an integer";
    case JsonValue::Kind::kNumber: return "a negative or fractional number";
    case JsonValue::Kind::kString: return "a string";
    case JsonValue::Kind::kArray: return "an array";
    case JsonValue::Kind::kObject: return "an object";
  }
  return "?";
}

JsonDocument parse_json(std::string_view text, const std::string& file, std::size_t most_errors) {
  if (text.size() > kLargestJson) {
    return {nullptr, {{file, 0, "", fmt::format("larger than {} MiB", kLargestJson >> 20)}}};
  }
  Position position;
  TreeBuilder builder(file, position, most_errors);
  const bool complete = nlohmann::json::sax_parse(CountingIterator(text.data(), position),
                                                  CountingIterator(text.data() + text.size(), position), &builder);
  return builder.take(complete);
}

bool read_json_file(const std::filesystem::path& file, std::string& text, std::vector<Finding>& errors) {
  std::error_code error;
  std::ifstream stream(file, std::ios::binary);
  text.clear();
  if (!stream || std::filesystem::is_directory(file, error)) {
    errors.push_back({file.string(), 0, "", "cannot be read"});
    return false;
  }
  char block[65536];
  while (stream && text.size() <= kLargestJson) {  // one block too much: parse_json says so
    stream.read(block, sizeof block);
    text.append(block, static_cast<std::size_t>(stream.gcount()));
  }
  return true;
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& directory, std::vector<Finding>& errors) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  if (error) {
    errors.push_back({directory.string(), 0, "", "cannot be listed: " + error.message()});
  } else if (files.empty()) {
    errors.push_back({directory.string(), 0, "", "holds no *.json"});
  }
  return files;
}

}  // namespace gauntlet
