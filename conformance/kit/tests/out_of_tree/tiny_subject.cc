#include <wsgauntlet/subject.h>

#include "tiny.h"

namespace {

class Echo final : public wsgauntlet::Connection {
 public:
  explicit Echo(wsgauntlet::Role role) : codec_(role == wsgauntlet::Role::kServer) {}

  void receive(std::uint8_t* octets, std::size_t size) override {
    codec_.feed(octets, size);
    while (const auto message = codec_.next()) codec_.send(*message);
    const auto output = codec_.take_output();
    send(output.data(), output.size());
    if (codec_.over()) drop();
  }

 private:
  tiny::Codec codec_;
};

const wsgauntlet::Subject subject("tiny", wsgauntlet::make<Echo>, wsgauntlet::Opening::kByHarness);

}  // namespace
