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
