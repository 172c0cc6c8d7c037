#!/usr/bin/env python3
"""Verify an export of one ledger with nothing but Python's standard library.

FILE holds a header line, then a JSON line per entry, in one of four shapes:
    {"n","facts","words","salt","link"}   an entry with words
    {"n","facts","link"}                  an entry without words
    {"n","facts","w","link"}              words erased: a later "words redacted" must name it in data.n, which
                                          only an export that ends when its party left may lack
    {"n","f","w","link"}                  withheld by a party from its own ledger
Two hashes stand for an entry, and its link ties it to every entry before it:
    F = SHA-256(01, facts)         W = SHA-256(02, salt, words), or 32 zero bytes
    link[0] = SHA-256("collab/record/1\\n", relationship, ledger)   each after its length
    link[n] = SHA-256(03, link[n-1], n, F, W)                      integers: 64 bits, big-endian
"""
import argparse, datetime, hashlib, json, re, sys
WORDED, BARE = {"n", "facts", "words", "salt", "link"}, {"n", "facts", "link"}
REDACTED, WITHHELD = {"n", "facts", "w", "link"}, {"n", "f", "w", "link"}
PARTY = "(?!(joint|clock|operator)$)[a-z0-9-]+"
INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"

class Fault(Exception): pass
def need(holds, fault):
    if not holds:
        raise Fault(fault)
def unique(pairs):
    need(len(dict(pairs)) == len(pairs), "duplicate key")
    return dict(pairs)

def parse(line):
    """A JSON object: no key twice, no NaN, nothing that UTF-8 cannot hold."""
    value = json.loads(line, object_pairs_hook=unique, parse_constant=lambda name: need(False, name + " is not JSON"))
    need(type(value) is dict and line.startswith("{") and line.endswith("}"), "not an object, or spaces around it")
    json.dumps(value, ensure_ascii=False).encode("utf-8")  # refuses half a surrogate pair
    return value

def whole(value, least=0):
    return type(value) is int and least <= value < 2**63  # neither true nor 1.0
def text(value, pattern=".+"):
    return type(value) is str and re.fullmatch(pattern, value) is not None
def unhex(value, name):
    need(text(value, "[0-9a-f]{64}"), name + " is not 64 lower-case hex digits")
    return bytes.fromhex(value)
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def number(n):
    return n.to_bytes(8, "big")

def head(n, link):
    """The number and the link's first 80 bits in Crockford's base32."""
    bits = int.from_bytes(link[:10], "big")
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31] for shift in range(75, -1, -5))
    return "-".join([str(n)] + re.findall("....", letters))

def check_header(h):
    need(set(h) == {"collab", "v", "relationship", "ledger", "for", "entries", "head"}, "unknown or missing keys")
    need(h["collab"] == "record" and whole(h["v"]) and h["v"] == 1, "not version 1 of a record")
    need(text(h["relationship"]) and whole(h["entries"]), "no relationship, or no count of entries")
    need(text(h["for"], PARTY) and h["ledger"] in ("joint", h["for"]), "not a ledger that this party may read")

def check_facts(f, n, ledger, before):
    always = {"v", "n", "at", "kind", "data", "r"} | (set() if ledger == "joint" else {"after"})
    need(always <= set(f) <= always | {"by", "party"}, "facts: unknown or missing keys")
    need(whole(f["v"]) and f["v"] == 1 and whole(f["n"]) and f["n"] == n, "facts of another version or number")
    need(text(f["at"], INSTANT) and datetime.datetime.strptime(f["at"], "%Y-%m-%dT%H:%M:%S.%fZ"), "at is no instant")
    need(f["at"] >= before.get("at", ""), "at is earlier than before")
    need(whole(f.get("after", 0)) and f.get("after", 0) >= before.get("after", 0), "after is smaller than before")
    need(text(f["kind"]) and f["kind"] == f["kind"].lower(), "kind is not a lower-case phrase")
    need(type(f["data"]) is dict and text(f["r"], "[A-Za-z0-9_-]{21}[AQgw]"), "data is no object, or r not 16 bytes")
    need(("by" in f) != (f["kind"] == "participation counted"), "by is missing, or names whom nobody may name")
    need(text(f.get("by", "-")) and text(f.get("party", "-"), PARTY), "by or party is nobody")
    need("by" not in f or ("party" in f) != (f["by"] in ("clock", "operator")), "by and party do not fit together")

