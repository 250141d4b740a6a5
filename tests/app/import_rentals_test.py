"""Checks `rentroll import-rentals` as people and scripts use it.

    import_rentals_test.py PROGRAM
"""

import collections
import datetime
import decimal
import random
import signal
import subprocess
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import check, equal, main, refused, rentroll, write

HEADER = "account,number,country,type,rented_on,next_due,setup,monthly,currency"
AT = "2024-08-01T00:00:00Z"
GOOD = ["acme,+14155550100,US,local,2023-11-03,2024-08-28,0.50,1.15,USD",
        "acme,+14155550101,US,mobile,2024-01-31,2024-08-31,0.50,1.00,USD",
        "globex,US-54321,US,short_code,2024-07-31,2024-09-01,0,500,EUR"]
DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

Rental = collections.namedtuple("Rental", "account number country type rented_on next_due setup monthly currency")


def days_in(year, month):
    return 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else DAYS_IN_MONTH[month - 1]


def next_due(rule, first, due):
    """The due date after `due`, `first` being the one that was carried over (C3, C11)."""
    year, month = (due.year + 1, 1) if due.month == 12 else (due.year, due.month + 1)
    if rule == "first":
        return datetime.date(year, month, 1)
    day = due.day if rule == "ratchet" else first.day
    if rule == "last_day" and first.day == days_in(first.year, first.month):
        day = 31
    return datetime.date(year, month, min(day, days_in(year, month)))


def renewals(rentals, rule, until):
    """What is charged up to and including a date: number, date, end of the period, amount."""
    rows = []
    for rental in rentals:
        due = rental.next_due
        while due <= until:
            end = next_due(rule, rental.next_due, due)
            rows.append((rental.number, str(due), str(end), rental.monthly))
            due = end
    return sorted(rows, key=lambda row: (row[1], row[0]))


def charged(answer):
    """The same as the program prints it, all of which must be renewals."""
    rows = answer.rows()
    equal({row["kind"] for row in rows} - {"renewal"}, set(), "renewals alone")
    return [(row["number"], row["period_begin"], row["period_end"], decimal.Decimal(row["amount"])) for row in rows]


def random_rentals(count):
    """Like what a provider's portal lists: due dates that do not go by the date of rent, many at a month's end."""
    choice = random.Random(20240801)
    rentals = []
    for index in range(count):
        account = f"customer-{choice.randrange(40)}"
        country, kind, number = choice.choice([
            ("US", "local", f"+1415{5000000 + index}"), ("US", "toll_free", f"+1800{5000000 + index}"),
            ("DE", "national", f"+4930{100000 + index}"), ("GB", "mobile", f"+4477{10000000 + index}"),
            ("US", "short_code", f"US-{10000 + index}")])
        rented_on = datetime.date(2018, 1, 1) + datetime.timedelta(days=choice.randrange(2404))
        due = datetime.date(2024, 8, 1) + datetime.timedelta(days=choice.choice([0, 29, 30, choice.randrange(92)]))
        monthly = decimal.Decimal(choice.choice(["1.15", "2.00", "0.8", "1500.005", "0"]))
        currency = "EUR" if int(account[9:]) % 3 == 0 else "USD"
        rentals.append(Rental(account, number, country, kind, rented_on, due, decimal.Decimal("0.5"), monthly, currency))
    return rentals


def plain_csv(rentals):
    return "\n".join([HEADER] + [",".join(map(str, rental)) for rental in rentals]) + "\n"


def import_into(folder, rows, *options, at=AT, name="log"):
    path = write(folder, "rentals.csv", rows if isinstance(rows, str) else "\n".join([HEADER, *rows]) + "\n")
    log = folder / name
    return log, rentroll("import-rentals", path, "--log", log, "--at", at, *options)


