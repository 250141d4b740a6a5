"""Checks `rentroll completion bash` in a real bash: what is offered is what each command's help and errors say.

    completion_test.py PROGRAM
"""

import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from cli_test import small_log
from harness import check, equal, main, refused, rentroll, write

COMPLETE = """
source completion || exit
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_rentroll
((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
"""
# What a value may be where a command requires it, by the name that the help gives it.
VALUES = {"DIR": "log", "T": "2024-03-01T00:00:00Z", "A": "acme", "MONTH": "2024-02", "key=value": "account=acme",
          "DO": "verify", "OF": "account", "ID": "acme", "SHELL": "bash"}


def prepare(folder):
    small_log(folder)
    write(folder, "completion", rentroll("completion", "bash").out)
    return folder


def completed(folder, *words):
    """What bash offers for the last word, in bash's own order."""
    done = subprocess.run(["bash", "-c", COMPLETE, "bash", "rentroll", *words], cwd=folder, capture_output=True,
                          text=True, timeout=60)
    equal((done.returncode, done.stderr), (0, ""), f"bash completes {words}")
    return done.stdout.splitlines()


class Help:
    """What a help text says of options and arguments: names, the value's name, whether it is required."""

    def __init__(self, *command):
        text = rentroll(*command, "--help").out
        listed = text.partition("Subcommands:\n")[2].partition("\n\n")[0]
        self.commands = re.findall(r"^  ([\w-]+) ", listed, re.MULTILINE)
        self.options = [(names.split(","), value, required != "") for names, value, required in re.findall(
            r"^  (-[\w,-]+)(?: ([A-Z][\w.]*))?( REQUIRED)?(?: |$)", text, re.MULTILINE)]
        positionals = re.search(r"^Positionals:\n((?:  .*\n)+)", text, re.MULTILINE)
        self.arguments = re.findall(r"^  (\S+)", positionals[1] if positionals else "", re.MULTILINE)

    def names(self):
        return [name for names, _, _ in self.options for name in names]


def test_commands_and_options(folder):
    program = Help()
    check(len(program.commands) > 15, f"commands: {program.commands}")
    equal(sorted(completed(folder, "")), sorted(program.commands), "the commands")
    equal(sorted(completed(folder, "-")), sorted(program.names()), "the program's options")
    equal(completed(folder, "cha"), ["charges"], "a command that was begun")
    equal(completed(folder, "--verbose", "unr"), ["unrented"], "a command after an option")
    for command in program.commands:
        equal(sorted(completed(folder, command, "-")), sorted(Help(command).names()), f"the options of {command}")
    equal(completed(folder, "nothing", ""), [], "a command that there is not")
    equal(completed(folder, "nothing", "-"), [], "its options")


def value_of(name):
    return VALUES.get(name, "some" if name.startswith("FILE") else "1")


def test_words_of_closed_sets(folder):
    """A wrong word is given to every option and argument; where the error names a set, that set is offered."""
    sets = 0
    for command in Help().commands:
        described = Help(command)
        needed = [part for names, value, required in described.options if required
                  for part in (names[-1], value_of(value))]
        values = [value_of(argument) for argument in described.arguments]
        tries = [(name, [*values, *needed, name, "no-word"], [*values, name, ""])
                 for names, value, _ in described.options if value and value != "DIR" and not value.startswith("FILE")
                 for name in names[-1:]]
        tries += [(argument, [*values[:place], "no-word", *values[place + 1:], *needed], [*values[:place], ""])
                  for place, argument in enumerate(described.arguments) if not argument.startswith("FILE")]
        for what, line, words in tries:
            error = rentroll(command, *line, cwd=folder, stdin=subprocess.DEVNULL).err
            named = re.search(r'"no-word" is none of (.*)$', error, re.MULTILINE)
            offered = completed(folder, command, *words)
            if named is None:
                equal([word for word in offered if not word.startswith("-")], [], f"{command} {what}: {error}")
                continue
            sets += 1
            check(offered and set(offered) <= set(named[1].split(", ")), f"{command} {what}: {offered}, {error}")
    check(sets >= 20, f"closed sets: {sets}")