def read_entry(line, n, ledger, before, redacted, said):
    """F, W and the link of one line, and the newest facts seen so far."""
    e = parse(line)
    need(set(e) in (WORDED, BARE, REDACTED, WITHHELD), "unknown or missing keys")
    need(whole(e["n"]) and e["n"] == n, "its number is not the next one: an entry is missing, doubled or out of place")
    w = unhex(e["w"], "w") if "w" in e else bytes(32)
    if set(e) == WITHHELD:
        need(ledger != "joint", "nothing may be withheld from the joint ledger")
        return unhex(e["f"], "f"), w, unhex(e["link"], "link"), before
    need(text(e["facts"]), "facts are not one line of text")
    check_facts(facts := parse(e["facts"]), n, ledger, before)
    if facts["kind"] == "words redacted":
        need(whole(facts["data"].get("n"), 1) and facts["data"]["n"] < n, "redacts no entry before it")
        said.add(facts["data"]["n"])
    if set(e) == REDACTED:
        need(w != bytes(32), "erased, but it never had words")
        redacted.append(n)
    if set(e) == WORDED:
        need(text(e["words"]) and all(type(v) is str for v in parse(e["words"]).values()), "words are not text")
        w = sha(b"\x02", unhex(e["salt"], "salt"), e["words"].encode())
    return sha(b"\x01", e["facts"].encode()), w, unhex(e["link"], "link"), facts

def verify(path):
    """The header of an export and its links from link[0] on, or a Fault naming the entry."""
    where, redacted, said, before, left = "header", [], set(), {}, None
    try:
        with open(path, "rb") as file:
            lines = file.read().decode("utf-8").split("\n")
        need(lines.pop() == "" and lines, "it does not end with a complete line")
        check_header(h := parse(lines[0]))
        rel, ledger = h["relationship"].encode(), h["ledger"].encode()
        links = [sha(b"collab/record/1\n", number(len(rel)), rel, number(len(ledger)), ledger)]
        for n, line in enumerate(lines[1:], 1):
            where = "entry %d" % n
            f, w, link, before = read_entry(line, n, h["ledger"], before, redacted, said)
            if before.get("kind") == "party left" and before["data"].get("party") == h["for"]:
                left = before["at"]
            links.append(sha(b"\x03", links[-1], number(n), f, w))
            need(link == links[-1], "its link does not follow from it and the entries before it")
        for n in redacted:
            where = "entry %d" % n
            need(n in said or left == before["at"], "its words are gone, and no later entry redacts them")
        where = "header"
        need(h["entries"] == len(links) - 1, "%d entries announced, %d found" % (h["entries"], len(links) - 1))
        need(h["head"] == head(h["entries"], links[-1]), "the head is not that of the last entry")
        return h, links
    except (Fault, ValueError, RecursionError, OSError) as fault:
        raise Fault("%s: %s: %s" % (path, where, fault)) from None

def check_posted(posted, links):
    """A head that was posted once must still be the head at its number."""
    need(re.fullmatch("[0-9]{1,18}(-[0-9A-Z]{4}){4}", posted), posted + " is not a head")
    n = int(posted.split("-")[0])
    need(n < len(links), "entry %d: missing, but its head %s was posted" % (n, posted))
    need(head(n, links[n]) == posted, "entry %d: rewritten, its posted head was %s" % (n, posted))

def check_since(path, h, links):
    """An earlier export of the same ledger must be the beginning of this one."""
    old, past = verify(path)
    need((old["relationship"], old["ledger"]) == (h["relationship"], h["ledger"]), path + " is of another ledger")
    need(len(past) <= len(links), "entry %d: missing, but %s has it" % (len(links), path))
    for n, link in enumerate(past):
        need(link == links[n], "entry %d: rewritten, it differs in %s" % (n, path))

def main():
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("file", metavar="FILE")
    asks.add_argument("--head", help="a head posted earlier, for instance in the shared channel")
    asks.add_argument("--since", metavar="OLDFILE", help="an earlier export of the same ledger")
    asked = asks.parse_args()
    try:
        h, links = verify(asked.file)
        if asked.head is not None:
            check_posted(asked.head.strip().upper(), links)
        if asked.since is not None:
            check_since(asked.since, h, links)
    except Fault as fault:
        sys.exit(str(fault))  # to standard error, with exit status 1
    print("ok: %s of %s, %d entries, head %s" % (h["ledger"], h["relationship"], h["entries"], h["head"]))
if __name__ == "__main__":
    main()
