"""Runs `rentroll import` as people and scripts do.

    import_test.py PROGRAM
"""

import json
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import LIBRARY, check, equal, library_logs, main, refused, rentroll, write

SUMMARY = "first_seq,last_seq,events,late\n"


def export(log):
    return rentroll("events", "--log", log, "--format", "json").out


def prepare(folder):
    """A log whose accounts stand open, and its lines."""
    rentroll("simulate", LIBRARY / "first_steps.toml", "--log", folder / "log")
    write(folder, "log.ndjson", export(folder / "log"))
    return folder


def lines_of(folder):
    return [json.loads(line) for line in (folder / "log.ndjson").read_text().splitlines()]


def text_of(lines):
    return "".join(json.dumps(line) + "\n" for line in lines)


def digest(log):
    return json.loads(rentroll("replay", "--log", log).out)["digest"]


def picture(folder):
    """Every file of a log with its bytes, but the lock, which names who held it last."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "LOCK"}


def continued(lines):
    """A lawful line that goes on with the log: credit at the very instant where its clock stands."""
    line = dict(next(each for each in lines if each["type"] == "CreditAdded"))
    end = lines[-1]["occurred_at"]
    line.update(seq=len(lines) + 1, occurred_at=end, recorded_at=end, request=None, cause=None)
    return line


def test_library(folder):
    """Export, import, export: the same bytes, and a log that is as the rules say."""
    for name, log in library_logs(folder):
        copy, file = folder / f"{name}.copy", folder / f"{name}.ndjson"
        rentroll("export", "--log", log, "--to", file)
        exported = file.read_text()
        answer = rentroll("import", file, "--log", copy, "--format", "csv")
        count = len(exported.splitlines())
        equal((answer.code, answer.out, answer.err), (0, f"{SUMMARY}1,{count},{count},0\n", ""), name)
        equal(export(copy), exported, f"{name}: export, import, export")
        equal(digest(copy), digest(log), f"{name}: digest")
        check(not (copy / "RUN").exists(), f"{name}: no run is recorded")
        equal(rentroll("verify", "--log", copy).code, 0, f"{name}: verify")


def test_append_after_import(folder):
    """The imported log is gone on with as the original."""
    scenario = LIBRARY / "clock_jump.toml"
    rentroll("simulate", scenario, "--log", folder / "first")
    rentroll("import", write(folder, "first.ndjson", export(folder / "first")), "--log", folder / "second")
    for log in ("first", "second"):
        answer = rentroll("simulate", scenario.with_suffix(".append.toml"), "--append", "--log", folder / log)
        equal(answer.code, 0, f"append to the {log}: {answer}")
    equal(export(folder / "second"), export(folder / "first"), "appended to the copy and to the original")
    refused("an imported log was not interrupted", 2, ["is finished"],
            "simulate", scenario, "--resume", "--log", folder / "second")


def test_standard_input_and_new_folders(folder):
    text = (folder / "log.ndjson").read_bytes()
    for name in ("new", "deep/er/new", "empty", "with slash/"):
        if name == "empty":
            (folder / name).mkdir()
        answer = rentroll("import", "-", "--log", str(folder / name), input=text)
        equal((answer.code, answer.err), (0, ""), f"into {name}")
        equal(export(folder / name).encode(), text, f"into {name}")
    wrong = rentroll("import", "-", "--log", folder / "none", input=text + b"{}\n")
    number = len(text.splitlines()) + 1
    check(wrong.code == 2 and f"standard input:{number}: " in wrong.err, f"{wrong}")
    check(not (folder / "none").exists(), "no folder is left")
    crlf = rentroll("import", "-", "--log", folder / "crlf", input=text.replace(b"\n", b"\r\n"))
    equal((crlf.code, export(folder / "crlf").encode()), (0, text), "lines that end with \\r\\n")


def test_goes_on_with_a_log(folder):
    lines = lines_of(folder)
    line = continued(lines)
    answer = rentroll("import", write(folder, "more.ndjson", text_of([line])), "--log", folder / "log",
                      "--format", "json")
    equal((answer.code, answer.err), (0, ""), "one more line")
    seq = line["seq"]
    equal(answer.objects(), [{"first_seq": seq, "last_seq": seq, "events": 1, "late": 0}], "its summary")
    equal(lines_of(folder) + [line], [json.loads(each) for each in export(folder / "log").splitlines()], "the log")
    equal(rentroll("events", "--log", folder / "log").err, "", "the log is not taken for an unfinished one")
    again = rentroll("request", "add_credit", f"account={line['account']}", "amount=1.00", "--log", folder / "log")
    equal(again.code, 0, f"requests go on: {again}")


def test_late_lines(folder):
    lines = lines_of(folder)
    line = continued(lines)
    line["occurred_at"] = next(each["occurred_at"] for each in reversed(lines)
                               if each["occurred_at"] < lines[-1]["occurred_at"])
    before = rentroll("accounts", "--log", folder / "log", "--format", "csv").out
    for late in (True, False, None):
        line["late"] = late
        if late is None:
            del line["late"]
        log = folder / f"late-{late}"
        rentroll("import", folder / "log.ndjson", "--log", log)
        answer = rentroll("import", write(folder, "late.ndjson", text_of([line])), "--log", log, "--format", "csv")
        equal((answer.code, answer.out), (0, f"{SUMMARY}{line['seq']},{line['seq']},1,1\n"), f"late {late}")
        equal(json.loads(export(log).splitlines()[-1])["late"], True, "it is marked late")
        check(rentroll("accounts", "--log", log, "--format", "csv").out != before, "its credit counts")
        copy = rentroll("import", write(folder, "all.ndjson", export(log)), "--log", folder / f"copy-{late}")
        equal((copy.code, export(folder / f"copy-{late}")), (0, export(log)), "a log with late events comes back")


# What is wrong with a line, and a part of what is said of it.
WRONG = [
    ("no JSON", lambda line: json.dumps(line)[:-1], "the line ends before its JSON object does"),
    ("other JSON", lambda line: "[1]", "the line is a list"),
    ("two objects", lambda line: json.dumps(line) * 2, "no JSON object goes on like this"),
    ("not UTF-8", lambda line: b'{"seq":1,"type":"\xff"}', "a byte that is not UTF-8"),
    ("a NUL", lambda line: json.dumps(line).encode() + b"\0", "a NUL has no place in JSON"),
    ("a byte order mark", lambda line: b"\xef\xbb\xbf" + json.dumps(line).encode(), "byte order mark"),
    ("blank", lambda line: "", "the line is blank"),
    ("endless", lambda line: json.dumps(line)[:-1] + " " * 70_000 + "}", "longer than 65536 bytes"),
    ("a key twice", lambda line: '{"seq":1,' + json.dumps(line)[1:], '"seq" is given twice'),
    ("an unknown key", lambda line: {**line, "note": "x"}, '"note" is no field of CreditAdded'),
    ("a missing key", lambda line: {k: v for k, v in line.items() if k != "cause"}, '"cause" is missing'),
    ("a missing own key", lambda line: {k: v for k, v in line.items() if k != "amount"}, '"amount" is missing'),
    ("a text for a seq", lambda line: {**line, "seq": str(line["seq"])}, '"seq": a text'),
    ("a fraction for a seq", lambda line: {**line, "seq": line["seq"] + 0.5}, '"seq": a number with a fraction'),
    ("a gap", lambda line: {**line, "seq": line["seq"] + 1}, "; right is "),
    ("a seq again", lambda line: {**line, "seq": line["seq"] - 1}, "; right is "),
    ("a float for money", lambda line: {**line, "amount": 1.5}, '"amount": a number with a fraction'),
    ("7 decimals", lambda line: {**line, "amount": "1.0000001"}, "more than 6 decimals"),
    ("too much money", lambda line: {**line, "amount": "9223372036855"}, "it is beyond"),
    ("a sum beyond 64 bits", lambda line: {**line, "amount": "9223372036854.775807"}, "the amount is beyond"),
    ("no currency", lambda line: {**line, "currency": "usd"}, "three capitals"),
    ("an impossible date", lambda line: {**line, "occurred_at": "2023-02-30T00:00:00Z"}, "is no instant"),
    ("no Z", lambda line: {**line, "occurred_at": "2023-02-20T00:00:00"}, "is no instant"),
    ("too early", lambda line: {**line, "occurred_at": "1969-12-31T23:59:59Z"}, "outside the valid instants"),
    ("too late", lambda line: {**line, "recorded_at": "2262-01-01T00:00:00Z"}, "outside the valid instants"),
    ("recorded_at falls", lambda line: {**line, "recorded_at": "1970-01-01T00:00:00Z"}, '"recorded_at" is '),
    ("late, and not before the horizon", lambda line: {**line, "late": True}, "is not before the horizon"),
    ("another form", lambda line: {**line, "version": 2}, '"version" is 2'),
    ("an unknown type", lambda line: {**line, "type": "CreditUpdated"}, '"CreditUpdated" is none of'),
    ("an unknown actor", lambda line: {**line, "actor": "boss"}, '"boss" is none of'),
    ("no account id", lambda line: {**line, "account": "a b"}, "is no account id"),
    ("no account", lambda line: {**line, "account": None}, "always names one"),
    ("a number", lambda line: {**line, "number": "+14155550100"}, "never names one"),
    ("an unknown account", lambda line: {**line, "account": "nobody"}, 'no AccountOpened of the log or the file'),
    ("an unknown cause", lambda line: {**line, "cause": 10_000}, '"cause" names event 10000'),
]


def test_wrong_lines(folder):
    """Exit code 2, the line by its number, and nothing of the log or the folder has changed."""
    lines = lines_of(folder)
    more = [continued(lines)]
    for _ in range(2):
        more.append({**more[-1], "seq": more[-1]["seq"] + 1, "amount": "2.00"})
    good = [json.dumps(line).encode() for line in more]
    before = picture(folder / "log")
    events = export(folder / "log")
    for what, change, sentence in WRONG:
        for place in (0, 1, 2):
            changed = change(more[place])
            changed = json.dumps(changed) if isinstance(changed, dict) else changed
            changed = changed if isinstance(changed, bytes) else changed.encode()
            file = folder / "wrong.ndjson"
            file.write_bytes(b"".join(line + b"\n" for line in good[:place] + [changed] + good[place + 1:]))
            if what == "blank" and place == 2:
                continue  # one blank line at the end is fine
            if what == "a byte order mark" and place != 0:
                continue
            refused(f"{what} in line {place + 1}", 2, [f"{file}:{place + 1}: ", sentence],
                    "import", file, "--log", folder / "log", "--unchecked")
            refused(f"{what} in line {place + 1}", 2, [f"{file}:", sentence],
                    "import", file, "--log", folder / "log")
    equal(picture(folder / "log"), before, "the log's files")
    equal(export(folder / "log"), events, "the log's events")
    for what, change, sentence in WRONG[:4]:
        changed = change(lines[9])
        changed = changed if isinstance(changed, bytes) else changed.encode()
        file = folder / "wrong.ndjson"
        file.write_bytes(text_of(lines[:9]).encode() + changed + b"\n" + text_of(lines[10:]).encode())
        refused(what, 2, [f"{file}:10: ", sentence], "import", file, "--log", folder / "none" / "new")
        check(not (folder / "none").exists(), f"{what}: no folder is left")


def test_unlawful_lines(folder):
    lines = lines_of(folder)
    renewed = next(i for i, line in enumerate(lines) if line["type"] == "RentalRenewed")
    lines[renewed]["amount"] = "77.00"
    file = write(folder, "unlawful.ndjson", text_of(lines))
    answer = rentroll("import", file, "--log", folder / "new")
    check(answer.code == 2 and answer.out == "" and f"{file}:{renewed + 1}: C" in answer.err
          and "--unchecked" in answer.err, f"a renewal of another amount: {answer}")
    check(not (folder / "new").exists(), "no folder is left")
    answer = rentroll("import", file, "--log", folder / "new", "--unchecked")
    equal(answer.code, 0, f"unchecked it is taken: {answer}")
    equal([json.loads(line) for line in export(folder / "new").splitlines()], lines, "as it is")
    equal(rentroll("verify", "--log", folder / "new").code, 1, "verify names it")


def test_wrong_files_and_folders(folder):
    log, file = folder / "log", folder / "log.ndjson"
    refused("no such file", 2, ["there is no such file"], "import", folder / "none.ndjson", "--log", folder / "new")
    refused("a directory", 2, ["a directory"], "import", folder, "--log", folder / "new")
    refused("an empty file", 2, ["there is no event in it"],
            "import", write(folder, "empty.ndjson", ""), "--log", folder / "new")
    check(not (folder / "new").exists(), "no folder is left")
    refused("no log option", 2, ["--log"], "import", file)
    refused("a wrong format", 2, ["--format"], "import", file, "--log", folder / "new", "--format", "xml")
    refused("a file for a log", 2, ["is a file, and a log is a folder"], "import", file, "--log", file)
    other = folder / "other"
    other.mkdir()
    write(other, "notes.txt", "text")
    refused("another folder", 2, ["holds other things and no log"], "import", file, "--log", other)
    refused("the same file again", 2, [f"{file}:1: ", "the log ends with event"], "import", file, "--log", log)


def test_unfinished_log(folder):
    """What was interrupted is gone on with first."""
    lines = lines_of(folder)
    rentroll("import", write(folder, "cut.ndjson", text_of(lines[:-1])), "--log", folder / "cut", "--unchecked")
    write(folder / "cut", "RUN", '{"finished":false,"first_seq":1,"scenario":"s","sha256":"x"}\n')
    harness.mark_open(folder / "cut")
    before = picture(folder / "cut")
    refused("an interrupted run", 2, ["is unfinished", "--resume"],
            "import", write(folder, "rest.ndjson", text_of(lines[-1:])), "--log", folder / "cut")
    equal(picture(folder / "cut"), before, "the log's files")
    # One whose last event is the run's end was not interrupted, and stays so with more behind it.
    write(folder / "log", "RUN", '{"finished":false,"first_seq":1,"scenario":"s","sha256":"x"}\n')
    harness.mark_open(folder / "log")
    answer = rentroll("import", write(folder, "more.ndjson", text_of([continued(lines)])), "--log", folder / "log")
    equal(answer.code, 0, f"a finished run: {answer}")
    equal(rentroll("events", "--log", folder / "log").err, "", "the log is finished")


def start_import(file, log):
    return subprocess.Popen([harness.PROGRAM, "import", "-", "--log", str(log), "--unchecked"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for_lock(log, process):
    for _ in range(500):
        holder = (log / "LOCK").read_text() if (log / "LOCK").exists() else ""
        if holder.strip() == str(process.pid):
            return True
        time.sleep(0.01)
    return False


def test_locked_log(folder):
    """Another process writes: exit code 3, and it is named."""
    log = folder / "log"
    process = start_import("-", log)
    check(wait_for_lock(log, process), "the first import holds the log")
    refused("a locked log", 3, [f"is being written by process {process.pid}"],
            "import", folder / "log.ndjson", "--log", log)
    equal(rentroll("events", "--log", log).code, 0, "readers go on")
    _, said = process.communicate(b"")
    check(process.returncode == 2 and b"standard input: there is no event in it" in said, f"the first one: {said}")


def test_killed_while_reading(folder):
    log = folder / "log"
    lines = lines_of(folder)
    before, events = picture(log), export(log)
    process = start_import("-", log)
    line = continued(lines)
    process.stdin.write(text_of([line]).encode())
    process.stdin.flush()
    check(wait_for_lock(log, process), "the import holds the log")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    equal(process.returncode, -signal.SIGKILL, "it was killed")
    equal(picture(log), before, "the log's files")
    equal(export(log), events, "the log's events")
    equal(rentroll("import", write(folder, "more.ndjson", text_of([line])), "--log", log).code, 0, "the lock is free")


def many_lines(lines, count):
    """Lines that go on with a log, each a little credit."""
    line = continued(lines)
    line.update(amount="0.01", actor="customer")
    return "".join(json.dumps({**line, "seq": line["seq"] + i}) + "\n" for i in range(count))


def test_killed_at_any_moment(folder):
    """The old log, or all of the new one."""
    lines = lines_of(folder)
    events = export(folder / "log")
    text = many_lines(lines, 20_000)
    file = write(folder, "many.ndjson", text)
    whole = len(lines) + 20_000
    began = time.monotonic()
    rentroll("import", folder / "log.ndjson", "--log", folder / "whole")
    equal(rentroll("import", file, "--log", folder / "whole", "--unchecked").code, 0, "undisturbed")
    took = time.monotonic() - began
    outcomes = set()
    for attempt in range(24):
        log = folder / f"log-{attempt}"
        is_new = attempt % 2 == 1
        if not is_new:
            rentroll("import", folder / "log.ndjson", "--log", log)
        source = write(folder, "all.ndjson", events + text) if is_new else file
        process = subprocess.Popen([harness.PROGRAM, "import", source, "--log", log, "--unchecked"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * 1.1 * attempt / 24)
        process.kill()
        process.wait()
        answer = rentroll("events", "--log", log, "--format", "json")
        count = len(answer.out.splitlines())
        if is_new and count == 0:
            check(answer.code == 2, f"there is no log: {answer}")
            equal(rentroll("import", folder / "log.ndjson", "--log", log).code, 0, "another attempt goes well")
        else:
            check(answer.code == 0 and count in (len(lines), whole), f"attempt {attempt}: {count} events")
            check(count == whole or answer.out == events, f"attempt {attempt}: the old log")
        outcomes.add((is_new, count == whole))
    check((False, False) in outcomes and (True, False) in outcomes, f"some were killed in time: {outcomes}")


def test_read_only_folder(folder):
    if os.geteuid() == 0:
        return  # the super-user writes everywhere
    sealed = folder / "sealed"
    sealed.mkdir()
    sealed.chmod(0o500)
    refused("a read-only folder", 3, ["cannot create"], "import", folder / "log.ndjson", "--log", sealed / "log")
    sealed.chmod(0o700)


if __name__ == "__main__":
    sys.exit(main(globals(), prepare))
