# Turns a file into C++: cmake -DFILE=page.css -DNAME=page_css -DOUT=page_css.cc -P embed.cmake
# An array of octets, not a string literal: compilers limit the length of those. An empty FILE gives
# an empty array, for what is only there on some machines.
if(FILE STREQUAL "")
  set(octets "")
else()
  file(READ "${FILE}" octets HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," octets "${octets}")
  # A line of 1 MiB is hard on compilers and people.
  string(REGEX REPLACE "(................................................................................)" "\\1\n" octets "${octets}")
endif()
file(WRITE "${OUT}" "#include \"reports/assets/assets.h\"

namespace gauntlet::reports::page {
namespace {
// One octet more, so that there is always one.
constexpr unsigned char ${NAME}_octets[] = {
${octets}0x00};
}  // namespace

std::string_view ${NAME}() {
  return {reinterpret_cast<const char*>(${NAME}_octets), sizeof(${NAME}_octets) - 1};
}

}  // namespace gauntlet::reports::page
")
