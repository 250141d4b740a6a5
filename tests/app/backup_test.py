"""Checks `rentroll backup` as people use it.

    backup_test.py PROGRAM
"""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from harness import LIBRARY, check, equal, main, refused, rentroll, write
from histories import scenario


def prepare(folder):
    made = rentroll("simulate", LIBRARY / "first_steps.toml", "--log", folder / "books")
    equal(made.code, 0, "a log is made")
    return folder


def outputs(log):
    """What commands say of a log; all of it is the same for the same log."""
    digest = json.loads(rentroll("replay", "--log", log).out)["digest"]
    return [digest] + [rentroll(each, "--log", log, "--format", "csv").out for each in ("events", "charges", "numbers")]


def files_of(folder):
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def test_a_copy_is_the_log(folder):
    answer = rentroll("backup", "--log", folder / "books", "--to", folder / "deep" / "copy", "--format", "csv")
    equal((answer.code, answer.err), (0, ""), "a backup")
    count = len(rentroll("events", "--log", folder / "books", "--format", "json").objects())
    equal(answer.rows(), [{"events": str(count), "horizon": answer.rows()[0]["horizon"], "unfinished": "false"}],
          "what was copied")
    equal(outputs(folder / "deep" / "copy"), outputs(folder / "books"), "the copy says what the log says")
    equal((folder / "deep" / "copy" / "RUN").read_text(), (folder / "books" / "RUN").read_text(), "the last run")
    equal(rentroll("verify", "--log", folder / "deep" / "copy").code, 0, "nothing is wrong with the copy")


def test_a_copy_goes_on_by_itself(folder):
    rentroll("backup", "--log", folder / "books", "--to", folder / "copy")
    before = outputs(folder / "books")
    answer = rentroll("request", "open_account", "account=new", "currency=USD", "--log", folder / "copy")
    equal(answer.code, 0, f"a request to the copy; {answer}")
    equal(outputs(folder / "books"), before, "the log does not know of it")


def test_no_copy_over_anything(folder):
    books = folder / "books"
    rentroll("backup", "--log", books, "--to", folder / "copy")
    copy = outputs(folder / "copy")
    (folder / "other").mkdir()
    write(folder / "other", "letter.txt", "dear")
    for to, sentence in ((folder / "copy", "holds a log already"), (books, "lies in the log's own folder"),
                         (books / "copy", "lies in the log's own folder"), (folder / "other", "holds other things"),
                         (folder / "other" / "letter.txt", "is a file")):
        refused(f"a backup to {to}", 2, [str(to), sentence], "backup", "--log", books, "--to", to)
    equal(outputs(folder / "copy"), copy, "the copy stays as it was")
    equal(files_of(folder / "other"), ["letter.txt"], "other things stay as they were")
    check(not (books / "copy").exists(), "nothing comes into the log's folder")
    refused("no log", 2, ["there is no log"], "backup", "--log", folder / "none", "--to", folder / "copy-2")
    check(not (folder / "copy-2").exists(), "no folder is made where there is no log")


def test_a_damaged_log_gives_no_copy(folder):
    files = sorted((folder / "books" / "events").glob("*.sst"))
    data = bytearray(files[0].read_bytes())
    data[100] ^= 0xFF
    files[0].write_bytes(data)
    answer = rentroll("backup", "--log", folder / "books", "--to", folder / "copy")
    check(answer.code == 3 and answer.out == "" and "books" in answer.err, f"damage is named; {answer}")
    check(not (folder / "copy").exists(), "nothing is left of the copy")


