#include <openssl/ssl.h>

#include <array>
#include <asio/buffer.hpp>
#include <asio/ip/address.hpp>
#include <asio/ssl.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <chrono>

#include "conformance/subjects/tls.h"

namespace gauntlet {

namespace {

using asio::ip::tcp;
using Stream = asio::ssl::stream<tcp::socket>;

constexpr auto kHandshakeTimeout = std::chrono::seconds(5);
constexpr auto kShutdownTimeout = std::chrono::milliseconds(200);

void close_socket(Stream& stream) {
  std::error_code ignored;
  stream.lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
  stream.lowest_layer().close(ignored);
}

// Handlers hold the stream: an operation of the TLS engine must not outlive it.
class TlsTransport final : public Transport {
 public:
  explicit TlsTransport(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}

  void read_some(std::span<std::uint8_t> into, Handler handler) override {
    stream_->async_read_some(asio::buffer(into.data(), into.size()),
                             [stream = stream_, handler = std::move(handler)](std::error_code error, std::size_t size) {
                               handler(error, size);
                             });
  }
  void write(std::span<const std::uint8_t> from, Handler handler) override {
    asio::async_write(*stream_, asio::buffer(from.data(), from.size()),
                      [stream = stream_, handler = std::move(handler)](std::error_code error, std::size_t size) {
                        handler(error, size);
                      });
  }
  void half_close() override {
    stream_->async_shutdown([stream = stream_](std::error_code) {});
  }
  // Our close_notify goes out; the peer's is waited for only a moment (RFC 8446 section 6.1 does not ask for it).
  void close() override {
    if (closed_) return;
    closed_ = true;
    auto timer = std::make_shared<asio::steady_timer>(stream_->get_executor(), kShutdownTimeout);
    timer->async_wait([stream = stream_, timer](std::error_code error) {
      if (!error) close_socket(*stream);
    });
    stream_->async_shutdown([stream = stream_, timer](std::error_code) {
      timer->cancel();
      close_socket(*stream);
    });
  }
  void abort() override {
    closed_ = true;
    std::error_code ignored;
    stream_->lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
    stream_->lowest_layer().close(ignored);
  }

 private:
  std::shared_ptr<Stream> stream_;
  bool closed_ = false;
};

bool is_address(const std::string& host) {
  std::error_code error;
  static_cast<void>(asio::ip::make_address(host, error));
  return !error;
}

void handshake(std::shared_ptr<Stream> stream, asio::ssl::stream_base::handshake_type side, TlsContext::Ready ready) {
  std::error_code ignored;
  stream->lowest_layer().set_option(tcp::no_delay(true), ignored);
  auto timer = std::make_shared<asio::steady_timer>(stream->get_executor(), kHandshakeTimeout);
  timer->async_wait([stream, timer](std::error_code error) {
    if (!error) close_socket(*stream);
  });
  auto& started = *stream;
  started.async_handshake(side, [stream = std::move(stream), timer, ready = std::move(ready)](std::error_code error) {
    timer->cancel();
    if (error) return ready(error, nullptr);
    ready({}, std::make_unique<TlsTransport>(stream));
  });
}

}  // namespace

struct TlsContext::State {
  explicit State(asio::ssl::context::method method) : context(method) {
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  }
  asio::ssl::context context;
  bool verify = false;
};

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsContext::~TlsContext() = default;

std::shared_ptr<TlsContext> TlsContext::client(const TlsClientOptions& options, std::string& error) {
  auto state = std::make_unique<State>(asio::ssl::context::tls_client);
  std::error_code failed;
  if (!options.insecure) {
    state->verify = true;
    state->context.set_default_verify_paths(failed);
    failed.clear();  // a system without authorities: then only those of the file count
    if (!options.ca_file.empty()) state->context.load_verify_file(options.ca_file, failed);
    if (failed) {
      error = options.ca_file + ": " + failed.message();
      return nullptr;
    }
  }
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(state)));
}

std::shared_ptr<TlsContext> TlsContext::server(const std::string& certificate_file, const std::string& key_file,
                                               std::string& error) {
  auto state = std::make_unique<State>(asio::ssl::context::tls_server);
  std::error_code failed;
  state->context.use_certificate_chain_file(certificate_file, failed);
  if (failed) {
    error = certificate_file + ": " + failed.message();
    return nullptr;
  }
  state->context.use_private_key_file(key_file, asio::ssl::context::pem, failed);
  if (failed) {
    error = key_file + ": " + failed.message();
    return nullptr;
  }
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(state)));
}

void TlsContext::connect(tcp::socket socket, const std::string& server_name, Ready ready) {
  auto stream = std::make_shared<Stream>(std::move(socket), state_->context);
  if (!is_address(server_name)) SSL_set_tlsext_host_name(stream->native_handle(), server_name.c_str());
  std::error_code ignored;
  stream->set_verify_mode(state_->verify ? asio::ssl::verify_peer : asio::ssl::verify_none, ignored);
  if (state_->verify) stream->set_verify_callback(asio::ssl::host_name_verification(server_name), ignored);
  handshake(std::move(stream), asio::ssl::stream_base::client,
            [self = shared_from_this(), ready = std::move(ready)](
                std::error_code error, std::unique_ptr<Transport> transport) { ready(error, std::move(transport)); });
}

void TlsContext::accept(tcp::socket socket, Ready ready) {
  handshake(std::make_shared<Stream>(std::move(socket), state_->context), asio::ssl::stream_base::server,
            [self = shared_from_this(), ready = std::move(ready)](
                std::error_code error, std::unique_ptr<Transport> transport) { ready(error, std::move(transport)); });
}

}  // namespace gauntlet
