"""Checks `rentroll invoice` as people and scripts use it.

    invoice_test.py PROGRAM
"""

import datetime
import decimal
import json
import re
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True  # the project's folder stays as it is
from cli_test import small_log, warns
from harness import check, equal, library_logs, main, mark_open, refused, rentroll, write

COLUMNS = ("line,account,month,status,occurred_at,seq,charge,number,kind,period_begin,period_end,description,corrects,"
           "reason,request,lines,amount,currency")
KINDS = ["setup", "first_month", "renewal", "adjustment"]
MICROSECOND = datetime.timedelta(microseconds=1)

# What a page must show as it is, and no browser may take for its own.
REASON = "<script>alert('x')</script> & \\\"so on\\\", Grüße"
HOSTILE = f"""
[scenario]
name = "Texts that are no HTML"
starts = 2024-01-01T00:00:00Z
ends = 2024-04-10T12:00:00Z
[[price]]
country = "GB"
type = "toll_free"
setup = "0.5"
monthly = "2.005"
currency = "EUR"
[[account]]
id = "A.b_c-1"
currency = "EUR"
credit = "10"
at = 2024-02-10T08:00:00Z
[[account]]
id = "unseen"
currency = "EUR"
at = 2024-04-01T00:00:00Z
[[number]]
id = "+448001234567"
country = "GB"
type = "toll_free"
[[step]]
at = 2024-02-11T08:00:00Z
do = "rent"
account = "A.b_c-1"
number = "+448001234567"
[[step]]
at = 2024-02-12T08:00:00Z
do = "add_credit"
account = "A.b_c-1"
amount = "0.000001"
request = "pay <b>7</b>"
[[step]]
at = 2024-03-05T08:00:00Z
do = "adjust"
account = "A.b_c-1"
amount = "-0.25"
charge = "6-setup"
reason = "{REASON}"
[[step]]
at = 2024-03-06T08:00:00Z
do = "add_credit"
account = "ghost"
amount = "1"
expect = "rejected unknown_account"
"""


def hostile_log(folder):
    log = folder / "hostile"
    answer = rentroll("simulate", write(folder, "hostile.toml", HOSTILE), "--log", log)
    equal(answer.code, 0, f"the scenario runs: {answer}")
    return log


def invoice(log, account, month, *options):
    return rentroll("invoice", "--log", log, "--account", account, "--month", month, *options)


def amounts(rows, line):
    return sum((decimal.Decimal(row["amount"]) for row in rows if row["line"] == line), decimal.Decimal(0))


def one(rows, line):
    found = [row for row in rows if row["line"] == line]
    equal(len(found), 1, f"one row of `{line}`")
    return found[0]


def instant_of(text):
    return datetime.datetime.fromisoformat(text.removesuffix("Z"))


def next_month(month):
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def check_against_charges(log, account, month, rows):
    command = ["charges", "--log", log, "--account", account, "--from", f"{month}-01T00:00:00Z", "--format", "csv"]
    if month != "2261-12":  # nothing comes after it (T1)
        command += ["--to", f"{next_month(month)}-01T00:00:00Z"]
    charges = rentroll(*command).rows()
    shared = ["charge", "occurred_at", "number", "kind", "period_begin", "period_end", "amount", "currency", "corrects",
              "reason"]
    lines = [row for row in rows if row["line"] == "charge"]
    equal([[row[each] for each in shared] for row in lines], [[row[each] for each in shared] for row in charges],
          f"{account} {month}: the charge lines are those of `charges`")
    totals = {row["kind"]: (row["charges"], row["amount"]) for row in rentroll(*command, "--total", "kind").rows()}
    equal({row["kind"]: (row["lines"], row["amount"]) for row in rows if row["line"] == "kind_total"},
          {kind: totals.get(kind, ("0", "0.00")) for kind in KINDS}, f"{account} {month}: the totals by kind")


