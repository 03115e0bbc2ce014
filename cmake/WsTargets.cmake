# How every target of this project is compiled, and how a test is declared.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT WS_SANITIZE STREQUAL "")
  add_compile_options(-fsanitize=${WS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${WS_SANITIZE})
endif()
if(WS_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
# How deep the stack is depends on where it begins, as functions align their frames: on the length of the environment,
# say. The same seed would not give the same run.
if(WS_FUZZ_ENGINE STREQUAL "libfuzzer")
  add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize-coverage=stack-depth)
endif()

# Warnings for our own code; what comes from packages is included as system headers.
function(ws_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                         # g++ 12 warns of its own std::string and std::vector (GCC bugs 105651, 105562).
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-maybe-uninitialized>
                         $<$<BOOL:${WS_DEVELOPER_MODE}>:-Werror>)
endfunction()

# What runs for a moment and takes long to compile is not optimised under sanitizers: that halves its time.
function(ws_unoptimised_under_sanitizers target)
  if(NOT WS_SANITIZE STREQUAL "")
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# ws_library(NAME SOURCES... [LIBRARIES...]): a static library of one room.
# Rooms other than the codec include each other's headers from the root: "conformance/table/case.h".
function(ws_library target)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC ${ARG_LIBRARIES})
  ws_warnings(${target})
endfunction()

# ws_test(NAME [OPTIMISED] [LIVE] SOURCES... [LIBRARIES...]): one GoogleTest program, which is one ctest entry.
# OPTIMISED: it goes through many octets itself, or through code that optimisers change: optimised, and a part also of
#   the builds that have no others (WS_UNIT_TESTS).
# LIVE: sockets, processes and deadlines: each of its tests is an entry, with the label live, which tools/test lets
#   try again and says so.
function(ws_test target)
  cmake_parse_arguments(ARG "OPTIMISED;LIVE" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT WS_BUILD_TESTS OR (WS_UNIT_TESTS STREQUAL "optimised" AND NOT ARG_OPTIMISED))
    return()
  endif()
  add_executable(${target} ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES} GTest::gmock_main)
  target_compile_definitions(${target} PRIVATE WS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" WS_BINARY_DIR="${PROJECT_BINARY_DIR}")
  ws_warnings(${target})
  # Undefined behaviour is looked for in what is tested. To look for it in the tests, too, takes as long to compile as to
  # optimise them, which they gain more from.
  if(NOT WS_SANITIZE STREQUAL "")
    target_compile_options(${target} PRIVATE -O1 -fno-sanitize=undefined)
  elseif(NOT ARG_OPTIMISED)
    target_compile_options(${target} PRIVATE -O0)
  endif()
  if(ARG_LIVE)
    gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300 LABELS live)
  else()
    add_test(NAME ${target} COMMAND ${target} --gtest_brief=1)
    set_tests_properties(${target} PROPERTIES TIMEOUT 900)
  endif()
endfunction()
