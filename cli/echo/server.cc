#include "cli/echo/server.h"

#include <utility>

#include "cli/echo/session.h"
#include "conformance/subjects/listening.h"
#include "conformance/subjects/transport.h"

namespace gauntlet::echo {

using asio::ip::tcp;

Server::Server(asio::io_context& context, Options options)
    : context_(context), options_(std::move(options)), acceptor_(context), shutdown_timer_(context) {}
Server::~Server() = default;

std::string Server::listen() {
  if (auto error = listen_at(acceptor_, options_.host, options_.port); !error.empty()) return error;
  port_ = acceptor_.local_endpoint().port();
  accept();
  return {};
}

void Server::accept() {
  acceptor_.async_accept([this](std::error_code error, tcp::socket socket) {
    if (closing_) return;
    if (!error && sessions_.size() + shaking_hands_ < options_.max_connections) {
      if (options_.tls) {
        ++shaking_hands_;
        options_.tls->accept(std::move(socket), [this](std::error_code failed, std::unique_ptr<Transport> transport) {
          --shaking_hands_;
          if (!failed && !closing_) connected(std::move(transport));
        });
      } else {
        connected(make_tcp_transport(std::move(socket)));
      }
    }
    // Above the limit the socket closes here: a refusal costs nothing but the accept.
    accept();
  });
}

void Server::connected(std::unique_ptr<Transport> transport) {
  auto session = std::make_shared<Session>(context_, options_, std::move(transport),
                                           [this](const std::shared_ptr<Session>& over) { ended(over); });
  sessions_.insert(session);
  session->start();
}

void Server::ended(const std::shared_ptr<Session>& session) {
  sessions_.erase(session);
  if (closing_ && sessions_.empty()) shutdown_timer_.cancel();
}

void Server::shutdown() {
  if (closing_) return;
  closing_ = true;
  std::error_code ignored;
  acceptor_.close(ignored);
  const auto open = sessions_;
  for (const auto& session : open) session->going_away();
  if (sessions_.empty()) return;
  shutdown_timer_.expires_after(options_.shutdown_timeout);
  shutdown_timer_.async_wait([this](std::error_code error) {
    if (error) return;
    const auto left = sessions_;
    for (const auto& session : left) session->abort();
  });
}

}  // namespace gauntlet::echo
