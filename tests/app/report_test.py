"""Checks the page that `rentroll report` writes: that it is well formed and whole in itself, that its amounts are
the log's, that what is left out is said, and that it can be had again to the byte.

    report_test.py PROGRAM
"""

import decimal
import html.parser
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True  # the project's folder stays as it is
from cli_test import HEAD, SMALL, small_log
from harness import check, equal, library_logs, main, refused, rentroll, write

KINDS = ["setup", "first_month", "renewal", "adjustment"]
LARGEST = decimal.Decimal("9223372036854.775807")
HEADINGS = ["Setup", "First month", "Renewal", "Adjustment"]


class Structure(html.parser.HTMLParser):
    """What an HTML parser sees: no element may be left open or closed twice, no id stands twice."""

    VOID = {"meta", "br"}

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.elements, self.ids = [], [], [], []
        self.feed(text)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


class Page:
    def __init__(self, text):
        self.text = text
        self.root = ElementTree.fromstring(text)
        self.structure = Structure(text)

    def tables(self, look):
        return [table for table in self.root.iter("table") if look in table.get("class").split()]

    def months(self):
        """By currency: the rows as {heading: text}, the first heading is `Month` or `Year`."""
        return {self.currency(table): rows_of(table) for table in self.tables("months")}

    @staticmethod
    def currency(table):
        return text_of(table.find("thead/tr")[5]).removesuffix(" total")

    def accounts(self):
        """By currency: the rows as {heading: text}."""
        found = {}
        for table in self.tables("accounts"):
            headings = [text_of(each).replace("\u00a0", " ") for each in table.find("thead/tr")]
            for body in table.findall("tbody"):
                rows = [[text_of(cell) for cell in row] for row in body.findall("tr")]
                found[rows[0][0]] = [dict(zip(headings, row)) for row in rows[1:]]
        return found

    def lives(self):
        """By number: the row of its life."""
        rows = [row for table in self.tables("lives") for row in table.findall("tbody/tr")]
        return {row[0].text: row for row in rows}

    def words(self):
        return " ".join(text_of(self.root.find("body")).split())


def text_of(element):
    return "".join(element.itertext())


def rows_of(table):
    headings = [text_of(each) for each in table.find("thead/tr")]
    return [dict(zip(headings, [text_of(cell) for cell in row])) for row in table.findall("tbody/tr")]


def check_whole(page, what):
    """It is well formed, and nothing in it runs or comes from elsewhere."""
    equal(page.structure.wrong, [], f"{what}: every element is closed")
    equal(len(page.structure.ids), len(set(page.structure.ids)), f"{what}: ids are unique")
    for forbidden in ["<script", "http:", "https:", "//", "javascript", "@import", "<link", "<img", "<iframe"]:
        check(forbidden not in page.text, f"{what}: has {forbidden}")
    for name in re.findall(r"url\(([^)]*)\)", page.text):
        check(name[0] == "#" and name[1:] in page.structure.ids, f"{what}: {name} is in the page")
    for tag, attributes in page.structure.elements:
        check(not any(name.startswith("on") for name in attributes), f"{what}: <{tag}> runs something")
        if "href" in attributes:
            check(attributes["href"][1:] in page.structure.ids, f"{what}: {attributes['href']} is in the page")
        for name in attributes.get("aria-labelledby", "").split():
            check(name in page.structure.ids, f"{what}: {name} is in the page")
    for svg in page.root.iter("svg"):
        if svg.get("role") == "img":
            check(svg.find("title") is not None and svg.find("desc") is not None, f"{what}: drawings are told")


def report(folder, log, *options):
    file = folder / "page.html"
    answer = rentroll("report", file, "--log", log, *options)
    equal((answer.code, answer.out), (0, ""), f"report {options}: {answer}")
    page = Page(file.read_text())
    check_whole(page, f"report of {log.name} {options}")
    return page


def totals(log, by, *options):
    answer = rentroll("charges", "--log", log, "--total", by, "--format", "csv", *options)
    equal(answer.code, 0, f"{answer}")
    return answer.rows()


def money(text):
    return decimal.Decimal(text)


