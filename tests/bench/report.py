"""Runs the benchmarks and writes the tables of docs/performance.md with the machine's description.

    report.py BENCH_LOG [REPETITIONS]

Rates are medians; ratios are those of one run alone, since machines differ and drift. RENTROLL_BENCH_EVENTS says how
large the log is, 20,000,000 events by default.
"""

import collections
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "performance.md"
TABLES = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- end -->)", re.DOTALL)
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


def measure(program, repetitions):
    # In random order: a shared machine is fast and slow by turns, and each work is to meet both. A second each time, at
    # least: what is done once alone pays above all for memory that nobody touched yet.
    run = subprocess.run([program, f"--benchmark_repetitions={repetitions}", "--benchmark_format=json",
                          f"--benchmark_min_time={repetitions}", "--benchmark_enable_random_interleaving=true"],
                         capture_output=True, text=True, check=True)
    rates, counters = collections.defaultdict(list), {}
    for each in json.loads(run.stdout)["benchmarks"]:
        if each["run_type"] != "iteration":
            continue
        name = re.sub(r"/(real_time|manual_time|iterations:\d+)", "", each["name"])
        rates[name].append(each["items_per_second"])
        counters |= {key: value for key, value in each.items() if key.startswith(("bytes_", "audit_")) or key == "events"}
    return {name: statistics.median(values) for name, values in rates.items()}, counters


def tables(rates, counters, repetitions):
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


def main(program, repetitions):
    measured = tables(*measure(program, repetitions), repetitions)
    print(measured)
    PAGE.write_text(TABLES.sub(lambda _: measured, PAGE.read_text()))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 5)
