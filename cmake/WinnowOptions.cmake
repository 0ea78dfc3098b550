# What every target is compiled with.
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(WINNOW_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
# A sanitized plugin needs the runtimes in its host before it is loaded: what
# LD_PRELOAD must say, for the wrappers and the tests.
set(WINNOW_PRELOAD "")
if(WINNOW_SANITIZE)
  foreach(Runtime asan ubsan)
    execute_process(
      COMMAND "${CMAKE_CXX_COMPILER}" -print-file-name=lib${Runtime}.so
      OUTPUT_VARIABLE WINNOW_RUNTIME OUTPUT_STRIP_TRAILING_WHITESPACE)
    list(APPEND WINNOW_PRELOAD "${WINNOW_RUNTIME}")
  endforeach()
  list(JOIN WINNOW_PRELOAD " " WINNOW_PRELOAD)
endif()

# Called once by each folder: warnings, LLVM's language flags, sanitizers.
function(winnow_target_options Target)
  target_compile_options(${Target} PRIVATE
    -Wall -Wextra -fno-exceptions -fvisibility-inlines-hidden)
  if(WINNOW_SANITIZE)
    target_compile_options(${Target} PRIVATE
      -fsanitize=${WINNOW_SANITIZE} -fno-sanitize-recover=all
      -fno-sanitize=vptr -fno-omit-frame-pointer)
    target_link_options(${Target} PRIVATE -fsanitize=${WINNOW_SANITIZE})
  endif()
endfunction()

# A folder of the standard library only, or a part of one: a static library that
# sees its siblings as "nest/X.h".
function(winnow_add_plain_library Target)
  add_library(${Target} STATIC ${ARGN})
  winnow_target_options(${Target})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH Siblings)
  target_include_directories(${Target} PUBLIC "${Siblings}")
endfunction()

# The same for a folder that uses LLVM.
function(winnow_add_library Target)
  winnow_add_plain_library(${Target} ${ARGN})
  target_include_directories(${Target} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS})
endfunction()

# A file that a compiler loads: NAME.so in lib/, wherever the tree is moved.
function(winnow_plugin Target)
  target_link_options(${Target} PRIVATE -Wl,-z,defs)
  set_target_properties(${Target} PROPERTIES
    PREFIX ""
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib"
    BUILD_WITH_INSTALL_RPATH ON
    INSTALL_RPATH "$ORIGIN")
endfunction()