def test_words(folder):
    equal(completed(folder, "charges", "--format", ""), ["table", "csv", "json"], "all words")
    equal(completed(folder, "charges", "--format", "c"), ["csv"], "a word that was begun")
    equal(completed(folder, "charges", "--format", "=", "c"), ["csv"], "a word after =")
    equal(completed(folder, "charges", "--format", "="), ["table", "csv", "json"], "all words after =")
    equal(completed(folder, "simulate", "FILE", "--format", ""), ["table", "json"], "those of the set that are right")
    equal(completed(folder, "request", "add"), ["add_credit"], "an argument")
    equal(completed(folder, "request", "--log", "books", "add"), ["add_credit"], "an argument after an option")
    equal(completed(folder, "request", "--actor", "s"), ["support"], "who asks")
    equal(completed(folder, "audit", "account", "a"), [], "an argument of any text")
    equal(completed(folder, "events", "--type", "NumberRe"),
          ["NumberRented", "NumberReclaimed", "NumberRecovered", "NumberReturned"], "event types")
    equal(completed(folder, "charges", "--total", "account,"), ["account,month", "account,kind", "account,number"],
          "a word after a comma, each once")
    equal(completed(folder, "charges", "--total", "kind,account,mo"), ["kind,account,month"], "the word after commas")


def test_options(folder):
    offered = completed(folder, "whatif", "--lines", "--log", "books", "--")
    check("--requests" in offered and "--lines" not in offered and "--log" not in offered, f"the others: {offered}")
    check("--total" in completed(folder, "charges", ""), "options where no argument is left")
    equal(completed(folder, "charges", "--account", ""), [], "a value of any text")
    equal(completed(folder, "charges", "--account", "--"), [], "whatever it begins with")


def test_files_and_folders(folder):
    write(folder, "a statement.csv", "")
    (folder / "a folder").mkdir()
    everything = ["a folder", "a statement.csv", "completion", "log"]
    listed = sorted(name for name in os.listdir(folder))
    check(set(everything) <= set(listed), f"the folder holds {listed}")
    equal(sorted(completed(folder, "simulate", "")), listed, "files and folders for a FILE")
    equal(completed(folder, "simulate", "--append", "a s"), ["a statement.csv"], "after a flag, with a space")
    equal(completed(folder, "reconcile", "--statement", "a s"), ["a statement.csv"], "an option's file")
    equal(sorted(completed(folder, "charges", "--log", "")), ["a folder", "log"], "folders alone for a DIR")


class Terminal:
    """A bash that somebody types into."""

    def __init__(self, folder):
        child, self.terminal = pty.fork()
        if child == 0:
            os.chdir(folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"],
                       {**os.environ, "TERM": "dumb", "PS1": "> ", "INPUTRC": "/dev/null", "HISTFILE": ""})
        self.child = child
        self.seen = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.terminal)
        os.waitpid(self.child, 0)

    def shows(self, typed, expected):
        os.write(self.terminal, typed.encode())
        self.seen = ""
        end = time.monotonic() + 30
        while expected not in self.seen and time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.seen += os.read(self.terminal, 4096).decode(errors="replace")
        check(expected in self.seen, f"after {typed!r}, {expected!r} is shown: {self.seen!r}")


def test_typed_in_a_terminal(folder):
    write(folder, "a statement.csv", "")
    with Terminal(folder) as bash:
        bash.shows("source completion; echo re''ady\n", "ready\r\n")
        bash.shows("rentroll cha\t", "rentroll charges ")
        bash.shows("--total acc\t", "--total account")
        bash.shows(",mo\t", ",month")
        bash.shows(" --log l\t", "--log log/")
        bash.shows(" --format=c\t", "--format=csv ")
        bash.shows("\x15rentroll reconcile --statement a\t", "--statement a\\ statement.csv ")
        bash.shows("\x15exit\n", "exit")


def test_installed_as_a_file(folder):
    """bash-completion reads the script when the command is first completed: it must say its own `complete`."""
    done = subprocess.run(["bash", "-c", "source completion && complete -p rentroll"], cwd=folder, capture_output=True,
                          text=True, timeout=60)
    equal((done.stdout, done.stderr), ("complete -F _rentroll rentroll\n", ""), "who completes the command")
    script = pathlib.Path(folder / "completion").read_text()
    check(harness.PROGRAM not in script, "the script does not name the program's folder")


def test_shells(folder):
    refused("another shell", 2, ['"fish" is none of bash'], "completion", "fish")
    refused("no shell", 2, ["SHELL is required"], "completion")


if __name__ == "__main__":
    sys.exit(main(globals(), prepare))
