"""Checks the manual page against the help that it is made of, and by the formatters that are installed.

    manual_test.py PROGRAM
"""

import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from harness import check, equal, main, refused, rentroll, write

# What reads a manual page without a warning. None of them must be there: what is missing is said and passed over.
FORMATTERS = [["man", "--warnings", "-l"], ["groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-r", "LL=78n"],
              ["mandoc", "-T", "lint", "-W", "warning"]]
GLYPHS = {r"\-": "-", r"\e": "\\", r"\(aq": "'", r"\(dq": '"', r"\(ga": "`", r"\(ha": "^", r"\(ti": "~", r"\:": "",
          r"\&": "", r"\ ": " ", r"\fB": "", r"\fI": "", r"\fR": ""}


def page():
    answer = rentroll("manual", "--date", "2024-01-31")
    equal((answer.code, answer.err), (0, ""), "the manual page is printed")
    return answer.out


def bare(text):
    """A text without spaces, and without what a page shows by its fonts or breaks otherwise."""
    return re.sub(r"[\s`\\]", "", text)


def read(source):
    """What a reader of the page sees, bare, and its sections."""
    text = "\n".join(line for line in source.splitlines() if not line.startswith("."))
    text = re.sub(r"\\(\(..|f.|.)", lambda escape: GLYPHS[escape[0]], text)
    return bare(text), re.findall(r'^\.S[SH] "?(.*?)"?$', source, re.MULTILINE)


def test_all_that_the_help_says(_):
    source = page()
    text, sections = read(source)
    sections = [section.replace("\\-", "-") for section in sections]
    overview = rentroll("--help").out
    commands = re.findall(r"^  ([\w-]+) ", overview.partition("Subcommands:\n")[2].partition("\n\n")[0], re.MULTILINE)
    equal(sections, ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", *commands, "EXIT STATUS", "SEE ALSO"],
          "the sections")
    for code, meaning in re.findall(r"^  (\d)  (.*)$", overview, re.MULTILINE):
        check(bare(code + meaning) in text, f"exit code {code}: {meaning}")
    for paragraph in overview.partition("Where to begin")[2].split("\n\n")[:1]:
        check(bare(paragraph) in text, f"where to begin: {paragraph}")
    for command in commands:
        head, _, rest = rentroll(command, "--help").out.partition("\nOptions:\n")
        options, _, footer = rest.partition("\n\n")
        check(bare(head.splitlines()[0]) in text, f"what {command} does")
        for option in re.split(r"\n(?=  -)", options):
            check(bare(re.sub(r" REQUIRED", "", option).replace("-h,", "-h, ")) in text, f"{command}: {option}")
        check(footer != "" and "Example" in footer, f"{command} has an example")
        check(bare(footer) in text, f"{command}: {footer}")


def test_formatters(folder):
    path = write(folder, "rentroll.1", page())
    for formatter in FORMATTERS:
        if shutil.which(formatter[0]) is None:
            print(f"skipped: {formatter[0]} is not installed")
            continue
        done = subprocess.run([*formatter, path], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""})
        equal((done.returncode, done.stderr), (0, ""), f"{formatter[0]} has nothing to say")
        if formatter[0] == "mandoc":
            equal(done.stdout, "", "mandoc finds nothing")
            continue
        shown = re.sub(r"\x1b\[[\d;]*m|.\x08", "", done.stdout)
        wide = [line for line in shown.splitlines() if len(line) > 80]
        equal(wide, [], f"{formatter[0]} keeps to 80 columns")
        check(re.search(r"^ +rentroll charges --log DIR \[--account A\]", shown, re.MULTILINE) is not None,
              f"{formatter[0]} shows how a command is typed")


def test_examples_can_be_typed(_):
    """A long example is broken as a shell takes it: joined again, it is the help's."""
    examples = re.findall(r"\.EX\n(.*?)\n\.EE", page(), re.DOTALL)
    check(len(examples) > 15, f"examples: {len(examples)}")
    broken = [example for example in examples if "\\e\n" in example]
    check(broken, "some are too long for a line")
    for example in broken:
        joined = " ".join(example.replace("\\-", "-").replace("\\(aq", "'").replace("\\e\n", "").split())
        joined = joined.replace("\\:", "")
        helped = " ".join(rentroll(joined.split()[1], "--help").out.replace("\\\n", "").split())
        check(joined in helped, f"the help has {joined}")


def test_dates(_):
    check(page().startswith('.TH RENTROLL 1 "2024-01-31" "rentroll '), "the date stands at the foot")
    check(rentroll("manual").out.startswith('.TH RENTROLL 1 "" '), "or none does")
    refused("no date", 2, ["--date", "2024-02-30"], "manual", "--date", "2024-02-30")


if __name__ == "__main__":
    sys.exit(main(globals()))
