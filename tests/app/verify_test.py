"""Checks `rentroll verify` as people and scripts use it.

    verify_test.py PROGRAM
"""

import json
import os
import random
import shutil
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from cli_test import small_log
from harness import check, equal, main, mark_open, refused, rentroll, write

RENTED = """
[scenario]
name = "Rented"
starts = 2024-01-01T00:00:00Z
ends = 2024-03-20T00:00:00Z
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
[[number]]
id = "+14155550100"
country = "US"
type = "local"
[[step]]
at = 2024-01-10T09:00:00Z
do = "rent"
account = "acme"
number = "+14155550100"
"""
RENEWALS = [7, 8]  # of February 10 and March 10
UNRENT = {"seq": 10, "occurred_at": "2024-02-05T10:00:00Z", "recorded_at": "2024-03-20T00:00:00Z",
          "type": "NumberUnrented", "account": "acme", "number": "+14155550100", "actor": "customer", "request": None,
          "cause": None, "version": 1, "late": True, "reason": "requested"}


def rented_log(folder):
    log = folder / "rented"
    answer = rentroll("simulate", write(folder, "rented.toml", RENTED), "--log", log)
    equal(answer.code, 0, f"the scenario runs: {answer}")
    return log


def events_of(log):
    return rentroll("events", "--log", log, "--format", "json").objects()


def imported(folder, events, name="imported"):
    """A new log of these events, whatever the rules say of them."""
    log = folder / name
    lines = write(folder, f"{name}.ndjson", "".join(json.dumps(event) + "\n" for event in events))
    answer = rentroll("import", lines, "--log", log, "--unchecked")
    equal(answer.code, 0, f"the import of what the rules do not allow: {answer}")
    return log


def learned_late(folder):
    log = rented_log(folder)
    answer = rentroll("import", write(folder, "late.ndjson", json.dumps(UNRENT) + "\n"), "--log", log)
    equal(answer.code, 0, f"the import of a late unrent: {answer}")
    return log


def verify(log, *options):
    return rentroll("verify", "--log", log, "--format", "csv", *options)


def test_lawful(folder):
    log = small_log(folder)
    answer = verify(log)
    equal((answer.code, answer.out), (0, "seq,rule,finding\n"), f"nothing is found: {answer}")
    check("nothing was found" in answer.err and "decided again" in answer.err, f"the summary: {answer}")
    equal(rentroll("verify", "--log", log, "--format", "json").out, "", "no finding is no line of JSON")
    equal(rentroll("verify", "--log", log).out.split(), ["seq", "rule", "finding"], "a table's head")
    for cut in [("--at-seq", "3"), ("--as-of", "2023-02-01"), ("--known-at", "2023-02-01T00:00:00Z")]:
        equal(verify(log, *cut).code, 0, f"nothing is found with {cut}")


def test_usage(folder):
    log = small_log(folder)
    refused("no log", 2, ["there is no log"], "verify", "--log", folder / "nowhere")
    refused("beyond the horizon", 2, ["--as-of", "horizon"], "verify", "--log", log, "--as-of", "2199-01-01T00:00:00Z")
    refused("beyond the end", 2, ["--at-seq"], "verify", "--log", log, "--at-seq", "100000")
    refused("another format", 2, ["--format"], "verify", "--log", log, "--format", "xml")
    target = write(folder, "there.toml", "mine")
    refused("a file that exists", 2, ["exists already"], "verify", "--log", log, "--propose", target)
    equal(target.read_text(), "mine", "what was there stays")
    for cut in [("--at-seq", "3"), ("--as-of", "2023-02-01T00:00:00Z"), ("--known-at", "2023-02-01T00:00:00Z")]:
        refused(f"--propose with {cut}", 2, ["--propose"], "verify", "--log", log, "--propose", folder / "p", *cut)
    check(not (folder / "p").exists(), "nothing was written")


