"""Runs the rentroll program as people and scripts do, and checks what they rely on: exit codes, columns, forms,
sentences, and that an interrupted run can be gone on with.

    cli_test.py PROGRAM
"""

import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import check, equal, main, refused, rentroll, write

CHARGES = "charge,occurred_at,account,number,kind,period_begin,period_end,amount,currency,cause,corrects,reason"
ACCOUNTS = "account,state,currency,credit,charged,balance,numbers,open_cases"
NUMBERS = ("number,country,type,state,account,since,next_due,monthly,currency,reclaim_until,reserved_until,"
           "activation,onboarding")
UNRENTED = "number,unrented_at,reclaim_until,setup,monthly,currency"
EVENTS = "seq,occurred_at,recorded_at,type,account,number,actor,request,cause,details,version,late"

HEAD = """
[scenario]
name = "Two accounts"
about = "What the commands are tried on."
starts = 2024-01-01T00:00:00Z
ends = 2024-03-15T00:00:00Z

[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"
"""

SMALL = HEAD + """
[[account]]
id = "acme"
currency = "USD"
credit = "25.00"

[[account]]
id = "beta"
currency = "USD"

[[number]]
id = "+14155550100"
country = "US"
type = "local"

[[number]]
id = "+14155550101"
country = "US"
type = "local"

[[step]]
at = 2024-01-31T09:30:00.5Z
do = "rent"
account = "acme"
number = "+14155550100"
request = "r-1"

[[step]]
at = 2024-02-01T00:00:00Z
do = "rent"
account = "beta"
number = "+14155550101"
expect = "rejected insufficient_credit"

[[step]]
at = 2024-02-02T00:00:00Z
do = "adjust"
account = "acme"
amount = "-0.25"
reason = "a \\"gift\\", for once"
charge = "8-first_month"

[[step]]
at = 2024-03-12T00:00:00Z
do = "unrent"
account = "acme"
number = "+14155550100"

[[check]]
at = 2024-02-29T00:00:00Z
account = "acme"
balance = "22.75"
"""

WRONG_EXPECTATION = SMALL + """
[[check]]
at = 2024-03-15T00:00:00Z
account = "acme"
state = "closed"
balance = "1.00"
"""

LATER = """
[scenario]
name = "Later"
starts = 2024-03-15T00:00:00Z
ends = 2024-04-01T00:00:00Z

[[step]]
at = 2024-03-20T00:00:00Z
do = "rent"
account = "acme"
number = "+14155550101"
"""


def small_log(folder):
    log = folder / "log"
    answer = rentroll("simulate", write(folder, "small.toml", SMALL), "--log", log)
    equal(answer.code, 0, f"the small scenario runs: {answer}")
    return log


def test_usage(folder):
    log = small_log(folder)
    equal(rentroll("--version").out, "rentroll 0.1.0\n", "--version")
    overview = rentroll("--help")
    equal(overview.code, 0, "--help succeeds")
    for command in ["simulate", "request", "charges", "accounts", "numbers", "unrented", "events", "replay"]:
        check(f"  {command} " in overview.out, f"--help lists {command}")
        page = rentroll(command, "--help")
        check(page.code == 0 and "Example" in page.out and f"rentroll {command} " in page.out and page.err == "",
              f"{command} --help has an example: {page}")
        equal(page.out.count("Exit codes"), 0, f"{command} --help is about the command alone")
        refused(f"{command} without --log", 2, ["is required", f"`rentroll {command} --help`"], command)
        refused(f"{command} with an unknown option", 2, ["--bogus"], command, "--log", log, "--bogus",
                *({"simulate": ["x"], "request": ["x"], "unrented": ["--account", "x"]}.get(command, [])))
    refused("no command", 2, ["no command is given"])
    refused("an unknown command", 2, ['"bill" is no command'], "bill")
    refused("an unknown option before a command", 2, ["--bogus"], "--bogus")
    refused("an option without its value", 2, ["--account"], "charges", "--log", log, "--account")
    refused("an option given twice", 2, ["--account"], "charges", "--log", log, "--account", "a", "--account", "b")
    refused("an unexpected argument", 2, ["extra"], "charges", "extra", "--log", log)


