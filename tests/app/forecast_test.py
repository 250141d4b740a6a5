"""Checks `rentroll forecast` as people and scripts use it.

    forecast_test.py PROGRAM
"""

import datetime
import hashlib
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from cli_test import CHARGES, SMALL, small_log
from harness import check, equal, library_logs, main, refused, rentroll, write

LAST_INSTANT = datetime.datetime(2261, 12, 31, 23, 59, 59, 999999)

ON = """
[scenario]
name = "The clock goes on"
starts = {starts}
ends = {ends}
"""


def horizon_of(log):
    text = rentroll("events", "--log", log, "--format", "json").objects()[-1]["occurred_at"]
    return datetime.datetime.fromisoformat(text.removesuffix("Z"))


def written(instant):
    return instant.isoformat() + "Z"


def bytes_of(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}


def go_on(folder, log, until):
    """Lets the log's clock run on, by simulation."""
    scenario = write(folder, "on.toml", ON.format(starts=written(horizon_of(log)), ends=written(until)))
    answer = rentroll("simulate", scenario, "--append", "--log", log)
    equal(answer.code, 0, f"the clock goes on: {answer}")


def after(seq, charges):
    """The header, and the lines of the events after `seq`."""
    lines = charges.splitlines(keepends=True)
    return "".join(lines[:1] + [line for line in lines[1:] if int(line.split("-")[0]) > seq])


def test_forecast_is_what_a_simulation_charges(folder):
    lines = 0
    for name, log in library_logs(folder):
        last = rentroll("events", "--log", log, "--format", "json").objects()[-1]["seq"]
        horizon = horizon_of(log)
        until = min(horizon + datetime.timedelta(days=500), LAST_INSTANT) if horizon.year < 2260 else LAST_INSTANT
        before = bytes_of(log)
        options = ["--until", written(until), "--format", "csv"]
        forecast = rentroll("forecast", "--log", log, *options)
        equal((forecast.code, forecast.err), (0, ""), f"{name} is forecast")
        equal(bytes_of(log), before, f"{name}: nothing is written")
        go_on(folder, log, until)
        equal(forecast.out, after(last, rentroll("charges", "--log", log, "--format", "csv").out),
              f"{name}: the forecast is what is then charged")
        equal(rentroll("forecast", "--log", log, *options, "--at-seq", last).out, forecast.out,
              f"{name}: the same forecast after the log has grown")
        lines += len(forecast.rows())
    check(lines > 100, f"enough was forecast ({lines} lines)")


def test_until(folder):
    log = small_log(folder)
    refused("no end", 2, ["--until", "is required"], "forecast", "--log", log)
    refused("no instant", 2, ["--until", "2024-02-30"], "forecast", "--log", log, "--until", "2024-02-30")
    refused("before the horizon", 2,
            ["--until 2024-03-14T23:59:59.999999Z", "horizon, 2024-03-15T00:00:00Z", "charges"],
            "forecast", "--log", log, "--until", "2024-03-14T23:59:59.999999Z")
    refused("outside the range of instants", 2, ["--until", "2262-01-01"],
            "forecast", "--log", log, "--until", "2262-01-01T00:00:00Z")
    at_horizon = rentroll("forecast", "--log", log, "--until", "2024-03-15", "--format", "csv")
    equal((at_horizon.code, at_horizon.out), (0, CHARGES + "\n"), "nothing more is charged at the horizon")
    equal(at_horizon.err, "rentroll: --until 2024-03-15 is taken as 2024-03-15T00:00:00Z\n", "a bare date")


