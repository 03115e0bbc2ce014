#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ws/permessage_deflate.h"

// RFC 7692 section 7.1

namespace {

using ws::Rule;

ws::Extension extension(std::string_view parameters) {
  const std::string value =
      "permessage-deflate" + std::string(parameters.empty() ? "" : "; ") + std::string(parameters);
  auto parsed = ws::parse_extensions(value);
  EXPECT_TRUE(std::holds_alternative<std::vector<ws::Extension>>(parsed)) << value;
  return std::get<std::vector<ws::Extension>>(parsed).at(0);
}

TEST(DeflateOffer, SaysWhatIsWanted) {
  EXPECT_EQ(ws::print_extensions({ws::deflate_offer({})}), "permessage-deflate; client_max_window_bits");
  ws::DeflateOptions options;
  options.server_no_context_takeover = true;
  options.client_no_context_takeover = true;
  options.server_max_window_bits = 10;
  options.client_max_window_bits = 9;
  EXPECT_EQ(ws::print_extensions({ws::deflate_offer(options)}),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; "
            "client_max_window_bits=9");
}

struct AcceptRow {
  const char* offer;
  const char* response;  // parameters; nullptr: declined
  ws::DeflateParameters parameters = {};
};

void expect_accepted(const AcceptRow& row, const ws::DeflateOptions& options) {
  SCOPED_TRACE(row.offer);
  const auto agreement = ws::accept_deflate({extension(row.offer)}, options);
  ASSERT_EQ(agreement.has_value(), row.response != nullptr);
  if (!agreement) return;
  EXPECT_EQ(agreement->response, extension(row.response));
  EXPECT_EQ(agreement->parameters, row.parameters);
}

TEST(AcceptDeflate, MeetsOffers) {
  for (const AcceptRow& row : std::vector<AcceptRow>{
           {"", ""},
           {"server_no_context_takeover", "server_no_context_takeover", {true, false, 15, 15}},
           {"client_no_context_takeover", "client_no_context_takeover", {false, true, 15, 15}},
           {"server_max_window_bits=9", "server_max_window_bits=9", {false, false, 9, 15}},
           {"server_max_window_bits=15", "server_max_window_bits=15"},
           {"server_max_window_bits=\"10\"", "server_max_window_bits=10", {false, false, 10, 15}},
           {"client_max_window_bits", ""},
           {"client_max_window_bits=8", "client_max_window_bits=8", {false, false, 15, 8}},
           {"client_max_window_bits=15", "client_max_window_bits=15"},
           {"client_max_window_bits=12; server_max_window_bits=11; server_no_context_takeover; "
            "client_no_context_takeover",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11; "
            "client_max_window_bits=12",
            {true, true, 11, 12}},
       }) {
    expect_accepted(row, {});
  }
}

TEST(AcceptDeflate, DeclinesWhatIsInvalidOrCannotBeMet) {
  for (const auto* offer : {"server_max_window_bits=8",
                            "server_max_window_bits",
                            "server_max_window_bits=7",
                            "server_max_window_bits=16",
                            "server_max_window_bits=1000",
                            "server_max_window_bits=08",
                            "server_max_window_bits=010",
                            "server_max_window_bits=1",
                            "server_max_window_bits=-9",
                            "server_max_window_bits=9a",
                            "server_max_window_bits=0x9",
                            "client_max_window_bits=7",
                            "client_max_window_bits=16",
                            "client_max_window_bits=08",
                            "client_max_window_bits=99999999999999999999",
                            "client_max_window_bits=x",
                            "server_no_context_takeover=1",
                            "server_no_context_takeover=true",
                            "client_no_context_takeover=0",
                            "server_no_context_takeover; server_no_context_takeover",
                            "client_no_context_takeover; client_no_context_takeover",
                            "server_max_window_bits=10; server_max_window_bits=10",
                            "client_max_window_bits; client_max_window_bits=10",
                            "client_max_window_bits; client_max_window_bits",
                            "unknown",
                            "Server_no_context_takeover",
                            "constructor"}) {
    expect_accepted({offer, nullptr}, {});
  }
}

TEST(AcceptDeflate, AddsItsOwnWishes) {
  ws::DeflateOptions options;
  options.server_no_context_takeover = true;
  options.client_no_context_takeover = true;
  options.server_max_window_bits = 12;
  options.client_max_window_bits = 11;
  const std::string both = "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=";
  for (const AcceptRow& row : std::vector<AcceptRow>{
           {"",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12",
            {true, true, 12, 15}},
           {"client_max_window_bits",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; "
            "client_max_window_bits=11",
            {true, true, 12, 11}},
           {"client_max_window_bits=9; server_max_window_bits=10",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; "
            "client_max_window_bits=9",
            {true, true, 10, 9}},
           {"client_max_window_bits=14; server_max_window_bits=14",
            "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; "
            "client_max_window_bits=11",
            {true, true, 12, 11}},
       }) {
    expect_accepted(row, options);
  }
  options = {};
  options.server_max_window_bits = 8;  // not ours to promise
  expect_accepted({"", "server_max_window_bits=9", {false, false, 9, 15}}, options);
}

TEST(AcceptDeflate, TakesTheFirstOfferThatFits) {
  const auto agreement = ws::accept_deflate({{"other", {}},
                                             extension("server_max_window_bits=8"),
                                             extension("unknown"),
                                             extension("server_max_window_bits=10"),
                                             extension("")},
                                            {});
  ASSERT_TRUE(agreement);
  EXPECT_EQ(agreement->parameters.server_max_window_bits, 10);
  EXPECT_FALSE(ws::accept_deflate({}, {}));
  EXPECT_FALSE(ws::accept_deflate({{"x-webkit-deflate-frame", {}}, {"Permessage-Deflate", {}}}, {}));
}

void expect_confirmed(const char* response, const ws::DeflateOptions& offered, ws::DeflateParameters expected) {
  const auto result = ws::confirm_deflate(extension(response), offered);
  ASSERT_TRUE(std::holds_alternative<ws::DeflateParameters>(result)) << response;
  EXPECT_EQ(std::get<ws::DeflateParameters>(result), expected) << response;
}

void expect_unconfirmed(const char* response, const ws::DeflateOptions& offered) {
  const auto result = ws::confirm_deflate(extension(response), offered);
  ASSERT_TRUE(std::holds_alternative<Rule>(result)) << response;
  EXPECT_EQ(std::get<Rule>(result), Rule::kExtensionParameters);
}

TEST(ConfirmDeflate, ReadsTheAnswer) {
  expect_confirmed("", {}, {});
  expect_confirmed("server_no_context_takeover", {}, {true, false, 15, 15});
  expect_confirmed("client_no_context_takeover", {}, {false, true, 15, 15});
  expect_confirmed("server_max_window_bits=8", {}, {false, false, 8, 15});
  expect_confirmed("client_max_window_bits=8", {}, {false, false, 15, 8});
  expect_confirmed("client_max_window_bits=\"15\"", {}, {});
  for (const auto* response :
       {"unknown", "server_max_window_bits", "client_max_window_bits", "server_max_window_bits=7",
        "server_max_window_bits=16", "server_max_window_bits=1000", "server_max_window_bits=010",
        "client_max_window_bits=08", "client_max_window_bits=0", "server_no_context_takeover=1",
        "client_no_context_takeover=x", "server_no_context_takeover; server_no_context_takeover",
        "client_max_window_bits=10; client_max_window_bits=10", "server_max_window_bits=9; server_max_window_bits=9"}) {
    expect_unconfirmed(response, {});
  }
}

TEST(ConfirmDeflate, HoldsTheServerToTheOffer) {
  ws::DeflateOptions offered;
  offered.server_max_window_bits = 12;
  offered.client_max_window_bits = 10;
  expect_confirmed("server_max_window_bits=12", offered, {false, false, 12, 10});
  expect_confirmed("server_max_window_bits=9; client_max_window_bits=9", offered, {false, false, 9, 9});
  expect_unconfirmed("server_max_window_bits=13", offered);
  expect_unconfirmed("", offered);
  expect_unconfirmed("server_max_window_bits=12; client_max_window_bits=11", offered);
  offered = {};
  offered.server_no_context_takeover = true;
  offered.client_no_context_takeover = true;
  expect_confirmed("server_no_context_takeover", offered, {true, true, 15, 15});
  expect_unconfirmed("client_no_context_takeover", offered);
  EXPECT_TRUE(std::holds_alternative<Rule>(ws::confirm_deflate({"other", {}}, {})));
}

TEST(ConfirmDeflate, AgreesWithTheServerOnEveryOption) {
  for (int i = 0; i < 256; ++i) {
    ws::DeflateOptions client;
    ws::DeflateOptions server;
    client.server_no_context_takeover = (i & 1) != 0;
    client.client_no_context_takeover = (i & 2) != 0;
    client.server_max_window_bits = (i & 4) != 0 ? 10 : 15;
    client.client_max_window_bits = (i & 8) != 0 ? 11 : 15;
    server.server_no_context_takeover = (i & 16) != 0;
    server.client_no_context_takeover = (i & 32) != 0;
    server.server_max_window_bits = (i & 64) != 0 ? 9 : 15;
    server.client_max_window_bits = (i & 128) != 0 ? 12 : 15;
    const auto agreement = ws::accept_deflate({ws::deflate_offer(client)}, server);
    ASSERT_TRUE(agreement) << i;
    const auto confirmed = ws::confirm_deflate(agreement->response, client);
    ASSERT_TRUE(std::holds_alternative<ws::DeflateParameters>(confirmed)) << i;
    EXPECT_EQ(std::get<ws::DeflateParameters>(confirmed), agreement->parameters) << i;
  }
}

}  // namespace
