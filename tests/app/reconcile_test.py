"""Reconciles statements with a log as people do, and checks rows, figures, exit codes and sentences.

    reconcile_test.py PROGRAM
"""

import csv
import decimal
import hashlib
import io
import json
import re
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
import harness
from harness import check, equal, main, rentroll

COLUMNS = ("outcome,account,number,kind,charge,log_date,statement_line,statement_date,log_amount,statement_amount,"
           "difference,currency")

SCENARIO = """
[scenario]
name = "To be reconciled"
starts = 2024-01-01T00:00:00Z
ends = 2024-04-15T00:00:00Z

[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"

[[price]]
country = "US"
type = "local"
setup = "1000.00"
monthly = "1234.50"
currency = "EUR"

[[account]]
id = "acme"
currency = "USD"
credit = "25.00"

[[account]]
id = "euro"
currency = "EUR"
credit = "50000"

[[number]]
id = "+14155550100"
country = "US"
type = "local"

[[number]]
id = "+14155550101"
country = "US"
type = "local"

[[step]]
at = 2024-01-31T09:30:00Z
do = "rent"
account = "acme"
number = "+14155550100"

[[step]]
at = 2024-02-01T00:00:00Z
do = "rent"
account = "euro"
number = "+14155550101"

[[step]]
at = 2024-02-02T00:00:00Z
do = "adjust"
account = "acme"
amount = "-0.25"
reason = "a gift"
"""

# What the log charged, in its order, as a statement.
TRUE = """date,account,number,kind,amount,currency
2024-01-31,acme,+14155550100,setup,0.50,USD
2024-01-31,acme,+14155550100,first_month,1.00,USD
2024-02-01,euro,+14155550101,setup,1000.00,EUR
2024-02-01,euro,+14155550101,first_month,1234.50,EUR
2024-02-02,acme,,adjustment,-0.25,USD
2024-02-29,acme,+14155550100,renewal,1.00,USD
2024-03-01,euro,+14155550101,renewal,1234.50,EUR
2024-03-29,acme,+14155550100,renewal,1.00,USD
2024-04-01,euro,+14155550101,renewal,1234.50,EUR
"""


class Answer(harness.Answer):
    def rows(self):
        """`OUTCOME STATEMENT_LINE CHARGE DIFFERENCE`, what is absent as `-`."""
        return [" ".join(row[each] or "-" for each in ["outcome", "statement_line", "charge", "difference"])
                for row in csv.DictReader(io.StringIO(self.out))]

    def summary(self):
        """By currency and outcome: lines of the log and of the statement, their amounts, the difference."""
        lines = [line.split() for line in self.err.splitlines()]
        header = next(place for place, line in enumerate(lines) if line[:2] == ["currency", "outcome"])
        return {(line[0], line[1]): line[2:] for line in lines[header + 1:]}


class Books:
    """A log, and statements to be reconciled with it."""

    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "log"
        scenario = folder / "scenario.toml"
        scenario.write_text(SCENARIO)
        made = self.run("simulate", scenario, "--log", self.log)
        equal(made.code, 0, f"the scenario runs: {made}")

    @staticmethod
    def run(*arguments):
        answer = rentroll(*arguments)
        return Answer(answer.code, answer.out, answer.err)

    def statement(self, text):
        path = self.folder / "statement.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def reconcile(self, text, *options, form="csv"):
        return self.run("reconcile", "--log", self.log, "--statement", self.statement(text), "--format", form, *options)

    def refused(self, what, sentences, text, *options):
        answer = self.reconcile(text, *options)
        check(answer.code == 2 and answer.out == "" and all(each in answer.err for each in sentences),
              f"{what}: exit code 2 and {sentences}; {answer}")


def changed(old, new):
    assert TRUE.count(old) == 1, old
    return TRUE.replace(old, new)


def test_true_statement(books):
    answer = books.reconcile(TRUE)
    equal((answer.code, answer.out), (0, COLUMNS + "\n"), f"nothing differs: {answer}")
    equal(answer.summary()[("USD", "all")], ["5", "5", "3.25", "3.25", "0.00"], "the sums in USD")
    equal(answer.summary()[("EUR", "matched")], ["4", "4", "4703.50", "4703.50", "0.00"], "the sums in EUR")
    everything = books.reconcile(TRUE, "--all")
    equal(everything.code, 0, "--all changes no exit code")
    rows = list(csv.DictReader(io.StringIO(everything.out)))
    equal([row["outcome"] for row in rows], 9 * ["matched"], "--all prints what is matched")
    equal([(row["account"], row["number"], row["log_date"]) for row in rows],
          sorted((row["account"], row["number"], row["log_date"]) for row in rows), "by account, number and date")
    equal(list(rows[0].values()), ["matched", "acme", "", "adjustment", rows[0]["charge"], "2024-02-02", "6",
                                   "2024-02-02", "-0.25", "-0.25", "0.00", "USD"], "a whole row")
    header = TRUE.splitlines(keepends=True)
    equal(books.reconcile(header[0] + "".join(reversed(header[1:]))).code, 0, "the order of lines does not matter")


