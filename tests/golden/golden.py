"""Runs every scenario of the library and compares what the program prints with the golden output beside it.

    golden.py check PROGRAM        compares; a difference is shown, and the exit code is then 1
    golden.py regenerate PROGRAM   writes the golden outputs anew

NAME.toml makes a log of its own; NAME.append.toml is appended to the log of NAME.toml. NAME.golden holds what
`simulate`, `charges`, `accounts`, `numbers` and `events` print, and the digest of a replay: the same bytes from every
compiler and on every machine.
"""

import difflib
import json
import pathlib
import subprocess
import sys
import tempfile

LIBRARY = pathlib.Path(__file__).resolve().parents[2] / "scenarios" / "library"
QUERIES = [
    ["charges", "--format", "csv"],
    ["accounts", "--format", "csv"],
    ["numbers", "--format", "csv"],
    ["events", "--format", "json"],
]


def run(program, arguments):
    # Run from the library, so that messages name files alike everywhere.
    return subprocess.run([program, *arguments], cwd=LIBRARY, capture_output=True, text=True)


def output_of(program, scenario, log):
    """All that the program prints for one scenario file, with the commands as headings."""
    options = ["--append"] if scenario.name.endswith(".append.toml") else []
    simulated = run(program, ["simulate", scenario.name, "--log", log, *options])
    parts = [f"$ rentroll simulate {' '.join([scenario.name, *options])}\n", simulated.stdout, simulated.stderr]
    parts.append(f"exit code {simulated.returncode}\n")
    for query in QUERIES:
        answer = run(program, [query[0], "--log", log, *query[1:]])
        parts += [f"\n$ rentroll {' '.join(query)}\n", answer.stdout, answer.stderr]
    replayed = json.loads(run(program, ["replay", "--log", log]).stdout)
    parts.append(f"\n$ rentroll replay\nevents {replayed['events']}, digest {replayed['digest']}\n")
    return "".join(parts)


def outputs(program):
    """Golden file and actual output of every scenario; appended ones go on with the log of their first part."""
    for scenario in sorted(LIBRARY.glob("*.toml")):
        if scenario.name.endswith(".append.toml"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            log = f"{folder}/log"
            yield scenario.with_suffix(".golden"), output_of(program, scenario, log)
            appended = scenario.with_suffix(".append.toml")
            if appended.exists():
                yield appended.with_suffix(".golden"), output_of(program, appended, log)


def check(program):
    passed = failed = 0
    seen = set()
    for golden, actual in outputs(program):
        seen.add(golden)
        expected = golden.read_text() if golden.exists() else ""
        # A scenario of the library says itself what must be so: its simulation must end well.
        if actual == expected and "\nexit code 0\n" in actual:
            passed += 1
            continue
        failed += 1
        print(f"{golden.name} differs:")
        difference = difflib.unified_diff(expected.splitlines(), actual.splitlines(), "golden", "actual", lineterm="")
        print("\n".join(list(difference)[:60]))
    for orphan in set(LIBRARY.glob("*.golden")) - seen:
        failed += 1
        print(f"{orphan.name} belongs to no scenario")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def regenerate(program):
    for golden, actual in outputs(program):
        golden.write_text(actual)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("check", "regenerate"):
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[2]).resolve())
    sys.exit(check(program) if sys.argv[1] == "check" else regenerate(program))
