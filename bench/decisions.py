#!/usr/bin/env python3
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: decisions.py BUILD [--times=FILE.csv]
#
# Prints a page of Markdown about how well each policy of -winnow-cost decides,
# from the times that BUILD/bin/winnow-decisions measures (or FILE has) and the
# records of the remarks of its builds.

import argparse
import csv
import datetime
import math
import os
import platform
import re
import subprocess
import sys

POLICIES = ["model", "target", "always", "never"]
# Within this of the best candidate a choice is right: what a check costs, and
# the noise of one size.
RIGHT = 1.10
# No decision may be slower than this share of plain clang's speed.
SLOWEST = 0.9


def fail(message):
    sys.exit("decisions.py: " + message)


def read_times(build, path):
    if path:
        with open(path) as file:
            text = file.read()
    else:
        program = os.path.join(build, "bin", "winnow-decisions")
        text = subprocess.run([program], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
    rows = []
    for row in csv.DictReader(text.splitlines()):
        times = {p: float(row[p]) for p in POLICIES}
        rows.append((row["kernel"], int(row["n"]), int(row["w"]), times))
    return rows


def least_sizes(build, policy):
    """By kernel, for each shared reduction: the corners from which on it is
    taken, as pairs of iterations and terms."""
    folder = os.path.join(build, "bench", "kernels", policy)
    found = {}
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".yaml"):
            continue
        with open(os.path.join(folder, name)) as file:
            for remark in file.read().split("\n--- "):
                function = re.search(r"^Function: +(\S+)", remark, re.M)
                if not function or "Passed" not in remark[:12]:
                    continue
                # "at least 4 iterations of 24 terms or 16 of 8 or 64"
                text = re.sub(r"\s+", " ", remark)
                corners = re.search(r"at least (\d+ iterations?[^,']*)", text)
                corners = re.findall(r"(\d+)(?: iterations?)?(?: of (\d+))?",
                                     corners.group(1)) if corners else []
                found.setdefault(function.group(1), []).append(
                    [(int(n), int(t or 1)) for n, t in corners] or [(1, 1)])
    return found


def break_even(reductions, trips):
    """The least iterations, or for windows the terms at so many iterations,
    from which on all reductions of a kernel are shared."""
    if trips is None:
        return max(corners[0][0] for corners in reductions)
    terms = [[t for n, t in corners if n <= trips] for corners in reductions]
    return max(min(t) for t in terms) if all(terms) else None


