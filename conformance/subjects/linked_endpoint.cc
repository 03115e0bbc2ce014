#include "conformance/subjects/linked_endpoint.h"

#include <exception>
#include <vector>

#include "conformance/subjects/plain_opening.h"

namespace gauntlet {

namespace {

class LinkedEndpoint final : public InProcessSubject {
 public:
  LinkedEndpoint(const LinkedCodec& codec, wsgauntlet::Role role, std::optional<PlainOpening> opening)
      : opening_(std::move(opening)) {
    guarded([&] { connection_ = codec.make(role); });
    if (!connection_ && !death_) death_ = "its factory returned nothing";
  }

  void start(Milliseconds now) override {
    if (opening_) {
      output_ = opening_->first();
    } else {
      call(now, [](auto& connection) { connection.start(); });
    }
  }
  void receive(std::span<std::uint8_t> octets, Milliseconds now) override {
    if (refused_) return;
    if (!opening_) {
      call(now, [octets](auto& connection) { connection.receive(octets.data(), octets.size()); });
      return;
    }
    const auto state = opening_->receive(octets);
    if (state == PlainOpening::State::kWaiting) return;
    output_.insert(output_.end(), opening_->answer().begin(), opening_->answer().end());
    refused_ = state == PlainOpening::State::kRefused;
    auto rest = opening_->rest();
    opening_.reset();
    if (refused_) return;
    call(now, [](auto& connection) { connection.start(); });
    if (!rest.empty()) call(now, [&rest](auto& connection) { connection.receive(rest.data(), rest.size()); });
  }
  void receive_eof(Milliseconds now) override {
    refused_ = refused_ || opening_;
    if (!refused_) call(now, [](auto& connection) { connection.receive_eof(); });
  }
  void advance(Milliseconds now) override {
    const auto deadline = next_deadline();
    if (deadline && *deadline <= now) call(now, [](auto& connection) { connection.time_passed(); });
  }
  [[nodiscard]] std::optional<Milliseconds> next_deadline() const override {
    return opening_ || is_over() ? std::nullopt : connection_->next_deadline();
  }

  [[nodiscard]] std::span<const std::uint8_t> output() override { return output_; }
  void consume_output(std::size_t count) override {
    output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  [[nodiscard]] bool wants_drop() const override { return is_over(); }
  [[nodiscard]] std::optional<std::string> death() const override { return death_; }

 private:
  [[nodiscard]] bool is_over() const { return refused_ || death_ || connection_->wants_drop(); }

  // A codec's exception is that codec's finding, and not the end of the run.
  template <class Call>
  void guarded(Call&& what) {
    try {
      what();
    } catch (const std::exception& error) {
      death_ = std::string("exception: ") + error.what();
    } catch (...) {
      death_ = "exception of an unknown type";
    }
  }
  template <class Call>
  void call(Milliseconds now, Call&& what) {
    if (is_over()) return;
    connection_->set_now(now);
    guarded([&] { what(*connection_); });
    output_.insert(output_.end(), connection_->output().begin(), connection_->output().end());
    connection_->clear_output();
  }

  std::unique_ptr<wsgauntlet::Connection> connection_;
  std::optional<PlainOpening> opening_;  ///< while it is being played, for codecs that know frames only
  std::vector<std::uint8_t> output_;
  std::optional<std::string> death_;
  bool refused_ = false;
};

}  // namespace

std::unique_ptr<InProcessSubject> make_linked_endpoint(const LinkedCodec& codec, const ConnectionRequest& request) {
  std::optional<PlainOpening> opening;
  if (codec.opening == wsgauntlet::Opening::kByHarness) {
    // An offer of compression that is not taken is judged by the case itself.
    const bool deflate = request.test != nullptr && request.test->handshake.require_deflate;
    if (request.test != nullptr && !deflate && is_about_opening(*request.test)) return nullptr;
    opening.emplace(request.role);
  }
  const auto role = request.role == SubjectRole::kServer ? wsgauntlet::Role::kServer : wsgauntlet::Role::kClient;
  return std::make_unique<LinkedEndpoint>(codec, role, std::move(opening));
}

}  // namespace gauntlet
