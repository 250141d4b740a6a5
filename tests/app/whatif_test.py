"""Runs `rentroll whatif` as people and scripts do.

    whatif_test.py PROGRAM
"""

import csv
import io
import json
import pathlib
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from harness import check, equal, library_logs, main, rentroll, write

SOURCE = pathlib.Path(__file__).resolve().parents[2]
POLICIES = SOURCE / "scenarios" / "policies"

ACCOUNTS = "account,currency,charges_was,amount_was,charges_would_be,amount_would_be,difference"
LINES = ("outcome,account,number,kind,period_begin,period_end,charge_was,amount_was,charge_would_be,"
         "amount_would_be,difference,currency")
REQUESTS = "seq,occurred_at,do,account,number,was,would_be,reason"
SETTINGS = ["reclaim_window_days", "reserve_window_days", "billing_day", "recovery_charges", "renewal_without_credit",
            "grace_days"]

# A number that is unrented, and taken back too late for the windows of the default policy.
SMALL = """
[scenario]
name = "Taken back late"
starts = 2023-01-01T00:00:00Z
ends = 2023-04-20T00:00:00Z
[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"
[[account]]
id = "acme"
currency = "USD"
credit = "25.00"
[[account]]
id = "idle"
currency = "USD"
[[number]]
id = "+14155550100"
country = "US"
type = "local"
[[step]]
at = 2023-01-31T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
[[step]]
at = 2023-03-01T09:00:00Z
do = "adjust"
account = "acme"
amount = "-0.25"
reason = "a gift"
charge = "8-renewal"
[[step]]
at = 2023-03-02T09:00:00Z
do = "unrent"
account = "acme"
number = "+14155550100"
[[step]]
at = 2023-03-09T09:00:00Z
do = "reclaim"
account = "acme"
number = "+14155550100"
expect = "rejected reclaim_window_closed"
"""

DEARER = """
[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.20"
currency = "USD"
"""


def small_log(folder):
    log = folder / "log"
    simulated = rentroll("simulate", write(folder, "small.toml", SMALL), "--log", log)
    equal(simulated.code, 0, "the scenario ends well")
    return log


def whatif(log, *arguments):
    return rentroll("whatif", "--log", log, *arguments, "--format", "csv")


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.out)))


def files_of(folder):
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def own_policy(log, folder):
    """The policy that a log begins with, as a file."""
    first = json.loads(rentroll("events", "--log", log, "--to-seq", "1", "--format", "json").out)
    text = "[policy]\n" + "".join(f"{name} = {json.dumps(first[name])}\n" for name in SETTINGS)
    return write(folder, "own.toml", text)


def test_own_policy_over_the_library(folder):
    for name, log in library_logs(folder):
        policy = own_policy(log, folder)
        answer = whatif(log, "--policy", policy)
        equal(answer.code, 0, f"{name}: exit code")
        equal(answer.err, "rentroll: the policy is that of the log\n", f"{name}: messages")
        was = {row["account"]: (row["charges"], row["amount"]) for row in
               rows(rentroll("charges", "--log", log, "--total", "account", "--format", "csv"))}
        equal({row["account"]: (row["charges_was"], row["amount_was"]) for row in rows(answer)}, was,
              f"{name}: what was is what `charges` says")
        equal({row["account"]: (row["charges_would_be"], row["amount_would_be"]) for row in rows(answer)}, was,
              f"{name}: the same would be")
        equal({row["difference"] for row in rows(answer)} - {"0.00"}, set(), f"{name}: no difference")
        equal(whatif(log, "--policy", policy, "--lines").out, LINES + "\n", f"{name}: no line differs")
        equal(whatif(log, "--policy", policy, "--requests").out, REQUESTS + "\n",
              f"{name}: no request differs")


def test_a_longer_window(folder):
    log = small_log(folder)
    before = files_of(log)
    twilio = POLICIES / "twilio.toml"
    answer = whatif(log, "--policy", twilio)
    equal(answer.out, ACCOUNTS + "\nacme,USD,4,2.25,7,4.75,2.50\n", "the account pays for the number taken back")
    equal(answer.err, "rentroll: reclaim_window_days = 10 in place of 5\n"
          'rentroll: renewal_without_credit = "suspend" in place of "charge"\n', "what is supposed")
    equal(whatif(log, "--policy", twilio, "--lines").out, LINES + "\n"
          "only_would_be,acme,+14155550100,setup,,,,,11-setup,0.50,0.50,USD\n"
          "only_would_be,acme,+14155550100,first_month,2023-03-09,2023-04-09,,,11-first_month,1.00,1.00,USD\n"
          "only_would_be,acme,+14155550100,renewal,2023-04-09,2023-05-09,,,12-renewal,1.00,1.00,USD\n",
          "the lines of the rental that there was none of")
    answer = whatif(log, "--policy", twilio, "--requests")
    check(answer.out.startswith(REQUESTS + "\n12,2023-03-09T09:00:00Z,reclaim,acme,+14155550100,"
                                   "rejected reclaim_window_closed,accepted,\"the number was reserved since "
                                   "2023-03-07T09:00:00Z, last held by acme (N5)\"\n"), f"which and why: {answer.out}")
    check("what hangs on these requests: 0 charges, 0.00 USD, would be 3, 2.50 USD: difference 2.50 USD\n"
          in answer.err, f"what hangs on it: {answer.err}")
    equal(files_of(log), before, "the log is not touched")