def test_own_charges(books):
    """What `charges` prints is a statement."""
    text = books.run("charges", "--log", books.log, "--format", "csv").out
    answer = books.reconcile(text, "--columns", "date=occurred_at")
    equal((answer.code, answer.out), (0, COLUMNS + "\n"), f"charges reconcile with themselves: {answer}")
    half = books.reconcile(text, "--columns", "date=occurred_at", "--from", "2024-02-01", "--to", "2024-03-01")
    equal((half.code, half.summary()[("USD", "all")][:2], half.summary()[("EUR", "all")][:2]),
          (0, ["2", "2"], ["2", "2"]), "a period bounds both sides")


def test_outcomes(books):
    renewal = "2024-02-29,acme,+14155550100,renewal,1.00,USD\n"
    [charge] = [row["charge"] for row in csv.DictReader(io.StringIO(books.reconcile(TRUE, "--all").out))
                if row["log_date"] == "2024-02-29"]
    cases = [
        ("an amount", changed(renewal, renewal.replace("1.00", "1.10")), [], 1, [f"amount_differs 7 {charge} -0.10"]),
        ("an amount within", changed(renewal, renewal.replace("1.00", "1.10")), ["--amount-tolerance", "0.1"], 0,
         [f"within_tolerance 7 {charge} -0.10"]),
        ("a date", changed(renewal, renewal.replace("02-29", "03-02")), ["--date-tolerance", "1"], 1,
         [f"missing_in_statement - {charge} 1.00", "missing_in_log 7 - -1.00"]),
        ("a date within", changed(renewal, renewal.replace("02-29", "03-02")), ["--date-tolerance", "2"], 0,
         [f"within_tolerance 7 {charge} 0.00"]),
        ("a missing line", changed(renewal, ""), [], 1, [f"missing_in_statement - {charge} 1.00"]),
        ("another line", TRUE + "2024-02-29,nobody,+14155550100,renewal,1.00,USD\n", [], 1,
         ["missing_in_log 11 - -1.00"]),
        ("a double", changed(renewal, renewal + renewal), [], 1, ["duplicate_in_statement 8 - -1.00"]),
        ("a double that a tolerance could take", changed(renewal, renewal + renewal), ["--date-tolerance", "31"], 1,
         ["duplicate_in_statement 8 - -1.00"]),
        ("another account", changed(renewal, renewal.replace("acme", "euro")), [], 1,
         [f"missing_in_statement - {charge} 1.00", "missing_in_log 7 - -1.00"]),
        ("another kind", changed(renewal, renewal.replace("renewal", "setup")), [], 1,
         [f"missing_in_statement - {charge} 1.00", "missing_in_log 7 - -1.00"]),
        ("another kind that is not looked at", changed(renewal, renewal.replace("renewal", "rent")),
         ["--columns", "kind="], 0, []),
    ]
    for what, text, options, code, rows in cases:
        answer = books.reconcile(text, *options)
        equal((answer.code, answer.rows()), (code, rows), f"{what}: {answer}")
        differences = sum(decimal.Decimal(row.split()[-1]) for row in rows)
        summed = sum(decimal.Decimal(figures[-1]) for (_, outcome), figures in answer.summary().items()
                     if outcome == "all")
        equal(summed, differences, f"{what}: the difference of the sums is the sum of the differences")


def test_period(books):
    late = changed("2024-02-29,acme", "2024-03-01,acme")
    inside = ["--to", "2024-03-01"]
    equal(books.reconcile(late, *inside).rows()[0].split()[0], "missing_in_statement", "a partner outside")
    near = books.reconcile(late, *inside, "--date-tolerance", "1")
    equal((near.code, [row.split()[0] for row in near.rows()]), (0, ["within_tolerance"]), "within the tolerance")
    equal(books.reconcile(late, "--from", "2024-03-01", "--date-tolerance", "1").code, 0, "from the other side too")
    one = books.reconcile(changed("2024-02-02,acme", "2024-02-03,acme"), "--from", "2024-02-29")
    equal((one.code, one.out), (0, COLUMNS + "\n"), "what differs outside the period is not looked at")
    only = books.reconcile(changed("2024-03-01,euro", "2024-03-02,euro"), "--account", "acme")
    equal((only.code, set(only.summary())), (0, {key for key in only.summary() if key[0] == "USD"}), "--account")


