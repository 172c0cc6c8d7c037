package store

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"collab/relationship"
)

// exportHeader is the first line of an export.
type exportHeader struct {
	Collab       string `json:"collab"`
	V            int    `json:"v"`
	Relationship string `json:"relationship"`
	Ledger       string `json:"ledger"`
	For          string `json:"for"`
	Entries      int    `json:"entries"`
	Head         string `json:"head"`
}

// exportLine is one entry of an export.
type exportLine struct {
	N     int     `json:"n"`
	Facts string  `json:"facts"`
	Words *string `json:"words,omitempty"`
	Salt  string  `json:"salt,omitempty"`
	W     string  `json:"w,omitempty"`
	Link  string  `json:"link"`
}

// Export writes one ledger as JSON lines that anyone can verify alone ([relationship.VerifyExport]): the joint ledger
// or the party's own, whole; for a party that left, joint up to its leaving.
func (s *Store) Export(rel, party, ledger string, w io.Writer) error {
	if ledger != relationship.Joint && ledger != party { // audience: a party exports joint and its own ledger, no other; mutate: s/ledger != party/false/
		return fmt.Errorf("%s may not read the ledger %s: it can export %s and %s", party, ledger, relationship.Joint, party)
	}
	list, commit, err := s.exported(rel, party, ledger)
	if err != nil {
		return err
	}
	s.Wait(commit)
	head := relationship.Begin(rel, ledger)
	if n := len(list); n > 0 {
		head.N, head.Link = n, list[n-1].Link
	}
	out := bufio.NewWriter(w)
	err = writeLine(out, exportHeader{"record", 1, rel, ledger, party, head.N, head.String()})
	for i, e := range list {
		if err == nil {
			err = writeLine(out, lineOf(i+1, e))
		}
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// exported is a ledger's entries as the party may read them.
func (s *Store) exported(rel, party, ledger string) ([]relationship.Entry, uint64, error) {
	r, err := s.relation(rel, false)
	if err != nil {
		return nil, 0, err
	}
	r.RLock()
	defer r.RUnlock()
	whole, err := s.joint(r)
	if err != nil {
		return nil, 0, err
	}
	joint, err := s.jointFor(r, whole, party)
	if err != nil {
		return nil, 0, err
	}
	until := 0
	if ledger == relationship.Joint {
		until = joint.Head().N // audience: joint as far as this party reads it; mutate: s/joint.Head().N/max(joint.Head().N, whole.Head().N)/
	}
	r.loading.Lock()
	defer r.loading.Unlock()
	list, err := s.ledger(r, ledger, until)
	return list, r.commits[ledger], err
}

func lineOf(n int, e relationship.Entry) exportLine {
	line := exportLine{N: n, Facts: string(e.Facts), Link: hex.EncodeToString(e.Link[:])}
	if e.W != nil {
		line.W = hex.EncodeToString(e.W)
	}
	if e.Words != nil {
		words := string(e.Words)
		line.Words, line.Salt = &words, hex.EncodeToString(e.Salt)
	}
	return line
}

func writeLine(w io.Writer, line any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(line); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Head is the newest point of a ledger on disk.
func (s *Store) Head(rel, ledger string) (relationship.Head, error) { return s.HeadAt(rel, ledger, 0) }

// HeadAt is the head a ledger had when it had n entries; the newest when n is 0. It is an error when the ledger has
// fewer: then it is not the ledger of which that head was posted.
func (s *Store) HeadAt(rel, ledger string, n int) (h relationship.Head, err error) {
	r, err := s.relation(rel, false)
	if err != nil {
		return h, err
	}
	r.RLock()
	defer r.RUnlock()
	r.loading.Lock()
	defer r.loading.Unlock()
	list, err := s.ledger(r, ledger, 0)
	if err != nil {
		return h, err
	}
	if n > len(list) {
		return h, fmt.Errorf("entry %d of %s: missing, the ledger ends before it", len(list)+1, ledger)
	}
	h = relationship.Begin(rel, ledger)
	if n == 0 {
		n = len(list)
	}
	if n > 0 {
		h.N, h.Link = n, list[n-1].Link
	}
	return h, nil
}
