# What is installed: the plugins, the wrappers, the tool and the CMake package,
# which works from the build tree too (Winnow_DIR=build/lib/cmake/Winnow).
include(CMakePackageConfigHelpers)

set(WINNOW_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/Winnow")

install(TARGETS Winnow WinnowClang
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(TARGETS winnow RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
if(TARGET winnow-train)
  install(TARGETS winnow-train
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(PROGRAMS
  "${PROJECT_BINARY_DIR}/install/winnow-clang"
  "${PROJECT_BINARY_DIR}/install/winnow-clang++"
  DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# Any 0.1.x serves one who asked for 0.1.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/lib/cmake/Winnow/WinnowConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)

set(WINNOW_PLUGIN_DIR "${CMAKE_INSTALL_LIBDIR}")
configure_package_config_file(cmake/WinnowConfig.cmake.in
  "${PROJECT_BINARY_DIR}/install/WinnowConfig.cmake"
  INSTALL_DESTINATION "${WINNOW_PACKAGE_DIR}"
  PATH_VARS WINNOW_PLUGIN_DIR
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
install(FILES
  "${PROJECT_BINARY_DIR}/install/WinnowConfig.cmake"
  "${PROJECT_BINARY_DIR}/lib/cmake/Winnow/WinnowConfigVersion.cmake"
  DESTINATION "${WINNOW_PACKAGE_DIR}")

set(WINNOW_PLUGIN_DIR lib)
configure_package_config_file(cmake/WinnowConfig.cmake.in
  "${PROJECT_BINARY_DIR}/lib/cmake/Winnow/WinnowConfig.cmake"
  INSTALL_PREFIX "${PROJECT_BINARY_DIR}"
  INSTALL_DESTINATION lib/cmake/Winnow
  PATH_VARS WINNOW_PLUGIN_DIR
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
