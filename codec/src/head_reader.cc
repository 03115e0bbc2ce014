#include <algorithm>
#include <bit>
#include <cstring>

#include "field_text.h"
#include "mutant.h"
#include "ws/handshake.h"

namespace ws {
namespace {

constexpr std::uint8_t kCr = '\r';
constexpr std::uint8_t kLf = '\n';

[[nodiscard]] constexpr bool is_space_octet(std::uint8_t octet) noexcept { return octet == ' ' || octet == '\t'; }

/// The first control character at or after `i`, or the size. Eight octets at a time: almost all of a
/// head is values, and almost none of it is control characters.
[[nodiscard]] std::size_t find_control(Octets octets, std::size_t i) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  for (; octets.size() - i >= 8; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, octets.data() + i, 8);
    const std::uint64_t del = word ^ (0x7F * kOnes);
    // The top bit of each octet below 0x20 or equal to 0x7F. A borrow can mark an octet wrongly, but
    // only one above a rightly marked octet.
    const std::uint64_t marks = (((word - 0x20 * kOnes) & ~word) | ((del - kOnes) & ~del)) & (0x80 * kOnes);
    if (marks == 0) continue;
    if constexpr (std::endian::native == std::endian::little) {
      return i + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
    break;
  }
  while (i < octets.size() && !is_control(static_cast<char>(octets[i]))) ++i;
  return i;
}

}  // namespace

std::optional<FieldView> Head::find(std::string_view name) const noexcept {
  for (const FieldView field : fields()) {
    if (equal_ignoring_case(field.name, name)) return field;
  }
  return std::nullopt;
}

std::size_t Head::count(std::string_view name) const noexcept {
  std::size_t count = 0;
  for (const FieldView field : fields()) count += equal_ignoring_case(field.name, name) ? 1U : 0U;
  return count;
}

std::string Head::joined(std::string_view name) const {
  std::string values;
  bool first = true;
  for (const FieldView field : fields()) {
    if (!equal_ignoring_case(field.name, name)) continue;
    if (!first) values += ", ";
    values += field.value;
    first = false;
  }
  return values;
}

bool Head::has_token(std::string_view name, std::string_view token) const noexcept {
  bool found = false;
  for (const FieldView field : fields()) {
    if (!equal_ignoring_case(field.name, name)) continue;
    for_each_element(field.value, [&](std::string_view element) { found |= equal_ignoring_case(element, token); });
  }
  return found;
}

HeadReader::HeadReader(const Limits& limits) : max_size_(limits.max_header_size), max_count_(limits.max_header_count) {}

std::size_t HeadReader::feed(Octets octets) {
  if (complete_ || violation_) return 0;
  base_ = head_.text_.size();
  const bool exceeds = octets.size() > max_size_ - std::min(base_, max_size_) && enforced(Rule::kHeaderTooLarge);
  const Octets piece = exceeds ? octets.first(max_size_ - base_) : octets;
  if (base_ == 0) head_.fields_.reserve(std::min<std::size_t>(max_count_, 16));

  const std::size_t taken = scan(piece);
  head_.text_.append(as_text(piece.first(taken)));
  if (exceeds && !complete_ && !violation_) violation_ = Violation{Rule::kHeaderTooLarge, max_size_};
  return taken;
}

std::size_t HeadReader::scan(Octets piece) {
  std::size_t i = 0;
  while (i < piece.size() && !complete_ && !violation_) {
    switch (state_) {
      case State::kStartLine: i = start_line(piece, i); break;
      case State::kLineStart: i = line_start(piece, i); break;
      case State::kName: i = name(piece, i); break;
      case State::kSpace:
        while (i < piece.size() && is_space_octet(piece[i])) ++i;
        if (i == piece.size()) break;
        field_.value.begin = base_ + i;
        state_ = State::kValue;
        [[fallthrough]];
      case State::kValue: i = value(piece, i); break;
      case State::kStartLineEnd:
      case State::kValueEnd:
      case State::kHeadEnd: i = line_end(piece, i); break;
    }
  }
  return i;
}

// What follows a refusal in each of these is the way of a lenient reader, for a codec that is built
// with kHeaderSyntax switched off.

