#include "fuzz/live/arrival.h"

#include <asio/io_context.hpp>
#include <chrono>
#include <utility>

namespace gauntlet::fuzz {

namespace {
constexpr auto kHeadLimit = std::chrono::seconds(5);
}

Arrival::Arrival(asio::io_context& context, std::unique_ptr<Transport> transport, Ready ready)
    : ready_(std::move(ready)), timer_(context) {
  caller_.transport = std::move(transport);
}

void Arrival::start() {
  timer_.expires_after(kHeadLimit);
  timer_.async_wait([self = shared_from_this()](std::error_code error) {
    if (!error) self->give_up();
  });
  read();
}

void Arrival::read() {
  caller_.transport->read_some(buffer_, [self = shared_from_this()](std::error_code error, std::size_t size) {
    if (error || self->caller_.transport == nullptr) return self->give_up();
    self->on_read(size);
  });
}

void Arrival::on_read(std::size_t size) {
  const auto octets = wire::View(buffer_).first(size);
  caller_.head.insert(caller_.head.end(), octets.begin(), octets.end());
  const auto head = collector_.feed(octets);
  if (collector_.overflow()) return give_up();
  if (!head) return read();
  timer_.cancel();
  caller_.target = head->target();
  ready_(std::move(caller_));
}

void Arrival::give_up() {
  timer_.cancel();
  if (caller_.transport != nullptr) caller_.transport->close();
}

}  // namespace gauntlet::fuzz
