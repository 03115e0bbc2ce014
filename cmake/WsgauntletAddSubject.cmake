# wsgauntlet_add_subject(NAME SOURCES FILE... [LIBRARIES TARGET...] [STANDARD 17])
#
# SOURCES are an adapter of a codec (see wsgauntlet/subject.h), LIBRARIES what it needs. Makes
#   NAME_subject      the adapter, an object library: link it into what else should have the subject lib:NAME
#   NAME_conformance  `wsgauntlet conformance` with lib:NAME as its subject
#   NAME_fuzz         a libFuzzer program; with compilers that have no libFuzzer, one that replays files and folders
#   NAME_bench        a Google Benchmark program, if that library is found
# STANDARD is the C++ standard of the adapter, for codecs whose headers are no C++20.

include(CheckCXXSourceCompiles)
include(CMakePushCheckState)

set(WSGAUNTLET_FUZZ_LIBRARY "" CACHE STRING
    "What links a fuzzing engine's main into NAME_fuzz; empty: -fsanitize=fuzzer if the compiler has it, else replay")

# Sets `out` to the flag or library of the fuzzing engine; empty: there is none.
function(_wsgauntlet_fuzz_library out)
  if(WSGAUNTLET_FUZZ_LIBRARY)
    set(${out} ${WSGAUNTLET_FUZZ_LIBRARY} PARENT_SCOPE)
    return()
  endif()
  cmake_push_check_state(RESET)
  set(CMAKE_REQUIRED_FLAGS -fsanitize=fuzzer)
  set(CMAKE_REQUIRED_QUIET ON)
  check_cxx_source_compiles("extern \"C\" int LLVMFuzzerTestOneInput(const unsigned char*, decltype(sizeof 1)) { return 0; }"
                            WSGAUNTLET_HAS_LIBFUZZER)
  cmake_pop_check_state()
  set(${out} "" PARENT_SCOPE)
  if(WSGAUNTLET_HAS_LIBFUZZER)
    set(${out} -fsanitize=fuzzer PARENT_SCOPE)
  endif()
endfunction()

function(_wsgauntlet_adapter target standard sources libraries)
  add_library(${target} OBJECT ${sources})
  target_link_libraries(${target} PUBLIC wsgauntlet::subject ${libraries})
  if(standard)
    set_target_properties(${target} PROPERTIES CXX_STANDARD ${standard} CXX_STANDARD_REQUIRED ON)
  endif()
endfunction()

# Programs whose main comes out of a library have no source that would tell their language.
function(_wsgauntlet_program target)
  add_executable(${target})
  target_link_libraries(${target} PRIVATE ${ARGN})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
endfunction()

function(wsgauntlet_add_subject name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "STANDARD" "SOURCES;LIBRARIES")
  if(NOT ARG_SOURCES OR ARG_UNPARSED_ARGUMENTS OR ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "wsgauntlet_add_subject(NAME SOURCES FILE... [LIBRARIES TARGET...] [STANDARD 17]): "
                        "${name}: no SOURCES, or something else: ${ARG_UNPARSED_ARGUMENTS} ${ARG_KEYWORDS_MISSING_VALUES}")
  endif()
  _wsgauntlet_adapter(${name}_subject "${ARG_STANDARD}" "${ARG_SOURCES}" "${ARG_LIBRARIES}")

  _wsgauntlet_program(${name}_conformance ${name}_subject wsgauntlet::conformance)
  target_sources(${name}_conformance PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/conformance_main.cc)

  _wsgauntlet_fuzz_library(engine)
  if(engine)
    # Compiled once more: only what is under test tells the fuzzer where it has been.
    _wsgauntlet_adapter(${name}_fuzz_subject "${ARG_STANDARD}" "${ARG_SOURCES}" "${ARG_LIBRARIES}")
    target_compile_options(${name}_fuzz_subject PRIVATE -fsanitize=fuzzer-no-link)
    _wsgauntlet_program(${name}_fuzz ${name}_fuzz_subject ${engine} wsgauntlet::fuzz)
  else()
    _wsgauntlet_program(${name}_fuzz ${name}_subject wsgauntlet::fuzz)
  endif()

  if(TARGET wsgauntlet::benchmark)
    _wsgauntlet_program(${name}_bench ${name}_subject wsgauntlet::benchmark)
  else()
    message(STATUS "wsgauntlet: no ${name}_bench, as Google Benchmark is not found, or was left out of wsgauntlet")
  endif()
endfunction()
