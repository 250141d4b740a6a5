"""Runs libFuzzer on each target, beginning with its corpus, and ends with 1 where one finds a fault.

    fuzz.py PROGRAM [--runs N | --seconds N] [--target NAME ...] [--jobs N] [--keep DIR]

What is found lies in DIR (by default a folder that is thrown away), beside the inputs that reached something new, which
the corpus here is not changed by. One line a target says how many inputs were read and how much of the program
they reached.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"


def run(program, target, options, folder):
    grown = folder / target
    grown.mkdir(parents=True, exist_ok=True)
    bound = [f"-max_total_time={options.seconds}"] if options.seconds else [f"-runs={options.runs}", "-seed=1"]
    done = subprocess.run(
        [program, *bound, "-timeout=20", "-rss_limit_mb=2048", "-max_len=8192", "-print_final_stats=1",
         f"-artifact_prefix={folder}/{target}-", grown, CORPUS / target],
        env={**os.environ, "FUZZ_TARGET": target}, capture_output=True, text=True, errors="replace")
    coverage = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
    executions = re.findall(r"stat::number_of_executed_units: (\d+)", done.stderr)
    edges, features = coverage[-1] if coverage else ("0", "0")
    print(f"{target}: exit code {done.returncode}, {executions[-1] if executions else 0} executions, "
          f"{edges} edges, {features} features", flush=True)
    if done.returncode != 0:
        print(done.stderr[-6000:])
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=5000)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--target", action="append")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    targets = options.target or sorted(folder.name for folder in CORPUS.iterdir())
    folder = options.keep or pathlib.Path(tempfile.mkdtemp())
    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            holds = list(pool.map(lambda target: run(options.program, target, options, folder), targets))
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    return 0 if all(holds) and holds else 1


if __name__ == "__main__":
    sys.exit(main())
