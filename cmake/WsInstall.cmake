# What `cmake --install` gives: the codec (headers, ws::codec), and with the harness the program, its data, and the
# kit that makes a codec a subject.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/wsgauntlet)

configure_package_config_file(cmake/wsgauntlet-config.cmake.in wsgauntlet-config.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(wsgauntlet-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wsgauntlet-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/wsgauntlet-config-version.cmake
        DESTINATION ${package_folder} COMPONENT codec)
install(EXPORT ws-targets NAMESPACE ws:: DESTINATION ${package_folder} COMPONENT codec)
if(WS_CODEC_ONLY)
  return()
endif()

set(data_folder ${CMAKE_INSTALL_DATADIR}/wsgauntlet)
install(TARGETS wsgauntlet DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT harness)
install(DIRECTORY conformance/cases conformance/requirements conformance/schema DESTINATION ${data_folder} COMPONENT subject)
install(DIRECTORY conformance/peers DESTINATION ${data_folder} COMPONENT harness USE_SOURCE_PERMISSIONS)
install(DIRECTORY corpus/receiver DESTINATION ${data_folder}/corpus COMPONENT subject)

install(DIRECTORY conformance/kit/include/wsgauntlet DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT subject)
install(TARGETS wsgauntlet_subject wsgauntlet_conformance wsgauntlet_fuzz EXPORT wsgauntlet-targets
        DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT subject)
install(EXPORT wsgauntlet-targets NAMESPACE wsgauntlet:: DESTINATION ${package_folder} COMPONENT subject)
if(TARGET wsgauntlet_benchmark)
  install(TARGETS wsgauntlet_benchmark EXPORT wsgauntlet-benchmark-targets
          DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT subject)
  install(EXPORT wsgauntlet-benchmark-targets NAMESPACE wsgauntlet:: DESTINATION ${package_folder} COMPONENT subject)
endif()
install(FILES cmake/WsgauntletAddSubject.cmake cmake/conformance_main.cc DESTINATION ${package_folder} COMPONENT subject)
