"""One writer and four readers of one log at the same time, each command a process of its own: every answer is that of
the log at some whole seq, none goes back behind what was there when its reader began, and no reader fails because of
the writer. Afterwards each answer is asked for again with `--at-seq`, and must be the same to the byte.

    beside_test.py PROGRAM

RENTROLL_BESIDE_SECONDS=SECONDS goes on longer than the 20 seconds by default.
"""

import os
import random
import re
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import check, equal, main, rentroll, write
from histories import number_of, scenario

SECONDS = float(os.environ.get("RENTROLL_BESIDE_SECONDS", "20"))
READERS = 4
NUMBERS = 30
QUESTIONS = [["events", "--format", "csv"], ["charges", "--total", "account", "--format", "csv"],
             ["accounts", "--format", "csv"], ["numbers", "--format", "csv"], ["unrented", "--account", "account-0"],
             ["charges", "--account", "account-0", "--format", "csv"]]
LOOKED_AT = re.compile(r"events 1 to (\d+) are looked at")


class Writer(threading.Thread):
    """Requests, runs and imports, one after another. `last_seq` is what was acknowledged."""

    def __init__(self, folder, log, until):
        super().__init__()
        self.folder, self.log, self.until = folder, log, until
        self.random, self.part, self.last_seq, self.commands = random.Random(5), 0, 0, 0

    def run(self):
        asked = 0
        while time.monotonic() < self.until:
            if self.random.random() < 0.1:
                self.append()
            else:
                asked += 1
                self.ask(asked)

    def append(self):
        self.part += 1
        file = write(self.folder, "part.toml", scenario(self.part, NUMBERS, self.part * 40))
        answer = rentroll("simulate", file, "--append", "--log", self.log, "--verbose")
        equal(answer.code, 0, f"a run beside readers; {answer}")
        self.commands += 1
        self.last_seq = int(re.search(r"events \d+ to (\d+) are written", answer.err)[1])

    def ask(self, asked):
        account, number = f"account-{self.part}", number_of(self.part, self.random.randrange(NUMBERS))
        what = self.random.choice([["add_credit", f"account={account}", "amount=1.00"],
                                   ["unrent", f"account={account}", f"number={number}"],
                                   ["reclaim", f"account={account}", f"number={number}"]])
        answer = rentroll("request", *what, "--request", f"ask-{asked}", "--log", self.log, "--format", "csv")
        check(answer.code in (0, 1), f"a request beside readers; {answer}")
        seqs = [int(row["seq"]) for row in answer.rows() if row["seq"]]
        self.commands += 1
        if seqs:
            self.last_seq = max(seqs)


class Reader(threading.Thread):
    """Asks one question after another, and keeps the answers by question and seq."""

    def __init__(self, folder, log, writer, seed):
        super().__init__()
        self.folder, self.log, self.writer, self.random = folder, log, writer, random.Random(seed)
        self.seed, self.answers, self.asked, self.before = seed, {}, 0, 0

    def run(self):
        while time.monotonic() < self.writer.until:
            if self.random.random() < 0.05:
                self.back_up()
            else:
                self.ask()

    def ask(self):
        question = self.random.randrange(len(QUESTIONS))
        acknowledged = self.writer.last_seq
        answer = rentroll(*QUESTIONS[question], "--log", self.log, "--verbose")
        looked_at = LOOKED_AT.search(answer.err)
        check(answer.code == 0 and looked_at, f"a reader beside a writer; {answer}")
        if looked_at is None:
            return
        self.saw(int(looked_at[1]), acknowledged)
        same = self.answers.setdefault((question, self.before), answer.out)
        check(answer.out == same, "the same question at the same seq has the same answer")

    def back_up(self):
        acknowledged = self.writer.last_seq
        copy = self.folder / f"copy-{self.seed}-{self.asked}"
        answer = rentroll("backup", "--log", self.log, "--to", copy, "--format", "csv")
        equal(answer.code, 0, f"a backup beside a writer; {answer}")
        self.saw(int(answer.rows()[0]["events"]), acknowledged)
        same = self.answers.setdefault((0, self.before), rentroll(*QUESTIONS[0], "--log", copy).out)
        check(rentroll(*QUESTIONS[0], "--log", copy).out == same, "a backup has the log's events")
        subprocess.run(["rm", "-rf", copy], check=True)

    def saw(self, seq, acknowledged):
        check(seq >= acknowledged, f"event {acknowledged} was acknowledged before a reader began, and it saw {seq}")
        check(seq >= self.before, f"a reader saw {self.before} events, and {seq} later")
        self.before = seq
        self.asked += 1


def first_log(folder):
    log = folder / "log"
    equal(rentroll("simulate", write(folder, "first.toml", scenario(0, NUMBERS)), "--log", log).code, 0, "a log")
    return log


def inner_ends(events):
    """The seqs that end within a request's events."""
    rows = [line.split(",") for line in events.splitlines()[1:]]
    return {int(row[0]) for row, following in zip(rows, rows[1:]) if row[7] and row[7] == following[7]}


def test_one_writer_and_four_readers(folder):
    log = first_log(folder)
    writer = Writer(folder, log, time.monotonic() + SECONDS)
    readers = [Reader(folder, log, writer, seed) for seed in range(READERS)]
    for each in [writer, *readers]:
        each.start()
    for each in [writer, *readers]:
        each.join()
    check(writer.commands > 0 and all(each.asked > 0 for each in readers), "all had their turn")
    torn = inner_ends(rentroll(*QUESTIONS[0], "--log", log).out)
    answers = {}
    for reader in readers:
        for key, answer in reader.answers.items():
            check(answer == answers.setdefault(key, answer), "two readers see the same at the same seq")
    for (question, seq), answer in answers.items():
        check(seq not in torn, f"events 1 to {seq} are whole requests")
        again = rentroll(*QUESTIONS[question], "--log", log, "--at-seq", seq)
        check(again.out == answer, f"{QUESTIONS[question]} of events 1 to {seq}, asked for again")
    print(f"{SECONDS:.0f} s: {writer.commands} commands wrote {writer.last_seq} events, "
          f"{sum(each.asked for each in readers)} answers, {len(answers)} of them different; all were asked for again")


def test_the_holder_of_the_lock_is_named_and_the_lock_goes_with_it(folder):
    log = first_log(folder)
    holder = subprocess.Popen([harness.PROGRAM, "import", "-", "--log", str(log)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while (log / "LOCK").read_text() != f"{holder.pid}\n" and time.monotonic() < deadline:
        time.sleep(0.01)
    request = ["request", "add_credit", "account=account-0", "amount=1.00", "--log", log]
    answer = rentroll(*request)
    check(answer.code == 3 and f"is being written by process {holder.pid}" in answer.err, f"it is named; {answer}")
    equal(rentroll("accounts", "--log", log).code, 0, "readers do not mind")
    holder.kill()
    holder.communicate()
    answer = rentroll(*request)
    equal(answer.code, 0, f"the lock is taken over; {answer}")


if __name__ == "__main__":
    sys.exit(main(globals()))
