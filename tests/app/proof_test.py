"""Checks `rentroll keygen`, `checkpoint`, `prove` and `check-proof` as people and scripts use them.

    proof_test.py PROGRAM
"""

import base64
import hashlib
import json
import os
import re
import shutil
import stat
import sys

sys.dont_write_bytecode = True  # the project's folder stays as it is
from harness import LIBRARY, check, equal, main, refused, rentroll, write


class Books:
    """A log with a key and a checkpoint of it."""

    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "log"
        self.key = folder / "books.key"
        self.public = folder / "books.key.pub"
        made = rentroll("simulate", LIBRARY / "first_steps.toml", "--log", self.log)
        equal(made.code, 0, "a log is made")
        answer = rentroll("keygen", "--name", "books.example/1", "--key", self.key)
        equal((answer.code, answer.err), (0, ""), "a key is made")
        equal(answer.out, self.public.read_text(), "the public key is printed")
        self.size = len(rentroll("events", "--log", self.log, "--format", "json").objects())
        self.checkpoint = self.sign("now.checkpoint")

    def sign(self, name, *options):
        answer = rentroll("checkpoint", "--log", self.log, "--key", self.key, *options)
        equal((answer.code, answer.err), (0, ""), f"a checkpoint {options}")
        return write(self.folder, name, answer.out)

    def prove(self, name, *options):
        answer = rentroll("prove", "--log", self.log, *options)
        equal((answer.code, answer.err), (0, ""), f"prove {options}")
        equal(answer.out.count("\n"), 1, "a proof is one line")
        return write(self.folder, name, answer.out)

    def check_proof(self, proof, *options, checkpoint=None, key=None):
        return rentroll("check-proof", proof, "--checkpoint", checkpoint or self.checkpoint, "--key",
                        key or self.public, *options)

    def holds(self, proof, sentence, what, **options):
        answer = self.check_proof(proof, **options)
        check(answer.code == 0 and answer.err == "" and sentence in answer.out, f"{what} is proven; {answer}")

    def fails(self, proof, code, sentence, what, *arguments, **options):
        answer = self.check_proof(proof, *arguments, **options)
        said = answer.err.startswith("rentroll: ") and sentence in answer.err
        check(answer.code == code and answer.out == "" and said, f"{what}: {sentence}, exit code {code}; {answer}")