def check_sums(rows, what):
    equal(amounts(rows, "credit"), decimal.Decimal(one(rows, "credit_total")["amount"]), f"{what}: the credit")
    equal(amounts(rows, "charge"), decimal.Decimal(one(rows, "charge_total")["amount"]), f"{what}: the charges")
    equal(amounts(rows, "kind_total"), amounts(rows, "charge"), f"{what}: the kinds add up to the charges")
    equal(amounts(rows, "opening") + amounts(rows, "credit") - amounts(rows, "charge"), amounts(rows, "closing"),
          f"{what}: closing = opening + credit - charges")


def test_library(folder):
    """All invoices of all accounts of the library follow one another, and show what the other commands show."""
    for name, log in library_logs(folder):
        events = rentroll("events", "--log", log, "--format", "json").objects()
        opened = {each["account"]: each["occurred_at"] for each in events if each["type"] == "AccountOpened"}
        horizon = instant_of(max(each["occurred_at"] for each in events))
        for account, instant in opened.items():
            check_account(log, account, instant[:7], horizon, name)


def check_account(log, account, month, horizon, what):
    before = "0.00"
    for _ in range(18):
        end = instant_of(next_month(month) + "-01T00:00:00Z")
        if horizon < end - MICROSECOND:
            break
        answer = invoice(log, account, month, "--format", "csv")
        equal((answer.code, answer.err), (0, ""), f"{what}: {account} {month}")
        rows = answer.rows()
        equal(one(rows, "opening")["amount"], before, f"{what}: {account} {month} opens as the month before closed")
        last = one(rows, "closing")["occurred_at"]
        equal(instant_of(last), end - MICROSECOND, "the closing balance's instant")
        accounts = rentroll("accounts", "--log", log, "--account", account, "--as-of", last, "--format", "csv").rows()
        before = one(rows, "closing")["amount"]
        equal(before, accounts[0]["balance"], f"{what}: {account} {month} closes with the balance as of {last}")
        check_sums(rows, f"{what}: {account} {month}")
        check_against_charges(log, account, month, rows)
        month = next_month(month)


def test_csv(folder):
    log = small_log(folder)
    answer = invoice(log, "acme", "2024-02", "--format", "csv")
    equal(answer.out.splitlines()[0], COLUMNS, "the columns")
    rows = answer.rows()
    equal([row["line"] for row in rows],
          ["opening", "charge", "charge", "credit_total", *["kind_total"] * 4, "charge_total", "closing", "source"],
          "the rows in their order")
    equal({row["status"] for row in rows}, {"complete"}, "the month is over")
    equal({(row["account"], row["month"], row["currency"]) for row in rows}, {("acme", "2024-02", "USD")},
          "every row says whose it is")
    check_sums(rows, "acme in February")
    adjustment = [row for row in rows if row["kind"] == "adjustment" and row["line"] == "charge"][0]
    check(adjustment["reason"] in adjustment["description"] and adjustment["charge"].endswith("-adjustment"),
          f"an adjustment says why: {adjustment}")
    source = one(rows, "source")
    last = rentroll("events", "--log", log, "--format", "json").objects()[-1]["seq"]
    equal((source["seq"], source["amount"]), (str(last), ""), "the last event that was looked at")
    version = rentroll("--version").out.strip()
    digest = json.loads(rentroll("replay", "--log", log, "--as-of", "2024-02-29T23:59:59.999999Z").out)["digest"]
    check(version in source["description"] and digest in source["description"],
          f"the program's version and the digest of `replay`: {source}")