def test_option_values(folder):
    log = small_log(folder)
    for command in ["charges", "accounts", "numbers", "replay"]:
        refused(f"{command}: no instant", 2, ["--as-of", "2024-13-01"], command, "--log", log, "--as-of", "2024-13-01")
        refused(f"{command}: beyond the horizon", 2, ["2024-03-15T00:00:00Z", "forecast", "--as-of"],
                command, "--log", log, "--as-of", "2024-03-15T00:00:00.000001Z")
    for command in ["charges", "accounts", "numbers", "events", "replay"]:
        refused(f"{command}: --at-seq 0", 2, ["--at-seq"], command, "--log", log, "--at-seq", 0)
        refused(f"{command}: --at-seq too large", 2, ["--at-seq", "1 to "], command, "--log", log, "--at-seq", 999)
        for wrong in ["-1", "x", "1.0", "", "18446744073709551616", "1 "]:
            refused(f"{command}: --at-seq {wrong!r}", 2, ["--at-seq"], command, "--log", log, f"--at-seq={wrong}")
    for command in ["charges", "accounts", "numbers", "events"]:
        refused(f"{command}: an unknown form", 2, ["--format", "table, csv, json"],
                command, "--log", log, "--format", "xml")
        refused(f"{command}: an unknown account", 2, ["--account nobody", "no such account"],
                command, "--log", log, "--account", "nobody")
        refused(f"{command}: no account id", 2, ["--account"], command, "--log", log, "--account", "a b")
    for command in ["charges", "numbers", "events"]:
        refused(f"{command}: an unknown number", 2, ["--number +14155550999", "no such number"],
                command, "--log", log, "--number", "+14155550999")
        refused(f"{command}: no number", 2, ["--number", "E.164"], command, "--log", log, "--number", "4155550100")
    refused("unrented: an unknown account", 2, ["nobody"], "unrented", "--log", log, "--account", "nobody")
    refused("no state of an account", 2, ["--state", "closed"], "accounts", "--log", log, "--state", "rented")
    refused("no state of a number", 2, ["--state", "returned"], "numbers", "--log", log, "--state", "closed")
    refused("no event type", 2, ["--type", "NumberRented"], "events", "--log", log, "--type", "NumberSold")
    refused("no total", 2, ["--total", "account, month, kind, number"], "charges", "--log", log, "--total", "week")
    refused("an empty total", 2, ["--total"], "charges", "--log", log, "--total", "month,")
    refused("a total twice", 2, ["--total", "twice"], "charges", "--log", log, "--total", "month,month")
    refused("--to before --from", 2, ["--to", "--from"],
            "charges", "--log", log, "--from", "2024-02-01T00:00:00Z", "--to", "2024-01-01T00:00:00Z")
    refused("no threads", 2, ["--threads"], "replay", "--log", log, "--threads", "0")
    refused("control characters are not echoed", 2, ["?[31m"], "charges", "--log", log, "--as-of", "\x1b[31m")
    bare = rentroll("charges", "--log", log, "--as-of", "2024-01-31")
    check(bare.code == 0 and "--as-of 2024-01-31 is taken as 2024-01-31T00:00:00Z\n" in bare.err,
          f"a bare date: {bare}")
    equal(rentroll("charges", "--log", log, "--as-of", "2024-01-31T00:00:00Z").err, "", "an instant needs no remark")


def test_places_of_logs(folder):
    small_log(folder)
    foreign = folder / "foreign"
    foreign.mkdir()
    write(foreign, "diary.txt", "dear diary")
    file = write(folder, "file", "x")
    reading = [["charges"], ["accounts"], ["numbers"], ["unrented", "--account", "acme"], ["events"], ["replay"],
               ["request", "close", "account=acme"], ["simulate", folder / "small.toml", "--append"],
               ["simulate", folder / "small.toml", "--resume"]]
    for command in reading:
        refused(f"{command[0]}: a missing log", 2, ["missing"], *command, "--log", folder / "missing")
        refused(f"{command[0]}: a file", 2, ["is a file"], *command, "--log", file)
        refused(f"{command[0]}: a foreign folder", 2, ["holds no log"], *command, "--log", foreign)
    check(not (folder / "missing").exists(), "a command that reads makes no folder")
    refused("simulate into a file", 2, ["is a file"], "simulate", folder / "small.toml", "--log", file)
    refused("simulate into a foreign folder", 2, ["foreign"], "simulate", folder / "small.toml", "--log", foreign)
    equal([each.name for each in foreign.iterdir()], ["diary.txt"], "a foreign folder stays as it was")
    before = rentroll("events", "--log", folder / "log").out
    refused("simulate into a log", 2, ["--append"], "simulate", folder / "small.toml", "--log", folder / "log")
    equal(rentroll("events", "--log", folder / "log").out, before, "the log stays as it was")
    (folder / "empty").mkdir()
    equal(rentroll("simulate", folder / "small.toml", "--log", folder / "empty").code, 0, "an empty folder will do")