def test_thousand_rows(folder):
    rentals = random_rentals(1000)
    log, answer = import_into(folder, plain_csv(rentals), "--format", "csv")
    equal(answer.code, 0, f"a thousand rows: {answer}")
    expected = []
    for currency in ["EUR", "USD"]:
        own = [rental for rental in rentals if rental.currency == currency]
        expected.append({"currency": currency, "accounts": str(len({rental.account for rental in own})),
                         "numbers": str(len(own)), "first_due": str(min(rental.next_due for rental in own)),
                         "last_due": str(max(rental.next_due for rental in own))})
        printed = next(row for row in answer.rows() if row["currency"] == currency)
        equal(decimal.Decimal(printed.pop("monthly")), sum(rental.monthly for rental in own), f"monthly in {currency}")
        equal(printed, expected[-1], f"the totals in {currency}")
    equal(len(answer.rows()), 2, "two currencies")

    numbers = {row["number"]: row for row in rentroll("numbers", "--log", log, "--format", "csv").rows()}
    equal(len(numbers), 1000, "all numbers")
    at = datetime.date(2024, 8, 1)
    for rental in rentals:
        row = numbers[rental.number]
        due = next_due("ratchet", rental.next_due, at) if rental.next_due == at else rental.next_due
        equal((row["account"], row["country"], row["type"], row["state"], row["since"], row["next_due"],
               decimal.Decimal(row["monthly"]), row["currency"], row["activation"]),
              (rental.account, rental.country, rental.type, "rented", f"{rental.rented_on}T00:00:00Z", str(due),
               rental.monthly, rental.currency, "active"), rental.number)

    due_now = [rental.number for rental in rentals if rental.next_due == at]
    check(len(due_now) > 100 and f"due at {AT} itself: {len(due_now)} of the numbers" in answer.err, answer.err)
    found = charged(rentroll("charges", "--log", log, "--format", "csv"))
    equal(sorted(row[0] for row in found), sorted(due_now), "charged so far is what is due at the very instant")
    equal({row["credit"] for row in rentroll("accounts", "--log", log, "--format", "csv").rows()}, {"0.00"}, "no credit")


def test_billing_days(folder):
    """What is charged in the months that follow, by each rule, and by a run that is appended."""
    rentals = random_rentals(300)
    until = datetime.date(2025, 3, 31)
    end = write(folder, "end.toml",
                '[scenario]\nname = "On"\nstarts = 2024-08-01T00:00:00Z\nends = 2025-03-31T00:00:00Z\n')
    for rule in ["ratchet", "anchored", "last_day", "first"]:
        policy = write(folder, "policy.toml", f'[policy]\nbilling_day = "{rule}"\n')
        log, answer = import_into(folder, plain_csv(rentals), "--policy", policy, name=rule)
        equal(answer.code, 0, f"{rule}: {answer}")
        check(("another day than the 1st" in answer.err) == (rule == "first"), f"{rule}: {answer.err}")
        expected = renewals(rentals, rule, until)
        forecast = charged(rentroll("forecast", "--log", log, "--until", "2025-03-31T00:00:00Z", "--format", "csv"))
        so_far = charged(rentroll("charges", "--log", log, "--format", "csv"))
        equal(sorted(so_far) + forecast, sorted(expected[:len(so_far)]) + expected[len(so_far):], f"forecast, {rule}")
        equal(rentroll("simulate", end, "--log", log, "--append").code, 0, f"a run is appended, {rule}")
        appended = charged(rentroll("charges", "--log", log, "--format", "csv"))
        equal(appended[len(so_far):], forecast, f"what was forecast is charged, {rule}")
        whatif = rentroll("whatif", "--log", log, "--policy", policy, "--lines", "--format", "csv")
        equal((whatif.code, whatif.rows()), (0, []), f"under its own policy nothing differs, {rule}")


def test_as_a_scenario(folder):
    """The log is that of a scenario which opens, stocks and carries over."""
    rentals = random_rentals(200)
    log, answer = import_into(folder, plain_csv(rentals), at="2024-08-01T00:00:00Z")
    equal(answer.code, 0, f"{answer}")
    accounts = dict.fromkeys((rental.account, rental.currency) for rental in rentals)
    toml = '[scenario]\nname = "The same"\nstarts = 2024-08-01T00:00:00Z\nends = 2024-08-01T00:00:00Z\n'
    toml += "".join(f'[[account]]\nid = "{account}"\ncurrency = "{currency}"\n' for account, currency in accounts)
    toml += "".join(f'[[number]]\nid = "{rental.number}"\ncountry = "{rental.country}"\ntype = "{rental.type}"\n'
                    for rental in rentals)
    toml += "".join(f'[[step]]\nat = 2024-08-01T00:00:00Z\ndo = "carry_over"\naccount = "{rental.account}"\n'
                    f'number = "{rental.number}"\nrented_on = {rental.rented_on}\nnext_due = {rental.next_due}\n'
                    f'setup = "{rental.setup}"\nmonthly = "{rental.monthly}"\n' for rental in rentals)
    same = folder / "same"
    equal(rentroll("simulate", write(folder, "same.toml", toml), "--log", same).code, 0, "the scenario runs")
    events = [rentroll("events", "--log", each, "--format", "json").out for each in (log, same)]
    check(len(events[0]) > 100000 and events[0] == events[1], "the same events, to the byte")


