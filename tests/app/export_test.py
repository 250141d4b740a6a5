"""Checks `rentroll export` with the programs that read what it writes: ledger, hledger, bean-check, bean-query and
sqlite3 (Debian packages ledger, hledger, beancount and sqlite3).

    export_test.py PROGRAM
"""

import csv
import decimal
import io
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from cli_test import HEAD, LATER, long_scenario, run_until, small_log, warns
from harness import check, equal, library_logs, main, refused, rentroll, write

FORMS = {"ledger": "books.ledger", "beancount": "books.beancount", "sqlite": "books.sqlite", "ndjson": "books.ndjson",
         "csv": "books.csv"}
REVENUES = {"setup": "Income:Setup", "first_month": "Income:Rental", "renewal": "Income:Rental",
            "adjustment": "Income:Adjustments"}
ZERO = decimal.Decimal(0)

# Ids that differ only in what beancount's names do not hold, and texts that the readers could take for their own.
IDS = ["a", "A", "a-b", "a_b", "a.b", "a--b", "a-Ub", "-", "_", ".", "--", "-U", "007", "Id-a", "x" * 64, "-_." * 21]
REASONS = ['a \\"quoted\\" gift; really', "date: 2024-99-99", "[2024-13-45]", "key:: (1/0)", ":tag: #tag ^link",
           "back\\\\slash \\\\n", "two  spaces = 5 USD @ 3", "Grüße, 東京 | so", "(code) * ! {x} <y> %&/",
           "; comment"]


def run(*arguments):
    """One of the readers. They take texts for UTF-8 in such a locale only."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    done = subprocess.run([str(each) for each in arguments], capture_output=True, timeout=300, env=environment)
    return harness.Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def exported(log, to, *options):
    answer = rentroll("export", "--log", log, "--to", to, *options)
    equal((answer.code, answer.out, answer.err), (0, "", ""), f"export to {to.name} {options}")
    return to


def totals(log, by, *options):
    """Sums of charges by their texts in the columns `by` and currency."""
    rows = rentroll("charges", "--log", log, "--format", "csv", "--total", by, *options).rows()
    return {tuple(row[each] for each in [*by.split(","), "currency"]): decimal.Decimal(row["amount"]) for row in rows}


# Each reads a journal's balances: by account and currency, without what is zero.


def ledger_balances(journal):
    read = run("ledger", "--args-only", "--pedantic", "-f", journal, "balance", "--flat", "--no-total",
               "--empty")
    equal((read.code, read.err), (0, ""), f"ledger reads {journal}")
    balances, amounts = {}, []
    for line in read.out.splitlines():
        found = re.fullmatch(r"\s*(-?[\d.]+)(?: ([A-Z]{3}))?(?:  (.*))?", line)
        check(found is not None, f"a line of ledger: {line!r}")
        amounts.append((decimal.Decimal(found[1]), found[2]))
        if found[3]:
            balances.update({(found[3], currency): amount for amount, currency in amounts if amount})
            amounts = []
    return balances


def hledger_balances(journal):
    checked = run("hledger", "-f", journal, "check", "--strict", "ordereddates")
    equal((checked.code, checked.err), (0, ""), f"hledger finds nothing wrong in {journal}")
    read = run("hledger", "-f", journal, "balance", "--flat", "--no-total", "--output-format", "csv")
    balances = {}
    for row in list(csv.reader(io.StringIO(read.out)))[1:]:
        for part in row[1].split(", "):
            amount, _, currency = part.partition(" ")
            balances[row[0], currency] = decimal.Decimal(amount)
    return {key: amount for key, amount in balances.items() if amount}


def query(journal, text):
    read = run("bean-query", "-f", "csv", journal, text)
    equal((read.code, read.err), (0, ""), f"bean-query reads {journal}")
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(read.out)) if row][1:]


def id_of(part):
    """The account's id that a name in beancount stands for, by the rule of the documentation."""
    check(part.startswith("Id-"), f"{part} begins with Id-")
    return re.sub("-([-UD])", lambda found: {"-": "-", "U": "_", "D": "."}[found[1]], part[3:])


