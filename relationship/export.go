package relationship

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// longestExportLine is how long a line of an export may be, in bytes: far more than any entry has.
const longestExportLine = 1 << 20

// VerifyExport checks an export of one ledger, JSON lines, and returns the head it proves. It needs nothing but the
// export: facts and words are hashed as they stand there and chained from the relationship's and ledger's names on. It
// refuses whatever is not exactly an export: keys unknown, missing or twice, bytes that are not UTF-8, gaps, another
// count or head than announced, words that are gone without a later entry that redacts them. A party that left has no
// entries since, so that its export may end before that entry: words can be gone from it, and none can be changed. The
// error names the entry.
func VerifyExport(r io.Reader) (Head, error) {
	head, _, err := VerifyExportAt(r, 0)
	return head, err
}

// VerifyExportAt is VerifyExport, and returns the ledger's head when it had n entries as well: what a head that was
// posted then, or an older export, must agree with. It is an error when the export has fewer entries.
func VerifyExportAt(r io.Reader, n int) (head, then Head, err error) {
	x := export{lines: bufio.NewReaderSize(r, 64<<10), wanted: n, redacts: map[int]bool{}}
	if err := x.readHeader(); err != nil {
		return head, then, fmt.Errorf("header: %w", err)
	}
	for {
		line, err := x.line()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = x.readEntry(line)
		}
		if err != nil {
			return head, then, fmt.Errorf("entry %d: %w", x.head.N+1, err)
		}
	}
	if err := x.end(); err != nil {
		return head, then, err
	}
	return x.head, x.then, nil
}

// PostedNumber is the number of entries a posted head such as 2-T2VZ-M2PV-0X37-NWYV stands for.
func PostedNumber(posted string) (int, error) {
	if !postedHead.MatchString(posted) {
		return 0, fmt.Errorf("%q is not a head; one looks like 2-T2VZ-M2PV-0X37-NWYV", posted)
	}
	number, _, _ := strings.Cut(posted, "-")
	return strconv.Atoi(number)
}

var (
	postedHead   = regexp.MustCompile(`^[0-9]{1,18}(-[0-9A-Z]{4}){4}$`)
	ledgerName   = regexp.MustCompile(`^[a-z0-9-]+$`)
	stampPattern = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`)
	noncePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{21}[AQgw]$`)
	hash64       = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// export is an export being read.
type export struct {
	lines      *bufio.Reader
	head, then Head
	wanted     int
	entries    int    // announced
	announced  string // the head
	audience   string // the party it is for
	at, leftAt string // of the newest facts seen, and of those that say that this party left; empty while none do
	after      int
	redacted   []int
	redacts    map[int]bool
}