def test_messy_file(folder):
    """A byte order mark, semicolons, other headers and columns, quotes, commas before decimals, days first."""
    text = ("\ufeffKunde;Notiz;Rufnummer;Land;Art;Seit;Fällig;Einrichtung;Monat;Währung\r\n"
            'acme;"erste; ""wichtig""";+1 (415) 555-0100;US;local;03.11.2023;28.08.2024;0,50;1,15;USD\r\n'
            "\r\n"
            'globex;"zwei\nZeilen";"4930123456";DE;national;1.2.2024;1.9.2024;0;"1.500,00";EUR\r\n')
    path = folder / "messy.csv"
    path.write_text(text, encoding="utf-8", newline="")
    columns = ("account=Kunde,number=Rufnummer,country=Land,type=Art,rented_on=Seit,next_due=Fällig,"
               "setup=Einrichtung,monthly=Monat,currency=Währung")
    log = folder / "log"
    answer = rentroll("import-rentals", path, "--log", log, "--at", "2024-08-01", "--separator", ";", "--columns",
                      columns, "--thousands", ".", "--decimal", ",", "--date-format", "%d.%m.%Y", "--format", "json")
    equal(answer.code, 0, f"{answer}")
    equal(answer.objects(), [
        {"currency": "EUR", "accounts": 1, "numbers": 1, "monthly": "1500.00", "first_due": "2024-09-01",
         "last_due": "2024-09-01"},
        {"currency": "USD", "accounts": 1, "numbers": 1, "monthly": "1.15", "first_due": "2024-08-28",
         "last_due": "2024-08-28"}], "the totals")
    equal(answer.err, "rentroll: --at 2024-08-01 is taken as 2024-08-01T00:00:00Z\n"
          "rentroll: 2 phone numbers are written another way than in the log and brought to E.164, the first "
          '"+1 (415) 555-0100" as +14155550100\n', "what was made of the file is said")
    rows = rentroll("numbers", "--log", log, "--format", "csv").rows()
    equal([(row["number"], row["since"], row["next_due"], row["monthly"]) for row in rows],
          [("+14155550100", "2023-11-03T00:00:00Z", "2024-08-28", "1.15"),
           ("+4930123456", "2024-02-01T00:00:00Z", "2024-09-01", "1500.00")], "the numbers")
    # The second line of a row in quotes counts as a line of the file.
    path.write_text(text.replace("EUR", "Euro"), encoding="utf-8", newline="")
    refused("a wrong row after them", 2, ['messy.csv:4: column "Währung": "Euro"', "1 of 2 rows"],
            "import-rentals", path, "--log", folder / "none", "--at", AT, "--separator", ";", "--columns", columns,
            "--thousands", ".", "--decimal", ",", "--date-format", "%d.%m.%Y")


