"""Kills the program at random points while it writes, and checks the log's promise each time (L1): what was
acknowledged is there, what is there are whole requests, the next command works, and what is then made whole is the log
of an undisturbed twin.

    kill_test.py PROGRAM

RENTROLL_KILLS=COUNT kills more often than the 50 times by default, RENTROLL_KILL_SEED=N begins with another seed. When
a process is hit depends on the machine: a seed repeats what is done, and about when.
"""

import os
import random
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import check, equal, main, rentroll, write
from histories import number_of, scenario

KILLS = int(os.environ.get("RENTROLL_KILLS", "50"))
SEED = int(os.environ.get("RENTROLL_KILL_SEED", "1"))
KILLS_A_HISTORY = 10
NUMBERS = 60
LONG_DAYS = 9000  # a run of so many days fills blocks: it is written in several steps


def events_of(log):
    answer = rentroll("events", "--log", log, "--format", "csv")
    equal(answer.code, 0, f"a log that was hit is read; {answer}")
    return answer.out


def count(events):
    return events.count("\n") - 1  # the header


def bytes_written(log):
    """In the write-ahead logs of a log."""
    try:
        return sum(os.stat(each).st_size for each in (log / "events").glob("*.log"))
    except FileNotFoundError:  # it was there a moment ago
        return 0


