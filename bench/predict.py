#!/usr/bin/env python3
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: predict.py BUILD [--blocks=FILE] [--cpu=NAME] [--model=FILE]
#
# winnow predict beside llvm-mca 22, in one run and in turns: many blocks in a
# process, and one. Prints a page of Markdown: medians of CPU time (user and
# system, which other load on the machine disturbs least) and of elapsed time.
# Blocks are those of the winnow program itself, or the hex lines of FILE.

import argparse
import datetime
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS, BLOCKS = 9, 5000


def fail(message):
    sys.exit("predict.py: " + message)


def run(arguments):
    """CPU seconds, elapsed seconds and peak memory in MB of a process."""
    start = time.perf_counter()
    with open(os.devnull, "wb") as null:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL,
                                   stdout=null, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        fail("%s: exit status %d" % (" ".join(arguments), process.returncode))
    return (usage.ru_utime + usage.ru_stime, time.perf_counter() - start,
            usage.ru_maxrss / 1024)


def medians(commands):
    """Each command RUNS times, in turns."""
    readings = [[] for _ in commands]
    for _ in range(RUNS):
        for command, kept in zip(commands, readings):
            kept.append(run(command))
    return [[statistics.median(column) for column in zip(*kept)]
            for kept in readings]


def own_blocks(winnow):
    """BLOCKS different blocks, evenly spread over the program."""
    out = subprocess.run([winnow, "blocks", "--format=csv", winnow],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=True, text=True).stdout
    hexes = list(dict.fromkeys(
        line.split(",")[0] for line in out.splitlines()[1:]))
    return [hexes[i * len(hexes) // BLOCKS] for i in range(BLOCKS)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--blocks")
    parser.add_argument("--cpu", default="haswell")
    parser.add_argument("--model")
    options = parser.parse_args()
    winnow = os.path.join(options.build, "bin", "winnow")
    mca = shutil.which("llvm-mca-22")
    if not os.access(winnow, os.X_OK):
        fail("no %s: build it first (./dev build)" % winnow)
    if not mca:
        fail("no llvm-mca-22")
    if options.blocks:
        with open(options.blocks) as file:
            hexes = [line.split(",")[0].strip() for line in file]
    else:
        # In a process of its own: a child's peak is never below its parent's
        # memory.
        with multiprocessing.Pool(1) as aside:
            hexes = aside.apply(own_blocks, (winnow,))

    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            path = os.path.join(folder, name)
            with open(path, "w") as file:
                file.write(text)
            return path

        def assembly(count):
            """The blocks as regions, with what winnow prints of them."""
            path = write("some.hex", "\n".join(hexes[:count]) + "\n")
            out = subprocess.run(
                [winnow, "blocks", "--input=hex", path], check=True,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True).stdout
            lines, region = [], 0
            for line in out.splitlines():
                if line.startswith("    "):
                    lines.append(line)
                else:
                    if region:
                        lines.append("# LLVM-MCA-END")
                    lines.append("# LLVM-MCA-BEGIN %d" % region)
                    region += 1
            return "\n".join(lines + ["# LLVM-MCA-END"]) + "\n"

        many_hex = write("many.hex", "\n".join(hexes) + "\n")
        one_hex = write("one.hex", hexes[0] + "\n")
        many_asm = write("many.s", assembly(len(hexes)))
        one_asm = write("one.s", assembly(1))
        predict = [winnow, "predict", "--cpu=" + options.cpu, "--format=csv",
                   "--input=hex"]
        if options.model:
            predict.append("--model=" + options.model)
        analyse = [mca, "-mtriple=x86_64", "-mcpu=" + options.cpu,
                   "-iterations=100", "-instruction-info=0",
                   "-resource-pressure=0", "-skip-unsupported-instructions=any"]
        results = medians([predict + [many_hex], analyse + [many_asm],
                           predict + [one_hex], analyse + [one_asm],
                           [winnow, "--version"]])

    with open("/proc/cpuinfo") as info:
        model = next((line.split(":", 1)[1].strip() for line in info
                      if line.startswith("model name")), "unknown")
    print("# winnow predict beside llvm-mca 22\n")
    print("* Machine: %s, %d logical processors, %s" %
          (model, os.cpu_count(), platform.release()))
    print("* Blocks: %d, %s; CPU predicted for: %s" %
          (len(hexes), "hex lines of a file" if options.blocks else
           "of the winnow program itself", options.cpu))
    print("* Date: %s; medians of %d runs in turns\n" %
          (datetime.date.today(), RUNS))
    print("| | CPU time | elapsed | peak memory | blocks/s (CPU time) |")
    print("|---|--:|--:|--:|--:|")
    names = ["winnow predict, all blocks, from hex to CSV",
             "llvm-mca 22, all blocks, from assembly",
             "winnow predict, one block", "llvm-mca 22, one block",
             "winnow --version: starting the process"]
    counts = [len(hexes), len(hexes), 1, 1, 0]
    for name, count, (cpu, elapsed, memory) in zip(names, counts, results):
        rate = "{:,.0f}".format(count / cpu) if count else ""
        print("| %s | %.0f ms | %.0f ms | %.0f MB | %s |" %
              (name, cpu * 1e3, elapsed * 1e3, memory, rate))
    inside = (results[0][0] - results[2][0]) / max(1, len(hexes) - 1)
    print("\nInside a process, a block costs %.0f µs; llvm-mca takes %.1f "
          "times as long for all blocks." %
          (inside * 1e6, results[1][0] / results[0][0]))


main()