WRONG_ROWS = [
    ("an account id", "ac me,+14155550102,US,local,2023-11-03,2024-08-28,0,1,USD", "account", ["ac me", "A-Z"]),
    ("no account", ",+14155550102,US,local,2023-11-03,2024-08-28,0,1,USD", "account", ["A-Z"]),
    ("a number", "acme,555,US,local,2023-11-03,2024-08-28,0,1,USD", "number", ["555", "+14155550100"]),
    ("no number", "acme,,US,local,2023-11-03,2024-08-28,0,1,USD", "number", ["E.164"]),
    ("a number twice", "acme,+14155550100,US,local,2023-11-03,2024-08-28,0,1,USD", "number",
     ["+14155550100 stands in line 2 already"]),
    ("a number twice, another way", "acme,1 415 555-0100,US,local,2023-11-03,2024-08-28,0,1,USD", "number",
     ["+14155550100 stands in line 2 already"]),
    ("a country", "acme,+14155550102,usa,local,2023-11-03,2024-08-28,0,1,USD", "country", ["usa"]),
    ("the country of a short code", "acme,US-12345,CA,short_code,2023-11-03,2024-08-28,0,1,USD", "country",
     ["US-12345 is a short code of US", '"US"']),
    ("an unknown type", "acme,+14155550102,US,landline,2023-11-03,2024-08-28,0,1,USD", "type",
     ["landline", "local, mobile, national, toll_free, short_code"]),
    ("a short code's type", "acme,US-12345,US,local,2023-11-03,2024-08-28,0,1,USD", "type", ['"short_code"']),
    ("a long number as a short code", "acme,+14155550102,US,short_code,2023-11-03,2024-08-28,0,1,USD", "type",
     ["US-54321"]),
    ("no date", "acme,+14155550102,US,local,yesterday,2024-08-28,0,1,USD", "rented_on", ["yesterday", "(T1)"]),
    ("an impossible date", "acme,+14155550102,US,local,2023-02-29,2024-08-28,0,1,USD", "rented_on", ["2023-02-29"]),
    ("rented later", "acme,+14155550102,US,local,2024-08-02,2024-08-28,0,1,USD", "rented_on",
     ["2024-08-02", "after 2024-08-01T00:00:00Z", "(N13)"]),
    ("due before", "acme,+14155550102,US,local,2023-11-03,2024-07-31,0,1,USD", "next_due",
     ["2024-07-31", "before 2024-08-01T00:00:00Z", "(N13)"]),
    ("no due date", "acme,+14155550102,US,local,2023-11-03,,0,1,USD", "next_due", ["(T1)"]),
    ("no money", "acme,+14155550102,US,local,2023-11-03,2024-08-28,free,1,USD", "setup", ["free"]),
    ("too many decimals", "acme,+14155550102,US,local,2023-11-03,2024-08-28,0,1.0000001,USD", "monthly", ["(M1)"]),
    ("a negative fee", "acme,+14155550102,US,local,2023-11-03,2024-08-28,0,-1,USD", "monthly", ["-1.00", "0 or more"]),
    ("a currency", "acme,+14155550102,US,local,2023-11-03,2024-08-28,0,1,Dollar", "currency", ["Dollar"]),
    ("two currencies", "acme,+14155550102,US,local,2023-11-03,2024-08-28,0,1,EUR", "currency",
     ["account acme is in EUR here and in USD in line 2", "(M3)"]),
]


def test_wrong_rows(folder):
    for what, row, column, sentences in WRONG_ROWS:
        path = write(folder, "wrong.csv", "\n".join([HEADER, *GOOD, row, ""]))
        refused(what, 2, [f'wrong.csv:5: column "{column}": ', *sentences, "1 of 4 rows", "nothing was written"],
                "import-rentals", path, "--log", folder / "log", "--at", AT)
        check(not (folder / "log").exists(), f"{what}: no folder is made")
    path = write(folder, "wrong.csv", "\n".join([HEADER, *GOOD, GOOD[0] + ",more", 'acme,"+1415', ""]))
    refused("rows of another form", 2, ["wrong.csv:5: it has 10 fields: right are 9", "wrong.csv:6: a quote is opened",
                                        "2 of 5 rows"], "import-rentals", path, "--log", folder / "log", "--at", AT)
    # Each of them is told, up to a number that can be read.
    wrong = [f"acme,+1415555{1000 + each},US,local,2023-11-03,2024-07-{1 + each},0,1,USD" for each in range(30)]
    path = write(folder, "wrong.csv", "\n".join([HEADER, *GOOD, *wrong, ""]))
    refused("thirty wrong rows", 2, ["wrong.csv:5: ", "wrong.csv:24: ", "30 of 33 rows", "of which 20 are shown"],
            "import-rentals", path, "--log", folder / "log", "--at", AT)
    check("wrong.csv:25: " not in rentroll("import-rentals", path, "--log", folder / "log", "--at", AT).err, "no more")
    # An empty folder stays empty.
    (folder / "empty").mkdir()
    refused("into an empty folder", 2, ["30 of 33 rows"], "import-rentals", path, "--log", folder / "empty", "--at", AT)
    equal(list((folder / "empty").iterdir()), [], "an empty folder stays empty")