def beancount_balances(journal):
    checked = run("bean-check", journal)
    equal((checked.code, checked.out + checked.err), (0, ""), f"bean-check finds nothing wrong in {journal}")
    balances = {}
    for account, currency, amount in query(journal, "SELECT account, currency, sum(number) GROUP BY account, currency"):
        parts = account.split(":")
        name = ":".join(parts[:2] + [id_of(parts[2])]) if len(parts) == 3 else account
        check((name, currency) not in balances, f"{name} has one name")
        balances[name, currency] = decimal.Decimal(amount)
    return {key: amount for key, amount in balances.items() if amount}


READERS = [("ledger", ledger_balances), ("ledger", hledger_balances), ("beancount", beancount_balances)]


def expected_balances(log, *options):
    """What a journal must come to, from what the other commands print."""
    sums = {}

    def add(account, currency, amount):
        sums[account, currency] = sums.get((account, currency), ZERO) + amount

    for (account, kind, currency), amount in totals(log, "account,kind", *options).items():
        add(f"Assets:Receivable:{account}", currency, amount)
        add(REVENUES[kind], currency, -amount)
    for row in rentroll("accounts", "--log", log, "--format", "csv", *options).rows():
        credit = decimal.Decimal(row["credit"])
        add(f"Liabilities:Prepayments:{row['account']}", row["currency"], -credit)
        add("Assets:Payments", row["currency"], credit)
    return {key: amount for key, amount in sums.items() if amount}


def check_journals(log, folder, *options):
    expected = expected_balances(log, *options)
    accounts = rentroll("accounts", "--log", log, "--format", "csv", *options).rows()
    of_account = totals(log, "account", *options)
    for form, balances_of in READERS:
        balances = balances_of(exported(log, folder / FORMS[form], *options))
        equal(balances, expected, f"{balances_of.__name__} of {log.name} {options}")
        for row in accounts:
            account, currency = row["account"], row["currency"]
            receivable = balances.get((f"Assets:Receivable:{account}", currency), ZERO)
            prepaid = balances.get((f"Liabilities:Prepayments:{account}", currency), ZERO)
            equal(receivable, of_account.get((account, currency), ZERO), f"{account} owes what it was charged")
            equal(receivable + prepaid, -decimal.Decimal(row["balance"]), f"{account}'s balance, turned")


def select(database, sql):
    read = run("sqlite3", "-bail", "-csv", "-header", f"file:{database}?mode=ro", sql)
    equal((read.code, read.err), (0, ""), f"sqlite3 reads {database}: {sql}")
    return list(csv.DictReader(io.StringIO(read.out)))


def without_millionths(rows):
    """Rows as the commands print them; each amount as a number is asserted to be the one as a text."""
    for row in rows:
        for column in [each for each in row if each.endswith("_millionths")]:
            text, number = row[column.removesuffix("_millionths")], row.pop(column)
            equal(decimal.Decimal(text) * 1000000 if text else text, decimal.Decimal(number) if number else number,
                  f"{column} of {row}")
    return rows


def printed(log, command, *options):
    return rentroll(*command.split(), "--log", log, "--format", "csv", *options).rows()


CHARGES = ("SELECT charge, occurred_at, account, number, kind, period_begin, period_end, amount, amount_millionths, "
           "currency, cause, corrects, reason FROM charges ORDER BY seq, kind DESC")
CASES = ("SELECT account, group_concat(case_id, ' ') AS open FROM (SELECT * FROM cases ORDER BY opened) "
         "WHERE account IS NOT NULL AND lifted IS NULL GROUP BY account ORDER BY account")