def test_planted(folder):
    events = events_of(rented_log(folder))
    events[6]["amount"] = "2.00"
    log = imported(folder, events)
    answer = verify(log)
    equal(answer.code, 1, "a finding is exit code 1")
    rows = answer.rows()
    equal([(row["seq"], row["rule"]) for row in rows], [("7", "C7")], "where it is and by which rule")
    check("amount is 2.00: right is 1.00" in rows[0]["finding"], f"both values: {rows}")
    check("1 finding: 1 of C7" in answer.err, f"the summary: {answer}")
    found = rentroll("verify", "--log", log, "--format", "json").objects()
    equal([(each["seq"], each["rule"]) for each in found], [(7, "C7")], "as JSON")
    equal(list(found[0]), ["seq", "rule", "finding"], "the columns")
    table = rentroll("verify", "--log", log)
    check(table.code == 1 and "C7" in table.out, f"as a table: {table}")
    equal(verify(log, "--at-seq", "6").code, 0, "nothing is found before it")
    equal(verify(log).out, answer.out, "the same bytes again")


def test_missing(folder):
    events = events_of(rented_log(folder))
    del events[6]
    for seq, event in enumerate(events, 1):
        event["seq"] = seq
    rows = verify(imported(folder, events)).rows()
    equal([(row["seq"], row["rule"]) for row in rows], [("7", "C3")], f"a renewal that is missing: {rows}")
    check("the renewal of +14155550100 due on 2024-02-10 is missing" in rows[0]["finding"], f"says which: {rows}")


def test_in_order_of_seq(folder):
    events = events_of(rented_log(folder))
    events[7]["amount"] = "3.00"
    events[6]["amount"] = "2.00"
    events[5]["setup"] = "0.10"
    rows = verify(imported(folder, events)).rows()
    seqs = [int(row["seq"]) for row in rows]
    equal(seqs, sorted(seqs), "findings come by seq")
    check({6, 7, 8} <= set(seqs), f"all three are found: {rows}")


def test_late_charges(folder):
    log = learned_late(folder)
    answer = verify(log)
    equal([(int(row["seq"]), row["rule"]) for row in answer.rows()], [(seq, "L4") for seq in RENEWALS],
          "the renewals after a late unrent")
    for row in answer.rows():
        check("is 1.00: right is 0.00" in row["finding"] and "seq 10, learned late" in row["finding"] and
              "to be adjusted by -1.00 USD" in row["finding"], f"by what, and by how much: {row}")
    before = verify(log, "--known-at", "2024-03-10T00:00:00Z")
    equal(before.code, 0, "by what was known then nothing is wrong")

    proposal = folder / "adjust.toml"
    answer = verify(log, "--propose", proposal)
    equal(answer.code, 1, "the findings stand until they are adjusted")
    check("adjusts 2 charges" in answer.err and "--append" in answer.err, f"says what to do: {answer}")
    text = proposal.read_text()
    equal(text.count("2024-03-20T00:00:00Z"), 4, "all at the horizon")
    for seq in RENEWALS:
        check(f'charge  = "{seq}-renewal"' in text, f"adjusts {seq}-renewal")
    answer = rentroll("simulate", proposal, "--append", "--log", log)
    equal(answer.code, 0, f"the proposal is a scenario to append: {answer}")
    equal(verify(log).code, 0, "what was adjusted is settled")
    answer = verify(log, "--propose", folder / "again.toml")
    equal(answer.code, 0, "a second proposal has nothing to adjust")
    check(not (folder / "again.toml").exists() and "is not written" in answer.err, f"and no file: {answer}")
    total = rentroll("charges", "--log", log, "--total", "account", "--format", "csv").rows()
    equal(total[0]["amount"], "1.50", "setup and first month are what is left")


def test_proposal_that_cannot_be_written(folder):
    log = learned_late(folder)
    answer = verify(log, "--propose", folder / "no such folder" / "adjust.toml")
    equal(answer.code, 3, f"the proposal cannot be written: {answer}")
    check("adjust.toml" in answer.err, f"it is named: {answer}")


def test_interrupted(folder):
    log = rented_log(folder)
    run = log / "RUN"
    record = json.loads(run.read_text())
    record["finished"] = False
    events = events_of(log)[:-1]
    interrupted = imported(folder, events, "interrupted")
    run.write_text(json.dumps(record))
    shutil.copy(run, interrupted / "RUN")
    mark_open(interrupted)
    answer = verify(interrupted)
    equal(answer.code, 0, f"an interrupted log is lawful as far as it goes: {answer}")
    check("unfinished" in answer.err, f"and standard error says that it is unfinished: {answer}")