def test_rows_and_totals(folder):
    log = folder / "log"
    still_rented = SMALL.replace("2024-03-12T00:00:00Z", "2024-03-15T00:00:00Z").replace('do = "unrent"', 'do = "rent"')
    still_rented = still_rented.replace('do = "rent"\naccount = "acme"\nnumber = "+14155550100"\n\n[[check]]',
                                        'do = "rent"\naccount = "acme"\nnumber = "+14155550101"\n\n[[check]]')
    equal(rentroll("simulate", write(folder, "two.toml", still_rented), "--log", log).code, 0, "two are rented")
    last = rentroll("events", "--log", log, "--format", "json").objects()[-1]["seq"]

    def forecast(*options):
        return rentroll("forecast", "--log", log, "--until", "2024-04-29T00:00:00Z", *options)

    first = forecast("--format", "json").objects()
    equal([(row["charge"], row["occurred_at"], row["number"]) for row in first],
          [(f"{last + 1}-renewal", "2024-03-29T00:00:00Z", "+14155550100"),
           (f"{last + 2}-renewal", "2024-04-15T00:00:00Z", "+14155550101"),
           (f"{last + 3}-renewal", "2024-04-29T00:00:00Z", "+14155550100")], "the lines, in order, with their ids")
    equal(list(first[0]), CHARGES.split(","), "the columns of charges")
    equal([row["number"] for row in forecast("--format", "csv", "--number", "+14155550101").rows()],
          ["+14155550101"], "of one number")
    equal(forecast("--format", "csv", "--account", "beta").out, CHARGES + "\n", "an account without charges")
    equal(forecast("--format", "csv", "--total", "month,account").out,
          "month,account,charges,amount,currency\n2024-03,acme,1,1.00,USD\n2024-04,acme,2,2.00,USD\n", "sums")
    refused("an unknown account", 2, ["--account nobody", "no such account"],
            "forecast", "--log", log, "--until", "2025-01-01", "--account", "nobody")
    refused("an unknown number", 2, ["--number +14155550999"],
            "forecast", "--log", log, "--until", "2025-01-01T00:00:00Z", "--number", "+14155550999")
    refused("no total", 2, ["--total"], "forecast", "--log", log, "--until", "2025-01-01T00:00:00Z", "--total", "week")
    equal(rentroll("forecast", "--log", log, "--until", "2024-04-29T00:00:00Z", "--account", "acme").out.split()[:2],
          ["charge", "occurred_at"], "the table")


def test_at_seq(folder):
    log = small_log(folder)
    events = rentroll("events", "--log", log, "--format", "json").objects()
    opened = next(event["seq"] for event in events if event["type"] == "AccountOpened")
    until = ["--until", "2024-04-01T00:00:00Z"]
    equal(events[opened]["type"], "CreditAdded", "the account's opening goes on with its credit")
    refused("in the middle of a request", 2, [f"--at-seq {opened}", f"right is {opened + 1}"],
            "forecast", "--log", log, *until, "--at-seq", opened)
    equal(rentroll("forecast", "--log", log, *until, "--at-seq", opened + 1).code, 0, "at a request's end")
    rented = next(event["seq"] for event in events if event["type"] == "NumberRented")
    answer = rentroll("forecast", "--log", log, *until, "--at-seq", rented, "--format", "json")
    equal([row["charge"] for row in answer.objects()], [f"{rented + 1}-renewal", f"{rented + 2}-renewal"],
          "what was to be charged when the number had just been rented")
    refused("before the horizon of these events", 2, ["2024-01-31T09:30:00.500000Z"],
            "forecast", "--log", log, "--until", "2024-01-31T00:00:00Z", "--at-seq", rented)


def test_overflow(folder):
    """A forecast that no Money can hold is bad input, not a wrong figure, and names the place."""
    huge = SMALL.replace('credit = "25.00"', 'credit = "8000000000000"').replace('monthly = "1.00"',
                                                                                 'monthly = "4000000000000"')
    log = folder / "log"
    scenario = write(folder, "huge.toml", huge[:huge.index('[[step]]\nat = 2024-02-02')])
    equal(rentroll("simulate", scenario, "--log", log).code, 0, "dear numbers can be rented")
    refused("a sum beyond 64 bits", 2, ["--until 2025-01-01T00:00:00Z", "(M1)"],
            "forecast", "--log", log, "--until", "2025-01-01T00:00:00Z")


if __name__ == "__main__":
    sys.exit(main(globals()))
