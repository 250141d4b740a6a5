"""Runs the README's examples and compares what it shows with what the program prints.

    readme_test.py check PROGRAM        compares; the exit code is 1 where the README is not true
    readme_test.py regenerate PROGRAM   writes the outputs into the README

An example is a block marked `console`: lines that begin with `$ ` are commands, what follows is what they print, on
standard output and standard error. All run one after another in one folder.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)

# The scenario with a mistake that an example runs.
MISTAKEN = """[scenario]
name   = "A slip"
about  = "February has no 30th"
starts = 2024-01-01T00:00:00Z
ends   = 2024-02-30T00:00:00Z
"""

# The statement that an example reconciles: one amount is wrong, one line stands twice.
STATEMENT = """date,account,number,kind,amount,currency
2024-02-29,acme,+14155550100,renewal,1.00,USD
2024-02-29,acme,+14155550101,renewal,1.10,USD
2024-03-29,acme,+14155550100,renewal,1.00,USD
2024-03-29,acme,+14155550101,renewal,1.00,USD
2024-03-29,acme,+14155550101,renewal,1.00,USD
"""

# Numbers that were rented before there was a log.
RENTED = """account,number,country,type,rented_on,next_due,setup,monthly,currency
bloom,+14155550200,US,local,2023-11-03,2024-08-28,0.50,1.15,USD
bloom,+14155550201,US,local,2024-02-29,2024-07-29,0.50,1.15,USD
"""

# What happened on June 10 and was learned in July.
LATE = """{"seq":26,"occurred_at":"2024-06-10T12:00:00Z","recorded_at":"2024-07-03T08:00:00Z",\
"type":"NumberUnrented","account":"acme","number":"+14155550101","actor":"customer",\
"request":null,"cause":null,"reason":"requested"}
"""


def run_block(block, folder, environment):
    """The block as it should be: its commands, each with what it prints now."""
    lines = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        run = subprocess.run(line[2:], shell=True, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
        lines += [line, *run.stdout.splitlines()]
    return "".join(line + "\n" for line in lines)


def true_readme(program):
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "scenarios").symlink_to(PROJECT / "scenarios")
        files = {"mistaken.toml": MISTAKEN, "statement.csv": STATEMENT, "rented.csv": RENTED, "late.ndjson": LATE}
        for name, text in files.items():
            (pathlib.Path(folder) / name).write_text(text)
        return BLOCK.sub(lambda match: run_block(match.group(), folder, environment), README.read_text())


def main(action, program):
    written, true = README.read_text(), true_readme(program)
    if action == "regenerate":
        README.write_text(true)
        return 0
    examples = len(BLOCK.findall(written))
    differing = [now for was, now in zip(BLOCK.findall(written), BLOCK.findall(true)) if was != now]
    for example in differing:
        print("the README shows something else than this:\n" + example)
    print(f"{examples - len(differing)} passed, {len(differing)} failed")
    return 1 if differing or not examples else 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("check", "regenerate"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]).resolve()))