def test_locked_log(folder):
    log = small_log(folder)
    later = write(folder, "later.toml", LATER)
    with open(log / "LOCK", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused("append to a locked log", 3, ["log"], "simulate", later, "--append", "--log", log)
        refused("a request to a locked log", 3, ["log"], "request", "close", "account=acme", "--log", log)
        equal(rentroll("charges", "--log", log).code, 0, "reading needs no lock")
    equal(rentroll("simulate", later, "--append", "--log", log).code, 0, "the lock is free again")


def test_bad_scenarios(folder):
    log = folder / "log"
    cases = [("no TOML", "[scenario", []),
             ("a wrong key", SMALL.replace('do = "rent"', 'does = "rent"', 1), ["does"]),
             ("an unknown account in a check", SMALL + '[[check]]\nat = 2024-03-15T00:00:00Z\naccount = "nobody"\n'
              'balance = "1"\n', ["nobody"])]
    for what, text, words in cases:
        file = write(folder, "bad.toml", text)
        refused(what, 2, ["bad.toml:", *words], "simulate", file, "--log", log)
        check(not log.exists(), f"{what} leaves no folder behind")
    answer = rentroll("simulate", folder / "nowhere.toml", "--log", log)
    check(answer.code in (2, 3) and "nowhere.toml" in answer.err and not log.exists(), f"no scenario file: {answer}")
    refused("--append and --resume", 2, ["--append", "--resume"],
            "simulate", folder / "bad.toml", "--log", log, "--append", "--resume")
    small = write(folder, "small.toml", SMALL)
    refused("a summary as csv", 2, ["--format csv"], "simulate", small, "--log", log, "--format", "csv")
    check(not log.exists(), "a wrong option leaves no folder behind")


def test_simulate(folder):
    small = write(folder, "small.toml", SMALL)
    answer = rentroll("simulate", small, "--log", folder / "one")
    equal(answer.code, 0, "everything holds")
    equal(answer.err, "", "nothing is said beside")
    lines = answer.out.splitlines()
    equal(lines[:2], ["Two accounts", "What the commands are tried on."], "name and about come first")
    check("9 requests: 8 accepted, 1 rejected" in lines, f"requests are counted: {answer.out}")
    check(any(re.fullmatch(r"\d+ events: 1 to \d+", line) for line in lines), f"events are counted: {answer.out}")
    check("the clock stands at 2024-03-15T00:00:00Z" in lines, f"the clock's instant: {answer.out}")
    check(re.search(r"^acme +active +USD +25\.00 +2\.25 +22\.75 +0$", answer.out, re.M), f"accounts: {answer.out}")
    equal(lines[-1], "all 10 expectations and checks hold", "the last line")

    wrong = write(folder, "wrong.toml", WRONG_EXPECTATION)
    answer = rentroll("simulate", wrong, "--log", folder / "two")
    equal(answer.code, 1, "something does not hold")
    line = WRONG_EXPECTATION[:WRONG_EXPECTATION.rindex("[[check]]")].count("\n") + 1
    check(f"{wrong}:{line}: " in answer.out, f"the finding's line: {answer.out}")
    check("  expected: 1.00\n  found:    22.75\n" in answer.out, f"expected and found: {answer.out}")
    equal(answer.out.splitlines()[-1], "1 of 11 expectations and checks do not hold", "the last line")
    equal(rentroll("events", "--log", folder / "two").code, 0, "the log is kept")

    summary = rentroll("simulate", wrong, "--log", folder / "three", "--format", "json")
    equal(summary.code, 1, "the same as JSON")
    [run] = summary.objects()
    equal((run["scenario"], run["requests"], run["rejected"], run["failed"]), ("Two accounts", 9, 1, 1), "its counts")
    equal([each["expected"] for each in run["findings"]], ["closed", "1.00"], "its findings")
    equal(run["accounts"][0]["balance"], "22.75", "its accounts, money as text")

    logs = [rentroll("events", "--log", folder / each, "--format", "json").out for each in ["two", "three"]]
    equal(logs[0], logs[1], "the same scenario gives the same log")

    many = HEAD + "".join(f'[[account]]\nid = "a{each}"\ncurrency = "{["USD", "EUR"][each % 2]}"\ncredit = "10"\n'
                          for each in range(21))
    answer = rentroll("simulate", write(folder, "many.toml", many), "--log", folder / "many")
    check(re.search(r"^EUR +10 +100\.00 +0\.00 +100\.00 +0\nUSD +11 +110\.00 ", answer.out, re.M),
          f"more than 20 accounts are summed by currency: {answer.out}")


def test_append(folder):
    log = small_log(folder)
    before = rentroll("charges", "--log", log, "--format", "csv").out
    last = int(rentroll("events", "--log", log, "--format", "csv").rows()[-1]["seq"])
    refused("an append before the horizon", 2, ["2024-03-15T00:00:00Z"], "simulate",
            write(folder, "early.toml", LATER.replace("2024-03-15", "2024-03-01")), "--append", "--log", log)
    answer = rentroll("simulate", write(folder, "later.toml", LATER), "--append", "--log", log)
    check(answer.code == 0 and f" events: {last + 1} to " in answer.out, f"--append goes on: {answer}")
    after = rentroll("charges", "--log", log, "--format", "csv").out
    check(after.startswith(before) and len(after) > len(before), "what was charged before is charged still")
    equal(rentroll("charges", "--log", log, "--format", "csv", "--at-seq", last).out, before,
          "--at-seq gives the old answer to the byte")
    refused("resume of a finished log", 2, ["finished"], "simulate", folder / "later.toml", "--resume", "--log", log)


def test_charges(folder):
    log = small_log(folder)
    answer = rentroll("charges", "--log", log, "--format", "csv")
    equal(answer.out.splitlines()[0], CHARGES, "the columns of charges")
    check("\r" not in answer.out, "line ends are line feeds")
    rows = answer.rows()
    equal([row["charge"] for row in rows], ["8-setup", "8-first_month", "10-adjustment", "11-renewal"], "its lines")
    equal(rows[0]["occurred_at"], "2024-01-31T09:30:00.500000Z", "a fraction has six digits")
    equal((rows[0]["period_begin"], rows[0]["cause"]), ("", ""), "what is absent is empty")
    equal((rows[1]["period_begin"], rows[1]["period_end"]), ("2024-01-31", "2024-02-29"), "the first month's period")
    equal((rows[2]["amount"], rows[2]["reason"], rows[2]["corrects"], rows[2]["number"]),
          ("-0.25", 'a "gift", for once', "8-first_month", "+14155550100"), "the adjustment")
    check('"a ""gift"", for once"' in answer.out, "quotes are doubled")
    equal(rows[3]["cause"], "8", "a renewal's cause")

    objects = rentroll("charges", "--log", log, "--format", "json").objects()
    equal(list(objects[0]), CHARGES.split(","), "keys in the order of the columns")
    equal((objects[0]["amount"], objects[0]["cause"], objects[0]["period_begin"], objects[3]["cause"]),
          ("0.50", None, None, 8), "money is text, seqs are numbers, what is absent is null")

    table = rentroll("charges", "--log", log).out.splitlines()
    equal(table[0].split(), CHARGES.split(","), "the table's header")
    equal(len({line.index("USD") for line in table[1:]}), 1, "the table is aligned")

    chosen = lambda *options: [row["charge"] for row in rentroll("charges", "--log", log, "--format", "csv",
                                                                 *options).rows()]
    equal(chosen("--from", "2024-01-31T09:30:00.5Z", "--to", "2024-02-02T00:00:00Z"), ["8-setup", "8-first_month"],
          "--from is included, --to is not")
    equal(chosen("--as-of", "2024-02-29T00:00:00Z")[-1], "11-renewal", "--as-of includes its instant")
    equal(len(chosen("--as-of", "2024-02-28T23:59:59Z")), 3, "and nothing after it")
    equal(chosen("--account", "beta"), [], "an account without charges has no rows")
    equal(len(chosen("--number", "+14155550100")), 4, "the charges of a number")
    equal(chosen("--account", "acme", "--as-of", "1970-01-01T00:00:00Z"), [], "before an account's beginning")

    total = lambda words: rentroll("charges", "--log", log, "--format", "csv", "--total", words).out
    equal(total("account"), "account,charges,amount,currency\nacme,4,2.25,USD\n", "a total")
    equal(total("month,kind"), "month,kind,charges,amount,currency\n2024-01,first_month,1,1.00,USD\n"
          "2024-01,setup,1,0.50,USD\n2024-02,adjustment,1,-0.25,USD\n2024-02,renewal,1,1.00,USD\n", "two totals")
    check(total("kind,month").startswith("kind,month,charges,amount,currency\nadjustment,2024-02,1,"),
          "columns in the order given")
    check('{"number":"+14155550100","charges":4,"amount":"2.25","currency":"USD"}\n' ==
          rentroll("charges", "--log", log, "--format", "json", "--total", "number").out, "a total as JSON")


def test_lists(folder):
    log = small_log(folder)
    answer = rentroll("accounts", "--log", log, "--format", "csv")
    equal(answer.out, ACCOUNTS + "\nacme,active,USD,25.00,2.25,22.75,0,\nbeta,active,USD,0.00,0.00,0.00,0,\n",
          "accounts")
    equal(rentroll("accounts", "--log", log, "--format", "json", "--account", "acme").out,
          '{"account":"acme","state":"active","currency":"USD","credit":"25.00","charged":"2.25","balance":"22.75",'
          '"numbers":0,"open_cases":null}\n', "accounts as JSON")
    equal(rentroll("accounts", "--log", log, "--format", "csv", "--state", "closed").out, ACCOUNTS + "\n", "--state")

    answer = rentroll("numbers", "--log", log, "--format", "csv")
    equal(answer.out, NUMBERS + "\n"
          "+14155550100,US,local,reclaimable,acme,2024-03-12T00:00:00Z,,,,2024-03-17T00:00:00Z,2024-03-22T00:00:00Z,,"
          "general_availability\n"
          "+14155550101,US,local,available,,2024-01-01T00:00:00Z,,,,,,,general_availability\n", "numbers")
    answer = rentroll("numbers", "--log", log, "--format", "json", "--state", "rented",
                      "--as-of", "2024-02-29T00:00:00Z")
    equal(answer.objects(), [{
        "number": "+14155550100", "country": "US", "type": "local", "state": "rented", "account": "acme",
        "since": "2024-01-31T09:30:00.500000Z", "next_due": "2024-03-29", "monthly": "1.00", "currency": "USD",
        "reclaim_until": None, "reserved_until": None, "activation": "active", "onboarding": "general_availability"}],
        "a rented number as JSON")
    equal([row["number"] for row in rentroll("numbers", "--log", log, "--format", "csv", "--account", "acme").rows()],
          ["+14155550100"], "--account takes the last holder too")
    equal(len(rentroll("numbers", "--log", log, "--format", "csv", "--number", "+14155550101").rows()), 1, "--number")

    answer = rentroll("unrented", "--log", log, "--account", "acme", "--format", "csv")
    equal(answer.out, UNRENTED + "\n+14155550100,2024-03-12T00:00:00Z,2024-03-17T00:00:00Z,0.50,1.00,USD\n", "unrented")
    equal(rentroll("unrented", "--log", log, "--account", "beta", "--format", "csv").out, UNRENTED + "\n",
          "nothing to take back")
    equal(rentroll("unrented", "--log", log, "--account", "acme", "--format", "csv", "--as-of",
                   "2024-03-11T00:00:00Z").out, UNRENTED + "\n", "nothing yet")


def test_events(folder):
    log = small_log(folder)
    answer = rentroll("events", "--log", log, "--format", "csv")
    equal(answer.out.splitlines()[0], EVENTS, "the columns of events")
    rows = answer.rows()
    equal([row["seq"] for row in rows], [str(each) for each in range(1, len(rows) + 1)], "numbered without a gap")
    rented = rows[7]
    equal((rented["type"], rented["request"], rented["actor"], rented["late"], rented["version"], rented["cause"]),
          ("NumberRented", "r-1", "customer", "false", "1", ""), "a rent")
    equal(list(json.loads(rented["details"])), sorted(json.loads(rented["details"])), "details have sorted keys")
    check(" " not in rented["details"], "details are compact")
    objects = rentroll("events", "--log", log, "--format", "json").objects()
    for row, whole in zip(rows, objects):
        details = json.loads(row["details"])
        equal({key: whole[key] for key in details}, details, "own fields stand flat in JSON")
        equal(set(whole), set(EVENTS.split(",")) - {"details"} | set(details), "beside the columns")
        check(whole["seq"] == int(row["seq"]) and whole["late"] is False, "numbers and truth values are bare")
    rejected = [each for each in objects if each["type"] == "RequestRejected"]
    equal([(each["reason"], each["requested"]) for each in rejected],
          [("insufficient_credit", {"do": "rent", "account": "beta", "number": "+14155550101"})], "a refusal")

    seqs = lambda *options: [int(row["seq"]) for row in rentroll("events", "--log", log, "--format", "csv",
                                                                 *options).rows()]
    equal(seqs("--from-seq", 3, "--to-seq", 5), [3, 4, 5], "--from-seq and --to-seq are both included")
    equal(seqs("--to-seq", 1000), list(range(1, len(rows) + 1)), "--to-seq may be beyond the end")
    equal(seqs("--type", "RentalRenewed"), [11], "--type")
    equal(seqs("--account", "beta"), [5, 9], "--account")
    equal(seqs("--number", "+14155550101", "--to-seq", 8), [7], "--number")
    equal(seqs("--account", "beta", "--to-seq", 2), [], "an account that comes later is known")
    equal(seqs("--at-seq", 4), [1, 2, 3, 4], "--at-seq")
    equal(seqs("--from", "2024-01-31T09:30:00.5Z", "--to", "2024-02-02T00:00:00Z"), [8, 9], "--from and --to")
    for command in ["events", "accounts", "charges"]:
        refused(f"{command}: an account that comes after --at-seq", 2, ["no such account"],
                command, "--log", log, "--account", "beta", "--at-seq", 4)


def test_replay(folder):
    log = small_log(folder)
    answers = [rentroll("replay", "--log", log, *options) for options in [[], ["--threads", 2], ["--threads", 64]]]
    form = r'\{"events":\d+,"seconds":\d+\.\d{6},"events_per_second":\d+,"threads":[12],"digest":"[0-9a-f]{64}"\}\n'
    for answer in answers:
        check(answer.code == 0 and re.fullmatch(form, answer.out), f"the object's form: {answer}")
    objects = [json.loads(answer.out) for answer in answers]
    equal([each["threads"] for each in objects], [1, 2, 2], "the threads really used")
    equal(len({each["digest"] for each in objects}), 1, "one digest with any number of threads")
    cut = json.loads(rentroll("replay", "--log", log, "--at-seq", 4).out)
    check(cut["events"] == 4 and cut["digest"] != objects[0]["digest"], f"--at-seq: {cut}")
    cut = json.loads(rentroll("replay", "--log", log, "--as-of", "2024-01-31T00:00:00Z").out)
    equal(cut["events"], 7, "--as-of")


def test_request(folder):
    log = small_log(folder)
    unrent = ["request", "reclaim", "account=acme", "number=+14155550100", "--log", log, "--format", "json"]
    first = rentroll(*unrent, "--request", "r-2")
    [event] = first.objects()
    check(first.code == 0 and event["type"] == "NumberReclaimed" and event["request"] == "r-2" and first.err == "",
          f"a request is accepted: {first}")
    equal(event["occurred_at"], "2024-03-15T00:00:00Z", "--at is the horizon by default")
    again = rentroll(*unrent, "--request", "r-2")
    check(again.code == 0 and again.out == first.out and "before" in again.err, f"the same again: {again}")
    other = rentroll("request", "unrent", "account=acme", "number=+14155550100", "--log", log, "--request", "r-2")
    check(other.code == 1 and "rejected request_id_reused" in other.err, f"other content: {other}")
    refusal = rentroll(*unrent)
    check(refusal.code == 1 and "rejected not_reclaimable" in refusal.err, f"a refusal: {refusal}")
    equal([each["reason"] for each in refusal.objects()], ["not_reclaimable"], "it is recorded")
    equal(rentroll("events", "--log", log, "--format", "json").objects()[-1]["reason"], "not_reclaimable", "in the log")
    answer = rentroll("request", "stock", "number=+14155550102", "country=US", "type=local", "capabilities=voice,sms",
                      "--log", log, "--at", "2024-03-16", "--actor", "provider", "--format", "csv")
    check(answer.code == 0 and "--at 2024-03-16 is taken as 2024-03-16T00:00:00Z" in answer.err, f"--at: {answer}")
    equal([(row["type"], row["actor"]) for row in answer.rows()], [("NumberStocked", "provider")], "lists and --actor")
    table = rentroll("request", "add_credit", "account=acme", "amount=5", "--log", log)
    check(table.code == 0 and table.out.split()[:12] == EVENTS.split(","), f"as a table: {table}")
    last = len(rentroll("events", "--log", log, "--format", "json").objects())
    for what, words, arguments in [
            ("an unknown request", ["rent, unrent"], ["sell"]),
            ("an unknown field", ["colour"], ["close", "account=acme", "colour=red"]),
            ("a missing field", ["account"], ["close"]),
            ("no field", ["account=acme"], ["close", "acme"]),
            ("a field twice", ["account", "twice"], ["close", "account=acme", "account=acme"]),
            ("a credit of 0", ["amount"], ["add_credit", "account=acme", "amount=0"]),
            ("no amount", ["amount"], ["add_credit", "account=acme", "amount=five"]),
            ("an unknown actor", ["--actor"], ["close", "account=acme", "--actor", "boss"]),
            ("a request id with a line end", ["--request"], ["close", "account=acme", "--request", "a\nb"]),
            ("text that is not UTF-8", ["reason", "UTF-8"], ["adjust", "account=acme", "amount=1", b"reason=\xff"]),
            ("no instant", ["--at"], ["close", "account=acme", "--at", "tomorrow"])]:
        arguments = [os.fsencode(str(each)) if isinstance(each, (str, pathlib.Path)) else each
                     for each in ["request", *arguments, "--log", log]]
        done = subprocess.run([os.fsencode(harness.PROGRAM), *arguments], capture_output=True)
        said = done.stderr.decode(errors="replace")
        check(done.returncode == 2 and done.stdout == b"" and all(word in said for word in words), f"{what}: {said}")
    equal(len(rentroll("events", "--log", log, "--format", "json").objects()), last, "bad input is never recorded")


def test_output_that_fails(folder):
    log = small_log(folder)
    for command in [["charges"], ["events", "--format", "json"], ["replay"], ["numbers"],
                    ["request", "verify", "account=acme"]]:
        with open("/dev/full", "w") as full:
            done = subprocess.run([harness.PROGRAM, *command, "--log", log], stdout=full, stderr=subprocess.PIPE, text=True)
        check(done.returncode == 3 and "standard output" in done.stderr, f"{command[0]} to a full disk: {done}")
    shell = lambda tail: subprocess.run(["bash", "-c", f'"{harness.PROGRAM}" events --log "{log}" {tail}'],
                                        capture_output=True, text=True)
    piped = shell("| head -1")
    check(piped.stderr == "" and len(piped.stdout.splitlines()) == 1, f"a closed pipe ends quietly: {piped}")
    equal(shell(">&-").returncode, 3, "closed standard output")


def test_verbose(folder):
    log = small_log(folder)
    quiet, loud = rentroll("charges", "--log", log), rentroll("charges", "--log", log, "--verbose")
    check(quiet.err == "" and "events 1 to" in loud.err and quiet.out == loud.out, f"--verbose: {loud}")
    equal(rentroll("--verbose", "charges", "--log", log).out, quiet.out, "--verbose stands before the command, too")


NUMBERS_RENTED = 1500


def long_scenario():
    """Numbers in plenty, rented over a year and renewed for many."""
    parts = [HEAD.replace("2024-01-01", "2020-01-01").replace("2024-03-15", "2033-01-01")]
    parts += [f'[[account]]\nid = "a{each}"\ncurrency = "USD"\ncredit = "100000"\n' for each in range(30)]
    numbers = [f"+1415{each:07}" for each in range(NUMBERS_RENTED)]
    parts += [f'[[number]]\nid = "{number}"\ncountry = "US"\ntype = "local"\n' for number in numbers]
    for place, number in enumerate(numbers):
        day = place * 336 // NUMBERS_RENTED
        parts.append(f'[[step]]\nat = 2020-{1 + day // 28:02}-{1 + day % 28:02}T12:00:00Z\ndo = "rent"\n'
                     f'account = "a{place % 30}"\nnumber = "{number}"\nrequest = "r{place}"\n')
    parts += [f'[[step]]\nat = 2028-05-{1 + each % 28:02}T12:00:00Z\ndo = "unrent"\naccount = "a{each % 30}"\n'
              f'number = "{number}"\n' for each, number in sorted(enumerate(numbers[:900]), key=lambda it: it[0] % 28)]
    return "\n".join(parts)


def bytes_written(log):
    """The bytes in the store's write-ahead log, which grows with every write of a run."""
    total = 0
    for root, _, files in os.walk(log):
        for name in files:
            try:
                total += os.stat(os.path.join(root, name)).st_size if name.endswith(".log") else 0
            except FileNotFoundError:
                pass
    return total


def run_until(arguments, log, bytes_max):
    """Runs the program and kills it once it has written more than this to the log. Answers with whether it was
    killed, and with what it had written."""
    process = subprocess.Popen([harness.PROGRAM, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    written = 0
    while process.poll() is None:
        written = max(written, bytes_written(log))
        if written > bytes_max:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.0005)
    return process.wait() == -signal.SIGKILL, written


def warns(answer):
    return ("rentroll: the log is unfinished: its last run was interrupted, or still goes on; "
            "`rentroll simulate FILE --resume --log DIR` goes on with one that was interrupted\n") in answer.err


def check_unfinished(log, folder):
    """What is so of a log whose run was killed in its middle."""
    for command in [["charges", "--total", "account"], ["accounts"], ["numbers"], ["unrented", "--account", "a0"],
                    ["events", "--to-seq", 1], ["replay"]]:
        answer = rentroll(*command, "--log", log)
        check(warns(answer) and answer.code == 0, f"{command[0]} warns of an unfinished log: {answer}")
    for what, command in [("append", ["simulate", write(folder, "later.toml", LATER), "--append"]),
                          ("a request", ["request", "close", "account=a0"])]:
        refused(f"{what} to an unfinished log", 2, ["unfinished", "--resume"], *command, "--log", log)
    refused("resume with another file", 2, ["SHA-256"],
            "simulate", write(folder, "other.toml", SMALL), "--resume", "--log", log)


def kill_and_resume(long_toml, log, bytes_of_kills, expected):
    """Kills a run once it has written so many bytes, the resumed run once it has written so many more, and so on;
    then lets it end. Answers with how often it was killed in its middle."""
    killed_in_its_middle = 0
    mode = []
    for bytes_max in bytes_of_kills:
        killed, _ = run_until(["simulate", long_toml, *mode, "--log", log], log, bytes_max)
        held = rentroll("events", "--log", log, "--format", "json").out if (log / "FORMAT").exists() else ""
        check(expected.startswith(held), f"killed after {bytes_max} bytes: the log holds the whole one's beginning")
        if held == expected:
            return killed_in_its_middle  # all its events were written before it was killed
        check(killed, "the run was killed")
        if held:
            check_unfinished(log, log.parent)
            killed_in_its_middle += 1
            mode = ["--resume"]  # a log without events is begun anew
    answer = rentroll("simulate", long_toml, *mode, "--log", log)
    check(answer.code == 0 and answer.out.endswith("expectations and checks hold\n"), f"a resumed run ends: {answer}")
    return killed_in_its_middle


def test_resume(folder):
    long_toml = write(folder, "long.toml", long_scenario())
    whole = folder / "whole"
    killed, written = run_until(["simulate", long_toml, "--log", whole], whole, float("inf"))
    check(not killed and written > 0, "the undisturbed run ends by itself")
    expected = rentroll("events", "--log", whole, "--format", "json").out
    digest = json.loads(rentroll("replay", "--log", whole).out)["digest"]
    interrupted = 0
    for place, parts in enumerate([[0.0], [0.05], [0.3, 0.2], [0.5], [0.4, 0.0, 0.1, 0.3], [0.8], [0.95]]):
        log = folder / f"killed{place}"
        interrupted += kill_and_resume(long_toml, log, [part * written for part in parts], expected)
        events = rentroll("events", "--log", log, "--format", "json")
        check(events.out == expected, f"killed after {parts}: the same log, byte by byte")
        equal(events.err, "", "and no warning any more")
        equal(json.loads(rentroll("replay", "--log", log).out)["digest"], digest, "and the same digest")
    check(interrupted >= 3, f"enough runs were killed in their middle ({interrupted})")


def test_progress(folder):
    """On a terminal long work shows a line, and it is erased at the end."""
    long_toml = write(folder, "long.toml", long_scenario().replace("2033-01-01", "2060-01-01"))
    try:
        master, slave = pty.openpty()
    except OSError as error:
        print(f"test_progress is passed over, since there is no terminal here: {error}")
        return
    seen = []

    def read():
        try:
            while chunk := os.read(master, 4096):
                seen.append(chunk)
        except OSError:
            pass

    reader = threading.Thread(target=read)
    reader.start()
    done = subprocess.run([harness.PROGRAM, "simulate", long_toml, "--log", folder / "log"],
                          stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    reader.join(10)
    os.close(master)
    shown = b"".join(seen)
    check(done.returncode == 0, "it ends well")
    # A machine that does it within half a second shows nothing.
    check(shown == b"" or (b"simulating: " in shown and shown.endswith(b"\r\x1b[K")),
          f"the line is erased: {shown[-80:]}")
    check(b"simulating" not in done.stdout, "standard output holds results alone")


if __name__ == "__main__":
    sys.exit(main(globals()))
