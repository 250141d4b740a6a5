"""What the end-to-end tests of the program share: running it, counting what holds, and one folder a test."""

import csv
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# The program under test; `main` sets it.
PROGRAM = ""
LIBRARY = pathlib.Path(__file__).resolve().parents[2] / "scenarios" / "library"


class Counter:
    passed = 0
    failed = 0


def check(holds, what):
    if holds:
        Counter.passed += 1
        return
    Counter.failed += 1
    frame = sys._getframe(1)
    print(f"FAILED at line {frame.f_lineno}: {what}")


def equal(found, expected, what):
    if found == expected:
        Counter.passed += 1
        return
    Counter.failed += 1
    frame = sys._getframe(1)
    print(f"FAILED at line {frame.f_lineno}: {what}\n  expected: {expected!r}\n  found:    {found!r}")


class Answer:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out)))

    def objects(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"exit code {self.code}, stdout {self.out[:900]!r}, stderr {self.err[:1500]!r}"


def rentroll(*arguments, **options):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=300, **options)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(what, code, sentences, *arguments):
    """The command ends with the code, prints nothing, and says these sentences, one `rentroll:` line at least."""
    answer = rentroll(*arguments)
    said = answer.err.startswith("rentroll: ") and all(each in answer.err for each in sentences)
    check(answer.code == code and answer.out == "" and said, f"{what}: {sentences} with exit code {code}; {answer}")


def write(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


def mark_open(log):
    """Makes the log's HEAD say what it says while a writer is at work: that nothing is known of the other files."""
    text = "rentroll head 1\nopen\nlast_seq 0\n"
    (log / "HEAD").write_text(f"{text}sha256 {hashlib.sha256(text.encode()).hexdigest()}\n")


def library_logs(folder):
    """The name and the log of each scenario of the library, with what goes on from it. `RENTROLL_LIBRARY_EVERY=N` takes
    each N-th, for a build whose programs are slow to start."""
    begin = [each for each in sorted(LIBRARY.glob("*.toml")) if not each.name.endswith(".append.toml")]
    for scenario in begin[::int(os.environ.get("RENTROLL_LIBRARY_EVERY", "1"))]:
        log = folder / scenario.stem
        equal(rentroll("simulate", scenario, "--log", log).code, 0, f"{scenario.name} runs")
        appended = scenario.with_suffix(".append.toml")
        if appended.exists():
            equal(rentroll("simulate", appended, "--append", "--log", log).code, 0, f"{appended.name} runs")
        yield scenario.stem, log


def main(tests, prepare=lambda folder: folder):
    """Runs the functions whose names begin with test_, each on what `prepare` makes of a folder of its own."""
    global PROGRAM
    if len(sys.argv) != 2:
        sys.exit(tests["__doc__"])
    PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
    for name, test in list(tests.items()):
        if not name.startswith("test_"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(prepare(pathlib.Path(folder)))
            except Exception as error:  # one test's end is not the others'
                Counter.failed += 1
                print(f"FAILED: {name} ended with {type(error).__name__}: {error}")
    print(f"{Counter.passed} passed, {Counter.failed} failed")
    return 1 if Counter.failed or not Counter.passed else 0