def measured_break_even(points):
    """From which size on always beats never: (size, time ratio) pairs."""
    points = sorted(points)
    start = None
    for size, ratio in points:
        if ratio <= 1.0:
            start = size if start is None else start
        elif ratio > 1.03:
            start = None
    return start


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--times", default="")
    arguments = parser.parse_args()
    rows = read_times(arguments.build, arguments.times)
    if not rows:
        fail("nothing was measured")
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    cpu = subprocess.run(
        ["clang-22", "-march=native", "-###", "-c", "-x", "c", os.devnull],
        stderr=subprocess.PIPE, text=True).stderr
    cpu = re.search(r'"-target-cpu" "([^"]*)"', cpu)
    print("# What a rewrite is decided by")
    print()
    print("* Machine: %s (%s), %d logical processors, %s" % (
        model.group(1) if model else "unknown",
        cpu.group(1) if cpu else "unknown", os.cpu_count(),
        platform.platform(terse=True)))
    print("* Compiler: clang 22, -O3 -march=native -mllvm -winnow-cost=...")
    print("* Date: %s" % datetime.date.today())
    print()
    kernels = sorted({row[0] for row in rows})
    print("%d kernels at %d sizes. The best candidate at a size is the faster "
          "of `never` and `always`; regret is the\ngeometric mean of the time "
          "lost against it; a choice is right within %d %% of it. The last "
          "column counts sizes at\nwhich a policy is slower than %.1fx of plain "
          "clang."
          % (len(kernels), len(rows), round(100 * RIGHT - 100), SLOWEST))
    print()
    print("| policy | regret | right choices | worst | slower than %.1fx of "
          "plain |" % SLOWEST)
    print("|---|--:|--:|--:|--:|")
    for policy in POLICIES:
        lost = [t[policy] / min(t["never"], t["always"]) for *_, t in rows]
        slow = sum(t[policy] > t["never"] / SLOWEST for *_, t in rows)
        print("| %s | %.1f %% | %.1f %% | %.2fx | %d |" % (
            policy, 100 * geometric_mean([max(x, 1.0) for x in lost]) - 100,
            100 * sum(x <= RIGHT for x in lost) / len(lost), max(lost), slow))
    print()
    print("## Near the break-even")
    print()
    print("The same over the sizes at which `always` is within a factor of 4 of "
          "`never`, either way: at others\nevery policy that shares at all is "
          "right.")
    print()
    near = [r for r in rows
            if 0.25 <= r[3]["always"] / r[3]["never"] <= 4]
    print("| policy | regret | right choices |")
    print("|---|--:|--:|")
    for policy in POLICIES:
        lost = [max(t[policy] / min(t["never"], t["always"]), 1.0)
                for *_, t in near]
        print("| %s | %.1f %% | %.1f %% |" % (
            policy, 100 * geometric_mean(lost) - 100,
            100 * sum(x <= RIGHT for x in lost) / len(lost)))
    print()
    print("## Break-even")
    print()
    print("Iterations from which sharing is faster, and for windows terms at "
          "n = 128 (boxes: at n = 16, w * w terms), as measured and as chosen; "
          "- for never.")
    print()
    print("| kernel | of | measured | model | target | model's factor |")
    print("|---|---|--:|--:|--:|--:|")
    chosen = {p: least_sizes(arguments.build, p) for p in ("model", "target")}
    good = total = 0
    for kernel in kernels:
        own = [r for r in rows if r[0] == kernel]
        window = any(r[2] for r in own)
        if window:
            n = 128 if any(r[1] == 128 for r in own) else 16
            square = 2 if n == 16 else 1
            points = [(r[2] ** square, r[3]["always"] / r[3]["never"])
                      for r in own if r[1] == n]
        else:
            points = [(r[1], r[3]["always"] / r[3]["never"]) for r in own]
        best = measured_break_even(points)

        def text(policy):
            own = chosen[policy].get(kernel)
            return break_even(own, n if window else None) if own else None
        ours = text("model")
        factor = None
        if best and ours:
            # Below the first size nothing was measured.
            low = min(p[0] for p in points)
            factor = max(max(ours, low) / best, best / max(ours, low))
        total += 1
        good += factor is not None and factor <= 1.5
        good += best is None and ours is None
        print("| %s | %s | %s | %s | %s | %s |" % (
            kernel, "terms" if window else "iterations", best or "-",
            ours or "-", text("target") or "-",
            "%.2f" % factor if factor else "-"))
    print()
    print("Within a factor of 1.5 of the measured one: %d of %d." %
          (good, total))
    print()
    print("## Where the model is slower than %.1fx of plain clang" % SLOWEST)
    print()
    print("| kernel | sizes | of | worst at n | w | plain | model | speed |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for kernel in kernels:
        own = [r for r in rows if r[0] == kernel]
        slow = [r for r in own if r[3]["model"] > r[3]["never"] / SLOWEST]
        if not slow:
            continue
        _, n, w, t = min(slow, key=lambda r: r[3]["never"] / r[3]["model"])
        print("| %s | %d | %d | %d | %s | %.0f ns | %.0f ns | %.2fx |" % (
            kernel, len(slow), len(own), n, w or "", t["never"], t["model"],
            t["never"] / t["model"]))
    print()
    print("## Where the model loses most")
    print()
    print("| kernel | n | w | never | always | model | target | lost |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    lost = sorted(rows, key=lambda r: -r[3]["model"] /
                  min(r[3]["never"], r[3]["always"]))
    for kernel, n, w, t in lost[:25]:
        print("| %s | %d | %s | %.0f ns | %.0f ns | %.0f ns | %.0f ns | %.2fx |"
              % (kernel, n, w or "", t["never"], t["always"], t["model"],
                 t["target"], t["model"] / min(t["never"], t["always"])))


if __name__ == "__main__":
    main()
