#include <algorithm>
#include <bit>
#include <cstring>

#include "handshake/field_text.h"
#include "ws/handshake.h"

namespace ws {
namespace {

constexpr std::uint8_t kCr = '\r';
constexpr std::uint8_t kLf = '\n';

[[nodiscard]] constexpr bool is_space_octet(std::uint8_t octet) noexcept { return octet == ' ' || octet == '\t'; }

/// The first control character at or after `i`, or the size. Eight octets at a time: almost all of a
/// head is values, and almost none of it is control characters.
[[nodiscard]] inline std::size_t find_control(Octets octets, std::size_t i) noexcept {
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

/// One piece on its way through the states. A field that lies in the piece as a whole, as almost all
/// do, falls through them without going back to the switch.
class HeadReader::Scan {
 public:
  Scan(HeadReader& reader, Octets piece) noexcept : r_(reader), piece_(piece), base_(reader.head_.text_.size()) {}

  /// Returns how many octets were taken.
  std::size_t run() {
    while (i_ < piece_.size() && !stopped()) {
      switch (r_.state_) {
        case State::kLineStart:
          if (!line_start()) break;
          [[fallthrough]];
        case State::kName:
          if (!name()) break;
          [[fallthrough]];
        case State::kSpace:
          if (!space()) break;
          [[fallthrough]];
        case State::kValue:
          if (!value()) break;
          [[fallthrough]];
        case State::kValueEnd:
        case State::kHeadEnd:
        case State::kStartLineEnd: line_end(); break;
        case State::kStartLine: start_line(); break;
      }
    }
    return i_;
  }

 private:
  // Each of these reads one state. True: the next one in the switch goes on, with an octet to read.

  void start_line() {
    i_ = find_control(piece_, i_);
    if (i_ == piece_.size()) return;
    Head::Place& line = r_.head_.start_line_;
    line.size = base_ + i_ - line.begin;
    if (piece_[i_] != kCr || line.size == 0) return refuse(Rule::kHeaderSyntax);
    ++i_;
    r_.state_ = State::kStartLineEnd;
  }

  bool line_start() {
    const std::uint8_t octet = piece_[i_];
    if (octet == kCr) {
      r_.state_ = State::kHeadEnd;
      ++i_;
      return false;
    }
    if (octet == kLf || is_space_octet(octet)) return refused(Rule::kHeaderSyntax);
    if (r_.head_.fields_.size() >= r_.max_count_) return refused(Rule::kHeaderTooMany);
    r_.head_.fields_.emplace_back().name.begin = base_ + i_;
    r_.state_ = State::kName;
    return true;
  }

  bool name() {
    std::size_t i = i_;
    while (i < piece_.size() && is_token_char(piece_[i])) ++i;
    i_ = i;
    if (i == piece_.size()) return false;
    Head::Place& place = field().name;
    place.size = base_ + i_ - place.begin;
    if (piece_[i_] != ':' || place.size == 0) return refused(Rule::kHeaderSyntax);
    ++i_;
    r_.state_ = State::kSpace;
    return i_ < piece_.size();
  }

  bool space() {
    while (i_ < piece_.size() && is_space_octet(piece_[i_])) ++i_;
    if (i_ == piece_.size()) return false;
    field().value.begin = base_ + i_;
    r_.state_ = State::kValue;
    return true;
  }

  bool value() {
    do {
      i_ = find_control(piece_, i_);
      if (i_ == piece_.size()) return false;
      if (piece_[i_] == kCr) break;
      if (piece_[i_] != '\t') return refused(Rule::kHeaderSyntax);
      ++i_;
    } while (true);
    end_value();
    ++i_;
    r_.state_ = State::kValueEnd;
    return i_ < piece_.size();
  }

  /// The octet after a CR.
  void line_end() {
    if (piece_[i_] != kLf) return refuse(Rule::kHeaderSyntax);
    ++i_;
    if (r_.state_ == State::kHeadEnd) {
      r_.complete_ = true;
    } else {
      r_.state_ = State::kLineStart;
    }
  }

  /// The value ends before `i_`, without its trailing white space.
  void end_value() {
    Head::Place& value = field().value;
    std::size_t end = base_ + i_;
    while (end > value.begin && is_space_octet(at(end - 1))) --end;
    value.size = end - value.begin;
  }

  /// The field being read.
  [[nodiscard]] Head::FieldPlace& field() noexcept { return r_.head_.fields_.back(); }

  /// `rule` is broken, at the octet in hand.
  void refuse(Rule rule) {
    r_.violation_ = Violation{rule, base_ + i_};
    ++i_;
  }
  /// As `refuse`, in a state that the next one would follow.
  bool refused(Rule rule) {
    refuse(rule);
    return false;
  }

  [[nodiscard]] bool stopped() const noexcept { return r_.complete_ || r_.violation_; }

  /// An octet of this piece or of an earlier one.
  [[nodiscard]] std::uint8_t at(std::size_t offset) const noexcept {
    return offset < base_ ? static_cast<std::uint8_t>(r_.head_.text_[offset]) : piece_[offset - base_];
  }

  HeadReader& r_;
  Octets piece_;
  std::size_t base_;  // the piece's offset in the head
  std::size_t i_ = 0;
};

HeadReader::HeadReader(const Limits& limits) : max_size_(limits.max_header_size), max_count_(limits.max_header_count) {}

std::size_t HeadReader::feed(Octets octets) {
  if (complete_ || violation_) return 0;
  const std::size_t left = max_size_ - std::min(head_.text_.size(), max_size_);
  const bool exceeds = octets.size() > left;
  const Octets piece = exceeds ? octets.first(left) : octets;
  if (head_.text_.empty()) head_.fields_.reserve(std::min<std::size_t>(max_count_, 16));

  const std::size_t taken = Scan(*this, piece).run();
  head_.text_.append(as_text(piece.first(taken)));
  if (exceeds && !complete_ && !violation_) violation_ = Violation{Rule::kHeaderTooLarge, max_size_};
  return taken;
}

}  // namespace ws
