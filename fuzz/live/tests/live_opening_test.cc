#include "fuzz/live/live_opening.h"

#include <gtest/gtest.h>

#include "conformance/table/loader.h"

// What is predicted of heads that are sent to running endpoints, and what is left open.

namespace gauntlet::fuzz {
namespace {

using What = OpeningPrediction::What;

struct Head {
  std::string name;
  SubjectRole subject;
  std::string octets;
  What what;
  std::string rule;
};
void PrintTo(const Head& head, std::ostream* out) { *out << head.name; }

std::string request(const std::string& instead_of, const std::string& with) {
  std::string head =
      "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  if (const auto at = head.find(instead_of); at != std::string::npos) head.replace(at, instead_of.size(), with);
  return head;
}
std::string response(const std::string& instead_of, const std::string& with) {
  std::string head =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n";
  if (const auto at = head.find(instead_of); at != std::string::npos) head.replace(at, instead_of.size(), with);
  return head;
}

std::optional<OpeningTable> table_of(const Head& head) {
  Bytes input{0, 0};
  input.insert(input.end(), head.octets.begin(), head.octets.end());
  return table_of_opening(input, head.subject, "a head");
}

class LiveHeads : public ::testing::TestWithParam<Head> {};

TEST_P(LiveHeads, ArePredicted) {
  const auto table = table_of(GetParam());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->prediction.what, GetParam().what);
  EXPECT_EQ(table->prediction.rule, GetParam().rule);
  const auto loaded = load_table_text(table->text, "live.json");
  ASSERT_TRUE(loaded.table) << to_string(loaded.errors.front());
  const Case& test = loaded.table->cases.front();
  EXPECT_EQ(test.for_server, GetParam().subject == SubjectRole::kServer);
  EXPECT_EQ(test.outcomes.size() > 1, GetParam().what == What::kLeftOpen);
}

constexpr auto kServer = SubjectRole::kServer;
constexpr auto kClient = SubjectRole::kClient;

INSTANTIATE_TEST_SUITE_P(
    Requests, LiveHeads,
    ::testing::Values(
        Head{"InOrder", kServer, request("", ""), What::kAccepted, ""},
        Head{"AnyCase", kServer, request("Upgrade: websocket", "upgrade: WebSocket"), What::kAccepted, ""},
        Head{"Post", kServer, request("GET", "POST"), What::kRefused, "request-method"},
        Head{"Old", kServer, request("HTTP/1.1", "HTTP/1.0"), What::kRefused, "request-http-version"},
        Head{"NoHost", kServer, request("Host", "Hast"), What::kRefused, "host-missing"},
        Head{"NoVersion", kServer, request("Sec-WebSocket-Version", "X-V"), What::kRefused, "version-missing"},
        Head{"Version14", kServer, request("Version: 13", "Version: 14"), What::kRefused, "version-unsupported"},
        Head{"Version8", kServer, request("Version: 13", "Version: 8"), What::kLeftOpen, ""},
        Head{"NoUpgrade", kServer, request("Upgrade: websocket", "Upgrade: h2c"), What::kRefused, "upgrade-missing"},
        Head{"NoConnection", kServer, request("Connection: Upgrade", "Connection: close"), What::kRefused,
             "connection-missing"},
        Head{"NoKey", kServer, request("Sec-WebSocket-Key", "X-Key"), What::kRefused, "key-missing"},
        // Section 4.2.2: it is not necessary to decode the key.
        Head{"ShortKey", kServer, request("dGhlIHNhbXBsZSBub25jZQ==", "aaaa"), What::kLeftOpen, ""},
        Head{"TwoVersions", kServer, request("Version: 13", "Version: 13, 8"), What::kLeftOpen, ""},
        Head{"OtherField", kServer, request("Host", "Cookie: a\r\nHost"), What::kLeftOpen, ""},
        Head{"Folded", kServer, request("Host: ", "X: y\r\n z\r\nHost: "), What::kLeftOpen, ""}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Responses, LiveHeads,
    ::testing::Values(
        Head{"InOrder", kClient, response("", ""), What::kAccepted, ""},
        Head{"OtherAccept", kClient, response("ICX", "ICY"), What::kRefused, "accept-wrong"},
        Head{"NoAccept", kClient, response("Sec-WebSocket-Accept", "X"), What::kRefused, "accept-missing"},
        Head{"NoUpgrade", kClient, response("Upgrade: websocket", "Upgrade: h2c"), What::kRefused, "response-upgrade"},
        Head{"NoConnection", kClient, response("Connection: Upgrade", "X: y"), What::kRefused, "response-connection"},
        Head{"Extension", kClient, response("Upgrade: w", "Sec-WebSocket-Extensions: foo\r\nUpgrade: w"),
             What::kRefused, "extension-not-offered"},
        Head{"Subprotocol", kClient, response("Upgrade: w", "Sec-WebSocket-Protocol: foo\r\nUpgrade: w"),
             What::kRefused, "subprotocol-not-offered"},
        Head{"Deflate", kClient, response("Upgrade: w", "Sec-WebSocket-Extensions: permessage-deflate\r\nUpgrade: w"),
             What::kLeftOpen, ""},
        Head{"NotFound", kClient, response("101 Switching Protocols", "404 Not Found"), What::kLeftOpen, ""}),
    [](const auto& test) { return test.param.name; });

class OtherMatters : public ::testing::TestWithParam<Head> {};

TEST_P(OtherMatters, AreNotSent) { EXPECT_FALSE(table_of(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    All, OtherMatters,
    ::testing::Values(Head{"Incomplete", kServer, "GET / HTTP/1.1\r\nHost: a\r\n", What::kLeftOpen, ""},
                      Head{"Body", kServer, request("Host", "Content-Length: 5\r\nHost"), What::kLeftOpen, ""},
                      Head{"Redirection", kClient, "HTTP/1.1 302 Found\r\nLocation: ws://example.com/\r\n\r\n",
                           What::kLeftOpen, ""},
                      Head{"Password", kClient, "HTTP/1.1 401 Unauthorized\r\n\r\n", What::kLeftOpen, ""},
                      Head{"Interim", kClient, "HTTP/1.1 100 Continue\r\n\r\n", What::kLeftOpen, ""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gauntlet::fuzz
