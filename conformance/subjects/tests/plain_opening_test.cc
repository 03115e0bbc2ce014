#include "conformance/subjects/plain_opening.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using gauntlet::Case;
using gauntlet::is_about_opening;
using gauntlet::PlainOpening;
using gauntlet::SubjectRole;
using State = PlainOpening::State;

gauntlet::wire::Bytes bytes(const std::string& text) { return {text.begin(), text.end()}; }
std::string text(const gauntlet::wire::Bytes& octets) { return {octets.begin(), octets.end()}; }

// The example of RFC 6455 section 1.3.
const std::string kRequest =
    "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

TEST(PlainOpening, AServerAnswersAndKeepsWhatFollows) {
  PlainOpening opening(SubjectRole::kServer);
  EXPECT_TRUE(opening.first().empty());
  EXPECT_EQ(opening.receive(bytes(kRequest.substr(0, 30))), State::kWaiting);
  EXPECT_EQ(opening.receive(bytes(kRequest.substr(30) + "frames")), State::kOpen);
  EXPECT_NE(text(opening.answer()).find("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
            std::string::npos);
  EXPECT_EQ(text(opening.rest()), "frames");
}

TEST(PlainOpening, AServerRefusesWhatIsNoOpeningHandshake) {
  PlainOpening opening(SubjectRole::kServer);
  EXPECT_EQ(opening.receive(bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), State::kRefused);
  EXPECT_EQ(text(opening.answer()).substr(0, 12), "HTTP/1.1 400");
}

// Two ends of one handshake understand each other.
TEST(PlainOpening, AClientTakesOnlyTheRightAnswer) {
  PlainOpening client(SubjectRole::kClient), server(SubjectRole::kServer), wrong(SubjectRole::kClient);
  ASSERT_EQ(server.receive(client.first()), State::kOpen);
  auto answer = text(server.answer());
  EXPECT_EQ(client.receive(bytes(answer)), State::kOpen);
  answer.replace(answer.find("Accept: ") + 8, 1, "?");
  EXPECT_EQ(wrong.receive(bytes(answer)), State::kRefused);
}

TEST(PlainOpening, CasesAboutTheOpeningAreKnown) {
  Case plain;
  plain.outcomes.emplace_back();
  EXPECT_FALSE(is_about_opening(plain));
  Case raw = plain;
  raw.handshake.raw = {"GET / HTTP/1.0"};
  EXPECT_TRUE(is_about_opening(raw));
  Case refused = plain;
  refused.outcomes.front().opening.refused = true;
  EXPECT_TRUE(is_about_opening(refused));
  Case judged = plain;
  judged.outcomes.front().checks = {"request-valid"};
  EXPECT_TRUE(is_about_opening(judged));
}

}  // namespace