def test_combine(books):
    whole = changed("2024-01-31,acme,+14155550100,setup,0.50,USD\n", "").replace(
        "first_month,1.00,USD", "first_month,1.50,USD", 1)
    equal(books.reconcile(whole, "--account", "acme").code, 1, "one line for two charges")
    answer = books.reconcile(whole, "--account", "acme", "--combine", "setup,first_month", "--all")
    check(answer.code == 0 and any(row.startswith("matched 2 ") and "-setup " in row and "-first_month 0.00" in row
                                   for row in answer.rows()), f"combined, both charges are named: {answer}")
    equal(books.reconcile(whole.replace("first_month,1.50", "setup,1.50"), "--account", "acme",
                          "--combine", "setup,first_month").code, 0, "either kind stands for both")


def test_messy_statements(books):
    plain = TRUE.replace("+", "")
    spaced = TRUE.replace("+14155550100", "1 415-555-0100")
    continental = "\r\n".join(
        ";".join([".".join(reversed(fields[0].split("-"))), *fields[1:4],
                  f"{decimal.Decimal(fields[4]):,.2f}".translate(str.maketrans(",.", ".,")), fields[5]])
        for fields in csv.reader(TRUE.splitlines()[1:]))
    cases = [
        ("a byte order mark", b"\xef\xbb\xbf" + TRUE.encode(), []),
        ("CRLF line ends", TRUE.replace("\n", "\r\n"), []),
        ("blank lines", TRUE.replace("\n", "\n\n") + "\n", []),
        ("a last line without its end", TRUE[:-1], []),
        ("semicolons", TRUE.replace(",", ";"), ["--separator", ";"]),
        ("tabs", TRUE.replace(",", "\t"), ["--separator", "tab"]),
        ("quoted fields", "".join(",".join(f'"{field}"' for field in row) + "\n"
                                  for row in csv.reader(TRUE.splitlines())), []),
        ("more columns, with line ends in them", "".join(line + ',"a\nnote, ""quoted"""\n'
                                                         for line in TRUE.splitlines()), []),
        ("thousands", TRUE.replace("1234.50", '"1,234.50"').replace("1000.00", '"1,000.00"'), ["--thousands", ","]),
        ("brackets for less than zero", TRUE.replace("-0.25", "(0.25)"), []),
        ("other dates", "\n".join("/".join(reversed(line[:10].split("-"))) + line[10:] if line[:1] == "2" else line
                                  for line in TRUE.splitlines()), ["--date-format", "%d/%m/%Y"]),
        ("instants", TRUE.replace(",acme", "T23:59:59.999999Z,acme"), []),
        ("other headers", changed("date,account,number,kind,amount,currency", "Posted,Who,Line,Type,Total,Cur"),
         ["--columns", "date=Posted,account=Who,number=Line,kind=Type,amount=Total,currency=Cur"]),
        ("spaces around fields", TRUE.replace(",", " , "), []),
        ("all at once", b"\xef\xbb\xbfdate;account;number;kind;amount;currency\r\n" + continental.encode(),
         ["--separator", ";", "--thousands", ".", "--decimal", ",", "--date-format", "%d.%m.%Y"]),
    ]
    for what, text, options in cases:
        answer = books.reconcile(text, *options)
        equal((answer.code, answer.out), (0, COLUMNS + "\n"), f"{what}: {answer}")
        check("phone" not in answer.err, f"{what}: no remark on phone numbers")
    for what, text, count in [("without plus", plain, 8), ("with spaces and dashes", spaced, 4)]:
        answer = books.reconcile(text)
        equal(answer.code, 0, f"phone numbers {what}: {answer}")
        check(f"{count} phone numbers are written another way" in answer.err, f"and it is said: {answer}")


def test_unreadable_lines(books):
    cases = [("a date", "2024-02-29,acme", "2024-02-30,acme"), ("an amount", "-0.25", "'-0.25"),
             ("a number", "2024-02-29,acme,+14155550100", "2024-02-29,acme,none"),
             ("a field too few", "2024-02-29,acme,", "2024-02-29,"),
             ("a quote that is not closed", "2024-02-29,acme", '2024-02-29,"acme')]
    for what, old, new in cases:
        text = changed(old, new)
        line = text[:text.index(new)].count("\n") + 1
        books.refused(what, [f"statement.csv:{line}: "], text)
        answer = books.reconcile(text, "--skip-bad")
        equal((answer.code, answer.rows()[0]), (1, f"unreadable {line} - -"), f"{what}, passed over: {answer}")
        check(f"statement.csv:{line}: " in answer.err, f"{what}: why is said all the same")
        equal([row.split()[0] for row in answer.rows()[1:]], ["missing_in_statement"], f"{what}: nothing else is lost")
    only_bad = books.reconcile(TRUE + "rubbish\n", "--skip-bad")
    equal((only_bad.code, only_bad.rows()), (1, ["unreadable 11 - -"]), "an unreadable line alone makes exit code 1")
    many = books.reconcile(TRUE + 50 * "rubbish\n", "--skip-bad")
    equal((many.code, len(many.rows()), len(re.findall(r"statement\.csv:\d", many.err))), (1, 50, 20), "not each is explained")
    check("and 30 more unreadable lines" in many.err, f"but counted: {many}")
    noted = "".join(line + ',"a\nnote"\n' for line in changed("2024-02-29,acme", "2024-02-30,acme").splitlines())
    books.refused("lines are counted as an editor does", ["statement.csv:13: "], noted)


