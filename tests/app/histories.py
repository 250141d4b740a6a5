"""Histories for tests of what befalls a log: scenarios that go on from one another, as long as one likes."""

import datetime

BEGINS = datetime.datetime(2024, 1, 1)

PRICE = """[[price]]
country = "US"
type = "local"
setup = "0.50"
monthly = "1.00"
currency = "USD"

"""


def instant(days, seconds=0):
    return (BEGINS + datetime.timedelta(days=days, seconds=seconds)).isoformat() + "Z"


def number_of(part, i):
    return f"+1415{part:05}{i:03}"


def scenario(part, numbers, begins=0, days=40):
    """Part 0, 1, ... of a history, in days from its beginning: each part begins where the one before ended. All its
    numbers are rented by an account of its own; a part closes the account of the part before the last one, in one unit
    of many events."""
    account = f"account-{part}"
    text = f'[scenario]\nname = "part {part}"\nstarts = {instant(begins)}\nends = {instant(begins + days)}\n\n'
    if part == 0:
        text += PRICE
    text += f'[[account]]\nid = "{account}"\ncurrency = "USD"\ncredit = "1000000.00"\n\n'
    for i in range(numbers):
        text += f'[[number]]\nid = "{number_of(part, i)}"\ncountry = "US"\ntype = "local"\n\n'
    for i in range(numbers):
        text += step(begins, i + 1, "rent", account, f"{part}-rent-{i}", number_of(part, i))
    for i in range(0, numbers, 3):
        text += step(begins + 1, i + 1, "unrent", account, f"{part}-unrent-{i}", number_of(part, i))
    if part > 1:
        text += step(begins + 2, 0, "close", f"account-{part - 2}", f"{part}-close")
    return text


def step(days, seconds, kind, account, request, number=None):
    text = f'[[step]]\nat = {instant(days, seconds)}\ndo = "{kind}"\naccount = "{account}"\nrequest = "{request}"\n'
    if number:
        text += f'number = "{number}"\n'
    return text + "\n"