def check_months(page, log, what, *options):
    """Every amount is that of `charges --total month,kind`, and none of those is missing."""
    expected = {(row["currency"], row["month"], row["kind"]): row for row in totals(log, "month,kind", *options)}
    shown = page.months()
    equal(sorted(shown), sorted({currency for currency, _, _ in expected}), f"{what}: the currencies")
    for currency, rows in shown.items():
        if "Year" in rows[0]:
            continue
        months = [row["Month"] for row in rows[:-1]]
        equal(months, sorted(set(months)), f"{what}: the months' order")
        for row in rows[:-1]:
            cells = [expected.pop((currency, row["Month"], kind), {"amount": "0.00", "charges": 0}) for kind in KINDS]
            equal([row[heading] for heading in HEADINGS], [cell["amount"] for cell in cells],
                  f"{what}: {currency} {row['Month']}")
            equal(int(row["Lines"]), sum(int(cell["charges"]) for cell in cells), f"{what}: {row['Month']}'s lines")
            equal(money(row[f"{currency} total"]), sum(money(cell["amount"]) for cell in cells), f"{what}: its total")
        for heading in [*HEADINGS, f"{currency} total", "Lines"]:
            equal(money(rows[-1][heading]), sum(money(row[heading]) for row in rows[:-1]),
                  f"{what}: {currency}, total of {heading}")
    if not any("Year" in rows[0] for rows in shown.values()):
        equal(expected, {}, f"{what}: charges that the page lacks")


def check_accounts(page, log, what, *options):
    expected = {row["account"]: row for row in rentroll("accounts", "--log", log, "--format", "csv", *options).rows()}
    for currency, rows in page.accounts().items():
        for row in rows:
            if row["Account"] == "Total":
                continue
            account = expected.pop(row["Account"])
            equal((currency, row["State"], row["= Closing balance"], row["Rented"]),
                  (account["currency"], account["state"], account["balance"], account["numbers"]),
                  f"{what}: {row['Account']}")
        for row in rows:
            if "too large" not in row.values():
                equal(money(row["= Closing balance"]),
                      money(row["Opening balance"]) + money(row["+ Credit"]) -
                      sum(money(row[f"− {heading}"]) for heading in HEADINGS), f"{what}: {row['Account']} adds up")
        for heading in ["Opening balance", "+ Credit", "= Closing balance"]:
            total = sum(money(row[heading]) for row in rows if row["Account"] != "Total")
            shown = str(total) if abs(total) <= LARGEST else "too large"
            if rows[-1]["Account"] == "Total":
                equal(rows[-1][heading].rstrip("0"), shown.rstrip("0"), f"{what}: {currency}, total of {heading}")
    equal(expected, {}, f"{what}: accounts that the page lacks")


def check_lives(page, log, what, *options):
    charged = {row["number"]: [] for row in totals(log, "number", *options)}
    for row in totals(log, "number", *options):
        charged[row["number"]].append((int(row["charges"]), f"{row['amount']} {row['currency']}"))
    without = charged.pop("", [])
    lives = page.lives()
    check(set(charged) <= set(lives), f"{what}: numbers that the page lacks: {set(charged) - set(lives)}")
    for number, row in lives.items():
        lines = charged.get(number, [])
        equal((text_of(row[2]), "".join(row[3].itertext())),
              (str(sum(count for count, _ in lines)), "".join(amount for _, amount in lines)), f"{what}: {number}")
    count = sum(count for count, _ in without)
    said = f"{count} adjustment{'' if count == 1 else 's'} without a number"
    equal(said in page.words(), count != 0, f"{what}: {said}")


def test_library(folder):
    """Every scenario of the library: the page's figures are the other commands'."""
    for name, log in library_logs(folder):
        page = report(folder, log)
        check_months(page, log, name)
        check_accounts(page, log, name)
        check_lives(page, log, name)
        for account in rentroll("accounts", "--log", log, "--format", "csv").rows()[:2]:
            only = ["--account", account["account"]]
            page = report(folder, log, *only)
            check_months(page, log, f"{name}, {only}", *only)
            check_accounts(page, log, f"{name}, {only}", *only)
            check_lives(page, log, f"{name}, {only}", *only)