def test_usage(books):
    for what, sentences, options in [
            ("no date", ["--from", "2024-01-31"], ["--from", "2024-02-30"]),
            ("an instant", ["--to"], ["--to", "2024-02-01T00:00:00Z"]),
            ("--to before --from", ["--to", "--from"], ["--from", "2024-02-01", "--to", "2024-01-01"]),
            ("no days", ["--date-tolerance"], ["--date-tolerance", "1.5"]),
            ("too many days", ["--date-tolerance", "36500"], ["--date-tolerance", "99999999999"]),
            ("no amount", ["--amount-tolerance"], ["--amount-tolerance", "x"]),
            ("less than zero", ["--amount-tolerance"], ["--amount-tolerance=-1"]),
            ("no kind", ["--combine", "first_month"], ["--combine", "setup,rent"]),
            ("one kind", ["--combine"], ["--combine", "setup"]),
            ("a kind twice", ["--combine", "twice"], ["--combine", "setup,setup"]),
            ("no column", ["--columns", "date"], ["--columns", "when=Posted"]),
            ("a column that is not there", ["statement.csv:1: ", '"Posted"', '"date"'], ["--columns", "date=Posted"]),
            ("two characters", ["--separator"], ["--separator", "::"]),
            ("thousands like decimals", ["--thousands"], ["--thousands", "."]),
            ("a digit", ["--decimal"], ["--decimal", "5"]),
            ("no form of a date", ["--date-format", "%d/%m/%Y"], ["--date-format", "%d/%m"]),
            ("an unknown account", ["--account nobody", "no such account"], ["--account", "nobody"]),
            ("no such event", ["--at-seq"], ["--at-seq", "999"]),
            ("another separator", ["statement.csv:1: ", "--separator"], ["--separator", ";"])]:
        books.refused(what, sentences, TRUE, *options)
    books.refused("an empty file", ["statement.csv", "empty"], "")
    books.refused("UTF-16", ["UTF-16"], TRUE.encode("utf-16"))
    for path, word in [(books.folder / "nowhere.csv", "no such file"), (books.folder, "a directory")]:
        answer = books.run("reconcile", "--log", books.log, "--statement", path)
        check(answer.code == 2 and answer.out == "" and word in answer.err, f"{word}: {answer}")
    overflow = TRUE + 2 * "2024-02-03,acme,,adjustment,9000000000000,USD\n"
    books.refused("sums beyond 64 bits", ["M1"], overflow)
    helped = books.run("reconcile", "--help")
    check(helped.code == 0 and "Example" in helped.out and "rentroll reconcile --log" in helped.out, "--help")


def test_repeatable(books):
    """The header of the summary names what is needed to have the same answer again, to the byte."""
    options = ["--date-tolerance", "2", "--columns", "kind=", "--skip-bad"]
    text = changed("2024-02-29,acme", "2024-03-01,acme")
    answer = books.reconcile(text, *options)
    replayed = json.loads(books.run("replay", "--log", books.log).out)
    log, statement, asked = answer.err.splitlines()[:3]
    equal(log.split(), ["log", f"{books.log}:", "--at-seq", f"{replayed['events']},", "digest", replayed["digest"]],
          "the log's last event and digest")
    equal(statement.split()[-1], hashlib.sha256(text.encode()).hexdigest(), "the statement's SHA-256")
    equal(asked.split()[1:], [*options, "--format", "csv"], "the options")
    grown = books.run("request", "adjust", "account=acme", "amount=5", "reason=later", "--log", books.log)
    equal(grown.code, 0, f"the log grows: {grown}")
    check(books.reconcile(text, *options).out != "" and
          books.reconcile(text, *options, "--to", "2024-12-31").code == 1, "the new charge is missing in the statement")
    again = books.reconcile(text, *options, "--at-seq", replayed["events"])
    equal((again.code, again.out, again.err), (answer.code, answer.out, answer.err), "the same to the byte")
    rows = [json.loads(line) for line in books.reconcile(text, *options, form="json").out.splitlines()]
    equal([list(row) for row in rows], len(rows) * [COLUMNS.split(",")], "the columns as JSON")
    equal([(row["outcome"], row["number"], row["statement_line"], row["difference"]) for row in rows][0],
          ("missing_in_statement", None, None, "5.00"), "what is absent is null")


if __name__ == "__main__":
    sys.exit(main(globals(), Books))