def check_sqlite(log, folder, *options):
    database = exported(log, folder / FORMS["sqlite"], *options)
    equal(select(database, "PRAGMA integrity_check"), [{"integrity_check": "ok"}], f"{log.name}: the file is sound")
    equal(select(database, "PRAGMA foreign_key_check"), [], f"{log.name}: the keys are sound")
    for by in ["account", "month", "account,month", "kind", "number"]:
        view = "totals_by_" + by.replace(",", "_and_")
        equal(without_millionths(select(database, f"SELECT * FROM {view} ORDER BY {by}, currency")),
              printed(log, f"charges --total {by}", *options), f"{log.name}: the sums by {by} in SQL")
    equal(without_millionths(select(database, CHARGES)), printed(log, "charges", *options), f"{log.name}: the charges")
    for table, key in [("accounts", "account"), ("numbers", "number")]:
        equal(without_millionths(select(database, f"SELECT * FROM {table} ORDER BY {key}")),
              printed(log, table, *options), f"{log.name}: the {table}")
    events = select(database, "SELECT *, iif(late, 'true', 'false') AS late FROM events ORDER BY seq")
    equal(events, printed(log, "events", *options), f"{log.name}: the events")
    equal({row["account"]: row["open"] for row in select(database, CASES)},
          {row["account"]: row["open_cases"] for row in printed(log, "accounts", *options) if row["open_cases"]},
          f"{log.name}: the open cases")
    equal(len(select(database, "SELECT * FROM cases")), sum(row["type"].endswith("CaseOpened") for row in events),
          f"{log.name}: all cases")
    equal(len(select(database, "SELECT * FROM cases WHERE lifted IS NOT NULL")),
          sum(row["type"].endswith("CaseLifted") for row in events), f"{log.name}: the lifted cases")
    equal(len(without_millionths(select(database, "SELECT * FROM prices"))),
          sum(row["type"] == "PriceSet" for row in events), f"{log.name}: the prices")
    return {row["key"]: row["value"] for row in select(database, "SELECT * FROM meta")}


def check_texts(log, folder, *options):
    for form, command in [("ndjson", ["events", "--format", "json"]), ("csv", ["charges", "--format", "csv"])]:
        equal(exported(log, folder / FORMS[form], *options).read_bytes().decode(),
              rentroll(*command, "--log", log, *options).out, f"{log.name} as {form}")


def test_library(folder):
    """Each scenario of the library, read by the real programs."""
    for _, log in library_logs(folder):
        check_journals(log, folder)
        meta = check_sqlite(log, folder)
        replayed = rentroll("replay", "--log", log).objects()[0]
        equal((meta["digest"], meta["last_seq"]), (replayed["digest"], str(replayed["events"])), "the source")
        check_texts(log, folder)


def adjustment(at, account, amount, reason):
    return (f'[[step]]\nat = {at}\ndo = "adjust"\naccount = "{account}"\namount = "{amount}"\n'
            f'reason = "{reason}"\n')


def hostile_log(folder):
    parts = [HEAD]
    for each in IDS:
        parts.append(f'[[account]]\nid = "{each}"\ncurrency = "USD"\ncredit = "{len(parts)}.000001"\n')
    parts.append('[[account]]\nid = "rich"\ncurrency = "EUR"\ncredit = "9223372036854.775807"\n')
    for place, reason in enumerate(REASONS * 2):
        parts.append(adjustment(f"2024-01-0{1 + place // 8}T10:00:0{place % 8}.000001Z", IDS[place % len(IDS)],
                                f"{'-' if place % 3 else ''}{place}.00000{1 + place % 9}", reason))
    parts.append(adjustment("2024-01-09T10:00:00Z", "rich", "9223372036854.775807", "all of it"))
    parts.append('[[step]]\nat = 2024-02-01T00:00:00Z\ndo = "add_credit"\naccount = "a"\namount = "1"\n'
                 'request = "pay; [2024-99-99] \\"7\\""\n')
    parts.append('[[step]]\nat = 2024-02-01T00:00:00Z\ndo = "add_credit"\naccount = "nobody"\namount = "1"\n'
                 'expect = "rejected unknown_account"\n')
    log = folder / "hostile"
    answer = rentroll("simulate", write(folder, "hostile.toml", "\n".join(parts)), "--log", log)
    equal(answer.code, 0, f"the scenario runs: {answer}")
    return log


def test_hostile_texts(folder):
    log = hostile_log(folder)
    check_journals(log, folder)
    check_sqlite(log, folder)
    check_texts(log, folder)
    reasons = [row["reason"] for row in printed(log, "charges")]
    told = query(folder / FORMS["beancount"], "SELECT narration WHERE account ~ 'Adjustments'")
    equal(sorted(row[0] for row in told), sorted(f"Adjustment: {each}" for each in reasons), "reasons as given")
    read = run("hledger", "-f", folder / FORMS["ledger"], "register", "Adjustments", "--output-format", "csv")
    equal(sorted(row["description"] for row in csv.DictReader(io.StringIO(read.out))),
          sorted("Adjustment: " + each.replace(";", ",") for each in reasons), "without semicolons for hledger")
    read = run("ledger", "--args-only", "-f", folder / FORMS["ledger"], "register", "Payments", "--format",
               "%(payee)|%(tag('event'))\n")
    check("Credit added, request pay, [2024-99-99] \"7\"|" in read.out, f"a payment's request in ledger: {read}")