def test_periods(folder):
    log = small_log(folder)
    page = report(folder, log, "--from", "2024-02-01", "--to", "2024-03-01")
    check_months(page, log, "February", "--from", "2024-02-01", "--to", "2024-03-01")
    check_accounts(page, log, "February", "--as-of", "2024-02-29T23:59:59.999999Z")
    equal([row["Month"] for row in page.months()["USD"]], ["2024-02", "Total"], "February alone")
    check("within" not in page.words(), "a whole month is no part of one")
    equal(page.accounts()["USD"][0]["Opening balance"], "23.50", "the balance before February")

    day = report(folder, log, "--from", "2024-01-31", "--to", "2024-02-01")
    check_months(day, log, "one day", "--from", "2024-01-31", "--to", "2024-02-01")
    check("The period begins within 2024-01." in day.words(), "a part of January")
    check("The period ends within" not in day.words(), "January's end is the period's")

    early = report(folder, log, "--as-of", "2024-01-31T09:30:00Z")
    check("Nothing was charged in this period." in early.words(), "before the first charge")
    check("up to and including 2024-01-31T09:30:00Z" in early.words(), "--as-of ends the period")
    both = report(folder, log, "--as-of", "2024-01-31T12:00:00Z", "--to", "2024-02-01")
    check("up to and including 2024-01-31T12:00:00Z" in both.words(), "the earlier of --as-of and --to")

    old = report(folder, log, "--from", "1970-01-01")
    equal([row["Year"] for row in old.months()["USD"]][::54], ["1970", "2024"], "very long periods go by year")
    equal(old.months()["USD"][-1]["USD total"], totals(log, "account")[0]["amount"], "and have the same total")
    check("shown by years" in old.words(), "and say so")


def test_again(folder):
    """The command that the page names makes the same bytes, after the log has grown, and from a copy."""
    log = small_log(folder)
    first = report(folder, log, "--account", "acme", "--from", "2024-01-15", "--rows", "7").text
    shown = text_of(Page(first).root.find("body/footer//code"))
    equal(rentroll("request", "add_credit", "account=acme", "amount=5", "--log", log, "--at", "2024-04-01").code, 0,
          "the log grows")
    later = report(folder, log, "--account", "acme", "--from", "2024-01-15", "--rows", "7").text
    check(later != first, "the page of a log that has grown is another one")
    os.rename(log, folder / "moved")
    words = shown.replace("FILE.html", str(folder / "again.html")).replace("DIR", str(folder / "moved")).split()
    equal(rentroll(*words[1:]).code, 0, shown)
    equal((folder / "again.html").read_text(), first, f"{shown} makes the same bytes")
    last = len(rentroll("events", "--log", folder / "moved", "--format", "json", "--to", "2024-03-16").objects())
    check(f"events 1 to {last}; its clock stood at 2024-03-15T00:00:00Z" in first, "what the page is made from")
    check(rentroll("--version").out.strip() in first, "and by which version")


MANY = HEAD + "".join(f"""
[[account]]
id = "a{account}"
currency = "{currency}"
credit = "100"
""" for account, currency in enumerate(["USD", "USD", "USD", "EUR"])) + """
[[price]]
country = "US"
type = "local"
setup = "0"
monthly = "0.10"
currency = "EUR"
""" + "".join(f"""
[[number]]
id = "+1415555010{number}"
country = "US"
type = "local"
""" for number in range(6)) + "".join(f"""
[[step]]
at = 2024-01-0{number + 2}T00:00:00Z
do = "rent"
account = "a{account}"
number = "+1415555010{number}"
""" for number, account in enumerate([1, 2, 2, 0, 3, 2])) + """
[[step]]
at = 2024-01-20T00:00:00Z
do = "unrent"
account = "a2"
number = "+14155550105"
"""


def many_log(folder):
    """Six numbers of four accounts in two currencies; a2 has most charges, +14155550105 fewest lines."""
    log = folder / "many"
    equal(rentroll("simulate", write(folder, "many.toml", MANY), "--log", log).code, 0, "the log of many")
    return log


def test_left_out(folder):
    """With few rows the page says what it lacks, and its sums do not change."""
    log = many_log(folder)
    whole, cut = report(folder, log), report(folder, log, "--rows", "1")
    check("are shown" not in whole.words() and "are drawn" not in whole.words(), "nothing is left out")
    equal(cut.months(), whole.months(), "the months do not change")
    equal([row["Account"] for row in cut.accounts()["USD"]], ["a2", "2 other accounts", "Total"],
          "the account with the largest charges, the others in one row")
    equal(cut.accounts()["USD"][-1], whole.accounts()["USD"][-1], "the same total")
    for heading in ["+ Credit", "− Setup", "− Renewal", "= Closing balance", "Rented"]:
        equal(money(cut.accounts()["USD"][1][heading]),
              sum(money(row[heading]) for row in whole.accounts()["USD"] if row["Account"] in ["a0", "a1"]),
              f"the others' {heading}")
    equal([row["Account"] for row in cut.accounts()["EUR"]], ["a3"], "one row a currency")
    check("1 of 3 USD accounts are shown" in cut.words() and "--rows 3" in cut.words(), "what to do for more accounts")
    equal(list(cut.lives()), ["+14155550100"], "the first number of those with the most lines")
    check("1 of 6 numbers are drawn" in cut.words() and "--rows 6 draws all of them" in cut.words(), "more numbers")
    five = report(folder, log, "--rows", "5")
    check("+14155550105" not in five.lives(), "the number with the fewest lines is the first to be left out")