class History:
    """A log that is hit, its twin that is not, and one operation after another on both."""

    def __init__(self, folder, seed):
        self.folder, self.random = folder, random.Random(seed)
        self.log, self.twin = folder / "log", folder / "twin"
        self.part, self.begins, self.days, self.hits, self.in_mid_write = -1, 0, 0, 0, 0

    def run(self):
        self.begin()
        while self.hits < KILLS_A_HISTORY:
            self.random.choice([self.append, self.append, self.ask, self.take_in, self.back_up])()

    def next_file(self):
        self.part += 1
        self.begins += self.days
        self.days = LONG_DAYS if self.random.random() < 0.2 and self.begins < 4 * LONG_DAYS else 40
        return write(self.folder, f"{self.part}.toml", scenario(self.part, NUMBERS, self.begins, self.days))

    def begin(self):
        file = self.next_file()
        self.hit(lambda log: ["simulate", file, "--log", log], self.repeat_begin)

    def append(self):
        file = self.next_file()
        self.hit(lambda log: ["simulate", file, "--append", "--log", log], self.repeat_append)

    def ask(self):
        """A request with an id, safe to repeat (Q2)."""
        name, account = f"ask-{self.hits}-{self.part}", f"account-{self.part}"
        what = ["add_credit", f"account={account}", "amount=1.00"]
        if self.random.random() < 0.3:
            what = ["unrent", f"account={account}", f"number={number_of(self.part, 1)}"]
        self.hit(lambda log: ["request", *what, "--request", name, "--log", log], lambda command: command)

    def take_in(self):
        """An import of what another part would record: all of it, or nothing."""
        file, source = self.next_file(), self.folder / "source"
        before = count(events_of(self.twin))
        subprocess.run(["rm", "-rf", source], check=True)
        equal(rentroll("backup", "--log", self.twin, "--to", source).code, 0, "a source for the import")
        equal(rentroll("simulate", file, "--append", "--log", source).code, 0, "what is imported")
        lines = rentroll("events", "--log", source, "--format", "json", "--from-seq", str(before + 1)).out
        taken = write(self.folder, "taken.ndjson", lines)

        def repeat(command):
            found = count(events_of(self.log))
            check(found in (before, before + len(lines.splitlines())), f"an import is whole or not there: {found}")
            return command if found == before else None

        self.hit(lambda log: ["import", taken, "--log", log], repeat)

    def back_up(self):
        """A backup that is hit is a log with everything, or none, and another one takes its place."""
        copy = self.folder / "copy"
        subprocess.run(["rm", "-rf", copy], check=True)
        command = ["backup", "--log", self.log, "--to", copy]
        self.kill(command, self.random.random() * 0.05, copy)
        self.hits += 1
        if not (copy / "FORMAT").exists():
            answer = rentroll(*command)
            equal(answer.code, 0, f"a backup after one that was hit; {answer}")
        check(events_of(copy) == events_of(self.log), "a backup is the log")

    def repeat_begin(self, command):
        if not (self.log / "FORMAT").exists():
            return command
        return self.repeat_append(command)

    def repeat_append(self, command):
        file = command[1]
        resumed = rentroll("simulate", file, "--resume", "--log", self.log)
        if resumed.code == 0:
            return None
        check(resumed.code == 2 and ("is finished" in resumed.err or "is not the file" in resumed.err),
              f"there is a run to resume, or none; {resumed}")
        return None if events_of(self.log) == events_of(self.twin) else command

    def kill(self, command, seconds, log):
        """Whether the command was hit before its end. It is hit after so many seconds, or, half of the times, as soon
        as it has written so many bytes of events to a log, since that is a small part of its time."""
        bytes_at_end = self.random.choice([None, self.random.randrange(1, 300_000)])
        process = subprocess.Popen([harness.PROGRAM, *map(str, command)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        if bytes_at_end is None:
            time.sleep(seconds)
        else:
            deadline = time.monotonic() + 60
            while process.poll() is None and bytes_written(log) < bytes_at_end and time.monotonic() < deadline:
                pass
        process.kill()
        process.communicate()
        return process.returncode != 0

    def hit(self, command_for, repeat):
        """Runs a command on the twin, kills it at a random point on the log, checks, and makes the log whole:
        `repeat(command)` answers with what is still to be run."""
        begun = time.monotonic()
        done = rentroll(*command_for(self.twin))
        usual = time.monotonic() - begun
        check(done.code == 0 or command_for(self.twin)[0] == "request" and done.code == 1,
              f"the twin is not disturbed; {done}")
        whole = events_of(self.twin)
        before = events_of(self.log) if (self.log / "FORMAT").exists() else ""
        command = command_for(self.log)
        was_hit = self.kill(command, self.random.random() * usual * 1.2, self.log)
        self.hits += 1
        if (self.log / "FORMAT").exists():
            found = events_of(self.log)
            check(found.startswith(before), "what was acknowledged is there")
            check(whole.startswith(found), "what is there is a beginning of what was to be written")
            check(was_hit or found == whole, "what ended well is there")
            if len(before) < len(found) < len(whole):
                self.in_mid_write += 1
                rows = rentroll("verify", "--log", self.log, "--format", "csv").rows()
                equal([row for row in rows if row["rule"] == "L1"], [], "no request is there in part")
        again = repeat(command)
        if again:
            answer = rentroll(*again)
            equal(answer.code, done.code, f"the next command works; {answer}")
        check(events_of(self.log) == whole, "the log is that of its undisturbed twin")


def test_killed_at_random_points(folder):
    hits = in_mid_write = 0
    for seed in range(SEED, SEED + 10**9):
        place = folder / str(seed)
        place.mkdir()
        history = History(place, seed)
        history.run()
        hits += history.hits
        in_mid_write += history.in_mid_write
        failed = harness.Counter.failed
        if failed:
            print(f"seed {seed}: {failed} checks failed; {place}")
            break
        subprocess.run(["rm", "-rf", place], check=True)
        if hits >= KILLS:
            break
    print(f"{hits} processes killed, {in_mid_write} of them between the first and the last event of a run; "
          f"seeds {SEED} to {seed}")


class SmallDisk:
    """A file system of few bytes, where the machine lets us mount one."""

    def __init__(self, folder, size):
        self.path = folder
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
        self.mounted = done.returncode == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", "-l", self.path], check=True)


def add_credit(log, name):
    return rentroll("request", "add_credit", "account=account-0", "amount=1.00", "--request", name, "--log", log)


def test_a_full_disk(folder):
    with SmallDisk(folder / "disk", "1m") as disk:
        if not disk.mounted:
            print("skipped: this user cannot mount a file system")
            return
        log, ballast = disk.path / "log", disk.path / "ballast"
        file = write(folder, "first.toml", scenario(0, 40))
        equal(rentroll("simulate", file, "--log", log).code, 0, "a log on a small disk")
        free = os.statvfs(disk.path)
        ballast.write_bytes(b"x" * max(0, free.f_bavail * free.f_bsize - (32 << 10)))
        acknowledged, refusal = [], None
        for i in range(300):
            before = events_of(log)
            answer = add_credit(log, f"r-{i}")
            if answer.code != 0:
                refusal = answer
                break
            acknowledged.append(f"r-{i}")
        check(refusal is not None and refusal.code == 3 and "space" in refusal.err, f"a full disk is named; {refusal}")
        found = events_of(log)
        check(found.startswith(before) and all(f",{each}," in found for each in acknowledged),
              "nothing acknowledged is lost")
        equal(rentroll("verify", "--log", log).code, 0, "what is there is lawful and whole")
        ballast.unlink()
        answer = add_credit(log, f"r-{i}")
        equal(answer.code, 0, f"with space again the same request works; {answer}")
        equal(events_of(log).count(f",r-{i},"), 1, "and is recorded once")


def test_a_read_only_disk(folder):
    with SmallDisk(folder / "disk", "4m") as disk:
        if not disk.mounted:
            print("skipped: this user cannot mount a file system")
            return
        log = disk.path / "log"
        file = write(folder, "first.toml", scenario(0, 5))
        equal(rentroll("simulate", file, "--log", log).code, 0, "a log")
        before = events_of(log)
        subprocess.run(["mount", "-o", "remount,ro", disk.path], check=True)
        equal(events_of(log), before, "a log on a read-only disk is read")
        equal(rentroll("backup", "--log", log, "--to", folder / "copy").code, 0, "and backed up")
        for command in (["request", "disable", "account=account-0"], ["simulate", file, "--append"]):
            answer = rentroll(*command, "--log", log)
            check(answer.code == 3 and "Read-only file system" in answer.err, f"a read-only disk is named; {answer}")


if __name__ == "__main__":
    sys.exit(main(globals()))
