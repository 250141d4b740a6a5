"""Checks that snapshots and indexes change no answer, and that small logs have none.

    snapshots_test.py PROGRAM
"""

import hashlib
import json
import shutil
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from harness import LIBRARY, check, equal, main, rentroll


def replayed(log, *options):
    answer = rentroll("replay", "--log", log, *options)
    equal((answer.code, answer.err), (0, ""), "replay")
    return json.loads(answer.out)


def snapshots_of(log):
    return sorted(int(path.name) for path in (log / "snapshots").iterdir()) if (log / "snapshots").is_dir() else []


def generated(folder):
    log = folder / "large"
    answer = rentroll("generate", "--log", log, "--accounts", 400, "--numbers", 6000, "--months", 30, "--seed", 5)
    equal(answer.code, 0, repr(answer))
    return log


def test_snapshots_of_a_large_log(folder):
    log = generated(folder)
    account = rentroll("accounts", "--log", log, "--format", "csv", "--at-seq", 2000).rows()[0]["account"]
    whole = replayed(log, "--no-snapshots")
    check(whole["events"] > 150_000, "the log is large enough for a snapshot")
    equal(snapshots_of(log), [], "--no-snapshots makes none")

    def asked():
        cuts = [[], ["--as-of", "2025-06-15"], ["--at-seq", whole["events"] // 2], ["--at-seq", whole["events"]]]
        given = [rentroll(command, "--log", log, "--format", "csv", *more, *cut)
                 for command, *more in (["accounts"], ["numbers", "--account", account]) for cut in cuts]
        for answer in given:
            check(answer.code == 0 and len(answer.rows()) > 1, f"rows: {answer.code}, {answer.err}")
        return [hashlib.sha256(answer.out.encode()).hexdigest() for answer in given]

    expected = asked()
    shutil.rmtree(log / "snapshots", ignore_errors=True)
    first = replayed(log)
    equal(snapshots_of(log), [whole["events"]], "one snapshot, of the log's end")
    for threads in (1, 2):
        again = replayed(log, "--threads", threads)
        equal((again["events"], again["digest"]), (whole["events"], whole["digest"]), "a replay from the snapshot")
    equal((first["events"], first["digest"]), (whole["events"], whole["digest"]), "the replay that made it")
    equal(asked(), expected, "answers with a snapshot")

    # What the log names later than an instant is known, and has nothing to show as of it.
    last = rentroll("numbers", "--log", log, "--format", "csv").rows()[-1]["number"]
    for cut in (["--as-of", "2024-01-01T00:00:00Z"], ["--as-of", "2024-06-01T00:00:00Z"]):
        answer = rentroll("numbers", "--log", log, "--format", "csv", "--number", last, *cut)
        equal((answer.code, answer.err, answer.rows()), (0, "", []), f"a number that is stocked later: {cut}")
        answer = rentroll("numbers", "--log", log, "--number", "+19999999999", *cut)
        check(answer.code == 2 and "knows no such number" in answer.err, repr(answer))

    # A request is decided as ever, and what it adds is read behind the snapshot.
    answer = rentroll("request", "add_credit", f"account={account}", "amount=1.00", "--log", log)
    equal(answer.code, 0, repr(answer))
    equal(replayed(log)["digest"], replayed(log, "--no-snapshots")["digest"], "the digest after a request")

    file = log / "snapshots" / str(whole["events"])
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    equal(replayed(log)["digest"], replayed(log, "--no-snapshots")["digest"], "the digest beside a damaged snapshot")
    check(str(whole["events"]) not in map(str, snapshots_of(log)), "the damaged snapshot is gone")
    equal(len(snapshots_of(log)), 1, "and another one is there")

    expected = asked()
    shutil.rmtree(log / "snapshots")
    (log / "snapshots").write_text("no folder")
    equal(asked(), expected, "answers where no snapshot can be kept")


def test_a_request_goes_on_from_a_snapshot(folder):
    log = generated(folder)
    whole = replayed(log, "--no-snapshots")
    account = rentroll("accounts", "--log", log, "--format", "csv", "--at-seq", 2000).rows()[0]["account"]
    shutil.rmtree(log / "snapshots", ignore_errors=True)

    def asked(amount, request):
        return rentroll("request", "add_credit", f"account={account}", f"amount={amount}", "--request", request,
                        "--log", log, "--format", "csv")

    first = asked("1.00", "first")
    equal(first.code, 0, repr(first))
    equal(snapshots_of(log), [whole["events"]], "who writes makes a snapshot of what it had to read")
    second = asked("2.00", "second")
    equal(second.code, 0, repr(second))
    equal(snapshots_of(log), [whole["events"]], "there was little to read")

    # Q2, though the requests stand before the snapshot that is read, or behind it.
    shutil.rmtree(log / "snapshots")
    whole = replayed(log)
    equal(snapshots_of(log), [whole["events"]], "a snapshot of both requests")
    for request, amount, answer in (("first", "1.00", first), ("second", "2.00", second)):
        equal(asked(amount, request).out, answer.out, f"the same answer to {request}")
    third = asked("3.00", "first")
    equal(third.code, 1, "an id that was used for something else")
    check("request_id_reused" in third.err + third.out, repr(third))
    equal(asked("4.00", "fourth").code, 0, "behind the snapshot")
    equal(asked("5.00", "fourth").code, 1, "an id from behind the snapshot")
    equal(replayed(log)["digest"], replayed(log, "--no-snapshots")["digest"], "the digest of what was written")
    equal(rentroll("verify", "--log", log).code, 0, "all is as the rules say")


def test_the_index_of_a_large_log(folder):
    log = generated(folder)
    accounts = [row["account"] for row in rentroll("accounts", "--log", log, "--format", "csv").rows()]
    numbers = rentroll("numbers", "--log", log, "--format", "csv").rows()
    chosen = {row["state"]: row["number"] for row in numbers}
    closed = [row["account"] for row in rentroll("accounts", "--log", log, "--state", "closed", "--format", "csv").rows()]
    number, account = numbers[17]["number"], accounts[3]
    commands = [
        *(["audit", "number", each] for each in (number, *chosen.values())),
        ["audit", "number", number, "--as-of", "2025-03-01"],
        ["audit", "number", number, "--at-seq", 100_500],
        *(["audit", "account", each] for each in (account, *closed[:1])),
        *(["events", "--number", each] for each in chosen.values()),
        ["events", "--account", account, "--type", "NumberRented", "--from", "2025-01-01"],
        ["events", "--account", numbers[17]["account"] or account, "--number", number],
        ["events", "--account", account, "--number", number],
        ["events", "--number", numbers[-1]["number"], "--to-seq", 120_000],
        ["charges", "--account", account, "--total", "month,kind"],
        ["charges", "--number", number, "--as-of", "2025-03-01"],
        ["charges", "--account", account, "--number", number],
        ["audit", "number", "+19999999999"],
        ["audit", "account", "nobody"],
        ["events", "--number", "+19999999999"],
        ["charges", "--account", "nobody"],
    ]

    def asked():
        answers = [rentroll(*command, "--log", log, "--format", "csv") for command in commands]
        return [(answer.code, answer.err, hashlib.sha256(answer.out.encode()).hexdigest()) for answer in answers]

    found = asked()
    check((log / "index").is_dir() and len(list((log / "index").iterdir())) >= 1, "an index was made")
    for code, command in zip((answer[0] for answer in found), commands):
        expected = 2 if "nobody" in command or "+19999999999" in command else 0
        equal(code, expected, command)
    shutil.rmtree(log / "index")
    (log / "index").write_text("no folder")
    for command, with_index, without in zip(commands, found, asked()):
        equal(with_index, without, f"the same without an index: {command}")


def test_a_small_log(folder):
    log = folder / "small"
    equal(rentroll("simulate", LIBRARY / "adjustments.toml", "--log", log).code, 0, "simulate")
    before = sorted(path.name for path in log.iterdir())
    replayed(log)
    equal(rentroll("accounts", "--log", log).code, 0, "accounts")
    number = rentroll("numbers", "--log", log, "--format", "csv").rows()[0]["number"]
    equal(rentroll("audit", "number", number, "--log", log).code, 0, "audit number")
    equal(sorted(path.name for path in log.iterdir()), before, "a small log's folder stays as it is")


if __name__ == "__main__":
    sys.exit(main(globals()))