def test_metadata(folder):
    log = small_log(folder)
    journal = exported(log, folder / "books.beancount")
    fields = ["account", "charge", "number", "period_begin", "period_end", "corrects", "occurred_at"]
    columns = ", ".join(f"any_meta('{each}') AS {each}" for each in fields)
    told = query(journal, f"SELECT {columns} WHERE account ~ 'Receivable'")
    shown = printed(log, "charges")
    equal(told, [[row[each] for each in fields] for row in shown], "what beancount knows of each charge")
    ledger = exported(log, folder / "books.journal")
    fields = ["charge", "number", "period_begin", "period_end", "corrects", "occurred_at"]
    form = "|".join(f"%(tag('{each}'))" for each in fields) + "\n"
    read = run("ledger", "--args-only", "-f", ledger, "register", "Receivable", "--format", form)
    equal([line.split("|") for line in read.out.splitlines()], [[row[each] for each in fields] for row in shown],
          "what ledger knows of each charge")
    for row in shown:
        read = run("hledger", "-f", ledger, "balance", f"tag:charge=^{row['charge']}$", "acct:Receivable", "-N", "-O",
                   "csv")
        amount = list(csv.reader(io.StringIO(read.out)))[1][1].split()[0]
        equal(decimal.Decimal(amount), decimal.Decimal(row["amount"]), f"hledger finds {row['charge']} by its id")


def test_cuts(folder):
    log = small_log(folder)
    for options in [["--at-seq", 8], ["--as-of", "2024-02-01T00:00:00Z"], ["--as-of", "2024-01-31T09:30:00.500000Z"],
                    ["--at-seq", 10, "--as-of", "2024-02-01T00:00:00Z"], ["--known-at", "2024-02-01T00:00:00Z"]]:
        check_journals(log, folder, *options)
        check_sqlite(log, folder, *options)
        equal(exported(log, folder / "cut.csv", *options).read_text(),
              rentroll("charges", "--log", log, "--format", "csv", *options).out, f"charges {options}")
    equal(exported(log, folder / "cut.jsonl", "--at-seq", 8).read_text(),
          rentroll("events", "--log", log, "--format", "json", "--at-seq", 8).out, "the first events")
    refused("events as of an instant", 2, ["--as-of", "gaps", "--at-seq"], "export", "--log", log,
            "--to", folder / "events.ndjson", "--as-of", "2024-02-01T00:00:00Z")
    refused("what will be", 2, ["horizon", "forecast"], "export", "--log", log, "--to", folder / "late.csv",
            "--as-of", "2025-01-01T00:00:00Z")
    meta = check_sqlite(log, folder, "--as-of", "2024-02-01T00:00:00Z")
    equal((meta["as_of"], meta["horizon"], meta["policy.billing_day"], meta["policy.grace_days"]),
          ("2024-02-01T00:00:00Z", "2024-03-15T00:00:00Z", "ratchet", "7"), "the cut in the file")
    equal(sorted(each.name for each in folder.glob("*") if each.name.endswith(".new")), [], "nothing is left beside")
    for name in ["events.ndjson", "late.csv"]:
        check(not (folder / name).exists(), "what is refused is not written")


def test_nothing(folder):
    """A log of which nothing was known yet."""
    log = small_log(folder)
    nothing = ["--known-at", "1970-01-01T00:00:00Z"]
    check_journals(log, folder, *nothing)
    meta = check_sqlite(log, folder, *nothing)
    equal((meta["last_seq"], meta["horizon"]), ("0", ""), "no event")
    check_texts(log, folder, *nothing)
    check("End: 0 entries" in (folder / FORMS["ledger"]).read_text(), "a journal says that it is empty")


