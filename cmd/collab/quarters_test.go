package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"collab/bot/play"
	"collab/relationship"
	"collab/store"
)

// quarter is what was seen when the minutes of a review were agreed: every export there could be, and what the store
// says of the relationship.
type quarter struct {
	exports map[string]string // a party and a ledger, such as acme/joint, to the text
	stands  map[string]string // by party: figures, duties and questions
	first   relationship.Agenda
	at      time.Time
}

var threeParties = []string{"acme", "borealis", "cassini"}

// TestQuarters performs the play of two quarters and takes what each party could take away at the end of both: each
// export verifies alone with both verifiers, contains the earlier one, and stands for the same figures as the store. A
// changed byte is refused. What the first quarter came to stays, and what was corrected since says so.
func TestQuarters(t *testing.T) {
	d := sit(t)
	all := d.quarters()
	if len(all) != 2 {
		t.Fatalf("%d reviews were closed, want 2", len(all))
	}
	first, last := all[0], all[1]
	for _, party := range threeParties {
		for _, ledger := range []string{relationship.Joint, party} {
			d.verified(first.exports[party+"/"+ledger], last.exports[party+"/"+ledger])
		}
		if got := d.replayed(last, party); got != last.stands[party] {
			t.Errorf("replayed, the exports of %s say\n%s\nthe store\n%s", party, got, last.stands[party])
		}
	}
	d.closedQuarterStays(first.first, last.first)
}

// closedQuarterStays compares what the first quarter came to when it was closed with what it comes to now.
func (d *desk) closedQuarterStays(then, now relationship.Agenda) {
	d.Helper()
	if !reflect.DeepEqual(then.Kept.Of, now.Kept.Of) || !reflect.DeepEqual(then.CheckIns.Held, now.CheckIns.Held) ||
		!reflect.DeepEqual(then.CheckIns.Participation, now.CheckIns.Participation) || len(then.Missed) != len(now.Missed) {
		d.Errorf("the first quarter was %+v %+v, and is %+v %+v", then.Kept.Of, then.CheckIns, now.Kept.Of, now.CheckIns)
	}
	if was, is := then.Delivery.String(), now.Delivery.String(); was != "46 % (1 of 1 KPIs with data)" || is != "50 % (1 of 1 KPIs with data, 1 restated)" {
		d.Errorf("the KPIs of the first quarter stood at %s, and stand at %s", was, is)
	}
}

// quarters performs the play and looks at its store whenever a review closes.
func (d *desk) quarters() (all []quarter) {
	d.Helper()
	s, err := play.ReadFile("../../bot/testdata/quarters.txt")
	if err != nil {
		d.Fatal(err)
	}
	on := play.NewStage(d.path("quarters.db"))
	on.Said = func(s *store.Store, said play.Said) error {
		if said.Message == nil || !strings.Contains(said.Message.Fallback, "Every party has agreed: the review is closed.") {
			return nil
		}
		all = append(all, d.quarter(s))
		return nil
	}
	if _, err := play.Run(d.Context(), s, on); err != nil {
		d.Fatal(err)
	}
	if out := d.does("verify", d.store("quarters.db")); !strings.Contains(out, "is whole") {
		d.Error(out)
	}
	return all
}

func (d *desk) quarter(s *store.Store) quarter {
	q, rel := quarter{exports: map[string]string{}, stands: map[string]string{}, at: s.Now()}, s.Relationships()[0]
	for _, party := range threeParties {
		if _, err := s.Read(rel, party, func(v relationship.View) {
			q.stands[party], q.first = standing(v, q.at), v.Shared.Agenda(v.Shared.Reviews[1], q.at)
		}); err != nil {
			d.Fatal(err)
		}
		for _, ledger := range []string{relationship.Joint, party} {
			var b bytes.Buffer
			if err := s.Export(rel, party, ledger, &b); err != nil {
				d.Fatal(err)
			}
			q.exports[party+"/"+ledger] = b.String()
		}
	}
	return q
}

