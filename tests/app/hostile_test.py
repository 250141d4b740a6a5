"""What comes from somebody who means harm does none: no formula in CSV for spreadsheets, no terminal's commands.

    hostile_test.py PROGRAM
"""

import csv
import io
import json
import os
import pty
import subprocess
import sys

import harness
from harness import check, equal, refused, rentroll, write

ESCAPE = "\x1b[2J\x1b]0;owned\x07"
C1 = "\x9b2J"
BIDI = "\u202egnp.exe\u2066"
HARM = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029]

SCENARIO = f"""[scenario]
name = "Formulas"
about = "one line {C1} of\\nmore {BIDI}"
starts = 2024-01-01T00:00:00Z
ends = 2024-04-01T00:00:00Z

[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"

[[account]]
id = "-acme"
currency = "USD"
credit = "25.00"

[[number]]
id = "+14155550100"
country = "US"
type = "local"

[[step]]
at = 2024-01-31T09:00:00Z
do = "rent"
account = "-acme"
number = "+14155550100"
request = "@r {BIDI}"

[[step]]
at = 2024-02-01T09:00:00Z
do = "adjust"
account = "-acme"
amount = "-1.15"
reason = "=HYPERLINK(\\"http://example.com\\",\\"a\\") {BIDI}"

[[step]]
at = 2024-02-02T09:00:00Z
do = "adjust"
account = "-acme"
amount = "0.15"
reason = "+1 because"

[[step]]
at = 2024-02-03T09:00:00Z
do = "suspend_account"
account = "-acme"
case = "{BIDI}"
scope = "throughput"
reason = "fraud"
"""

STATEMENT = "date,account,number,kind,amount,currency\n2024-01-31,=acme,+14155550100,setup,0.50,USD\n"


def prepare(folder):
    write(folder, "formulas.toml", SCENARIO)
    equal(rentroll("simulate", folder / "formulas.toml", "--log", folder / "log").code, 0, "the log is made")
    return folder


