#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "handshake/field_text.h"
#include "ws/handshake.h"

namespace ws {

/// The fields that decide an opening handshake.
enum class Known : std::uint8_t {
  kHost,
  kOrigin,
  kUpgrade,
  kConnection,
  kKey,
  kAccept,
  kVersion,
  kProtocol,
  kExtensions,
  kContentLength,
  kTransferEncoding,
  kNone,
};

/// Which of them a name is. Their lengths tell them apart, but for two.
[[nodiscard]] inline Known identify(std::string_view name) noexcept {
  switch (name.size()) {
    case 4: return is_name(name, "host") ? Known::kHost : Known::kNone;
    case 6: return is_name(name, "origin") ? Known::kOrigin : Known::kNone;
    case 7: return is_name(name, "upgrade") ? Known::kUpgrade : Known::kNone;
    case 10: return is_name(name, "connection") ? Known::kConnection : Known::kNone;
    case 14: return is_name(name, "content-length") ? Known::kContentLength : Known::kNone;
    case 17:
      if (is_name(name, "sec-websocket-key")) return Known::kKey;
      return is_name(name, "transfer-encoding") ? Known::kTransferEncoding : Known::kNone;
    case 20: return is_name(name, "sec-websocket-accept") ? Known::kAccept : Known::kNone;
    case 21: return is_name(name, "sec-websocket-version") ? Known::kVersion : Known::kNone;
    case 22: return is_name(name, "sec-websocket-protocol") ? Known::kProtocol : Known::kNone;
    case 24: return is_name(name, "sec-websocket-extensions") ? Known::kExtensions : Known::kNone;
    default: return Known::kNone;
  }
}

/// Where they are in a head, found in one pass.
class KnownFields {
 public:
  explicit KnownFields(const Head& head) noexcept : head_(head) {
    for (std::uint32_t i = 0; i < head.field_count(); ++i) {
      Entry& entry = entries_[static_cast<std::size_t>(identify(head.field(i).name))];
      if (entry.count == 0) entry.first = i;
      entry.last = i;
      ++entry.count;
    }
  }

  [[nodiscard]] std::size_t count(Known name) const noexcept { return entry(name).count; }
  /// The value of the first one. Empty if there is none.
  [[nodiscard]] std::string_view value(Known name) const noexcept {
    return count(name) == 0 ? std::string_view() : head_.field(entry(name).first).value;
  }

  template <typename Visit>
  void for_each(Known name, Visit visit) const {
    if (count(name) == 0) return;
    for (std::size_t i = entry(name).first; i <= entry(name).last; ++i) {
      const FieldView field = head_.field(i);
      if (identify(field.name) == name) visit(field.value);
    }
  }

  /// Whether the list in the fields of that name has `token`, given in lower case.
  [[nodiscard]] bool has_token(Known name, std::string_view token) const noexcept {
    bool found = false;
    for_each(name, [&](std::string_view value) {
      for_each_element(value, [&](std::string_view element) { found |= is_name(element, token); });
    });
    return found;
  }

  /// Offset in the head of a part of it.
  [[nodiscard]] std::uint64_t offset(std::string_view part) const noexcept {
    return static_cast<std::uint64_t>(part.data() - head_.text().data());
  }
  /// That something is missing is certain at the last octet.
  [[nodiscard]] std::uint64_t end() const noexcept { return head_.text().empty() ? 0 : head_.text().size() - 1; }
  /// Offset of the value of the second field of that name.
  [[nodiscard]] std::uint64_t second(Known name) const noexcept {
    std::size_t seen = 0;
    std::uint64_t second = end();
    for_each(name, [&](std::string_view value) {
      if (++seen == 2) second = offset(value);
    });
    return second;
  }

 private:
  struct Entry {
    std::uint32_t count = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  [[nodiscard]] const Entry& entry(Known name) const noexcept { return entries_[static_cast<std::size_t>(name)]; }

  const Head& head_;
  std::array<Entry, static_cast<std::size_t>(Known::kNone) + 1> entries_{};
};

}  // namespace ws
