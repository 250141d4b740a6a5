"""Whole commands on a large log, as people wait for them."""

import csv
import io
import json
import os
import random
import statistics
import subprocess
import tempfile
import time

MONTHS = 48


def run(*command):
    """What a command prints, its seconds, and the most memory that it had, in gigabytes."""
    begin = time.monotonic()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command} ends with {process.returncode}")
    return printed.decode(), time.monotonic() - begin, usage.ru_maxrss / 1e6


def median_of(repetitions, *command):
    """The seconds of a command whose output nobody reads: a pipe would make it wait for us."""
    def seconds():
        begin = time.monotonic()
        subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return time.monotonic() - begin
    return statistics.median(seconds() for _ in range(repetitions))


def instants(program, log, last):
    """Instants that lie an eighth, three eighths, and so on, of the events away from the beginning."""
    for eighth in (1, 3, 5, 7):
        seq = last * eighth // 8
        event = json.loads(run(program, "events", "--log", log, "--format", "json", "--from-seq", seq, "--to-seq", seq)[0])
        yield event["occurred_at"]


def measure(build, events, repetitions):
    program = build / "rentroll"
    with tempfile.TemporaryDirectory(prefix="rentroll-commands-") as folder:
        log = f"{folder}/log"
        made, seconds, memory = run(program, "generate", "--log", log, "--numbers", max(events // 40, 1), "--accounts",
                                    max(events // 2000, 1), "--months", MONTHS, "--seed", 1)
        made = json.loads(made)
        last = made["events"]
        rows = [("`generate`, synced at the end", seconds, f"{last / seconds / 1e6:.1f} million events a second; "
                                                           f"{memory:.2f} GB of memory")]
        for threads in (1, 2):
            replays = [run(program, "replay", "--log", log, "--no-snapshots", "--threads", threads)
                       for _ in range(repetitions)]
            rate = statistics.median(json.loads(printed)["events_per_second"] for printed, _, _ in replays)
            rows.append((f"`replay --no-snapshots --threads {threads}`", statistics.median(each[1] for each in replays),
                         f"{rate / 1e6:.1f} million events a second without the digest; {replays[0][2]:.2f} GB of memory"))
        rows.append(("`replay`, which makes the snapshots", run(program, "replay", "--log", log)[1], "once"))
        printed, _, _ = run(program, "accounts", "--log", log, "--format", "csv")
        lines = printed.count("\n") - 1
        rows.append(("`accounts --format csv`, from snapshots",
                     median_of(repetitions, program, "accounts", "--log", log, "--format", "csv"), f"{lines:,} lines"))
        numbers = [row["number"] for row in csv.DictReader(io.StringIO(
            run(program, "numbers", "--log", log, "--format", "csv")[0]))]
        for instant in instants(program, log, last):
            listing = [program, "numbers", "--log", log, "--as-of", instant, "--format", "csv"]
            lines = run(*listing)[0].count("\n") - 1
            one = median_of(repetitions, *listing, "--number", numbers[0])
            rows.append((f"`numbers --as-of {instant[:10]}`", median_of(repetitions, *listing),
                         f"{lines:,} lines; with one line, so without printing, {one:.2f} s"))
        audit = [program, "audit", "number", "--log", log]
        rows.append(("`audit number`, which makes the index", run(*audit, numbers[0])[1], "once"))
        stories = [run(*audit, number)[1] for number in random.Random(1).sample(numbers, 5 * repetitions)]
        rows.append(("`audit number`, from the index", statistics.median(stories), "numbers chosen at random"))
    head = [f"A log of {last:,} events of {made['numbers']:,} numbers and {made['accounts']:,} accounts, medians of "
            f"{repetitions}:", "", "| command | seconds | |", "|---|---|---|"]
    return "\n".join(head + [f"| {what} | {seconds:.3f} | {more} |" for what, seconds, more in rows]) + "\n"
