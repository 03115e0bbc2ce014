#include <ws/connection.h>

#include <cstdio>
#include <string_view>

// A client of the installed codec begins a connection.
int main() {
  ws::Connection connection(ws::Role::kClient, {});
  connection.start(ws::Time{0});
  const auto output = ws::as_text(connection.output());
  std::fwrite(output.data(), 1, output.size(), stdout);
  return output.find("Sec-WebSocket-Key") == std::string_view::npos ? 1 : 0;
}