def changed(books, name, proof, change):
    object = json.loads(proof.read_text())
    change(object)
    return write(books.folder, name, json.dumps(object))


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_root(hashes):
    """The root as RFC 6962 defines it."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(tree_root(hashes[:split]), tree_root(hashes[split:]))


def test_keygen(books):
    equal(stat.S_IMODE(books.key.stat().st_mode), 0o600, "the private key is its owner's")
    check(re.fullmatch(r"PRIVATE\+KEY\+books.example/1\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n", books.key.read_text()),
          "the private key's form")
    name, hash, key = books.public.read_text().rstrip("\n").split("+", 2)
    typed = base64.b64decode(key)
    equal((name, len(typed), typed[0]), ("books.example/1", 33, 1), "the public key's parts")
    equal(hash, hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8], "the public key's hash")
    before = books.key.read_text()
    refused("a key that is there already", 2, ["--key", "books.key"], "keygen", "--name", "a", "--key", books.key)
    equal(books.key.read_text(), before, "the key that was there stays")
    write(books.folder, "other.pub", "")
    refused("a public key that is there already", 2, ["other.pub"], "keygen", "--name", "a", "--key",
            books.folder / "other")
    check(not (books.folder / "other").exists(), "no private key without its public one")
    refused("a name with a space", 2, ["--name", "\"a b\""], "keygen", "--name", "a b", "--key", books.folder / "x")
    refused("no folder", 2, ["nowhere"], "keygen", "--name", "a", "--key", books.folder / "nowhere" / "x")


def test_checkpoint(books):
    lines = books.checkpoint.read_text().splitlines()
    equal(lines[0], "books.example/1", "the origin")
    equal(int(lines[1]), books.size, "the size")
    check(re.fullmatch(r"time 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines[3]), "the time")
    equal(lines[4], "", "an empty line")
    check(lines[5].startswith("\u2014 books.example/1 ") and len(lines) == 6, "one signature")
    leaves = []
    for seq in range(1, books.size + 1):
        proof = json.loads(rentroll("prove", "--log", books.log, "--seq", seq).out)
        leaves.append(leaf_hash(base64.b64decode(proof["leaf"])))
    equal(base64.b64decode(lines[2]), tree_root(leaves), "the root, reckoned anew from all leaves")
    for size in (1, 7, books.size):
        at = books.sign("at.checkpoint", "--at-seq", size).read_text().splitlines()
        equal((int(at[1]), base64.b64decode(at[2])), (size, tree_root(leaves[:size])), f"the checkpoint at {size}")
    refused("beyond the log", 2, ["--at-seq 9999"], "checkpoint", "--log", books.log, "--key", books.key,
            "--at-seq", 9999)
    refused("a public key cannot sign", 2, ["books.key.pub", "no private key"], "checkpoint", "--log", books.log,
            "--key", books.public)
    refused("no key", 2, ["--key"], "checkpoint", "--log", books.log, "--key", books.folder / "none")
    refused("no log", 2, ["there is no log"], "checkpoint", "--log", books.folder / "none", "--key", books.key)


def test_every_event(books):
    events = rentroll("events", "--log", books.log, "--format", "json").objects()
    for event in events:
        proof = books.prove("event.json", "--seq", event["seq"])
        equal(json.loads(proof.read_text())["event"], event, "the event as `events` prints it")
        books.holds(proof, f"event {event['seq']} is one of them", f"event {event['seq']}")


def test_tampered_inclusion(books):
    proof = books.prove("p.json", "--seq", 9)
    other = json.loads(books.prove("o.json", "--seq", 10).read_text())

    def bad(code, sentence, what, change):
        books.fails(changed(books, "bad.json", proof, change), code, sentence, what)

    no_way = "does not lead from this leaf"
    bad(1, "the event that it shows", "a changed event", lambda p: p["event"].update(account="evil"))
    bad(1, no_way, "another event's leaf", lambda p: p.update(leaf=other["leaf"], event=other["event"]))
    bad(1, no_way, "another event's path", lambda p: p.update(path=other["path"]))
    bad(1, "length", "a path cut short", lambda p: p["path"].pop())
    bad(1, "length", "a path with one hash more", lambda p: p["path"].append(p["path"][0]))
    bad(1, no_way, "a path in another order", lambda p: p["path"].reverse())
    bad(1, "has not the length", "no path", lambda p: p.update(path=[]))
    for place in range(len(json.loads(proof.read_text())["path"])):
        bad(1, no_way, f"a changed hash {place}", lambda p: p["path"].__setitem__(place, "A" * 43 + "="))
    bad(1, "--at-seq", "another size", lambda p: p.update(size=8))

    def moved(p):
        leaf = bytearray(base64.b64decode(p["leaf"]))
        leaf[1] += 1  # the lowest byte of its seq
        p["leaf"] = base64.b64encode(leaf).decode()
        p["event"]["seq"] += 1

    bad(1, no_way, "an event moved by one", moved)
    bad(2, "no proof", "no leaf", lambda p: p.pop("leaf"))
    bad(2, "no proof", "a leaf that is no event", lambda p: p.update(leaf="AAAA"))
    bad(2, "no proof", "a hash that is none", lambda p: p["path"].__setitem__(0, "x"))
    bad(2, "no proof", "another kind", lambda p: p.update(proof="other"))
    text = proof.read_text()
    for size in range(0, len(text) - 2, 37):
        books.fails(write(books.folder, "cut.json", text[:size]), 2, "no proof", f"a proof cut at {size}")
    books.fails(books.folder / "none.json", 2, "none.json", "no file")
    books.fails(books.folder, 2, "FILE", "a folder")


def test_tampered_checkpoint(books):
    proof = books.prove("p.json", "--seq", 9)
    text = books.checkpoint.read_text()
    books.fails(proof, 1, "signature", "another time",
                checkpoint=write(books.folder, "c", text.replace("time 20", "time 19")))
    books.fails(proof, 1, "signature", "another size",
                checkpoint=write(books.folder, "c", text.replace(f"\n{books.size}\n", f"\n{books.size + 1}\n")))
    books.fails(proof, 2, "no signed note", "no signature",
                checkpoint=write(books.folder, "c", text.split("\u2014")[0]))
    books.fails(proof, 2, "no signed note", "a proof as checkpoint", checkpoint=proof)
    foreign = books.folder / "foreign"
    rentroll("keygen", "--name", "books.example/1", "--key", foreign)
    books.fails(proof, 1, "not signed by the key", "a key of the same name", key=books.folder / "foreign.pub")
    books.fails(proof, 2, "no key", "a private key", key=write(books.folder, "k", "x"))
    books.fails(proof, 1, "--at-seq", "a checkpoint of another size",
                checkpoint=books.sign("small.checkpoint", "--at-seq", 12))
    books.holds(books.prove("small.json", "--seq", 9, "--at-seq", 12), "event 9 is one of them", "a proof that fits",
                checkpoint=books.folder / "small.checkpoint")


def test_foreign_log(books):
    other = books.folder / "other"
    rentroll("simulate", LIBRARY / "month_end.toml", "--log", other)
    size = min(books.size, len(rentroll("events", "--log", other, "--format", "json").objects()))
    answer = rentroll("prove", "--log", other, "--seq", size, "--at-seq", size)
    equal(answer.code, 0, f"the other log gives a proof; {answer}")
    foreign = write(books.folder, "foreign.json", answer.out)
    books.fails(foreign, 1, "does not lead", "an event of another log",
                checkpoint=books.sign("c", "--at-seq", size))


def test_consistency(books):
    books.holds(books.prove("c.json", "--consistency", 0, books.size), "begin with the 0 events", "nothing at all")
    for older in (1, 7, 8, 16, books.size):
        early = books.sign("early.checkpoint", "--at-seq", older)
        proof = books.prove("c.json", "--consistency", older, books.size)
        books.holds(proof, f"begin with the {older} events", f"{older} to {books.size}")
        answer = books.check_proof(proof, "--earlier", early)
        check(answer.code == 0 and "the older checkpoint says" in answer.out, f"with the older checkpoint; {answer}")
    proof = books.prove("c.json", "--consistency", 7, books.size)
    path = json.loads(proof.read_text())["path"]

    def bad(code, sentence, what, change):
        books.fails(changed(books, "bad.json", proof, change), code, sentence, what)

    for place in range(len(path)):
        bad(1, "does not lead", f"a changed link {place}", lambda p: p["path"].__setitem__(place, "A" * 43 + "="))
        bad(1, "", f"a link {place} left out", lambda p: p["path"].pop(place))
    bad(1, "older root", "another older root", lambda p: p["from"].update(root="A" * 43 + "="))
    bad(1, "not that of the checkpoint", "another newer root", lambda p: p["to"].update(root="A" * 43 + "="))
    bad(1, "", "another older size", lambda p: p["from"].update(size=6))
    books.fails(proof, 1, "not the one that it is a proof for", "another older checkpoint", "--earlier",
                books.sign("e.checkpoint", "--at-seq", 6))
    refused("sizes the wrong way round", 2, ["--consistency"], "prove", "--log", books.log, "--consistency", 9, 7)
    refused("beyond the log", 2, ["--consistency"], "prove", "--log", books.log, "--consistency", 9, 9999)
    refused("one size", 2, ["--consistency"], "prove", "--log", books.log, "--consistency", 9)


def test_charge(books):
    charges = rentroll("charges", "--log", books.log, "--format", "csv").rows()
    for charge in charges:
        proof = books.prove("charge.json", "--charge", charge["charge"])
        told = {int(row["seq"]) for row in rentroll("audit", "charge", charge["charge"], "--log", books.log,
                                                    "--format", "csv").rows()}
        equal([each["event"]["seq"] for each in json.loads(proof.read_text())["events"]], sorted(told),
              "the events that an audit tells of")
        books.holds(proof, f"charges {charge['amount']} {charge['currency']} to {charge['account']}",
                    f"charge {charge['charge']}")
    proof = books.prove("charge.json", "--charge", charges[-1]["charge"])

    def bad(code, sentence, what, change):
        books.fails(changed(books, "bad.json", proof, change), code, sentence, what)

    bad(1, "none of its events carries", "another charge", lambda p: p.update(charge="1-renewal"))
    bad(1, "none of its events carries", "a charge that is none", lambda p: p.update(charge="\u001b[31m"))
    bad(1, "event ", "one event changed", lambda p: p["events"][0]["event"].update(type="ClockAdvanced"))
    bad(1, "event ", "one path changed", lambda p: p["events"][-1].update(path=p["events"][0]["path"]))
    seq = int(charges[-1]["charge"].split("-")[0])
    bad(1, "none of its events carries", "its own event left out",
        lambda p: p.update(events=[each for each in p["events"] if each["event"]["seq"] != seq]))
    bad(2, "no proof", "no events", lambda p: p.update(events=[]))
    refused("no such charge", 2, ["--charge 9999-renewal"], "prove", "--log", books.log, "--charge", "9999-renewal")
    refused("no charge's id", 2, ["12-renewal"], "prove", "--log", books.log, "--charge", "x")
    refused("a charge after the size", 2, ["--charge"], "prove", "--log", books.log, "--charge", charges[-1]["charge"],
            "--at-seq", 1)


def test_usage(books):
    refused("nothing to prove", 2, ["--seq N"], "prove", "--log", books.log)
    refused("two things to prove", 2, ["--seq N"], "prove", "--log", books.log, "--seq", 1, "--charge", "1-setup")
    refused("event 0", 2, ["--seq 0"], "prove", "--log", books.log, "--seq", 0)
    refused("beyond the log", 2, ["--seq 9999"], "prove", "--log", books.log, "--seq", 9999)


def test_kept_tree(books):
    tree = books.log / "tree"
    root = books.checkpoint.read_text().splitlines()[2]
    check(tree.exists(), "the tree is kept in the log's folder")
    whole = tree.read_bytes()
    for damaged in (b"", whole[:100], whole[:-1], b"x" * len(whole), whole[:80] + b"?" + whole[81:]):
        tree.write_bytes(damaged)
        equal(books.sign("c").read_text().splitlines()[2], root, "the same root in spite of a damaged file")
        equal(tree.read_bytes(), whole, "the file is made anew")
    tree.unlink()
    equal(books.sign("c").read_text().splitlines()[2], root, "the same root without the file")
    # The tree of another log.
    other = books.folder / "other"
    rentroll("simulate", LIBRARY / "month_end.toml", "--log", other)
    rentroll("checkpoint", "--log", other, "--key", books.key)
    shutil.copy(other / "tree", tree)
    equal(books.sign("c").read_text().splitlines()[2], root, "the same root with another log's tree")


def test_read_only_copy(books):
    copy = books.folder / "copy"
    shutil.copytree(books.log, copy)
    (copy / "tree").unlink()
    copy.chmod(0o555)
    try:
        answer = rentroll("checkpoint", "--log", copy, "--key", books.key)
        equal((answer.code, answer.out.splitlines()[2]), (0, books.checkpoint.read_text().splitlines()[2]),
              "the root of a copy that cannot be written")
        if os.geteuid() != 0:
            check(not (copy / "tree").exists(), "nothing is written into it")
    finally:
        copy.chmod(0o755)


def test_growing_log(books):
    early = books.checkpoint
    grown = rentroll("request", "add_credit", "account=acme", "amount=5", "--log", books.log, "--request", "more")
    equal(grown.code, 0, f"the log grows; {grown}")
    later = books.sign("later.checkpoint")
    size = int(later.read_text().splitlines()[1])
    check(size > books.size, "the checkpoint is larger")
    proof = books.prove("c.json", "--consistency", books.size, size)
    answer = books.check_proof(proof, "--earlier", early, checkpoint=later)
    equal(answer.code, 0, f"the later checkpoint extends the earlier one; {answer}")
    books.holds(books.prove("p.json", "--seq", 9, "--at-seq", books.size), "event 9", "an old event, by the old one")
    books.holds(books.prove("p.json", "--seq", size), f"event {size}", "a new event", checkpoint=later)


if __name__ == "__main__":
    sys.exit(main(globals(), Books))