def test_late_events(folder):
    """An event that was learned late stands where it occurred."""
    log = small_log(folder)
    last = rentroll("events", "--log", log, "--format", "json").objects()[-1]
    late = ('{"seq":%d,"occurred_at":"2024-01-05T00:00:00Z","recorded_at":"%s","type":"CreditAdded","account":"beta",'
            '"number":null,"actor":"customer","request":null,"cause":null,"amount":"3.50","currency":"USD","version":1,'
            '"late":true}\n' % (last["seq"] + 1, last["recorded_at"]))
    answer = rentroll("import", write(folder, "late.ndjson", late), "--log", log)
    equal(answer.code, 0, f"a late event: {answer}")
    for options in [[], ["--as-of", "2024-01-10T00:00:00Z"], ["--at-seq", last["seq"]]]:
        check_journals(log, folder, *options)
        check_sqlite(log, folder, *options)
    check_texts(log, folder)
    journal = exported(log, folder / "late.ledger").read_text()
    dates = re.findall(r"^(\d{4}-\d\d-\d\d) \*", journal, re.MULTILINE)
    equal(dates, sorted(dates), "dates never fall")


def test_unlawful_log(folder):
    """What only `import --unchecked` takes is told as it is: a charge to who rents nothing, one that does not exist
    corrected."""
    log = small_log(folder)
    events = exported(log, folder / "all.ndjson").read_text()
    renewal = next(each for each in events.splitlines() if '"RentalRenewed"' in each)
    events = events.replace(renewal, renewal.replace('"account":"acme"', '"account":"beta"'))
    events = events.replace('"corrects":"8-first_month"', '"corrects":"8-renewal"')
    unlawful = folder / "unlawful"
    answer = rentroll("import", write(folder, "unlawful.ndjson", events), "--unchecked", "--log", unlawful)
    equal(answer.code, 0, f"an unchecked import: {answer}")
    equal([(row["account"], row["corrects"]) for row in printed(unlawful, "charges")],
          [("acme", ""), ("acme", ""), ("acme", "8-renewal"), ("beta", "")], "the charges of an unlawful log")
    check_journals(unlawful, folder)
    check_texts(unlawful, folder)
    database = exported(unlawful, folder / "unlawful.sqlite")
    equal(select(database, "PRAGMA integrity_check"), [{"integrity_check": "ok"}], "the file is sound")
    equal([(row["table"], row["parent"]) for row in select(database, "PRAGMA foreign_key_check")],
          [("charges", "charges")], "a foreign key finds what is broken")
    equal(without_millionths(select(database, CHARGES)), printed(unlawful, "charges"), "the charges all the same")


def test_unfinished_log(folder):
    log = folder / "unfinished"
    killed, _ = run_until(["simulate", write(folder, "long.toml", long_scenario()), "--log", log], log, 200000)
    if not killed or not (log / "FORMAT").exists():
        print("test_unfinished_log is passed over: the run was not killed in its middle")
        return
    for name in FORMS.values():
        answer = rentroll("export", "--log", log, "--to", folder / name)
        check(answer.code == 0 and warns(answer), f"{name} of an unfinished log: {answer}")
    equal(hledger_balances(folder / FORMS["ledger"]), expected_balances(log), "and its balances")


def test_forms(folder):
    log = small_log(folder)
    by_extension = {"ndjson": ["ndjson", "jsonl"], "ledger": ["ledger", "journal", "hledger"],
                    "beancount": ["beancount"], "sqlite": ["sqlite", "db"], "csv": ["csv"]}
    for form, extensions in by_extension.items():
        expected = exported(log, folder / "form", "--form", form).read_bytes()
        check(len(expected) > 200, f"{form} has content")
        for each in extensions:
            equal(exported(log, folder / f"b.{each}").read_bytes() == expected, True, f".{each} is {form}, to the byte")
        equal(exported(log, folder / "b.csv", "--form", form).read_bytes() == expected, True, "--form wins")
    for name in ["books.xlsx", "books", "books.csv.gz", ".csv", "books.CSV"]:
        refused(f"the name {name}", 2, [name, ".beancount", ".sqlite", "--form"], "export", "--log", log,
                "--to", folder / name)
        check(not (folder / name).exists(), f"{name} is not written")
    refused("no form", 2, ["--form", "xml", "beancount"], "export", "--log", log, "--to", folder / "b.csv",
            "--form", "xml")
    refused("no --to", 2, ["--to"], "export", "--log", log)
    refused("no log", 2, ["missing"], "export", "--log", folder / "missing", "--to", folder / "none.csv")
    check(not (folder / "none.csv").exists(), "without a log nothing is written")
    check("Example:" in rentroll("export", "--help").out, "the help has an example")


