"""Reads in the program itself that it was built so that a mistake of ours ends it rather than letting somebody in.

    hardening_test.py PROGRAM
"""

import re
import subprocess
import sys


def readelf(program, *options):
    return subprocess.run(["readelf", "-W", *options, program], capture_output=True, text=True, check=True).stdout


def main(program):
    header, segments, dynamic = readelf(program, "-h"), readelf(program, "-l"), readelf(program, "-d")
    symbols = readelf(program, "--dyn-syms")
    stack = next((line for line in segments.splitlines() if "GNU_STACK" in line), "")
    holds = {
        "it can be loaded anywhere (PIE)": re.search(r"Type:\s+DYN", header) and re.search(r"FLAGS_1.*PIE", dynamic),
        "its tables of addresses cannot be written (RELRO)": "GNU_RELRO" in segments,
        "all of them are filled in before it begins (BIND_NOW)": re.search(r"FLAGS_1.*NOW", dynamic),
        "its stack cannot be executed": " RW " in stack,
        "functions check the stack (-fstack-protector-strong)": "__stack_chk_fail@" in symbols,
        "copies are checked (_FORTIFY_SOURCE)": re.search(r"__(?!stack)\w+_chk@", symbols),
        "indexes are checked (_GLIBCXX_ASSERTIONS)": "__glibcxx_assert_fail" in symbols,
        "it names no folder to load libraries from": not re.search(r"\((RPATH|RUNPATH)\)", dynamic),
    }
    for what, holding in holds.items():
        if not holding:
            print(f"FAILED: {what}")
    return 0 if all(holds.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