def test_one_account(folder):
    """The page of one account tells nothing of others."""
    log = folder / "handed-on"
    scenario = MANY + """
[[step]]
at = 2024-01-31T00:00:00Z
do = "stock"
number = "+14155550105"
country = "US"
type = "local"

[[step]]
at = 2024-02-02T00:00:00Z
do = "rent"
account = "a0"
number = "+14155550105"
"""
    equal(rentroll("simulate", write(folder, "handed-on.toml", scenario), "--log", log).code, 0, "a number handed on")
    page = report(folder, log, "--account", "a0")
    equal(list(page.lives()), ["+14155550103", "+14155550105"], "the account's numbers")
    check("a2" not in page.text, "who had the number before is not said")
    told = text_of(page.lives()["+14155550105"].find("td/svg/desc"))
    equal(told, "available from 2024-01-01T00:00:00Z; with another account from 2024-01-07T00:00:00Z; "
          "returned from 2024-01-30T00:00:00Z; available from 2024-01-31T00:00:00Z; rented from 2024-02-02T00:00:00Z",
          "the life as the account may see it")
    both = report(folder, log)
    check("rented by a2 from 2024-01-07T00:00:00Z; reclaimable for a2 from 2024-01-20T00:00:00Z; reserved for a2 "
          "from 2024-01-25T00:00:00Z" in text_of(both.lives()["+14155550105"].find("td/svg/desc")), "the whole life")
    before = report(folder, log, "--account", "a2", "--to", "2024-02-10")
    equal(before.lives()["+14155550105"][0][0].text, "with another account", "its state at the end")


def test_long_names(folder):
    long = "x" * 64
    scenario = SMALL.replace('"beta"', f'"{long}"')
    equal(rentroll("simulate", write(folder, "long.toml", scenario), "--log", folder / "long").code, 0, "a long name")
    page = report(folder, folder / "long")
    equal(page.accounts()["USD"][1]["Account"], long, "a long name is whole")
    title = report(folder, folder / "long", "--account", long).root.find("head/title").text
    equal(title, f"Charges and numbers of {long}, 2024-01-01 to 2024-03-15", "the title")


def test_refusals(folder):
    log = small_log(folder)
    page = folder / "page.html"
    command = ["report", page, "--log", log]
    refused("no file", 2, ["FILE.html"], "report", "--log", log)
    refused("no log", 2, ["missing"], "report", page, "--log", folder / "missing")
    refused("an unknown account", 2, ["--account nobody", "no such account"], *command, "--account", "nobody")
    refused("no account's name", 2, ["--account"], *command, "--account", "a b")
    refused("no rows", 2, ["--rows"], *command, "--rows", "0")
    refused("no count", 2, ["--rows"], *command, "--rows", "many")
    refused("--to beyond the horizon", 2, ["--to", "horizon", "forecast"], *command, "--to", "2024-03-16T00:00:00Z")
    refused("an empty period", 2, ["the period is empty"], *command, "--from", "2024-03-15T00:00:00.000001Z")
    refused("--to before --from", 2, ["--to", "(T2)"], *command, "--from", "2024-03-02T00:00:00Z", "--to",
            "2024-03-01T00:00:00Z")
    refused("before the log", 2, ["nothing had occurred"], *command, "--to", "2024-01-01T00:00:00Z")
    check(not page.exists(), "nothing was written")
    equal(rentroll(*command, "--to", "2024-03-15T00:00:00.000001Z").code, 0, "--to just after the horizon")
    equal(page.read_text(), report(folder, log).text.replace(
        "<span>--rows", "<span>--to 2024-03-15T00:00:00.000001Z</span> <span>--rows"),
          "is the whole log")
    page.write_text("before")
    refused("a page that cannot be made", 2, ["nobody"], *command, "--account", "nobody")
    equal(page.read_text(), "before", "an existing page stays as it is where something is wrong")
    refused("a folder that is not there", 3, ["nowhere"], "report", folder / "nowhere" / "page.html", "--log", log)
    refused("a folder in the file's place", 3, [str(folder)], "report", folder, "--log", log)


if __name__ == "__main__":
    sys.exit(main(globals()))