def test_read_only(folder):
    log = small_log(folder)
    copy = folder / "copy"
    shutil.copytree(log, copy)
    for path in [copy, *copy.rglob("*")]:
        os.chmod(path, 0o555 if path.is_dir() else 0o444)
    equal(verify(copy).code, 0, "a copy that cannot be written to")
    for path in [copy, *copy.rglob("*")]:
        os.chmod(path, 0o755)


def test_damage(folder):
    """Bits flipped anywhere in a closed log's files, and files cut: each is found, named, and told with an exit code."""
    log = small_log(folder)
    shuffled = random.Random(4)
    files = sorted(path for path in log.rglob("*") if path.is_file() and path.name != "LOCK" and path.stat().st_size)
    check(len(files) >= 7, f"the files of a log: {files}")
    for path in files:
        whole = path.read_bytes()
        for _ in range(4):
            place = shuffled.randrange(len(whole))
            path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << shuffled.randrange(8))]) + whole[place + 1:])
            found(log, path, f"a bit of {path.name} at {place}")
        for length in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:length])
            found(log, path, f"{path.name} cut at {length}")
        path.unlink()
        found(log, path, f"{path.name} missing")
        path.write_bytes(whole)
    foreign = log / "events" / "000099.sst"
    foreign.write_bytes(b"foreign")
    found(log, foreign, "a foreign file")
    foreign.unlink()
    equal(verify(log).code, 0, "the log is whole again")


def found(log, path, what):
    answer = verify(log)
    check(answer.code in (1, 3) and "rentroll: " in answer.err, f"{what} is told of: {answer}")
    check(path.name in answer.out + answer.err, f"{what} is named: {answer}")
    check(answer.code != 1 or answer.out.startswith("seq,rule,finding\n0,L1,"), f"{what} is a finding: {answer}")
    check("salvage" in answer.err, f"{what}: what can be done: {answer}")


def test_interrupted_writer(folder):
    log = small_log(folder)
    mark_open(log)
    answer = verify(log)
    equal(answer.code, 0, f"a log that was not closed is lawful: {answer}")
    check("is not closed" in answer.err and "checkpoint" in answer.err, f"what cannot be told is said: {answer}")


def test_checkpoint(folder):
    log = rented_log(folder)
    key = folder / "books.key"
    rentroll("keygen", "--name", "example.com/books", "--key", key)
    checkpoint = write(folder, "books.checkpoint", rentroll("checkpoint", "--log", log, "--key", key).out)
    signed = ["--checkpoint", checkpoint, "--key", f"{key}.pub"]
    answer = verify(log, *signed)
    equal((answer.code, answer.out), (0, "seq,rule,finding\n"), f"it is the log that was signed: {answer}")
    check("are those that example.com/books signed at 20" in answer.err, f"which is said: {answer}")
    rentroll("request", "add_credit", "account=acme", "amount=5", "--log", log)
    equal(verify(log, *signed).code, 0, "a log that has grown is the one that was signed")
    events = events_of(log)
    other = imported(folder, [dict(event, amount="26.00") if event["type"] == "CreditAdded" else event
                              for event in events], "other")
    answer = verify(other, *signed)
    check(answer.code == 1 and "are not those that were signed" in answer.out, f"another log: {answer}")
    shorter = imported(folder, events[:4], "shorter")
    answer = verify(shorter, *signed)
    check(answer.code == 1 and "its end is missing" in answer.out, f"a shorter log: {answer}")
    (log / "tree").write_bytes(b"rentroll tree 1\n" + bytes(200))
    equal(verify(log, *signed).code, 0, "the kept tree is not asked")
    refused("no key", 2, ["--checkpoint and --key"], "verify", "--log", log, *signed[:2])
    refused("no checkpoint", 2, ["--checkpoint and --key"], "verify", "--log", log, *signed[2:])
    refused("no such file", 2, ["--checkpoint"], "verify", "--log", log, "--checkpoint", folder / "none", *signed[2:])
    nonsense = write(folder, "nonsense", "nonsense")
    refused("no note", 2, ["nonsense"], "verify", "--log", log, "--checkpoint", nonsense, *signed[2:])


if __name__ == "__main__":
    sys.exit(main(globals()))