def test_what_is_corrected(folder):
    log = hostile_log(folder)
    rows = invoice(log, "A.b_c-1", "2024-03", "--format", "csv").rows()
    adjustment = [row for row in rows if row["kind"] == "adjustment" and row["line"] == "charge"][0]
    setup = [row for row in rentroll("charges", "--log", log, "--format", "csv").rows() if row["kind"] == "setup"][0]
    reason = REASON.replace("\\", "")
    equal((adjustment["corrects"], adjustment["reason"]), (setup["charge"], reason), "what it corrects, and why")
    equal(adjustment["description"], f"Adjustment of {setup['charge']} (2024-02-11, 0.50): {reason}",
          "and in words, with the date and the amount as it was charged")
    credit = [row for row in invoice(log, "A.b_c-1", "2024-02", "--format", "csv").rows() if row["line"] == "credit"]
    equal([row["request"] for row in credit], ["", "pay <b>7</b>"], "a payment's request")


def test_json(folder):
    log = hostile_log(folder)
    answer = invoice(log, "A.b_c-1", "2024-02", "--format", "json")
    equal(answer.out.count("\n"), 1, "one object on one line")
    found = json.loads(answer.out)
    equal(list(found), ["account", "state", "opened_at", "currency", "month", "begin", "end", "as_of", "status", "opening",
                        "credits", "credit", "charges", "totals", "charged", "closing", "at_seq", "digest", "version"],
          "the keys")
    equal([found[key] for key in ["account", "state", "opened_at", "month", "begin", "end", "as_of", "status"]],
          ["A.b_c-1", "active", "2024-02-10T08:00:00Z", "2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z",
           "2024-02-29T23:59:59.999999Z", "complete"], "what it covers")
    equal([found[key] for key in ["opening", "credit", "charged", "closing"]], ["0.00", "10.000001", "2.505", "7.495001"],
          "the balances")
    equal(found["credits"][1]["request"], "pay <b>7</b>", "a payment's request")
    equal(found["credits"][0]["request"], None, "no request")
    equal([each["kind"] for each in found["charges"]], ["setup", "first_month"], "the charges")
    equal(found["charges"][0]["period_begin"], None, "a setup fee covers no period")
    equal([each["kind"] for each in found["totals"]], KINDS, "a total for each kind")


def test_table(folder):
    answer = invoice(hostile_log(folder), "A.b_c-1", "2024-02")
    lines = answer.out.splitlines()
    equal(lines[0], "Invoice of A.b_c-1 for 2024-02, in EUR", "the heading")
    check("Account opened at 2024-02-10T08:00:00Z" in lines, f"when it was opened: {answer}")
    check(any("Credit added, request pay <b>7</b>" in each for each in lines), f"a payment's request: {answer}")
    check(re.search(r"^closing +2024-02-29 .* 7\.495001$", answer.out, re.MULTILINE), f"the closing balance: {answer}")
    check(lines[-1].startswith("rentroll invoice --log DIR --account A.b_c-1 --month 2024-02 --at-seq "),
          f"how to have it again: {answer}")


def text_of(page):
    return " ".join("".join(page.itertext()).split())


def test_page(folder):
    log = hostile_log(folder)
    february = invoice(log, "A.b_c-1", "2024-02", "--format", "html").out
    march = invoice(log, "A.b_c-1", "2024-03", "--format", "html").out
    for page in [february, march]:
        check(page.startswith("<!DOCTYPE html>"), "an HTML page")
        tree = xml.etree.ElementTree.fromstring(page)
        tags = {element.tag for element in tree.iter()}
        equal(tags & {"script", "link", "img", "iframe", "object", "b"}, set(), "nothing foreign, nothing from the data")
        linked = [element.attrib for element in tree.iter() if {"src", "href", "onload", "style"} & set(element.attrib)]
        equal(linked, [], "nothing that lies elsewhere")
        check("url(" not in page and "@import" not in page and "http" not in page, "no resource in the style either")
    shown = text_of(xml.etree.ElementTree.fromstring(march))
    check(REASON.replace("\\", "") in shown, f"the reason as it was given: {shown}")
    shown = text_of(xml.etree.ElementTree.fromstring(february))
    for each in ["Invoice 2024-02", "A.b_c-1", "pay <b>7</b>", "10.000001", "7.495001", "6-first_month",
                 "2024-02-11 – 2024-03-11", "+448001234567", "Setup fee, GB toll free number", "EUR"]:
        check(each in shown, f"{each} on the page: {shown}")
    check("Provisional" not in february, "a month that is over is not provisional")


