# Kernels that are built several times, each time with another prefix before
# their symbols, so that all builds can be linked into one program.
include_guard(DIRECTORY)

# A change of the plugin builds them anew.
set(WINNOW_KERNEL_COMPILER)
foreach(Target Winnow WinnowClang winnow-clang)
  if(TARGET ${Target})
    list(APPEND WINNOW_KERNEL_COMPILER ${Target})
  endif()
endforeach()

# winnow_add_kernels(LIBRARY PREFIX COMPILER REMARKS SOURCES ... [DEPENDS ...]
# [FLAGS ...]): the library LIBRARY of SOURCES, every symbol behind PREFIX_. The
# records of the remarks of REMARKS (winnow-share) lie beside the objects, in the
# folder PREFIX.
function(winnow_add_kernels Library Prefix Compiler Remarks)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;FLAGS" ${ARGN})
  set(Folder "${CMAKE_CURRENT_BINARY_DIR}/${Prefix}")
  set(Build "${PROJECT_SOURCE_DIR}/bench/kernels/build-kernel.sh")
  file(MAKE_DIRECTORY "${Folder}")
  set(Objects)
  foreach(Source ${ARG_SOURCES})
    get_filename_component(Base "${Source}" NAME_WE)
    set(Object "${Folder}/${Base}.o")
    add_custom_command(OUTPUT "${Object}"
      COMMAND ${CMAKE_COMMAND} -E env
        NM=${LLVM_TOOLS_BINARY_DIR}/llvm-nm
        OBJCOPY=${LLVM_TOOLS_BINARY_DIR}/llvm-objcopy
        "${Build}" "${Compiler}" ${Prefix}_ "${Source}" "${Object}"
        ${ARG_FLAGS}
        -fsave-optimization-record "-foptimization-record-file=${Object}.yaml"
        -foptimization-record-passes=${Remarks}
      DEPENDS "${Source}" "${Build}" ${ARG_DEPENDS}
      COMMENT "Kernel ${Base} (${Prefix})" VERBATIM)
    list(APPEND Objects "${Object}")
  endforeach()
  set(Archive "${Folder}/libkernels.a")
  add_custom_command(OUTPUT "${Archive}"
    COMMAND ${CMAKE_COMMAND} -E rm -f "${Archive}"
    COMMAND "${CMAKE_AR}" qcs "${Archive}" ${Objects}
    DEPENDS ${Objects} VERBATIM)
  add_custom_target(${Library}-build DEPENDS "${Archive}")
  add_library(${Library} STATIC IMPORTED GLOBAL)
  set_target_properties(${Library} PROPERTIES IMPORTED_LOCATION "${Archive}")
  target_link_libraries(${Library} INTERFACE m)
  add_dependencies(${Library} ${Library}-build)
endfunction()
