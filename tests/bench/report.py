"""Runs the benchmarks and writes their tables into docs/performance.md, with the machine's description.

    report.py BUILD_FOLDER [--parts own,growth,commands,peers] [--events N] [--large N] [--repetitions N]

own       rates and sizes on a log of --events events
growth    the same history of a hundredth, a tenth and all of --large events
commands  whole commands on a log of --large events
peers     the same work beside databases and programs that keep books; what peers.py says must be installed

Rates are medians; ratios are those of one run alone, since machines differ and drift.
"""

import argparse
import collections
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
import commands
import peers

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "performance.md"
# Benchmark: what it is, in words.
WORK = {
    "generate": "`generate` into a log on disk: requests and timers, synced at the end",
    "append": "append decoded events to a log on disk, synced at the end",
    "bare_scan": "bare RocksDB scan of that log",
    "decode": "read and decode",
    "fold": "fold the first two million events, lying decoded in memory",
    "dense_fold": "the yardstick: the least fold of all events, lying in memory in 48 bytes each",
    "replay/threads:1": "replay: read, decode, fold into all projections, one thread",
    "replay/threads:2": "the same on two threads",
    "checkpoint": "checkpoint: read, make leaves, hash them into the Merkle tree",
    "hash_alone": "SHA-256 alone of the same leaves and as many nodes",
}


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def measure(program, events, repetitions, only="."):
    # In random order: a shared machine is fast and slow by turns, and each work is to meet both. A second each time, at
    # least: what is done once alone pays above all for memory that nobody touched yet.
    run = subprocess.run([program, f"--benchmark_repetitions={repetitions}", "--benchmark_format=json",
                          f"--benchmark_filter={only}", f"--benchmark_min_time={repetitions}",
                          "--benchmark_enable_random_interleaving=true"],
                         capture_output=True, text=True, check=True, env=os.environ | {"RENTROLL_BENCH_EVENTS": str(events)})
    rates, counters = collections.defaultdict(list), collections.defaultdict(list)
    for each in json.loads(run.stdout)["benchmarks"]:
        if each["run_type"] != "iteration":
            continue
        name = re.sub(r"/(real_time|manual_time|iterations:\d+)", "", each["name"])
        rates[name].append(each["items_per_second"])
        for key, value in each.items():
            if key.startswith(("bytes_", "audit_")) or key == "events":
                counters[key].append(value)
    return [{name: statistics.median(values) for name, values in all_of.items()} for all_of in (rates, counters)]


def own(rates, counters, repetitions):
    lines = [
        f"Debian 12, {processor()}, {os.cpu_count()} cores; a log of {counters['events']:,.0f} events; medians of "
        f"{repetitions}.",
        "",
        "| work | million events a second | of the bare scan | of the yardstick |",
        "|---|---|---|---|",
    ]
    for name, words in WORK.items():
        rate = rates[name]
        lines.append(f"| {words} | {rate / 1e6:.1f} | {rate / rates['bare_scan']:.3f} "
                     f"| {rate / rates['dense_fold']:.2f} |")
    synced = rates["bare_synced_write"] / rates["append_synced"]
    lines += [
        "",
        "| size or time | |",
        "|---|---|",
        f"| bytes an event on disk, everything included | {counters['bytes_an_event']:.1f} |",
        f"| memory a number, its name included | {counters['bytes_a_number']:.0f} bytes |",
        f"| memory an account, its name included | {counters['bytes_an_account']:.0f} bytes |",
        f"| append of one request, synced | {1e6 / rates['append_synced']:.0f} µs, {synced:.2f} times one bare synced "
        "RocksDB write |",
        f"| one inclusion proof from a tree that is up to date | {1e6 / rates['inclusion_proof']:.0f} µs |",
        f"| the story of a number, from the index | half of them within {counters['audit_p50_us']:.0f} µs, 99 of 100 "
        f"within {counters['audit_p99_us']:.0f} µs |",
        f"| bytes an event of the index | {counters['bytes_an_event_of_index']:.1f} |",
        "",
    ]
    return "\n".join(lines)


def growth(program, large, repetitions):
    lines = ["| events | bare scan | yardstick | replay, one thread | of the scan | of the yardstick | two threads "
             "| of the yardstick | a number's story |", "|---|---|---|---|---|---|---|---|---|"]
    for events in (large // 100, large // 10, large):
        rates, _ = measure(program, events, repetitions, "bare_scan|dense_fold|replay")
        _, counters = measure(program, events, 1, "audit_number")  # which makes the index first
        scan, yardstick, one, two = (rates[name] for name in ("bare_scan", "dense_fold", "replay/threads:1",
                                                              "replay/threads:2"))
        lines.append(f"| {events:,} | {scan / 1e6:.0f} | {yardstick / 1e6:.1f} | {one / 1e6:.1f} | {one / scan:.3f} "
                     f"| {one / yardstick:.2f} | {two / 1e6:.1f} | {two / yardstick:.2f} "
                     f"| {counters['audit_p50_us']:.0f} µs, 99 of 100 within {counters['audit_p99_us']:.0f} µs |")
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    options.add_argument("--parts", default="own,growth,commands,peers")
    options.add_argument("--events", type=int, default=20_000_000)
    options.add_argument("--large", type=int, default=100_000_000)
    options.add_argument("--repetitions", type=int, default=5)
    options = options.parse_args()
    program, repetitions = options.build / "tests" / "bench" / "bench_log", options.repetitions
    parts = {
        "own": lambda: own(*measure(program, options.events, repetitions), repetitions),
        "growth": lambda: growth(program, options.large, repetitions),
        "commands": lambda: commands.measure(options.build, options.large, repetitions),
        "peers": lambda: peers.measure(options.build, options.events, repetitions),
    }
    for part in options.parts.split(","):
        measured = parts[part]()
        print(measured)
        place = re.compile(rf"(?<=<!-- {part} -->\n).*?(?=<!-- end of {part} -->)", re.DOTALL)
        PAGE.write_text(place.sub(lambda _: measured, PAGE.read_text(), count=1))


if __name__ == "__main__":
    main()