def on_terminal(*arguments):
    """What a command writes to a terminal, and to standard error, with the lines' ends taken away."""
    reader, writer = pty.openpty()
    try:
        process = subprocess.Popen([harness.PROGRAM, *map(str, arguments)], stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
        printed = b""
        while True:
            try:
                piece = os.read(reader, 65536)
            except OSError:  # the terminal is closed
                break
            if not piece:
                break
            printed += piece
        said = process.stderr.read()
        process.stderr.close()
        process.wait(timeout=300)
    finally:
        os.close(reader)
    return (printed + said).decode("utf-8", errors="strict").replace("\r\n", "").replace("\n", "")


def harmless(what, *arguments, shows=""):
    shown = on_terminal(*arguments)
    found = sorted({hex(ord(each)) for each in shown if ord(each) in HARM and each != "\t"})
    check(not found and shows in shown and shown, f"{what}: {found} in {shown[:500]!r}")


def csv_of(*arguments):
    answer = rentroll(*arguments, "--format", "csv")
    check(answer.code in (0, 1), f"{arguments}: {answer}")
    return answer.rows()


def test_formulas(folder):
    log = folder / "log"
    plain = csv_of("charges", "--log", log)
    equal([row["reason"] for row in plain][2:4], [f'=HYPERLINK("http://example.com","a") {BIDI}', "+1 because"],
          "without the option a text is as it is in the log")
    safe = csv_of("charges", "--log", log, "--spreadsheet-safe")
    equal({row["account"] for row in safe}, {"'-acme"}, "an account that begins with a dash")
    equal([row["reason"] for row in safe][2:4],
          [f'\'=HYPERLINK("http://example.com","a") {BIDI}', "'+1 because"], "reasons that are formulas")
    equal({row["number"] for row in safe}, {"+14155550100", ""}, "phone numbers stay")
    equal(sorted({row["amount"] for row in safe}), ["-1.15", "0.15", "0.50", "1.00"], "amounts stay")


def test_every_command_that_prints_csv(folder):
    log = folder / "log"
    statement = write(folder, "statement.csv", "date,account,number,kind,amount,currency\n")
    policy = write(folder, "policy.toml", '[policy]\nbilling_day = "first"\n')
    commands = [
        ["charges"], ["charges", "--total", "account"], ["accounts"], ["numbers"], ["unrented", "--account=-acme"],
        ["events"], ["forecast", "--until", "2024-06-01"], ["audit", "number", "+14155550100"],
        ["rollforward", "--from", "2024-01-01", "--to", "2024-02-01"], ["verify"],
        ["reconcile", "--statement", statement], ["whatif", "--policy", policy, "--lines"],
        ["invoice", "--account=-acme", "--month", "2024-02"]]
    for command in commands:
        arguments = [*command, "--log", log, "--format", "csv"]
        plain, safe = rentroll(*arguments), rentroll(*arguments, "--spreadsheet-safe")
        check(plain.code in (0, 1) and safe.code == plain.code, f"{command}: {plain} {safe}")
        for before, after in zip(csv.reader(io.StringIO(plain.out)), csv.reader(io.StringIO(safe.out)), strict=True):
            for was, now in zip(before, after, strict=True):
                marked = was.startswith(("=", "@", "-a", "+1 "))
                equal(now, "'" + was if marked else was, f"{command}: a field of {before}")
        refused(f"{command} as a table", 2, ["--spreadsheet-safe", "--format csv"], *arguments[:-2],
                "--spreadsheet-safe")


def test_export(folder):
    for name, mark in (("plain", ""), ("safe", "'")):
        options = ["--spreadsheet-safe"] if mark else []
        target = folder / f"{name}.csv"
        equal(rentroll("export", "--log", folder / "log", "--to", target, *options).code, 0, f"{name} is written")
        rows = list(csv.DictReader(target.open(encoding="utf-8", newline="")))
        equal({row["account"] for row in rows}, {mark + "-acme"}, f"the accounts of {name}")
    refused("an export that is no CSV", 2, ["--spreadsheet-safe", "--form csv"], "export", "--log", folder / "log",
            "--to", folder / "a.ndjson", "--spreadsheet-safe")
    check(not (folder / "a.ndjson").exists(), "nothing is written")


def test_data_on_a_terminal(folder):
    log = folder / "log"
    for form in ("table", "csv", "json"):
        for command in (["charges"], ["accounts"], ["numbers"], ["events"], ["audit", "request", f"@r {BIDI}"],
                        ["invoice", "--account=-acme", "--month", "2024-02"]):
            harmless(f"{command[0]} as {form}", *command, "--log", log, "--format", form)
    for form in ("table", "json"):
        harmless(f"a summary as {form}", "simulate", folder / "formulas.toml", "--log", folder / form, "--format", form)
    harmless("a reason", "charges", "--log", log, shows="?gnp.exe?")
    check(BIDI in rentroll("charges", "--log", log, "--format", "csv").out, "CSV in a pipe holds each text as it is")


def test_names_on_a_terminal(folder):
    log = folder / "log"
    harmful = folder / f"a{ESCAPE.replace('/', '')}{C1}{BIDI}"
    write(folder, harmful.name, "[scenario]\n")
    harmless("a scenario's file name", "simulate", harmful, "--log", folder / "new", shows="?[2J")
    for command in (["charges", "--log", harmful], ["charges", "--log", log, "--account", ESCAPE],
                    ["charges", "--log", log, "--from", ESCAPE + C1], ["charges", "--log", log, "--format", BIDI],
                    ["events", "--log", log, "--type", C1], [ESCAPE], ["charges", "--log", log, f"--{ESCAPE}"],
                    ["audit", "request", f"{ESCAPE}{C1}", "--log", log],
                    ["request", "rent", f"account={ESCAPE}", "number=+14155550100", "--log", log],
                    ["request", ESCAPE, "--log", log], ["charges", "--log", log, "--verbose", "--at-seq", ESCAPE],
                    ["check-proof", harmful, "--checkpoint", harmful, "--key", harmful]):
        harmless(f"{command[0]!r}", *command, shows="?")


def test_files_on_a_terminal(folder):
    log = folder / "log"
    values = [f"{ESCAPE}", f"a{C1}", BIDI]
    for value in values:
        statement = write(folder, "statement.csv", STATEMENT.replace("=acme", value).replace("setup", value))
        harmless("a statement's fields", "reconcile", "--log", log, "--statement", statement)
        harmless("a statement's fields as CSV", "reconcile", "--log", log, "--statement", statement, "--columns",
                 "kind=", "--format", "csv")
        header = write(folder, "header.csv", STATEMENT.replace("account,", value + ","))
        harmless("a statement's headers", "reconcile", "--log", log, "--statement", header)
        rentals = write(folder, "rentals.csv", "account,number,country,type,rented_on,next_due,setup,monthly,currency\n"
                        f"{value},{value},{value},{value},{value},{value},{value},{value},{value}\n")
        harmless("a list of rentals", "import-rentals", rentals, "--log", folder / "no", "--at", "2024-08-01")
        lines = write(folder, "events.ndjson", json.dumps({"seq": 1, "type": value}) + "\n")
        harmless("a line of events", "import", lines, "--log", folder / "no")
        escaped = "".join(f"\\u{ord(each):04x}" for each in value)
        key = write(folder, "key.toml", f'[scenario]\n"{escaped}" = 1\n')
        harmless("a scenario's key", "simulate", key, "--log", folder / "no")
        note = write(folder, "note", f"{value}\n1\n{value}\n\n\u2014 {value} AAAA\n")
        harmless("a checkpoint", "verify", "--log", log, "--checkpoint", note, "--key", note)
    check(not (folder / "no").exists(), "nothing is written")


def test_bounds(folder):
    log = folder / "log"
    key = write(folder, "key", "a" * 2000)
    refused("a key that is too long", 2, ["key is too large", "1024 bytes"], "checkpoint", "--log", log, "--key", key)
    head = "date,account,number,amount,currency\n"
    bounded = [
        ("a line that never ends", ["reconcile", "--log", log, "--statement", "/dev/zero"], ["/dev/zero:1", "64 KiB"]),
        ("rentals that never end", ["import-rentals", "/dev/zero", "--log", folder / "no", "--at", "2024-08-01"],
         ["/dev/zero:1", "64 KiB"]),
        ("events that never end", ["import", "/dev/zero", "--log", folder / "no"], ["/dev/zero:1", "65536 bytes"]),
        ("a scenario that never ends", ["simulate", "/dev/zero", "--log", folder / "no"], ["not a regular file"]),
        ("a policy that never ends", ["whatif", "--policy", "/dev/zero", "--log", log], ["not a regular file"]),
        ("a proof that never ends", ["check-proof", "/dev/zero", "--checkpoint", key, "--key", key],
         ["too large"]),
        ("a quote that is never closed",
         ["reconcile", "--log", log, "--statement", write(folder, "open.csv", head + '"' + "x" * 10**6)],
         ["open.csv:2", "not closed within 64 KiB"]),
        ("a line of events that is too long",
         ["import", write(folder, "long.ndjson", '{"a":"' + "x" * 10**6 + '"}\n'), "--log", folder / "no"],
         ["long.ndjson:1", "65536 bytes"]),
        ("JSON nested without end",
         ["import", write(folder, "deep.ndjson", '{"a":' + "[" * 50000 + "\n"), "--log", folder / "no"],
         ["deep.ndjson:1", "nested too deeply"]),
        ("too many keys",
         ["import", write(folder, "keys.ndjson", "{" + ",".join(f'"k{n}":1' for n in range(65)) + "}\n"), "--log",
          folder / "no"], ["keys.ndjson:1", "more than 64 keys"]),
        ("TOML nested without end", ["simulate", write(folder, "deep.toml", "a = " + "[" * 10**6), "--log", folder / "no"],
         ["deep.toml:1:", "nest"]),
        ("a file name that is too long", ["charges", "--log", "x" * 5000], ["x"]),
    ]
    for what, arguments, sentences in bounded:
        answer = rentroll(*arguments)
        check(answer.code in (2, 3) and answer.out == "" and len(answer.err) < 6000 and
              all(each in answer.err for each in sentences), f"{what}: {sentences}; {answer}")
    check(not (folder / "no").exists(), "nothing is written")


if __name__ == "__main__":
    sys.exit(harness.main(globals(), prepare))