def test_wrong_files(folder):
    def refused_file(what, sentences, path, *options):
        refused(what, 2, sentences, "import-rentals", path, "--log", folder / "log", "--at", AT, *options)
        check(not (folder / "log").exists(), f"{what}: no folder is made")

    refused_file("no file", ["missing.csv", "no such file", "CSV"], folder / "missing.csv")
    refused_file("a folder", ["a directory"], folder)
    refused_file("an empty file", ["empty.csv:1: the file is empty", "header line"], write(folder, "empty.csv", ""))
    refused_file("a header alone", ["no rental follows"], write(folder, "head.csv", HEADER + "\n"))
    refused_file("a column is missing", ['head.csv:1: no column is headed "currency"', "--columns currency=HEADER"],
                 write(folder, "head.csv", HEADER.replace(",currency", "") + "\n"))
    refused_file("a column twice", ['two columns are headed "setup"'],
                 write(folder, "head.csv", HEADER.replace("monthly", "setup") + "\n"))
    refused_file("another separator", ["--separator"], write(folder, "head.csv", HEADER.replace(",", ";") + "\n"))
    utf16 = folder / "utf16.csv"
    utf16.write_text(HEADER, encoding="utf-16")
    refused_file("UTF-16", ["UTF-16", "UTF-8"], utf16)
    good = write(folder, "good.csv", "\n".join([HEADER, *GOOD, ""]))
    refused_file("an unknown column", ["--columns", '"phone=Phone" names no column', "account=Posted", "next_due"],
                 good, "--columns", "phone=Phone")
    refused_file("no header", ["--columns", "no column may be left out"], good, "--columns", "setup=")
    refused_file("a policy", ["policy.toml"], good, "--policy", write(folder, "policy.toml", "[policy]\nbilling_day = 5\n"))
    refused_file("no policy", ["no.toml"], good, "--policy", folder / "no.toml")
    refused_file("a sum beyond what an amount holds", ["good.csv", "M1"],
                 write(folder, "good.csv", "\n".join([HEADER, *[
                     f"acme,+1415555010{each},US,local,2023-11-03,2024-08-28,0,9000000000000,USD" for each in (0, 1)]])))


def test_wrong_targets(folder):
    good = write(folder, "good.csv", "\n".join([HEADER, *GOOD, ""]))
    command = ["import-rentals", good, "--at", AT]
    refused("no --at", 2, ["--at", "is required"], "import-rentals", good, "--log", folder / "log")
    refused("no instant", 2, ["--at", "2024-13-01"], "import-rentals", good, "--log", folder / "log", "--at", "2024-13-01")
    refused("no --log", 2, ["--log", "is required"], *command)
    refused("a file", 2, ["good.csv", "is a file"], *command, "--log", good)
    refused("in a file", 2, ["good.csv is a file"], *command, "--log", good / "log")
    refused("another folder", 2, ["holds other things"], *command, "--log", folder)
    refused("no folder can be made", 3, ["cannot create /proc/log"], *command, "--log", "/proc/log")
    log = folder / "log"
    equal(rentroll(*command, "--log", log).code, 0, "a new log")
    before = rentroll("events", "--log", log, "--format", "json").out
    refused("an existing log", 2, ["holds a log with 10 events already"], *command, "--log", log)
    refused("an existing log and a wrong file", 2, ["holds a log with 10 events already"],
            "import-rentals", folder / "missing.csv", "--at", AT, "--log", log)
    equal(rentroll("events", "--log", log, "--format", "json").out, before, "the log is as it was")
    (folder / "empty").mkdir()
    equal(rentroll(*command, "--log", folder / "empty").code, 0, "an empty folder")
    equal(rentroll("events", "--log", folder / "empty", "--format", "json").out, before, "and in it the same log")
    equal(rentroll("simulate", harness.LIBRARY / "first_steps.toml", "--log", log, "--resume").code, 2,
          "there is no run to resume")


