"""Checks `rentroll salvage` as people and scripts use it.

    salvage_test.py PROGRAM
"""

import os
import shutil
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from cli_test import small_log
from harness import check, equal, main, refused, rentroll, write
from verify_test import RENTED, events_of, rented_log

HEADER = "outcome,from_seq,to_seq,reason\n"


def salvage(log, to, *options):
    return rentroll("salvage", "--log", log, "--to", to, "--format", "csv", *options)


def picture(log):
    return {path: path.read_bytes() for path in log.rglob("*") if path.is_file()}


def test_whole(folder):
    log = small_log(folder)
    before = picture(log)
    events = events_of(log)
    answer = salvage(log, folder / "new")
    equal((answer.code, answer.out), (0, f"{HEADER}saved,1,{len(events)},\n"), f"all is saved: {answer}")
    equal(events_of(folder / "new"), events, "the events are the same")
    equal(picture(log), before, "the log is not touched")
    equal(rentroll("salvage", "--log", log, "--to", folder / "json", "--format", "json").objects(),
          [{"outcome": "saved", "from_seq": 1, "to_seq": len(events), "reason": None}], "as JSON")


def test_lost_lists(folder):
    """RocksDB cannot open a log without its lists of files: its events are saved nevertheless."""
    for name in ["CURRENT", "MANIFEST-*"]:
        log = small_log(folder) if not (folder / "log").exists() else folder / "log"
        copy = folder / name.strip("-*")
        shutil.copytree(log, copy)
        for path in (copy / "events").glob(name):
            path.unlink()
        equal(rentroll("charges", "--log", copy).code, 3, f"without {name} it cannot be read")
        answer = salvage(copy, folder / f"{copy.name}-saved")
        equal(answer.code, 0, f"but it is saved: {answer}")
        equal(events_of(folder / f"{copy.name}-saved"), events_of(log), "all of it")


def test_lost_end(folder):
    """What is lost of a run is made again by its scenario."""
    log = rented_log(folder)
    for amount in ("5", "6"):
        rentroll("request", "add_credit", "account=acme", f"amount={amount}", "--log", log)
    events = events_of(log)
    tables = sorted((log / "events").glob("*.sst"))
    equal(len(tables), 3, "a table a command")
    tables[1].unlink()
    answer = salvage(log, folder / "new")
    equal(answer.code, 1, f"something is lost: {answer}")
    rows = answer.rows()
    equal([(row["outcome"], row["from_seq"], row["to_seq"]) for row in rows],
          [("saved", "1", "9"), ("lost", "10", "11")], f"the seqs: {answer}")
    check(tables[1].name in answer.err, f"the missing file is named: {answer}")
    equal(events_of(folder / "new"), events[:9], "what is saved")
    answer = rentroll("verify", "--log", folder / "new")
    equal(answer.code, 0, f"and lawful: {answer}")
    check("unfinished" not in answer.err, "its run came to its end")

    run = rented_log_anew(folder)
    table = next((run / "events").glob("*.sst"))
    table.write_bytes(b"")
    answer = salvage(run, folder / "nothing")
    equal((answer.code, [row["outcome"] for row in answer.rows()]), (1, ["lost"]), f"nothing is left: {answer}")


def rented_log_anew(folder):
    log = folder / "anew"
    equal(rentroll("simulate", write(folder, "anew.toml", RENTED), "--log", log).code, 0, "the scenario runs")
    return log


def test_usage(folder):
    log = small_log(folder)
    refused("no log", 2, ["holds no log"], "salvage", "--log", folder / "nowhere", "--to", folder / "new")
    refused("its own folder", 2, ["is there already"], "salvage", "--log", log, "--to", log)
    refused("no target", 2, ["--to"], "salvage", "--log", log)
    file = write(folder, "file", "mine")
    refused("a file", 2, ["is there already"], "salvage", "--log", log, "--to", file)
    equal(file.read_text(), "mine", "it is left alone")


def test_read_only(folder):
    log = small_log(folder)
    for path in [log, *log.rglob("*")]:
        os.chmod(path, 0o555 if path.is_dir() else 0o444)
    equal(salvage(log, folder / "new").code, 0, "a log that cannot be written to is saved")
    for path in [log, *log.rglob("*")]:
        os.chmod(path, 0o755)


if __name__ == "__main__":
    sys.exit(main(globals()))
