// TLS as servers see it: the name that is asked for, the versions, and whom the client believes.
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <asio/ssl.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "conformance/subjects/server_subject.h"
#include "conformance/subjects/tests/certificate.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;
using asio::ip::tcp;

/// Accepts one connection after the other, plays the TLS handshake, and ends it: what is told in it is all
/// that is wanted.
class TlsListener {
 public:
  explicit TlsListener(const std::string& names, int newest = TLS1_3_VERSION)
      : folder_(std::filesystem::temp_directory_path() /
                ("tls-" + std::to_string(::getpid()) + "-" + std::to_string(newest))),
        ssl_(asio::ssl::context::tls_server),
        acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    std::filesystem::create_directories(folder_);
    gauntlet::testing::write_certificate(certificate(), folder_ / "key.pem", names);
    ssl_.use_certificate_chain_file(certificate());
    ssl_.use_private_key_file(folder_ / "key.pem", asio::ssl::context::pem);
    SSL_CTX_set_max_proto_version(ssl_.native_handle(), newest);
    SSL_CTX_set_min_proto_version(ssl_.native_handle(), 0);
    SSL_CTX_set_security_level(ssl_.native_handle(), 0);  // or OpenSSL itself refuses TLS 1.1
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~TlsListener() {
    stop();
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::string certificate() const { return folder_ / "cert.pem"; }
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  /// After this what was seen can be read.
  void stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }
  int handshakes = 0;                    ///< that were completed
  std::optional<std::string> asked_for;  ///< the name of the last one
  std::string version;

 private:
  using Stream = asio::ssl::stream<tcp::socket>;

  void accept() {
    acceptor_.async_accept([this](std::error_code error, tcp::socket socket) {
      if (error) return;
      auto stream = std::make_shared<Stream>(std::move(socket), ssl_);
      stream->async_handshake(Stream::server, [this, stream](std::error_code failed) {
        if (!failed) note(*stream);
      });
      accept();
    });
  }
  void note(Stream& stream) {
    ++handshakes;
    const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    asked_for = name != nullptr ? std::optional<std::string>(name) : std::nullopt;
    version = SSL_get_version(stream.native_handle());
  }

  std::filesystem::path folder_;
  asio::io_context context_{1};
  asio::ssl::context ssl_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

/// Plays a case; returns why the server could not be reached.
std::string play(const TlsListener& listener, const std::string& host, const TlsClientOptions& tls,
                 const std::string& server_name = {}) {
  static const auto loaded = load_tables(std::filesystem::path(WS_SOURCE_DIR) / "conformance" / "cases");
  const auto selection = select_cases(loaded.tables, "1.1.1");
  ServerTarget target;
  target.uri = *parse_ws_uri("wss://" + host + ":" + std::to_string(listener.port()) + "/");
  target.server_name = server_name;
  RunOptions options;
  options.tls = tls;
  options.timeout_scale = 0.2;
  return make_server_subject("tls", std::move(target))->run(selection.cases, options, [](RunResult) {}).unreachable;
}

TEST(Tls, TheHostIsAskedForByName) {
  TlsListener listener("DNS:localhost");
  EXPECT_EQ(play(listener, "localhost", {.ca_file = listener.certificate()}), "");
  listener.stop();
  EXPECT_EQ(listener.asked_for, "localhost");
  EXPECT_EQ(listener.version, "TLSv1.3");
}

// RFC 6066 section 3: no addresses.
TEST(Tls, AnAddressIsNotAskedFor) {
  TlsListener listener("IP:127.0.0.1");
  EXPECT_EQ(play(listener, "127.0.0.1", {.ca_file = listener.certificate()}), "");
  listener.stop();
  EXPECT_GE(listener.handshakes, 1);
  EXPECT_EQ(listener.asked_for, std::nullopt);
}

TEST(Tls, AnotherNameCanBeAskedFor) {
  TlsListener listener("DNS:echo.example");
  EXPECT_EQ(play(listener, "127.0.0.1", {.ca_file = listener.certificate()}, "echo.example"), "");
  listener.stop();
  EXPECT_EQ(listener.asked_for, "echo.example");
}

TEST(Tls, ACertificateForAnotherNameIsRefused) {
  TlsListener listener("DNS:elsewhere.example");
  EXPECT_NE(play(listener, "localhost", {.ca_file = listener.certificate()}).find("certificate"), std::string::npos);
  EXPECT_EQ(play(listener, "localhost", {.ca_file = {}, .insecure = true}), "");
  listener.stop();
  EXPECT_GE(listener.handshakes, 1);
}

TEST(Tls, AnUnknownAuthorityIsRefused) {
  const TlsListener listener("DNS:localhost");
  EXPECT_NE(play(listener, "localhost", {}).find("certificate"), std::string::npos);
  EXPECT_NE(play(listener, "localhost", {.ca_file = "/no/such.pem"}), "");
}

TEST(Tls, Version12IsSpokenAndVersion11IsNot) {
  TlsListener older("DNS:localhost", TLS1_2_VERSION);
  EXPECT_EQ(play(older, "localhost", {.ca_file = older.certificate()}), "");
  older.stop();
  EXPECT_EQ(older.version, "TLSv1.2");
  TlsListener oldest("DNS:localhost", TLS1_1_VERSION);
  EXPECT_NE(play(oldest, "localhost", {.ca_file = {}, .insecure = true}), "");
  oldest.stop();
  EXPECT_EQ(oldest.handshakes, 0);
}

}  // namespace