def test_targets(folder):
    log = small_log(folder)
    for form, name in FORMS.items():
        target = folder / f"old-{name}"
        target.write_text("what stood there before")
        target.chmod(0o640)
        link = folder / f"link-{name}"
        link.symlink_to(target.name)
        exported(log, link, "--form", form)
        check(link.is_symlink() and target.read_bytes() != b"what stood there before", f"{form}: a link is followed")
        equal(stat.S_IMODE(target.stat().st_mode), 0o640, f"{form}: the file's mode stays")
        (folder / f"dir-{name}").mkdir()
        refused(f"{form} into a folder", 3, [f"dir-{name}", "Is a directory"], "export", "--log", log,
                "--to", folder / f"dir-{name}")
        refused(f"{form} where there is no folder", 3, ["nowhere", "No such file"], "export", "--log", log,
                "--to", folder / "nowhere" / name)
    equal([each.name for each in folder.iterdir() if each.name.endswith(".new")], [], "nothing is left beside")
    for form in ["ledger", "beancount", "ndjson", "csv"]:
        piped = rentroll("export", "--log", log, "--to", "/dev/stdout", "--form", form)
        equal((piped.code, piped.err), (0, ""), f"{form} into a pipe")
        check(piped.out.encode() == exported(log, folder / FORMS[form]).read_bytes(), f"{form}: the same bytes")
        refused(f"{form} onto a full disk", 3, ["/dev/full", "No space left"], "export", "--log", log,
                "--to", "/dev/full", "--form", form)
    refused("SQLite into a pipe", 2, ["/dev/stdout", "file"], "export", "--log", log, "--to", "/dev/stdout",
            "--form", "sqlite")


def test_read_only_folder(folder):
    log = small_log(folder)
    closed = folder / "closed"
    closed.mkdir(mode=0o755)
    identity = {}
    if os.getuid() == 0:  # whom no folder is closed to
        identity = {"user": 65534, "group": 65534, "extra_groups": []}
        for each in [folder, *folder.rglob("*")]:
            each.chmod(0o755 if each.is_dir() else 0o644)
        reached = subprocess.run(["test", "-x", harness.PROGRAM, "-a", "-r", str(log)], **identity)
        if reached.returncode != 0:
            print("test_read_only_folder is passed over: another user cannot reach the program")
            return
    closed.chmod(0o555)
    for name in FORMS.values():
        answer = rentroll("export", "--log", log, "--to", closed / name, **identity)
        check(answer.code == 3 and f"{name}: Permission denied" in answer.err, f"a closed folder: {answer}")
    closed.chmod(0o755)
    equal(list(closed.iterdir()), [], "nothing is written")


def test_disk_that_fills_up(folder):
    """What stood there stays where the new file cannot be written whole."""
    log = small_log(folder)

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    for name in FORMS.values():
        target = folder / name
        target.write_text("before")
        answer = rentroll("export", "--log", log, "--to", target, preexec_fn=small_files)
        check(answer.code == 3 and f"cannot write {target}" in answer.err, f"{name} on a full disk: {answer}")
        equal(target.read_text(), "before", f"{name} stays as it was")
    equal([each.name for each in folder.iterdir() if each.name.endswith(".new")], [], "nothing is left beside")


def test_same_bytes(folder):
    """With --at-seq the same files can be had again after the log has grown."""
    log = small_log(folder)
    last = rentroll("events", "--log", log, "--format", "json").objects()[-1]["seq"]
    before = {name: exported(log, folder / name).read_bytes() for name in FORMS.values()}
    equal(rentroll("simulate", write(folder, "later.toml", LATER), "--append", "--log", log).code, 0, "the log grows")
    for name, content in before.items():
        check(exported(log, folder / name).read_bytes() != content, f"{name} differs now")
        check(exported(log, folder / name, "--at-seq", last).read_bytes() == content, f"{name} to the byte")


if __name__ == "__main__":
    for tool, package in [("ledger", "ledger"), ("hledger", "hledger"), ("bean-check", "beancount"),
                          ("bean-query", "beancount"), ("sqlite3", "sqlite3")]:
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing: install the package {package}, or all that tests need with .ci/install")
    sys.exit(main(globals()))
