#include "conformance/subjects/uri.h"

#include <gtest/gtest.h>

#include "conformance/subjects/subject.h"

namespace {

using namespace gauntlet;

TEST(WebSocketUri, TakesThePartsOfSection3) {
  auto uri = parse_ws_uri("ws://example.com/chat?x=1");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->host, "example.com");
  EXPECT_EQ(uri->port, 80);
  EXPECT_EQ(uri->target, "/chat?x=1");
  uri = parse_ws_uri("wss://[::1]:9001");
  ASSERT_TRUE(uri);
  EXPECT_TRUE(uri->secure);
  EXPECT_EQ(uri->host, "::1");
  EXPECT_EQ(uri->port, 9001);
  EXPECT_EQ(uri->target, "/");
  EXPECT_EQ(uri->authority, "[::1]:9001");
  EXPECT_EQ(parse_ws_uri("ws://h?q")->target, "/?q");
}

TEST(WebSocketUri, RefusesWhatIsNone) {
  for (const auto* text : {"", "http://x", "ws://", "ws://:80", "ws://x:0", "ws://x:65536", "ws://x:9x", "ws://x/#f",
                           "ws://x/a b", "ws://[::1", "ws://[::1]x"}) {
    EXPECT_FALSE(parse_ws_uri(text)) << text;
  }
}

TEST(Subjects, SayWhatIsWrongWithAUri) {
  for (const auto* text :
       {"nonsense", "codec:?fault=none-such", "codec:?role=both", "codec:x", "ws://", "exec:server"}) {
    EXPECT_TRUE(std::holds_alternative<std::string>(open_subject(text, "", "."))) << text;
  }
  const auto opened = open_subject("codec:", "", ".");
  ASSERT_TRUE(std::holds_alternative<Subjects>(opened));
  EXPECT_EQ(std::get<Subjects>(opened).size(), 2U);
}

}  // namespace
