// Compiled twice: against ws::codec, and with WS_MUTANTS against its mutable twin.
#include "conformance/subjects/codec_endpoint.h"

#include "ws/connection.h"

namespace gauntlet {

namespace {

class CodecEndpoint final : public InProcessSubject {
 public:
  CodecEndpoint(ws::Role role, ws::ConnectionOptions options, CodecMutant mutant)
      : mutant_(mutant), connection_(role, std::move(options)) {}

  void start(Milliseconds now) override {
    mutate();
    connection_.start(now);
    echo();
  }
  void receive(std::span<std::uint8_t> octets, Milliseconds now) override {
    mutate();
    connection_.receive(octets, now);
    echo();
  }
  void receive_eof(Milliseconds now) override {
    mutate();
    connection_.receive_eof(now);
    echo();
  }
  void advance(Milliseconds now) override {
    mutate();
    connection_.advance(now);
    echo();
  }
  [[nodiscard]] std::optional<Milliseconds> next_deadline() const override { return connection_.next_deadline(); }
  [[nodiscard]] std::span<const std::uint8_t> output() override { return connection_.output(); }
  void consume_output(std::size_t count) override { connection_.consume_output(count); }
  [[nodiscard]] bool wants_drop() const override { return connection_.wants_drop(); }

 private:
  void mutate() const {
#if WS_MUTANTS
    active_mutant = mutant_;
#endif
  }

  void echo() {
    ws::Event event;
    while (connection_.next_event(event)) {
      if (event.type == ws::Event::Type::kMessage) connection_.send(event.message_type, event.payload);
    }
  }

  [[maybe_unused]] CodecMutant mutant_;
  ws::Connection connection_;
};

// A client offers what lets every case of tables 12 and 13 run; a server takes what is offered.
ws::ConnectionOptions options_for(const ConnectionRequest& request) {
  ws::ConnectionOptions options;
  options.deflate = ws::DeflateOptions{};
  options.subprotocols = {"chat", "superchat"};
  options.limits.max_frame_size = 24ULL << 20;
  options.limits.max_message_size = 32ULL << 20;
  options.heartbeat = {.interval = std::chrono::seconds(30), .timeout = std::chrono::seconds(10)};
  if (request.role == SubjectRole::kClient) options.deflate->client_no_context_takeover = true;
  return options;
}

std::unique_ptr<InProcessSubject> make(const ConnectionRequest& request, CodecMutant mutant) {
  const auto role = request.role == SubjectRole::kServer ? ws::Role::kServer : ws::Role::kClient;
#if WS_MUTANTS
  active_mutant = mutant;
#endif
  return std::make_unique<CodecEndpoint>(role, options_for(request), mutant);
}

}  // namespace

#if WS_MUTANTS
std::unique_ptr<InProcessSubject> make_mutant_endpoint(const ConnectionRequest& request, CodecMutant mutant) {
  return make(request, mutant);
}
#else
std::unique_ptr<InProcessSubject> make_codec_endpoint(const ConnectionRequest& request) { return make(request, {}); }
#endif

}  // namespace gauntlet