def interrupted(folder):
    """A log whose run was killed in the middle, and its scenario."""
    file = write(folder, "long.toml", scenario(0, 200, 300))
    whole = folder / "whole"
    rentroll("simulate", file, "--log", whole)
    count = len(rentroll("events", "--log", whole, "--format", "json").objects())
    log = folder / "interrupted"
    part = "".join(f"{line}\n" for line in
                   rentroll("events", "--log", whole, "--format", "json", "--to-seq", str(count // 2)).out.splitlines())
    equal(rentroll("import", write(folder, "half.ndjson", part), "--log", log).code, 0, "half of the events")
    run = json.loads((whole / "RUN").read_text())
    run["finished"] = False
    write(log, "RUN", json.dumps(run) + "\n")
    return log, file, whole


def test_an_unfinished_run_goes_on_in_the_copy(folder):
    log, file, whole = interrupted(folder)
    answer = rentroll("backup", "--log", log, "--to", folder / "copy", "--format", "csv")
    equal((answer.code, answer.rows()[0]["unfinished"]), (0, "true"), "the run is unfinished")
    check("the last run is unfinished in the copy" in answer.err, f"standard error says so; {answer}")
    resumed = rentroll("simulate", file, "--resume", "--log", folder / "copy")
    equal(resumed.code, 0, f"the run goes on in the copy; {resumed}")
    equal(outputs(folder / "copy"), outputs(whole), "and ends as an undisturbed one")


def test_a_copy_of_the_log_as_it_was(folder):
    file = write(folder, "long.toml", scenario(0, 200, 300))
    whole = folder / "whole"
    rentroll("simulate", file, "--log", whole)
    count = len(rentroll("events", "--log", whole, "--format", "json").objects())
    for seq in range(count // 2, count // 2 + 3):
        copy = folder / f"copy-{seq}"
        answer = rentroll("backup", "--log", whole, "--to", copy, "--at-seq", str(seq), "--format", "csv")
        equal((answer.code, answer.rows()[0]["events"], answer.rows()[0]["unfinished"]), (0, str(seq), "true"),
              "a copy up to the event")
        as_it_was = json.loads(rentroll("replay", "--log", whole, "--at-seq", str(seq)).out)["digest"]
        equal(outputs(copy)[0], as_it_was, "the log as it was")
        equal(rentroll("verify", "--log", copy).code, 0, "nothing is wrong with the copy")
        resumed = rentroll("simulate", file, "--resume", "--log", copy)
        equal((resumed.code, outputs(copy)), (0, outputs(whole)), f"its run goes on; {resumed}")
    rentroll("backup", "--log", whole, "--to", folder / "all", "--at-seq", str(count))
    equal(((folder / "all" / "RUN").read_text(), outputs(folder / "all")),
          ((whole / "RUN").read_text(), outputs(whole)), "up to its last event it is the log")
    for wrong, sentence in (("0", f"events 1 to {count}"), (str(count + 1), f"events 1 to {count}"), ("x", "--at-seq"),
                            ("-1", "--at-seq")):
        refused(f"--at-seq {wrong}", 2, [sentence], "backup", "--log", whole, "--to", folder / "none", "--at-seq",
                wrong)
    rentroll("simulate", LIBRARY / "adjustments.toml", "--log", folder / "units")
    refused("in the middle of a request", 2, ["--at-seq 3: that event is in the middle", "right is 4"], "backup",
            "--log", folder / "units", "--to", folder / "none", "--at-seq", "3")
    check(not (folder / "none").exists(), "nothing is left of what was refused")


def test_what_was_interrupted_is_taken_up(folder):
    (folder / "copy" / "events").mkdir(parents=True)
    write(folder / "copy", "LOCK", "1\n")
    write(folder / "copy", "RUN", "{}")
    write(folder / "copy", "RUN.new", "{")
    refused("no log yet", 2, ["holds no log"], "events", "--log", folder / "copy")
    equal(rentroll("backup", "--log", folder / "books", "--to", folder / "copy").code, 0, "the copy is made anew")
    equal(outputs(folder / "copy"), outputs(folder / "books"), "and is the log")


def test_where_nothing_can_be_written(folder):
    if os.getuid() == 0:
        sealed = ["/proc/copy"]  # nobody makes a folder there
    else:
        (folder / "sealed").mkdir(mode=0o500)
        sealed = [folder / "sealed" / "copy"]
    for to in sealed:
        refused("a folder that cannot be made", 3, ["cannot create", str(to)], "backup", "--log", folder / "books",
                "--to", to)
    # From a copy that nobody can write to it is made all the same.
    subprocess.run(["chmod", "-R", "a-w", folder / "books"], check=True)
    equal(rentroll("backup", "--log", folder / "books", "--to", folder / "copy").code, 0, "from a read-only folder")
    subprocess.run(["chmod", "-R", "u+w", folder / "books"], check=True)


if __name__ == "__main__":
    sys.exit(main(globals(), prepare))
