#pragma once
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "conformance/subjects/transport.h"

namespace gauntlet {

/// Whom a client believes. The system's authorities always count.
struct TlsClientOptions {
  std::string ca_file{};  ///< further authorities, PEM
  bool insecure = false;  ///< any certificate will do
};

/// What TLS connections of one side have in common: certificates, keys, rules (TLS 1.2 and up).
class TlsContext : public std::enable_shared_from_this<TlsContext> {
 public:
  /// Null and `error` if a file cannot be used.
  [[nodiscard]] static std::shared_ptr<TlsContext> client(const TlsClientOptions& options, std::string& error);
  [[nodiscard]] static std::shared_ptr<TlsContext> server(const std::string& certificate_file,
                                                          const std::string& key_file, std::string& error);
  ~TlsContext();

  /// The TLS handshake on a connected socket, within 5 s; `ready` is called once, from the io_context.
  using Ready = std::function<void(std::error_code, std::unique_ptr<Transport>)>;
  /// `server_name` goes into SNI (unless it is an address) and is what the certificate must be for.
  void connect(asio::ip::tcp::socket socket, const std::string& server_name, Ready ready);
  void accept(asio::ip::tcp::socket socket, Ready ready);

 private:
  struct State;
  explicit TlsContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet
