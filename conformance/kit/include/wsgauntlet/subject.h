#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

/// What an adapter includes to make a codec a subject of wsgauntlet. C++17 is enough for it, as not every
/// codec's headers are C++20.
///
///   class Echo final : public wsgauntlet::Connection { ... };
///   const wsgauntlet::Subject subject("mycodec", wsgauntlet::make<Echo>);
///
/// and in CMake: wsgauntlet_add_subject(mycodec SOURCES mycodec_subject.cc LIBRARIES mycodec)
namespace wsgauntlet {

/// Which endpoint of RFC 6455 the codec is to be. The harness plays the other one.
enum class Role : std::uint8_t { kServer, kClient };

/// One connection of the codec under test: an endpoint that echoes every text and binary message as the same
/// kind of message, and otherwise does what its codec does. Octets go in, octets come out by `send`; there is
/// no socket, and time is virtual. Several connections may live at once, each in one thread at a time.
///
/// An adapter implements `receive`, and of the rest what its codec needs. An exception that leaves it ends the
/// connection, and counts as a death of the subject in that case.
class Connection {
 public:
  using Milliseconds = std::chrono::milliseconds;

  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The transport is connected (with Opening::kByHarness: and the opening handshake is done). A client that
  /// plays the opening handshake itself sends its request now.
  virtual void start() {}
  /// Octets came, in pieces of any size, at least one. They are the adapter's until it returns: it may change
  /// them in place, and must copy what it needs later.
  virtual void receive(std::uint8_t* octets, std::size_t size) = 0;
  /// The other end will send no more.
  virtual void receive_eof() { drop(); }
  /// `now()` has reached `next_deadline()`. Only for codecs with timers.
  virtual void time_passed() {}
  [[nodiscard]] virtual std::optional<Milliseconds> next_deadline() const { return std::nullopt; }

  // The harness's side.
  [[nodiscard]] const std::vector<std::uint8_t>& output() const { return output_; }
  void clear_output() { output_.clear(); }
  [[nodiscard]] bool wants_drop() const { return drop_; }
  void set_now(Milliseconds now) { now_ = now; }

 protected:
  /// Octets for the other end. They are copied.
  void send(const void* octets, std::size_t size) {
    const auto* first = static_cast<const std::uint8_t*>(octets);
    output_.insert(output_.end(), first, first + size);
  }
  /// The transport is to be closed once everything is sent; nothing is received after that.
  void drop() { drop_ = true; }
  /// Since the transport was connected.
  [[nodiscard]] Milliseconds now() const { return now_; }

 private:
  std::vector<std::uint8_t> output_;
  Milliseconds now_{0};
  bool drop_ = false;
};

/// Whose the opening handshake (RFC 6455 section 4) is. Of a codec that knows frames only the harness plays it,
/// and the cases about it are UNIMPLEMENTED.
enum class Opening : std::uint8_t { kByCodec, kByHarness };
enum class Roles : std::uint8_t { kBoth, kServerOnly, kClientOnly };

using Factory = std::unique_ptr<Connection> (*)(Role role);
/// The factory of an adapter that is constructed from its role.
template <class Adapter>
std::unique_ptr<Connection> make(Role role) {
  return std::make_unique<Adapter>(role);
}

/// Makes a codec known, as the subject `lib:NAME`: a constant at namespace scope. `name` outlives the program.
class Subject {
 public:
  explicit Subject(const char* name, Factory make, Opening opening = Opening::kByCodec, Roles roles = Roles::kBoth);
};

}  // namespace wsgauntlet