// line reads the next line; io.EOF when there is none. Its bytes are good until the next one.
func (x *export) line() ([]byte, error) {
	var whole []byte
	for {
		part, err := x.lines.ReadSlice('\n')
		if whole = append(whole, part...); len(whole) > longestExportLine {
			return nil, fmt.Errorf("the line is longer than %d bytes", longestExportLine)
		}
		switch {
		case err == nil:
			return whole[:len(whole)-1], nil
		case err == io.EOF && len(whole) == 0:
			return nil, io.EOF
		case err == io.EOF:
			return nil, errors.New("it does not end with a complete line")
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func (x *export) readHeader() error {
	line, err := x.line()
	if err == io.EOF {
		return errors.New("it does not begin with a complete line")
	}
	if err != nil {
		return err
	}
	h, err := parseStrictly(line)
	if err != nil {
		return err
	}
	entries, counted := wholeNumber(h["entries"])
	v, ok := wholeNumber(h["v"])
	audience := jsonText(h["for"])
	switch {
	case !h.has("collab", "v", "relationship", "ledger", "for", "entries", "head"):
		return errors.New("unknown or missing keys")
	case h["collab"] != "record" || !ok || v != version:
		return errors.New("not version 1 of a record")
	case !jsonLine(h["relationship"]) || !counted:
		return errors.New("no relationship, or no count of entries")
	case !isParty(audience) || (h["ledger"] != Joint && h["ledger"] != audience):
		return errors.New("not a ledger that this party may read")
	}
	x.head = Begin(jsonText(h["relationship"]), jsonText(h["ledger"]))
	x.entries, x.announced, x.audience = entries, jsonText(h["head"]), audience
	x.mark()
	return nil
}

// mark remembers the head at the number that was asked for.
func (x *export) mark() {
	if x.head.N == x.wanted {
		x.then = x.head
	}
}

func (x *export) end() error {
	for _, n := range x.redacted {
		if ended := x.leftAt != "" && x.at == x.leftAt; !x.redacts[n] && !ended {
			return fmt.Errorf("entry %d: its words are gone, and no later entry redacts them", n)
		}
	}
	switch {
	case x.entries != x.head.N:
		return fmt.Errorf("header: %d entries announced, %d found", x.entries, x.head.N)
	case x.announced != x.head.String():
		return errors.New("header: the head is not that of the last entry")
	case x.wanted > x.head.N:
		return fmt.Errorf("entry %d: missing, the ledger ends before it", x.head.N+1)
	}
	return nil
}

// readEntry checks one line, in one of four shapes, and chains it.
func (x *export) readEntry(line []byte) error {
	e, err := parseStrictly(line)
	if err != nil {
		return err
	}
	n := x.head.N + 1
	if got, ok := wholeNumber(e["n"]); !ok || got != n {
		return errors.New("its number is not the next one: an entry is missing, doubled or out of place")
	}
	f, w, err := x.hashes(e, n)
	if err != nil {
		return err
	}
	link, err := unhexLink(e, "link")
	if err != nil {
		return err
	}
	x.head = x.head.next(f, w)
	x.mark()
	if x.head.Link != link {
		x.head.N--
		return errors.New("its link does not follow from it and the entries before it")
	}
	return nil
}

func (x *export) hashes(e strictJSON, n int) (f, w Link, err error) {
	switch {
	case e.has("n", "facts", "link"):
	case e.has("n", "facts", "words", "salt", "link"):
		w, err = spokenHash(e)
	case e.has("n", "facts", "w", "link"):
		if w, err = unhexLink(e, "w"); err == nil && w == (Link{}) {
			err = errors.New("erased, but it never had words")
		}
		x.redacted = append(x.redacted, n)
	case e.has("n", "f", "w", "link"):
		return x.withheld(e)
	default:
		err = errors.New("unknown or missing keys")
	}
	if err != nil {
		return f, w, err
	}
	if !jsonLine(e["facts"]) {
		return f, w, errors.New("facts are not one line of text")
	}
	facts := []byte(jsonText(e["facts"]))
	return factsHash(facts), w, x.readFacts(facts, n)
}

// withheld is an entry of which a party shows nothing but the hashes, which it may do with its own ledger.
func (x *export) withheld(e strictJSON) (f, w Link, err error) {
	if x.head.Ledger == Joint {
		return f, w, errors.New("nothing may be withheld from the joint ledger")
	}
	if f, err = unhexLink(e, "f"); err != nil {
		return f, w, err
	}
	w, err = unhexLink(e, "w")
	return f, w, err
}

func spokenHash(e strictJSON) (Link, error) {
	salt, err := unhexLink(e, "salt")
	if err != nil {
		return Link{}, err
	}
	words := []byte(jsonText(e["words"]))
	said, err := parseStrictly(words)
	if err != nil || !jsonLine(e["words"]) {
		return Link{}, errors.New("words are not text")
	}
	for _, v := range said {
		if _, ok := v.(string); !ok {
			return Link{}, errors.New("words are not text")
		}
	}
	return wordsHash(salt[:], words), nil
}

func unhexLink(e strictJSON, key string) (l Link, err error) {
	s := jsonText(e[key])
	if !hash64.MatchString(s) {
		return l, fmt.Errorf("%s is not %d lower-case hex digits", key, 2*sha256.Size)
	}
	_, err = hex.Decode(l[:], []byte(s))
	return l, err
}

func jsonLine(v any) bool {
	s, ok := v.(string)
	return ok && s != "" && !bytes.ContainsRune([]byte(s), '\n')
}
