#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conformance/play/endpoint.h"
#include "conformance/play/record.h"
#include "conformance/table/case.h"
#include "conformance/wire/handshake.h"

namespace gauntlet {

/// Where and as whom the harness connects, for the heads that it writes.
struct OpeningOptions {
  std::string host = "localhost";  ///< with the port, if it is not the default
  std::string target = "/";
  std::string origin;
  std::vector<std::string> subprotocols;  ///< besides the case's own
};

/// The opening handshake (RFC 6455 section 4) as the harness plays it, either side.
class Opening {
 public:
  enum class State : std::uint8_t { kWaiting, kOpen, kFailed };

  Opening(const HandshakeSpec& spec, SubjectRole subject, const OpeningOptions& options, RandomSource& random,
          Record& record);

  /// Our request, for a server subject.
  [[nodiscard]] wire::Bytes request();
  /// Takes what the subject sends until its head is complete; what follows it is in `rest()`.
  State received(wire::View octets);
  /// Our answer, for a client subject whose head was complete.
  [[nodiscard]] wire::Bytes response();

  [[nodiscard]] const wire::Bytes& rest() const { return collector_.rest(); }
  [[nodiscard]] const std::optional<wire::Deflate>& deflate() const { return deflate_; }
  /// Why it failed, one sentence.
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  [[nodiscard]] wire::Bytes raw_head() const;
  State read_response(const wire::HttpHead& head);
  State read_request(const wire::HttpHead& head);
  State failed(std::string why);
  void agree_as_server(const std::vector<wire::ExtensionElement>& offers);
  State agree_as_client(const std::string& answer, const std::vector<wire::ExtensionElement>& offers);

  const HandshakeSpec& spec_;
  SubjectRole subject_;
  const OpeningOptions& options_;
  Record& record_;
  wire::HeadCollector collector_;
  std::string key_;
  std::vector<std::string> subprotocols_;
  std::optional<wire::Deflate> deflate_;
  std::string extension_answer_, subprotocol_answer_;
  std::string failure_;
};

}  // namespace gauntlet
