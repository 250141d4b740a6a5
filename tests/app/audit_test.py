"""Runs `rentroll audit` as auditors and scripts do.

    audit_test.py PROGRAM
"""

import csv
import io
import json
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from harness import LIBRARY, check, equal, main, rentroll

COLUMNS = ["seq", "occurred_at", "type", "account", "number", "actor", "request", "cause", "change", "rule"]


def rows(*arguments):
    answer = rentroll("audit", *arguments, "--format", "csv")
    equal(answer.code, 0, f"audit {arguments}: {answer.err}")
    return list(csv.DictReader(io.StringIO(answer.out)))


def seqs(told):
    return [int(row["seq"]) for row in told]


def refused(what, sentences, *arguments):
    answer = rentroll("audit", *arguments)
    said = answer.err.startswith("rentroll: ") and all(each in answer.err for each in sentences)
    check(answer.code == 2 and answer.out == "" and said,
          f"{what}: {sentences} with exit code 2; {answer.code} {answer.out!r} {answer.err!r}")


def log_of(folder, scenario):
    log = folder / scenario
    answer = rentroll("simulate", LIBRARY / f"{scenario}.toml", "--log", log)
    equal(answer.code, 0, f"{scenario} runs: {answer.err}")
    return log


def test_stories(folder):
    log = log_of(folder, "every_event_type")
    number = rows("number", "+14155550101", "--log", log)
    equal(list(number[0]), COLUMNS, "the columns")
    equal(seqs(number), [5, 13, 14, 15, 16, 19, 20, 21, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40], "a number's events")
    equal(number[1]["change"], "rented by acme: 0.50 setup and 1.00 first month charged, next due 2024-02-02; "
          "balance 50.00 -> 48.50 USD; number available -> rented", "what the rent changed")
    equal((number[1]["actor"], number[1]["request"], number[1]["cause"]), ("customer", "rent-1", ""), "who asked")
    equal(number[8]["cause"], "13", "the cause of a renewal")
    account = rows("account", "acme", "--log", log)
    events = rentroll("events", "--log", log, "--account", "acme", "--format", "csv").out
    equal(seqs(account), [int(row["seq"]) for row in csv.DictReader(io.StringIO(events))], "an account's events")
    charge = rows("charge", "31-renewal", "--log", log)
    equal(seqs(charge), [1, 2, 13, 21, 31], "the chain of a charge")
    check("2024-01-02 -> 2024-02-02: the same day of the next month (C3)" in charge[2]["rule"], "its first due date")
    request = rows("request", "rent-4", "--log", log)
    equal(seqs(request), [25], "a refused request")
    check(request[0]["change"] == "asked: rent +14155550104 for acme; refused"
          and "number_not_available" in request[0]["rule"], f"what was asked and why not: {request}")


def test_forms(folder):
    log = log_of(folder, "every_event_type")
    objects = [json.loads(line) for line in rentroll("audit", "charge", "31-renewal", "--log", log, "--format",
                                                     "json").out.splitlines()]
    equal([list(each) for each in objects], [COLUMNS] * 5, "the keys of the objects")
    equal((objects[0]["cause"], objects[4]["cause"], objects[4]["seq"]), (None, 13, 31), "numbers and null")
    table = rentroll("audit", "number", "+14155550102", "--log", log).out.splitlines()
    check(table[0].split() == COLUMNS and len(table) == 6, f"a table: {table}")


def test_cuts(folder):
    log = log_of(folder, "every_event_type")
    equal(seqs(rows("number", "+14155550101", "--log", log, "--at-seq", 14)), [5, 13, 14], "--at-seq")
    equal(seqs(rows("number", "+14155550101", "--log", log, "--as-of", "2024-01-02T09:05:00Z")), [5, 13, 14, 15],
          "--as-of")
    equal(rows("account", "acme", "--log", log, "--at-seq", 14), rows("account", "acme", "--log", log)[:8],
          "the same story up to a seq")
    equal(seqs(rows("charge", "13-setup", "--log", log, "--at-seq", 13)), [1, 2, 13], "a charge at its own event")
    equal(seqs(rows("request", "rent-1", "--log", log, "--at-seq", 13)), [13], "a request at its own event")
    refused("a charge after the cut", ["audit charge 31-renewal", "no such charge"],
            "charge", "31-renewal", "--log", log, "--at-seq", 30)
    refused("a charge later than the instant", ["audit charge 31-renewal"],
            "charge", "31-renewal", "--log", log, "--as-of", "2024-02-01T00:00:00Z")
    refused("a request after the cut", ["audit request rent-4"], "request", "rent-4", "--log", log, "--at-seq", 24)
    refused("beyond the horizon", ["--as-of", "forecast"],
            "account", "acme", "--log", log, "--as-of", "2025-01-01T00:00:00Z")


def test_unknown(folder):
    log = log_of(folder, "every_event_type")
    refused("an unknown number", ["audit number +14155550999", "no such number"],
            "number", "+14155550999", "--log", log)
    refused("an unknown account", ["audit account nobody", "no such account"], "account", "nobody", "--log", log)
    for charge in ["31-setup", "999-renewal", "99999999999999999999-renewal", "renewal", "31", "0-setup"]:
        refused(f"the charge {charge}", [f"audit charge {charge}"], "charge", charge, "--log", log)
    refused("an unknown request", ["audit request r-9", "no request"], "request", "r-9", "--log", log)
    refused("no number", ["audit number", "E.164"], "number", "4155550101", "--log", log)
    refused("no account id", ["audit account"], "account", "a b", "--log", log)
    refused("of something else", ["number, account, charge, request"], "invoice", "7", "--log", log)
    refused("without a subject", ["audit --help"], "number", "--log", log)
    refused("a missing log", ["missing"], "number", "+14155550101", "--log", log / "missing")


def test_chains(folder):
    unrent = log_of(folder, "no_credit_unrent")
    for row in rows("account", "acme", "--log", unrent):
        if row["type"] == "NumberUnrented" and row["actor"] == "system":
            check(row["cause"] in [each["seq"] for each in rows("number", row["number"], "--log", unrent)],
                  f"the renewal that began the grace is in the story of {row['number']}")
    adjustments = log_of(folder, "adjustments")
    equal(seqs(rows("charge", "11-renewal", "--log", adjustments)), [1, 2, 9, 11, 13, 14], "later corrections")
    equal(seqs(rows("charge", "14-adjustment", "--log", adjustments)), [1, 2, 9, 11, 13, 14], "what it corrects")


def test_help(_):
    answer = rentroll("audit", "--help")
    check(answer.code == 0 and "rentroll audit charge 12-renewal --log books" in answer.out, "--help")


if __name__ == "__main__":
    sys.exit(main(globals()))