def test_going_on(folder):
    """The log is one like any other: prices, credit, requests, reading as of an instant."""
    log, answer = import_into(folder, GOOD)
    equal((answer.code, answer.err), (0, ""), f"nothing is special about it: {answer}")
    on = write(folder, "on.toml", """
[scenario]
name = "The first weeks"
starts = 2024-08-01T00:00:00Z
ends = 2024-09-15T00:00:00Z
[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.20"
currency = "USD"
[[number]]
id = "+14155550109"
country = "US"
type = "local"
[[step]]
at = 2024-08-01T08:00:00Z
do = "add_credit"
account = "acme"
amount = "10"
[[step]]
at = 2024-08-02T08:00:00Z
do = "rent"
account = "acme"
number = "+14155550109"
[[step]]
at = 2024-09-01T08:00:00Z
do = "unrent"
account = "acme"
number = "+14155550100"
[[check]]
at = 2024-09-15T00:00:00Z
account = "acme"
balance = "4.95"
charges = 5
total = "5.05"
""")
    appended = rentroll("simulate", on, "--log", log, "--append")
    equal(appended.code, 0, f"0.50 + 1.20 + 1.15 + 1.00 + 1.20: {appended}")
    before = rentroll("numbers", "--log", log, "--as-of", AT, "--format", "csv").rows()
    equal([(row["number"], row["state"], row["next_due"]) for row in before],
          [("+14155550100", "rented", "2024-08-28"), ("+14155550101", "rented", "2024-08-31"),
           ("+14155550109", "available", ""), ("US-54321", "rented", "2024-09-01")], "as of the cut-over")
    charges = rentroll("charges", "--log", log, "--number", "+14155550101", "--format", "csv").rows()
    equal([row["cause"] for row in charges], ["8"], "its cause is the carry-over")
    story = rentroll("audit", "charge", charges[0]["charge"], "--log", log, "--format", "json").objects()
    equal([row["type"] for row in story], ["PolicySet", "RentalCarriedOver", "RentalRenewed"],
          "the chain back from a charge")
    digests = {rentroll("replay", "--log", log, "--threads", threads).objects()[0]["digest"] for threads in (1, 2)}
    equal(len(digests), 1, "on two threads the same")
    again = rentroll("request", "carry_over", "account=acme", "number=+14155550100", "rented_on=2023-11-03",
                     "next_due=2024-09-28", "setup=0.50", "monthly=1.15", "--log", log)
    equal((again.code, again.err), (1, "rentroll: rejected number_not_available\n"), "in its windows it is not available")
    refused("by hand, due in the past", 2, ['"next_due" is 2024-08-28', "before 2024-09-15T00:00:00Z", "(N13)"],
            "request", "carry_over", "account=acme", "number=+14155550100", "rented_on=2023-11-03",
            "next_due=2024-08-28", "setup=0.50", "monthly=1.15", "--log", log)


def test_without_credit(folder):
    """Accounts begin without credit, and a policy that wants some is named."""
    policy = write(folder, "policy.toml", '[policy]\nrenewal_without_credit = "cancel"\n')
    row = "acme,+14155550100,US,local,2023-11-03,2024-08-01,0.50,1.15,USD"
    log, answer = import_into(folder, [row, GOOD[1]], "--policy", policy)
    equal(answer.code, 0, f"{answer}")
    check('renewal_without_credit is "cancel"' in answer.err and "1 of the numbers" in answer.err, answer.err)
    equal([each["state"] for each in rentroll("numbers", "--log", log, "--format", "csv").rows()],
          ["reclaimable", "rented"], "what is due at the very instant and not covered is cancelled")


def test_edges_of_time(folder):
    row = "acme,+14155550100,US,local,1970-01-01,{},0.50,1.15,USD"
    log, answer = import_into(folder, [row.format("1970-01-01")], at="1970-01-01T00:00:00Z", name="first")
    equal(answer.code, 0, f"the first instant: {answer}")
    equal(len(rentroll("charges", "--log", log, "--format", "csv").rows()), 1, "renewed at it")
    # A due date may lie beyond the last instant (T1).
    log, answer = import_into(folder, [row.format("2262-01-15")], at="2261-12-31T23:59:59.999999Z", name="last")
    equal(answer.code, 0, f"the last instant: {answer}")
    equal(rentroll("numbers", "--log", log, "--format", "csv").rows()[0]["next_due"], "2262-01-15", "due beyond it")


def test_killed(folder):
    """Whenever it is killed, there is the whole log or none, and the same command makes it."""
    path = write(folder, "rentals.csv", plain_csv(random_rentals(60000)))
    log = folder / "log"
    command = ["import-rentals", path, "--log", log, "--at", AT]
    choice = random.Random(3)
    whole = 0
    for attempt in range(12):
        process = subprocess.Popen([harness.PROGRAM, *map(str, command)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            process.wait(choice.uniform(0.02, 0.45))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        events = rentroll("replay", "--log", log)
        if events.code == 0 and events.objects()[0]["events"] != 0:
            whole = events.objects()[0]["events"]
            break
    if whole == 0:
        equal(rentroll(*command).code, 0, "after all these it can be made")
        whole = rentroll("replay", "--log", log).objects()[0]["events"]
    fresh = folder / "fresh"
    equal(rentroll("import-rentals", path, "--log", fresh, "--at", AT).code, 0, "undisturbed")
    equal(whole, rentroll("replay", "--log", fresh).objects()[0]["events"], "the whole log")


if __name__ == "__main__":
    sys.exit(main(globals()))
