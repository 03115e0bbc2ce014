# What a user's codec is linked with to become a subject: the harness's rooms, gathered into one library a program.
# The same libraries serve the linked rivals here and, installed, other projects.

include(WsgauntletAddSubject)
find_package(pugixml REQUIRED)
if(WS_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()

# ws_kit(NAME OBJECTS_OF TARGET... LIBRARIES TARGET...): wsgauntlet::NAME
function(ws_kit name)
  cmake_parse_arguments(ARG "" "" "OBJECTS_OF;LIBRARIES" ${ARGN})
  set(objects)
  foreach(room ${ARG_OBJECTS_OF})
    list(APPEND objects $<TARGET_OBJECTS:${room}>)
  endforeach()
  add_library(wsgauntlet_${name} STATIC ${objects})
  add_library(wsgauntlet::${name} ALIAS wsgauntlet_${name})
  set_target_properties(wsgauntlet_${name} PROPERTIES EXPORT_NAME ${name} LINKER_LANGUAGE CXX)
  target_link_libraries(wsgauntlet_${name} INTERFACE ${ARG_LIBRARIES})
endfunction()

set(isal)
if(ISAL_LIBRARY)  # what gauntlet_wire was built with
  set(isal isal)
endif()
ws_kit(conformance
  OBJECTS_OF gauntlet_cli_conformance gauntlet_runs gauntlet_subjects gauntlet_play gauntlet_expectation gauntlet_codec_endpoint
             gauntlet_mutant_endpoint gauntlet_mutants ws_codec_mutants gauntlet_reports gauntlet_table gauntlet_wire
  LIBRARIES wsgauntlet_subject ws_codec OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB ${isal} fmt::fmt pugixml::pugixml Threads::Threads)
target_compile_definitions(wsgauntlet_conformance INTERFACE
  WSGAUNTLET_DATA_FOLDER="$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/conformance>$<INSTALL_INTERFACE:$<INSTALL_PREFIX>/share/wsgauntlet>")

ws_kit(fuzz
  OBJECTS_OF gauntlet_fuzz_subject gauntlet_fuzz_model gauntlet_fuzz_wire gauntlet_fuzz_runtime gauntlet_replay_main
  LIBRARIES wsgauntlet_subject OpenSSL::Crypto ZLIB::ZLIB fmt::fmt)

if(WS_BUILD_BENCH)
  ws_kit(benchmark
    OBJECTS_OF gauntlet_subject_bench gauntlet_bench_program
    LIBRARIES wsgauntlet_subject ws_codec benchmark::benchmark)
endif()