def test_dropped_adjustment(folder):
    log = small_log(folder)
    poor = SMALL.replace('credit = "25.00"', 'credit = "1.60"')
    poor_log = folder / "poor"
    rentroll("simulate", write(folder, "poor.toml", poor), "--log", poor_log)
    answer = whatif(poor_log, "--policy", POLICIES / "vonage.toml", "--lines")
    equal(answer.out, LINES + "\n"
          "only_was,acme,+14155550100,renewal,2023-02-28,2023-03-28,8-renewal,1.00,,,-1.00,USD\n"
          "dropped,acme,+14155550100,adjustment,,,9-adjustment,-0.25,,,0.25,USD\n",
          "the number is cancelled, and the gift for its renewal dropped")
    requests = rows(whatif(poor_log, "--policy", POLICIES / "vonage.toml", "--requests"))
    equal([(row["do"], row["was"], row["would_be"]) for row in requests],
          [("adjust", "accepted", "rejected unknown_charge"), ("unrent", "accepted", "rejected number_not_rented"),
           ("reclaim", "rejected reclaim_window_closed", "rejected insufficient_credit")], "which requests end otherwise")
    equal(rows(whatif(log, "--policy", POLICIES / "default.toml", "--lines")), [], "the default policy is the log's")


def test_prices(folder):
    log = small_log(folder)
    dearer = write(folder, "dearer.toml", DEARER)
    equal(whatif(log, "--prices", dearer).out, ACCOUNTS + "\nacme,USD,4,2.25,4,2.65,0.40\n", "two months at 0.20 more")
    equal(whatif(log, "--prices", dearer, "--lines").out.splitlines()[1:],
          ["amount_differs,acme,+14155550100,first_month,2023-01-31,2023-02-28,7-first_month,1.00,7-first_month,1.20,"
           "0.20,USD",
           "amount_differs,acme,+14155550100,renewal,2023-02-28,2023-03-28,8-renewal,1.00,8-renewal,1.20,0.20,USD"],
          "the same lines with other amounts")
    later = write(folder, "later.toml", DEARER + "at = 2023-02-01T00:00:00Z\n")
    requests = rows(whatif(log, "--prices", later, "--requests"))
    equal((requests[0]["would_be"], requests[0]["reason"]),
          ("rejected no_price", "there would be no price for US local in USD (C1)"),
          "a list that begins later replaces what was before as well")
    both = whatif(log, "--prices", dearer, "--policy", POLICIES / "twilio.toml")
    equal(rows(both)[0]["amount_would_be"], "5.55", "both at once")


def test_cuts(folder):
    """With --at-seq every event of a log is an end, and under its own policy nothing differs up to any."""
    log = small_log(folder)
    policy = own_policy(log, folder)
    for seq in range(1, 15):
        answer = whatif(log, "--policy", policy, "--lines", "--at-seq", seq)
        equal((answer.code, answer.out), (0, LINES + "\n"), f"events 1 to {seq}")
    before = whatif(log, "--policy", POLICIES / "twilio.toml", "--at-seq", "14").out
    rentroll("request", "add_credit", "account=acme", "amount=5", "--log", log, "--at", "2023-07-01T00:00:00Z")
    equal(whatif(log, "--policy", POLICIES / "twilio.toml", "--at-seq", "14").out, before,
          "the same answer after the log has grown")
    check(whatif(log, "--policy", POLICIES / "twilio.toml").out != before, "which it has")


def test_forms(folder):
    log = small_log(folder)
    twilio = POLICIES / "twilio.toml"
    answer = rentroll("whatif", "--log", log, "--policy", twilio, "--format", "json")
    equal(json.loads(answer.out), {"account": "acme", "currency": "USD", "charges_was": 4, "amount_was": "2.25",
                                      "charges_would_be": 7, "amount_would_be": "4.75", "difference": "2.50"}, "JSON")
    answer = rentroll("whatif", "--log", log, "--policy", twilio, "--lines", "--format", "json")
    first = json.loads(answer.out.splitlines()[0])
    equal((first["charge_was"], first["amount_was"], first["period_begin"]), (None, None, None), "absent is null")
    check("acme     USD " in rentroll("whatif", "--log", log, "--policy", twilio).out, "the table is the default")
    check("vonage.toml" in rentroll("whatif", "--help").out, "the help has an example")


def refused(what, answer, *parts):
    equal((answer.code, answer.out), (2, ""), f"{what}: exit code and standard output")
    for part in parts:
        check(part in answer.err, f"{what}: \"{part}\" in {answer.err}")


def test_bad_usage(folder):
    log = small_log(folder)
    twilio = POLICIES / "twilio.toml"
    refused("nothing supposed", whatif(log), "--policy FILE, --prices FILE")
    refused("two lists", whatif(log, "--policy", twilio, "--lines", "--requests"), "exclude each other")
    refused("no such file", whatif(log, "--policy", folder / "none.toml"), "none.toml")
    refused("a scenario for a policy", whatif(log, "--policy", folder / "small.toml"), "small.toml:",
            "unknown table \"account\": a policy file has [policy]")
    refused("a policy for prices", whatif(log, "--prices", twilio), "a price list has [[price]]")
    bad = write(folder, "bad.toml", '[policy]\nbilling_day = "last"\n')
    refused("a wrong setting", whatif(log, "--policy", bad), "bad.toml:2:1: ", "ratchet, anchored, last_day, first")
    refused("an event that is not there", whatif(log, "--policy", twilio, "--at-seq", "99"), "--at-seq 99")
    refused("no log", whatif(folder / "nothing", "--policy", twilio), "nothing")


if __name__ == "__main__":
    sys.exit(main(globals()))