std::size_t HeadReader::start_line(Octets piece, std::size_t i) {
  i = find_control(piece, i);
  if (i == piece.size()) return i;
  const std::size_t size = base_ + i - head_.start_line_.begin;
  if ((piece[i] != kCr || size == 0) && refuse(Rule::kHeaderSyntax, i)) return i + 1;
  if (piece[i] == kCr || piece[i] == kLf) {
    if (size == 0) {
      ++head_.start_line_.begin;
      return i + 1;
    }
    head_.start_line_.size = size;
    state_ = piece[i] == kCr ? State::kStartLineEnd : State::kLineStart;
  }
  return i + 1;
}

std::size_t HeadReader::line_start(Octets piece, std::size_t i) {
  if (piece[i] == kCr) {
    state_ = State::kHeadEnd;
    return i + 1;
  }
  if (piece[i] == kLf && !refuse(Rule::kHeaderSyntax, i)) {
    complete_ = true;
    return i + 1;
  }
  if (is_space_octet(piece[i]) && !refuse(Rule::kHeaderSyntax, i) && !head_.fields_.empty()) {
    // A folded line goes on with the value of the line before.
    field_ = head_.fields_.back();
    head_.fields_.pop_back();
    state_ = State::kValue;
    return i;
  }
  if (!violation_ && head_.fields_.size() >= max_count_) refuse(Rule::kHeaderTooMany, i);
  if (violation_) return i + 1;
  field_.name.begin = base_ + i;
  state_ = State::kName;
  return i;
}

std::size_t HeadReader::name(Octets piece, std::size_t i) {
  while (i < piece.size() && is_token_char(piece[i])) ++i;
  if (i == piece.size()) return i;
  field_.name.size = base_ + i - field_.name.begin;
  if (piece[i] == ':' && field_.name.size > 0) {
    state_ = State::kSpace;
  } else if (refuse(Rule::kHeaderSyntax, i)) {
    return i + 1;
  } else if (piece[i] == ':') {
    state_ = State::kSpace;
  } else if (piece[i] == kCr || piece[i] == kLf) {
    field_.value.begin = base_ + i;
    state_ = State::kValue;
    return i;
  }
  if (!enforced(Rule::kHeaderSyntax) && state_ == State::kSpace) {
    while (field_.name.size > 0 && is_space_octet(octet(piece, field_.name.begin + field_.name.size - 1))) {
      --field_.name.size;
    }
  }
  return i + 1;
}

std::size_t HeadReader::value(Octets piece, std::size_t i) {
  i = find_control(piece, i);
  if (i == piece.size()) return i;
  if (piece[i] == kCr) {
    end_field(piece, base_ + i);
    state_ = State::kValueEnd;
  } else if (piece[i] != '\t' && !refuse(Rule::kHeaderSyntax, i) && piece[i] == kLf) {
    end_field(piece, base_ + i);
    head_.fields_.push_back(field_);
    state_ = State::kLineStart;
  }
  return i + 1;
}

/// After a CR.
std::size_t HeadReader::line_end(Octets piece, std::size_t i) {
  if (piece[i] != kLf) {
    if (refuse(Rule::kHeaderSyntax, i)) return i + 1;
    if (state_ == State::kHeadEnd) field_.name.begin = base_ + i;
    state_ = state_ == State::kStartLineEnd ? State::kStartLine
             : state_ == State::kValueEnd   ? State::kValue
                                            : State::kName;
    return i;
  }
  if (state_ == State::kHeadEnd) {
    complete_ = true;
    return i + 1;
  }
  if (state_ == State::kValueEnd) head_.fields_.push_back(field_);
  state_ = State::kLineStart;
  return i + 1;
}

/// Sets the value's size without the white space before `end`.
void HeadReader::end_field(Octets piece, std::size_t end) {
  while (end > field_.value.begin && is_space_octet(octet(piece, end - 1))) --end;
  field_.value.size = end - field_.value.begin;
}

/// Whether `rule` is broken for good at `piece[i]`.
bool HeadReader::refuse(Rule rule, std::size_t i) {
  if (!enforced(rule)) return false;
  violation_ = Violation{rule, base_ + i};
  return true;
}

/// An octet of this piece or of an earlier one.
std::uint8_t HeadReader::octet(Octets piece, std::size_t offset) const noexcept {
  return offset < base_ ? static_cast<std::uint8_t>(head_.text_[offset]) : piece[offset - base_];
}

}  // namespace ws
