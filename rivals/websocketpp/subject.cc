// WebSocket++ with its transport for octets from elsewhere. A few lines more than the others: its servers and clients
// are different types, and permessage-deflate is there only if a configuration of one's own says so.
#include <websocketpp/client.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/config/core_client.hpp>
#include <websocketpp/extensions/permessage_deflate/enabled.hpp>
#include <websocketpp/server.hpp>

#include "wsgauntlet/subject.h"

namespace {

template <class Core>
struct Deflating : Core {
  struct permessage_deflate_config {};
  using permessage_deflate_type = websocketpp::extensions::permessage_deflate::enabled<permessage_deflate_config>;
};
using Server = websocketpp::server<Deflating<websocketpp::config::core>>;
using Client = websocketpp::client<Deflating<websocketpp::config::core_client>>;

template <class Endpoint>
struct Websocketpp final : wsgauntlet::Connection {
  template <class Get>
  explicit Websocketpp(Get get) {
    endpoint_.clear_access_channels(websocketpp::log::alevel::all);
    endpoint_.clear_error_channels(websocketpp::log::elevel::all);
    endpoint_.set_write_handler(
        [this](auto, auto* octets, auto size) { return send(octets, size), std::error_code(); });
    endpoint_.set_shutdown_handler([this](auto) { return drop(), std::error_code(); });
    endpoint_.set_message_handler(
        [this](auto, auto message) { connection_->send(message->get_payload(), message->get_opcode()); });
    connection_ = get(endpoint_);
  }

  void start() override { connection_->start(); }
  void receive(std::uint8_t* octets, std::size_t size) override {
    connection_->read_all(reinterpret_cast<const char*>(octets), size);
  }

  Endpoint endpoint_;
  typename Endpoint::connection_ptr connection_;
};

std::unique_ptr<wsgauntlet::Connection> make(wsgauntlet::Role role) {
  if (role == wsgauntlet::Role::kServer)
    return std::make_unique<Websocketpp<Server>>([](Server& server) { return server.get_connection(); });
  return std::make_unique<Websocketpp<Client>>([](Client& client) {
    std::error_code error;
    return client.get_connection("ws://localhost/", error);
  });
}

const wsgauntlet::Subject subject("websocketpp", make);

}  // namespace
