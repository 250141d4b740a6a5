"""Compares rentroll with what people would use instead, on the same work in the same run.

The peers are DuckDB (`npm install @duckdb/node-api` in the current folder), SQLite, PostgreSQL, ledger, hledger and
beancount; one that is not installed is left out, and standard error says so. Each answer is compared with ours to the
last millionth before its time counts. Times are medians in seconds.
"""

import collections
import csv
import datetime
import decimal
import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
RENTALS, RENEWALS = 100_000, 24


def run(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **more).stdout


def timed(work):
    begin = time.monotonic()
    answer = work()
    return time.monotonic() - begin, answer


class Peers:
    """Databases that load a CSV file and answer a query, each in a fresh database: (load, query, rows)."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.postgres = None
        self.all = {"DuckDB, one thread": self.duckdb, "SQLite": self.sqlite, "PostgreSQL": self.postgresql}
        if shutil.which("node") is None or subprocess.run(
                ["node", "-e", "require.resolve('@duckdb/node-api')"], capture_output=True).returncode:
            self.leave_out("DuckDB, one thread")
        if shutil.which("sqlite3") is None:
            self.leave_out("SQLite")
        servers = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin")) if os.geteuid() == 0 else []
        if servers:
            self.start_postgres(servers[-1])
        else:
            self.leave_out("PostgreSQL")

    def leave_out(self, name):
        print(f"{name} is left out: it is not installed (PostgreSQL: or this is not root)", file=sys.stderr)
        del self.all[name]

    def start_postgres(self, programs):
        folder = self.scratch / "postgres"
        folder.mkdir()
        shutil.chown(folder, "postgres")
        self.scratch.chmod(0o755)
        self.postgres = programs, folder
        self.as_postgres(programs / "initdb", "-D", folder / "data", "-A", "trust")
        self.as_postgres(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o",
                         f"-k {folder} -c listen_addresses='' -c max_parallel_workers_per_gather=0", "start")

    def as_postgres(self, *command):
        return run("runuser", "-u", "postgres", "--", *command, cwd="/")

    def stop(self):
        if self.postgres:
            programs, folder = self.postgres
            self.as_postgres(programs / "pg_ctl", "-D", folder / "data", "-m", "fast", "stop")

    def duckdb(self, columns, file, query):
        load = f"CREATE TABLE lines ({columns}); COPY lines FROM '{file}' (HEADER);"
        (self.scratch / "load.sql").write_text(load)
        (self.scratch / "query.sql").write_text(query)
        said = json.loads(run("node", HERE / "duckdb.mjs", self.scratch / "load.sql", self.scratch / "query.sql"))
        return said["load"], said["query"], said["rows"]

    def sqlite(self, columns, file, query):
        database = self.scratch / "peer.sqlite"
        database.unlink(missing_ok=True)
        load, _ = timed(lambda: run("sqlite3", database, "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF",
                                    f"CREATE TABLE lines ({columns})", ".mode csv", f".import --skip 1 {file} lines"))
        seconds, rows = timed(lambda: run("sqlite3", "-csv", database, query))
        return load, seconds, list(csv.reader(rows.splitlines()))

    def postgresql(self, columns, file, query):
        programs, folder = self.postgres
        psql = [programs / "psql", "-h", folder, "-d", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "--csv", "-t"]
        load, _ = timed(lambda: self.as_postgres(*psql, "-c", "DROP TABLE IF EXISTS lines", "-c",
                                                 f"CREATE UNLOGGED TABLE lines ({columns})", "-c",
                                                 f"\\copy lines FROM '{file}' WITH (FORMAT csv, HEADER)"))
        seconds, rows = timed(lambda: self.as_postgres(*psql, "-c", query))
        return load, seconds, list(csv.reader(rows.splitlines()))


def in_order(rows):
    """Rows whose last value is money, for comparison: exact, whatever zeros it is written with."""
    return sorted((*map(str, row[:-1]), decimal.Decimal(row[-1])) for row in rows)


def compare(name, found, right):
    if in_order(found) != in_order(right):
        different = [pair for pair in zip(in_order(found), in_order(right)) if pair[0] != pair[1]]
        sys.exit(f"{name} answers otherwise: {len(found)} rows, right are {len(right)}; first {different[:1]}")


def medians(repetitions, work, right):
    """The medians of load and query of so many runs, each with the right answer."""
    loads, queries = [], []
    for _ in range(repetitions):
        load, query, rows = work()
        compare(work.__qualname__, rows, right)
        loads.append(load)
        queries.append(query)
    return statistics.median(loads), statistics.median(queries)


def rows_of(name, load, query, ours):
    return (f"| {name} | {load:.3f} | {query:.3f} | {load + query:.3f} | {query / ours[1]:.1f} "
            f"| {(load + query) / sum(ours):.1f} |")


HEAD = ["| | load | query | both | query, of ours | both, of ours |", "|---|---|---|---|---|---|"]


def schedule(build, scratch, peers, repetitions):
    file = scratch / "rentals.csv"
    chance = random.Random(1)
    with open(file, "w") as out:
        out.write("number,begun,monthly\n")
        for number in range(RENTALS):
            begun = datetime.date(2023, 1, 1) + datetime.timedelta(chance.randrange(365))
            out.write(f"+1{number:010},{begun},{chance.choice(['1.00', '0.80', '2.50', '0.005'])}\n")
    program = build / "tests" / "bench" / "bench_schedule"

    def rentroll():
        said = json.loads(run(program, file, RENEWALS))
        return said["load"], said["query"], said["rows"]

    def query(month, following, number="monthly"):
        return f"""WITH RECURSIVE schedule AS (
            SELECT begun AS due, {number} AS amount, 0 AS renewal FROM lines
            UNION ALL SELECT {following}, amount, renewal + 1 FROM schedule WHERE renewal < {RENEWALS})
            SELECT {month} AS month, count(*), sum(amount) {"/ 1000000.0" if number != "monthly" else ""}
            FROM schedule WHERE renewal > 0 GROUP BY 1"""

    right = rentroll()[2]
    ours = medians(repetitions, rentroll, right)
    lines = [f"The renewals of {RENTALS:,} rentals over {RENEWALS} months by the ratchet, counted and summed by month:",
             "", *HEAD, rows_of("rentroll", *ours, ours)]
    queries = {
        "DuckDB, one thread": query("strftime(due, '%Y-%m')", "CAST(due + INTERVAL 1 MONTH AS DATE)"),
        "SQLite": query("substr(due, 1, 7)", "min(date(due, '+1 month'), date(due, 'start of month', '+2 months', "
                        "'-1 day'))", "CAST(round(monthly * 1000000) AS INTEGER)"),
        "PostgreSQL": query("to_char(due, 'YYYY-MM')", "CAST(due + INTERVAL '1 month' AS DATE)"),
    }
    for name, load_and_ask in peers.all.items():
        money = "TEXT" if name == "SQLite" else "NUMERIC(18, 6)"
        date = "TEXT" if name == "SQLite" else "DATE"
        columns = f"number TEXT, begun {date}, monthly {money}"
        found = medians(repetitions, lambda: load_and_ask(columns, file, queries[name]), right)
        lines.append(rows_of(name, *found, ours))
    return lines


def totals(program, log, events, scratch, peers, repetitions):
    file = scratch / "charges.csv"
    with open(file, "w") as out:
        subprocess.run([program, "charges", "--log", log, "--format", "csv"], check=True, stdout=out)

    def rentroll():
        seconds, out = timed(lambda: run(program, "charges", "--log", log, "--total", "account,month", "--format",
                                         "csv"))
        return 0.0, seconds, [row[:4] for row in csv.reader(out.splitlines()[1:])]

    right = rentroll()[2]
    ours = medians(repetitions, rentroll, right)
    lines = [f"Charges per account and month of a log of {events:,} events. rentroll reads its log; the others load the "
             "charge lines from CSV:", "", *HEAD, rows_of("rentroll, the whole command", *ours, ours)]
    names = ("charge,occurred_at,account,number,kind,period_begin,period_end,amount,currency,cause,corrects,reason"
             .split(","))
    for name, load_and_ask in peers.all.items():
        money = "TEXT" if name == "SQLite" else "NUMERIC(18, 6)"
        columns = ", ".join(f"{each} {money if each == 'amount' else 'TEXT'}" for each in names)
        amount = ("sum(CAST(round(amount * 1000000) AS INTEGER)) / 1000000.0" if name == "SQLite" else "sum(amount)")
        query = f"SELECT account, substr(occurred_at, 1, 7), count(*), {amount} FROM lines GROUP BY 1, 2"
        found = medians(repetitions, lambda: load_and_ask(columns, file, query), right)
        lines.append(rows_of(name, *found, ours))
    return lines


def ledger_balances(text):
    """`amount currency name` lines of ledger's and hledger's flat balance reports."""
    found = collections.defaultdict(decimal.Decimal)
    for amount, name in re.findall(r"^\s*(-?[\d.]+) [A-Z]{3}\s+\w+:\w+:(\S+)$", text, re.MULTILINE):
        found[name] += decimal.Decimal(amount)
    return [(name, -amount) for name, amount in found.items()]


def beancount_balances(text):
    found = collections.defaultdict(decimal.Decimal)
    for row in csv.reader(text.splitlines()[1:]):
        amount = row[1].split()
        if amount:
            found[row[0].split(":")[-1].strip()] += decimal.Decimal(amount[0])
    return [(name, -amount) for name, amount in found.items()]


def balances(program, scratch, repetitions):
    """Of a small log, since the fastest of the three posts some ten thousand transactions a second."""
    log = scratch / "small"
    run(program, "generate", "--log", log, "--accounts", 100, "--numbers", 1000, "--months", 24, "--seed", 1)
    for form in ("ledger", "beancount"):
        run(program, "export", "--log", log, "--to", scratch / f"books.{form}")
    accounts = ("Assets:Receivable", "Liabilities:Prepayments")

    def rentroll():
        seconds, out = timed(lambda: run(program, "accounts", "--log", log, "--format", "csv"))
        rows = csv.DictReader(out.splitlines())
        return 0.0, seconds, [(row["account"], row["balance"]) for row in rows if decimal.Decimal(row["balance"])]

    def ledger():
        seconds, out = timed(lambda: run("ledger", "-f", scratch / "books.ledger", "balance", "--flat", "--no-total",
                                         *accounts))
        return 0.0, seconds, [row for row in ledger_balances(out) if row[1]]

    def hledger():
        seconds, out = timed(lambda: run("hledger", "-f", scratch / "books.ledger", "balance", "--flat", "--no-total",
                                         *accounts))
        return 0.0, seconds, [row for row in ledger_balances(out) if row[1]]

    def beancount():
        query = ("SELECT account, sum(position) WHERE account ~ 'Assets:Receivable|Liabilities:Prepayments' "
                 "GROUP BY account")
        seconds, out = timed(lambda: run("bean-query", "-f", "csv", scratch / "books.beancount", query))
        return 0.0, seconds, [row for row in beancount_balances(out) if row[1]]

    events = json.loads(run(program, "replay", "--log", log))["events"]
    right = rentroll()[2]
    ours = medians(repetitions, rentroll, right)
    lines = [f"Balances of all accounts of a log of {events:,} events; the programs that keep books read the exported "
             "journal:", "", "| | whole command | of ours |", "|---|---|---|",
             f"| `rentroll accounts` | {ours[1]:.3f} | 1.0 |"]
    for name, work in (("ledger", ledger), ("hledger", hledger), ("beancount", beancount)):
        if shutil.which("bean-query" if name == "beancount" else name) is None:
            print(f"{name} is left out: it is not installed", file=sys.stderr)
            continue
        seconds = medians(repetitions, work, [(canonical(name, account), money) for account, money in right])[1]
        lines.append(f"| {name} | {seconds:.3f} | {seconds / ours[1]:.0f} |")
    return lines


def canonical(peer, account):
    """An account's id as the peer's journal writes it: the generated ones hold letters, digits and dashes."""
    return "Id-" + account.replace("-", "--") if peer == "beancount" else account


def measure(build, events, repetitions):
    program = build / "rentroll"
    with tempfile.TemporaryDirectory(prefix="rentroll-peers-") as folder:
        scratch = pathlib.Path(folder)
        peers = Peers(scratch)
        try:
            log = scratch / "log"
            made = json.loads(run(program, "generate", "--log", log, "--accounts", max(events // 400, 1),
                                  "--numbers", max(events // 40, 1), "--months", 48, "--seed", 1))
            parts = [schedule(build, scratch, peers, repetitions),
                     totals(program, log, made["events"], scratch, peers, repetitions),
                     balances(program, scratch, repetitions)]
        finally:
            peers.stop()
    return "\n".join("\n".join(lines) + "\n" for lines in parts)
