# Finds LLVM 22 and clang 22. LLVMConfigVersion.cmake matches MAJOR.MINOR
# exactly, so the version is checked here, where the message can help.
set(WINNOW_LLVM_MAJOR 22)
find_package(LLVM CONFIG QUIET
  HINTS /usr/lib/llvm-${WINNOW_LLVM_MAJOR}/lib/cmake/llvm)
if(NOT LLVM_FOUND)
  message(FATAL_ERROR
    "Winnow needs LLVM ${WINNOW_LLVM_MAJOR}, and no LLVM was found. "
    "Install it with ./dev setup, or point LLVM_DIR at its lib/cmake/llvm.")
endif()
if(NOT LLVM_VERSION_MAJOR EQUAL WINNOW_LLVM_MAJOR)
  message(FATAL_ERROR
    "Winnow needs LLVM ${WINNOW_LLVM_MAJOR}, but LLVM ${LLVM_PACKAGE_VERSION} "
    "was found in ${LLVM_DIR}. Install llvm-${WINNOW_LLVM_MAJOR}-dev with "
    "./dev setup, or set LLVM_DIR.")
endif()
find_package(Clang REQUIRED CONFIG
  HINTS "${LLVM_INSTALL_PREFIX}/lib/cmake/clang")
list(APPEND CMAKE_MODULE_PATH "${LLVM_CMAKE_DIR}")

# isl is the copy inside libLLVM (with Polly): its headers come with Polly's,
# its code with LLVM. Linking Debian's libisl as well would bind by link order.
set(WINNOW_ISL_INCLUDE_DIR "${LLVM_INSTALL_PREFIX}/include/polly")
if(NOT EXISTS "${WINNOW_ISL_INCLUDE_DIR}/isl/isl-noexceptions.h")
  message(FATAL_ERROR
    "${WINNOW_ISL_INCLUDE_DIR}/isl/isl-noexceptions.h is missing: install "
    "libpolly-${WINNOW_LLVM_MAJOR}-dev with ./dev setup.")
endif()

# What the tool and its libraries use of LLVM. A program whose property
# WINNOW_STATIC_LLVM is set links just that of LLVM's archives, where they are
# installed: libLLVM takes 60 ms to load, which is more than a prediction does.
# A plugin must never set it: it lives in a process that has libLLVM.
set(WINNOW_STATIC_LLVM_LIBRARIES "")
if(TARGET LLVMX86Desc AND TARGET zstd::libzstd_shared)
  llvm_map_components_to_libnames(WINNOW_STATIC_LLVM_LIBRARIES
    x86asmparser x86desc x86disassembler x86info debuginfodwarf mc mcparser
    mcdisassembler object option support targetparser)
endif()
add_library(winnow-llvm INTERFACE)
target_link_libraries(winnow-llvm INTERFACE
  "$<IF:$<BOOL:$<TARGET_PROPERTY:WINNOW_STATIC_LLVM>>,${WINNOW_STATIC_LLVM_LIBRARIES},LLVM>")
