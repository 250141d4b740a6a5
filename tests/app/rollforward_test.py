"""Checks `rentroll rollforward` as people and scripts use it.

    rollforward_test.py PROGRAM
"""

import datetime
import decimal
import random
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from cli_test import small_log
from harness import equal, library_logs, main, refused, rentroll

COLUMNS = "account,currency,opening,credit,setup,first_month,renewal,adjustment,closing"
MICROSECOND = datetime.timedelta(microseconds=1)


def instant_of(text):
    return datetime.datetime.fromisoformat(text.removesuffix("Z"))


def written(instant):
    return instant.isoformat() + "Z"


def rollforward(log, begin, end, *options):
    return rentroll("rollforward", "--log", log, "--from", written(begin), "--to", written(end), "--format", "csv",
                    *options)


def balances_before(log, instant):
    """By account, in the order of `accounts`; none where the instant before is outside the range (T1)."""
    if instant.year < 1970 or instant == datetime.datetime(1970, 1, 1):
        return {}
    answer = rentroll("accounts", "--log", log, "--as-of", written(instant - MICROSECOND), "--format", "csv")
    equal((answer.code, answer.err), (0, ""), "the accounts just before an instant")
    return {row["account"]: (row["currency"], row["balance"]) for row in answer.rows()}


def charged(log, begin, end):
    answer = rentroll("charges", "--log", log, "--from", written(begin), "--to", written(end), "--format", "csv",
                      "--total", "account,kind")
    return {(row["account"], row["kind"]): decimal.Decimal(row["amount"]) for row in answer.rows()}


def check_period(log, begin, end, what):
    answer = rollforward(log, begin, end)
    equal((answer.code, answer.err), (0, ""), what)
    rows = answer.rows()
    closing = balances_before(log, end)
    opening = balances_before(log, begin)
    sums = charged(log, begin, end)
    equal([(row["account"], row["currency"], row["closing"]) for row in rows],
          [(account, *shown) for account, shown in closing.items()], f"{what}: the closing balances, in order")
    for row in rows:
        account = row["account"]
        equal(row["opening"], opening.get(account, ("", "0.00"))[1], f"{what}: {account}'s opening balance")
        for kind in ["setup", "first_month", "renewal", "adjustment"]:
            equal(decimal.Decimal(row[kind]), sums.get((account, kind), 0), f"{what}: {account}'s {kind}")


def test_library(folder):
    """Periods that follow one another over each scenario of the library, cut at its events and beside them."""
    choice = random.Random(7)
    for name, log in library_logs(folder):
        events = rentroll("events", "--log", log, "--format", "json").objects()
        at = [instant_of(event["occurred_at"]) for event in events]
        beside = [each + MICROSECOND for each in at] + [each - MICROSECOND for each in at if each.year > 1970]
        ends = sorted(choice.choices([each for each in at + beside if each.year < 2262], k=3))
        for begin, end in zip(ends, ends[1:]):
            check_period(log, begin, end, f"{name} from {written(begin)} to {written(end)}")


def test_rows(folder):
    log = small_log(folder)
    january = rollforward(log, instant_of("2024-01-01T00:00:00Z"), instant_of("2024-02-01T00:00:00Z"))
    equal(january.out, f"{COLUMNS}\nacme,USD,0.00,25.00,0.50,1.00,0.00,0.00,23.50\n"
          "beta,USD,0.00,0.00,0.00,0.00,0.00,0.00,0.00\n", "accounts without movements are listed")
    february = rollforward(log, instant_of("2024-02-01T00:00:00Z"), instant_of("2024-03-01T00:00:00Z"),
                           "--account", "acme")
    equal(february.out, f"{COLUMNS}\nacme,USD,23.50,0.00,0.00,0.00,1.00,-0.25,22.75\n", "an adjustment has its sign")
    before = rollforward(log, instant_of("2023-01-01T00:00:00Z"), instant_of("2024-01-01T00:00:00Z"))
    equal(before.out, COLUMNS + "\n", "an account that is opened at --to is not listed")
    shown = rentroll("rollforward", "--log", log, "--from", "2024-02-01", "--to", "2024-03-01", "--format", "json")
    equal(list(shown.objects()[0]), COLUMNS.split(","), "the keys in JSON")
    equal(shown.err, "rentroll: --from 2024-02-01 is taken as 2024-02-01T00:00:00Z\n"
          "rentroll: --to 2024-03-01 is taken as 2024-03-01T00:00:00Z\n", "bare dates")
    table = rentroll("rollforward", "--log", log, "--from", "2024-02-01", "--to", "2024-03-01")
    equal([line.split()[0] for line in table.out.splitlines()], ["account", "acme", "beta"], "the table is rows alone")
    cut = rentroll("rollforward", "--log", log, "--from", "2024-01-01", "--to", "2024-01-31T09:30:00Z", "--at-seq", "8",
                   "--format", "csv")
    equal([row["closing"] for row in cut.rows()], ["25.00", "0.00"], f"the first events alone: {cut}")


def test_bad_periods(folder):
    log = small_log(folder)
    command = ["rollforward", "--log", log]
    refused("no --to", 2, ["--to", "is required"], *command, "--from", "2024-01-01")
    refused("no --from", 2, ["--from", "is required"], *command, "--to", "2024-01-01")
    refused("no instant", 2, ["--from", "2024-13-01"], *command, "--from", "2024-13-01", "--to", "2024-01-01")
    refused("--to before --from", 2, ["--to", "--from", "(T2)"],
            *command, "--from", "2024-02-01T00:00:00.000001Z", "--to", "2024-02-01T00:00:00Z")
    equal(rentroll(*command, "--from", "2024-02-01", "--to", "2024-02-01").code, 0, "an empty period")
    last = rentroll(*command, "--from", "2024-02-01", "--to", "2024-03-15T00:00:00.000001Z")
    equal(last.code, 0, f"the first instant after the horizon can be --to: {last}")
    refused("--to beyond the horizon", 2, ["--to 2024-03-15T00:00:00.000002Z", "horizon, 2024-03-15T00:00:00Z",
                                           "2024-03-15T00:00:00.000001Z", "forecast"],
            *command, "--from", "2024-02-01T00:00:00Z", "--to", "2024-03-15T00:00:00.000002Z")
    refused("--to beyond the horizon of these events", 2, ["horizon, 2024-01-01T00:00:00Z"],
            *command, "--from", "2024-01-01T00:00:00Z", "--to", "2024-02-01T00:00:00Z", "--at-seq", "5")
    refused("an unknown account", 2, ["--account nobody", "no such account"],
            *command, "--from", "2024-02-01T00:00:00Z", "--to", "2024-03-01T00:00:00Z", "--account", "nobody")
    refused("no log", 2, ["missing"], "rollforward", "--log", folder / "missing",
            "--from", "2024-02-01T00:00:00Z", "--to", "2024-03-01T00:00:00Z")


if __name__ == "__main__":
    sys.exit(main(globals()))
