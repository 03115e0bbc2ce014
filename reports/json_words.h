#pragma once
#include <array>
#include <string_view>

#include "conformance/play/result.h"
#include "reports/json_fields.h"
#include "reports/wording.h"

/// The words that stand in JSON for what is an enumeration here.
namespace gauntlet::reports::json_fields {

template <class E>
requires requires(E value) { gauntlet::name(value); }
struct NamedByTable {
  static std::string_view name(E value) { return gauntlet::name(value); }
};
template <>
struct Words<Behaviour> : NamedByTable<Behaviour> {
  static constexpr std::array kAll = {Behaviour::kOk, Behaviour::kNonStrict, Behaviour::kInformational,
                                      Behaviour::kUnimplemented, Behaviour::kFailed};
};
template <>
struct Words<CloseBehaviour> : NamedByTable<CloseBehaviour> {
  static constexpr std::array kAll = {CloseBehaviour::kOk,        CloseBehaviour::kInformational,
                                      CloseBehaviour::kFailed,    CloseBehaviour::kUnclean,
                                      CloseBehaviour::kWrongCode, CloseBehaviour::kFailedByClient};
};
template <>
struct Words<Severity> : NamedByTable<Severity> {
  static constexpr std::array kAll = {Severity::kInfo, Severity::kLow, Severity::kMedium, Severity::kHigh,
                                      Severity::kCritical};
};
template <>
struct Words<SubjectRole> : NamedByTable<SubjectRole> {
  static constexpr std::array kAll = {SubjectRole::kServer, SubjectRole::kClient};
};
template <>
struct Words<MessageKind> {
  static constexpr std::array kAll = {MessageKind::kText, MessageKind::kBinary};
  static std::string_view name(MessageKind kind) { return kind == MessageKind::kText ? "text" : "binary"; }
};
template <>
struct Words<ReceivedEvent::Kind> {
  using Kind = ReceivedEvent::Kind;
  static constexpr std::array kAll = {Kind::kMessage, Kind::kPong, Kind::kQuiet};
  static std::string_view name(Kind kind) {
    return kind == Kind::kMessage ? "message" : kind == Kind::kPong ? "pong" : "quiet";
  }
};
template <>
struct Words<WireEntry::Kind> {
  using Kind = WireEntry::Kind;
  static constexpr std::array kAll = {Kind::kSentOctets,    Kind::kReceivedOctets, Kind::kSentFrame,
                                      Kind::kReceivedFrame, Kind::kTimer,          Kind::kNote};
  static std::string_view name(Kind kind) { return kind_name(kind); }
};
template <>
struct Words<WireEntry::Timer> {
  using Timer = WireEntry::Timer;
  static constexpr std::array kAll = {Timer::kNone, Timer::kKill, Timer::kClose, Timer::kWait, Timer::kAwait};
  static std::string_view name(Timer timer) {
    static constexpr std::array<std::string_view, 5> kNames = {"", "kill", "close", "wait", "await"};
    return kNames.at(static_cast<std::size_t>(timer));
  }
};
template <>
struct Words<Payload::Random::Alphabet> {
  using Alphabet = Payload::Random::Alphabet;
  static constexpr std::array kAll = {Alphabet::kOctets, Alphabet::kAscii, Alphabet::kUtf8};
  static std::string_view name(Alphabet alphabet) {
    return alphabet == Alphabet::kOctets ? "octets" : alphabet == Alphabet::kAscii ? "ascii" : "utf8";
  }
};
template <>
struct Words<ExpectedClose::By> {
  using By = ExpectedClose::By;
  static constexpr std::array kAll = {By::kSubject, By::kHarness, By::kEither};
  static std::string_view name(By by) {
    return by == By::kSubject ? "subject" : by == By::kHarness ? "harness" : "either";
  }
};

}  // namespace gauntlet::reports::json_fields