def test_page_amounts(folder):
    """Amounts with fewer decimals are moved in from the right, so that all points stand below each other."""
    page = invoice(hostile_log(folder), "A.b_c-1", "2024-02", "--format", "html").out
    cells = re.findall(r'<td class="amount( short\d)?">([^<]+)</td>', page)
    check(len(cells) > 8, f"amounts: {cells}")
    equal({len(amount.split(".")[1]) + int(moved[-1] if moved else 0) for moved, amount in cells}, {6},
          f"decimals and what stands for them: {cells}")


def test_provisional(folder):
    log = hostile_log(folder)
    refused("a month that is not over", 2,
            ["--month 2024-04", "not over", "horizon, 2024-04-10T12:00:00Z", "--as-of 2024-04-10T12:00:00Z"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-04")
    refused("a month that has not begun", 2, ["--month 2024-05", "not begun", "horizon, 2024-04-10T12:00:00Z"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-05")
    refused("an instant before the month", 2, ["--as-of 2024-03-31T23:59:59Z", "before --month 2024-04"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-04", "--as-of", "2024-03-31T23:59:59Z")
    refused("an instant beyond the horizon", 2, ["--as-of", "horizon, 2024-04-10T12:00:00Z"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-04", "--as-of", "2024-04-11T00:00:00Z")
    instant = "2024-04-10T12:00:00Z"
    cut = ["--as-of", instant]
    check(f"Only what occurred up to and including {instant} is in it" in invoice(log, "A.b_c-1", "2024-04", *cut).out,
          "the table says so")
    rows = invoice(log, "A.b_c-1", "2024-04", *cut, "--format", "csv").rows()
    equal({row["status"] for row in rows}, {"provisional"}, "every row of the CSV says so")
    equal(one(rows, "closing")["occurred_at"], instant, "and up to when")
    found = json.loads(invoice(log, "A.b_c-1", "2024-04", *cut, "--format", "json").out)
    equal((found["status"], found["as_of"], found["end"]), ("provisional", instant, "2024-05-01T00:00:00Z"), "the JSON")
    page = text_of(xml.etree.ElementTree.fromstring(invoice(log, "A.b_c-1", "2024-04", *cut, "--format", "html").out))
    check("Provisional invoice 2024-04" in page and f"up to and including {instant}" in page, f"the page: {page}")
    check(f"--as-of {instant}" in page, f"the command that makes it again: {page}")


def test_month_that_is_cut(folder):
    """A month that is over is provisional where --as-of cuts it, and complete where that lies after it."""
    log = hostile_log(folder)
    for form in ["table", "csv", "json", "html"]:
        whole = invoice(log, "A.b_c-1", "2024-03", "--format", form)
        for last in ["2024-03-31T23:59:59.999999Z", "2024-04-05T00:00:00Z"]:
            equal(invoice(log, "A.b_c-1", "2024-03", "--format", form, "--as-of", last).out, whole.out,
                  f"{form} as of {last}")
    cut = invoice(log, "A.b_c-1", "2024-03", "--format", "json", "--as-of", "2024-03-31T23:59:59.999998Z")
    equal(json.loads(cut.out)["status"], "provisional", "a microsecond is missing")
    early = invoice(log, "A.b_c-1", "2024-03", "--format", "json", "--as-of", "2024-03-05T07:59:59Z")
    equal(json.loads(early.out)["charges"], [], "what comes later is not in it")
    bare = invoice(log, "A.b_c-1", "2024-03", "--as-of", "2024-03-01")
    equal(bare.err, "rentroll: --as-of 2024-03-01 is taken as 2024-03-01T00:00:00Z\n", "a bare date, said once")


def test_who_has_no_invoice(folder):
    log = hostile_log(folder)
    command = ["invoice", "--log", log, "--month", "2024-03", "--account"]
    refused("an unknown account", 2, ["--account nobody", "no such account"], *command, "nobody")
    refused("one that was only asked for", 2, ["--account ghost", "never opened", "refused"], *command, "ghost")
    refused("one that was opened later", 2, ["--account unseen", "opened at 2024-04-01T00:00:00Z", "--month 2024-04"],
            *command, "unseen")
    refused("no account id", 2, ["--account", "account id"], *command, "no account")
    refused("before the account was opened", 2, ["--account A.b_c-1", "2024-02-10T08:00:00Z", "--month 2024-02"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-01")
    refused("in the month of its opening, but before it", 2, ["2024-02-10T08:00:00Z", "2024-02-10T07:59:59Z"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-02", "--as-of", "2024-02-10T07:59:59Z")
    opened = invoice(log, "A.b_c-1", "2024-02", "--as-of", "2024-02-10T08:00:00Z", "--format", "json")
    equal(json.loads(opened.out)["closing"], "10.00", "from the instant of its opening on there is one")
    empty = invoice(log, "unseen", "2024-04", "--as-of", "2024-04-10T12:00:00Z", "--format", "html")
    equal((empty.code, empty.out.count("<p>None.</p>")), (0, 2), "an account where nothing moved has an invoice")


def test_bad_months(folder):
    log = hostile_log(folder)
    for month in ["2024", "2024-2", "2024-13", "2024-00", "2024-02-01", "24-02", "", "February", "1969-12", "2262-01",
                  "2024-02 ", "1399-12"]:
        refused(f"--month {month!r}", 2, ["--month", "is no month", "2024-02"],
                "invoice", "--log", log, "--account", "A.b_c-1", "--month", month)
    refused("no month", 2, ["--month", "is required"], "invoice", "--log", log, "--account", "A.b_c-1")
    refused("no account", 2, ["--account", "is required"], "invoice", "--log", log, "--month", "2024-02")
    refused("no form", 2, ["--format", "pdf", "html"], "invoice", "--log", log, "--account", "A.b_c-1", "--month",
            "2024-02", "--format", "pdf")
    refused("no log", 2, ["missing"], "invoice", "--log", folder / "missing", "--account", "acme", "--month", "2024-02")


def test_same_bytes(folder):
    """The command that an invoice names makes the same one after the log has grown, late events included."""
    log = hostile_log(folder)
    forms = ["table", "csv", "json", "html"]
    before = {form: invoice(log, "A.b_c-1", "2024-03", "--format", form).out for form in forms}
    equal({form: invoice(log, "A.b_c-1", "2024-03", "--format", form).out for form in forms}, before, "twice the same")
    last = json.loads(before["json"])["at_seq"]
    grown = rentroll("request", "add_credit", "account=A.b_c-1", "amount=1", "--log", log, "--at", "2024-05-01T00:00:00Z")
    equal(grown.code, 0, f"the log grows: {grown}")
    for form in forms:
        again = invoice(log, "A.b_c-1", "2024-03", "--format", form, "--at-seq", last)
        equal(again.out, before[form], f"{form} with --at-seq")
        known = invoice(log, "A.b_c-1", "2024-03", "--format", form, "--known-at", "2024-04-10T12:00:00Z")
        equal(known.out, before[form], f"{form} with --known-at")
    now = json.loads(invoice(log, "A.b_c-1", "2024-03", "--format", "json").out)
    equal(now["closing"], json.loads(before["json"])["closing"], "the same figures")
    check(now["at_seq"] > last, "but made from more events")
    refused("a month that was not over then", 2, ["not over", "2024-04-10T12:00:00Z"],
            "invoice", "--log", log, "--account", "A.b_c-1", "--month", "2024-04", "--at-seq", last)
    equal(invoice(log, "A.b_c-1", "2024-04").code, 0, "it is over by now")


def test_into_a_file(folder):
    log = hostile_log(folder)
    target = folder / "out" / "invoice.html"
    target.parent.mkdir()
    for form in ["table", "csv", "json", "html"]:
        shown = invoice(log, "A.b_c-1", "2024-03", "--format", form)
        target.write_text("what was there before\n" * 10_000)
        written = invoice(log, "A.b_c-1", "2024-03", "--format", form, "--to", target)
        equal((written.code, written.out, written.err), (0, "", ""), f"{form} into a file: nothing is printed")
        equal(target.read_text(), shown.out, f"{form}: the file holds what would have been printed, and no more")
    before = target.read_bytes()
    refused("a month that is not over", 2, ["not over"], "invoice", "--log", log, "--account", "A.b_c-1", "--month",
            "2024-04", "--to", target)
    refused("an unknown account", 2, ["no such account"], "invoice", "--log", log, "--account", "nobody", "--month",
            "2024-03", "--to", target)
    equal(target.read_bytes(), before, "after an error the file is as it was")
    equal([each.name for each in target.parent.iterdir()], ["invoice.html"], "nothing else was left there")
    for place in [folder / "missing" / "x.html", folder, target / "x.html"]:
        refused(f"--to {place}", 3, ["cannot write", str(place)], "invoice", "--log", log, "--account", "A.b_c-1",
                "--month", "2024-03", "--to", place)
    refused("a full disk", 3, ["cannot write", "/dev/full"], "invoice", "--log", log, "--account", "A.b_c-1", "--month",
            "2024-03", "--to", "/dev/full")


def test_logs_that_lack_something(folder):
    log = small_log(folder)
    rentroll("request", "add_credit", "account=acme", "amount=1", "--log", log)
    run = log / "RUN"
    run.write_text(run.read_text().replace('"finished":true', '"finished":false'))
    mark_open(log)
    answer = invoice(log, "acme", "2024-01", "--format", "csv")
    check(answer.code == 0 and warns(answer), f"an unfinished log is answered from, and said to be one: {answer}")
    equal(one(answer.rows(), "closing")["amount"], "23.50", "from what is there")
    (folder / "empty").mkdir()
    refused("a folder without a log", 2, ["empty"], "invoice", "--log", folder / "empty", "--account", "acme", "--month",
            "2024-01")
    refused("when nothing was known", 2, ["--month 2024-01", "no event"], "invoice", "--log", log, "--account", "acme",
            "--month", "2024-01", "--known-at", "2023-01-01T00:00:00Z")


def test_final_bill(folder):
    """A closed account is invoiced for what is adjusted afterwards (A5)."""
    log = small_log(folder)
    for request in [["close", "account=acme"], ["adjust", "account=acme", "amount=3", "reason=porting"]]:
        equal(rentroll("request", *request, "--log", log, "--at", "2024-03-20T00:00:00Z").code, 0, f"{request}")
    equal(rentroll("request", "add_credit", "account=beta", "amount=1", "--log", log, "--at",
                   "2024-05-01T00:00:00Z").code, 0, "the clock goes on")
    march = json.loads(invoice(log, "acme", "2024-03", "--format", "json").out)
    equal((march["state"], march["totals"][3]["amount"]), ("closed", "3.00"), "the month of its closing")
    april = json.loads(invoice(log, "acme", "2024-04", "--format", "json").out)
    equal((april["state"], april["charges"], april["opening"]), ("closed", [], march["closing"]), "the month after")


def test_help(_folder):
    text = rentroll("invoice", "--help").out
    for each in ["--account", "--month", "--as-of", "--at-seq", "--known-at", "--format", "--to", "html", "Example"]:
        check(each in text, f"{each} in the help")
    check(COLUMNS in text.replace("\n", ""), "the columns of the CSV in the help")


if __name__ == "__main__":
    sys.exit(main(globals()))