// standing is what a party's view says at an instant: every figure, what is owed, and what waits for whom.
func standing(v relationship.View, now time.Time) string {
	quarter := relationship.Trailing(now, relationship.OperationsDays)
	figures, _ := json.Marshal([]any{v.Shared.Alignment(now), v.Shared.SayDo(now, quarter), v.Shared.Adherence(now), // numbers and names always encode
		v.Shared.EvidenceCoverage(now, quarter), v.Shared.Drift(now), v.Shared.Delivery(now)})
	return fmt.Sprintf("%s\n%+v\n%+v %s", figures, v.Duties(now), v.Questions(now), v.Next(now))
}

// replayed is what a party's two exports stand for, replayed apart from any store.
func (d *desk) replayed(q quarter, party string) string {
	d.Helper()
	joint := d.entries(q.exports[party+"/"+relationship.Joint])
	own := d.entries(q.exports[party+"/"+party])
	l := relationship.Ledgers{Joint: relationship.NewShared(joint.rel), Own: map[string]*relationship.Own{party: relationship.NewOwn(joint.rel, party)}}
	if err := errors.Join(l.Joint.Fold(joint.entries), l.Own[party].Fold(own.entries)); err != nil {
		d.Fatal(err)
	}
	return standing(l.View(party), q.at)
}

// ledger is an export as it can be replayed.
type ledger struct {
	rel     string
	entries []relationship.Entry
}

func (d *desk) entries(export string) (l ledger) {
	d.Helper()
	header, rest, _ := strings.Cut(export, "\n")
	var named struct{ Relationship string }
	if err := json.Unmarshal([]byte(header), &named); err != nil {
		d.Fatal(err)
	}
	l.rel = named.Relationship
	for line := range strings.Lines(rest) {
		var e struct{ Facts, Words, Salt, Link string }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			d.Fatal(err)
		}
		entry := relationship.Entry{Facts: []byte(e.Facts), Words: []byte(e.Words)}
		entry.Salt, _ = hex.DecodeString(e.Salt) // both verifiers have looked at it
		if e.Words == "" {
			entry.Words, entry.Salt = nil, nil
		}
		link, _ := hex.DecodeString(e.Link)
		copy(entry.Link[:], link)
		l.entries = append(l.entries, entry)
	}
	return l
}

// verified has an export checked by collab verify and by the script: alone, against the one before, and with a byte
// changed in its facts, its words and its links.
func (d *desk) verified(before, export string) {
	d.Helper()
	old, whole := d.keep("before.jsonl", before), d.keep("export.jsonl", export)
	if out := d.does("verify", whole, "--since", old); !strings.Contains(out, "is whole") {
		d.Error(out)
	}
	d.script(true, whole, "--since", old)
	d.script(false, old, "--since", whole)
	for _, part := range []string{`"link":"`, `"words":"{\"`, `"facts":"`} {
		at := strings.LastIndex(export, part) + len(part) + 20
		other := byte('7')
		if export[at] == other {
			other = '8'
		}
		d.script(false, d.keep("changed.jsonl", export[:at]+string(other)+export[at+1:]))
	}
	if _, err := d.run("verify", d.path("changed.jsonl")); err == nil { // one is enough: each runs in a process of its own
		d.Error("collab verify takes another byte in facts")
	}
}

// keep writes a file of the test, and returns its path.
func (d *desk) keep(name, text string) string {
	d.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return d.path(name)
}

// script runs the verifier in another language, where there is one to run it; docs/verify_test.go insists on it.
func (d *desk) script(accepts bool, args ...string) {
	d.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		d.Log("there is no python3 here")
		return
	}
	out, err := exec.Command(python, append([]string{filepath.Join("..", "..", "docs", "verify.py")}, args...)...).CombinedOutput()
	if (err == nil) != accepts {
		d.Errorf("verify.py %s: %s", strings.Join(args, " "), out)
	}
}
