# The substitutions that the tests use:
#   %opt              opt with Winnow.so; its options must follow it
#   %clang %clangxx   clang without Winnow
#   %winnow_clang %winnow_clangxx   the wrappers
#   %winnow_flags     -fplugin and -fpass-plugin
#   %winnow           the tool
#   %status           runs a command and prints its exit status behind it
#   %to_loops         a pipeline for code that clang -O0 has made
#   %winnow_lib %winnow_build %winnow_source %cmake %gcc   paths
import os

import lit.formats
import lit.util

config.name = "Winnow"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".ll", ".c", ".cpp", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)

build = config.winnow_build_dir
library = os.path.join(build, "lib")
passes = os.path.join(library, "Winnow.so")
front_end = os.path.join(library, "WinnowClang.so")
flags = f"-fplugin={front_end} -fpass-plugin={passes}"

# FileCheck, not, split-file and the binary tools. Users write clang as well
# as we do, so the tests must not inherit options.
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_tools_dir, os.environ["PATH"]])
for name in ("WINNOW_CLANG", "CCC_OVERRIDE_OPTIONS"):
    config.environment.pop(name, None)

# A sanitized plugin in an unsanitized host: see cmake/WinnowOptions.cmake.
host = ""
if config.preload:
    config.available_features.add("sanitized")
    host = f"env LD_PRELOAD='{config.preload}' ASAN_OPTIONS=detect_leaks=0 "


def tool(name):
    return os.path.join(config.llvm_tools_dir, name)


to_loops = [
    "sroa", "early-cse", "simplifycfg", "instcombine<no-verify-fixpoint>",
    "loop-mssa(loop-rotate,licm)", "simplifycfg",
    "instcombine<no-verify-fixpoint>", "loop(indvars,loop-deletion)", "gvn",
    "instcombine<no-verify-fixpoint>", "simplifycfg"
]

# The longest of two names that begin alike must come first.
config.substitutions += [
    ("%winnow_clangxx", os.path.join(build, "bin", "winnow-clang++")),
    ("%winnow_clang", os.path.join(build, "bin", "winnow-clang")),
    ("%winnow_flags", flags),
    ("%winnow_lib", library),
    ("%winnow_build", build),
    ("%winnow_source", config.winnow_source_dir),
    ("%clangxx", host + tool("clang++")),
    ("%clang", host + tool("clang")),
    ("%opt", f"{host}{tool('opt')} -load-pass-plugin={passes}"),
    (r"%winnow\b", os.path.join(build, "bin", "winnow")),
    ("%status", """bash -c '"$@"; echo "status $?"' status"""),
    ("%cmake", config.cmake),
    ("%gcc", config.gcc),
    # From clang's -O0 code to the loops that the passes meet in -O2.
    ("%to_loops", f"'function({','.join(to_loops)})'"),
]
