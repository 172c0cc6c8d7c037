package relationship

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var minutes = Exhibit{Kind: Document, What: "Minutes, signed", Link: "https://example.org/m?a=1#p2", Event: Date{2026, 2, 27}, Grade: 3}

func (sc *scene) evidence(id int, want EvidenceState) {
	sc.t.Helper()
	if got := sc.l.Joint.Evidence[id].State(); got != want {
		sc.t.Fatalf("evidence %d is %q, want %q", id, got, want)
	}
}

func TestEvidenceAccepted(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	x := minutes
	x.Author, x.SourceAt, x.Hashes = "p4", time.Date(2026, 2, 27, 10, 0, 0, 0, time.UTC), []string{strings.Repeat("0a", 32)}
	sc.do(p3, &LogEvidence{Exhibit: x})
	sc.evidence(1, EvidenceLogged)
	sc.do(p4, &LinkEvidence{Evidence: 1, Thing: "commitment 1"})
	sc.evidence(1, EvidenceLinked)
	sc.refused(p4, &LinkEvidence{Evidence: 1, Thing: "commitment 1"}, "linked to promise 1 already")
	sc.refused(p1, &AcceptEvidence{Evidence: 1}, "Acme logged this evidence")
	sc.do(p4, &AcceptEvidence{Evidence: 1})
	sc.evidence(1, EvidenceAccepted)
	sc.refused(p4, &ChallengeEvidence{Evidence: 1, Why: "?"}, "Evidence 1 is accepted")
	x.About = []string{"commitment 1"}
	e := sc.l.Joint.Evidence[1]
	if e.What != x.What || e.Link != x.Link || e.Event != x.Event || e.Grade != 3 || e.Author != "p4" ||
		!e.SourceAt.Equal(x.SourceAt) || !slices.Equal(e.Hashes, x.Hashes) || !slices.Equal(e.About, x.About) {
		t.Errorf("stored %+v", e.Exhibit)
	}
	if got := sc.l.Joint.EvidenceAbout("commitment 1"); len(got) != 1 || got[0] != e {
		t.Errorf("about the promise: %v", got)
	}
	sc.sameAfterReplay()
}

func TestEvidenceChallenged(t *testing.T) {
	sc := newScene(t)
	for range 2 {
		sc.do(p3, &LogEvidence{Exhibit: minutes})
	}
	sc.refused(p4, &ChallengeEvidence{Evidence: 1}, "fill this in")
	sc.do(p4, &ChallengeEvidence{Evidence: 1, Why: "not signed by us"})
	sc.do(p4, &ChallengeEvidence{Evidence: 2, Why: "an older version"})
	sc.evidence(1, EvidenceChallenged)
	sc.refused(p4, &AcceptEvidence{Evidence: 1}, "is challenged")
	sc.refused(p1, &UpholdEvidence{Evidence: 1}, "Acme logged this evidence")
	sc.refused(p2, &RejectEvidence{Evidence: 1, Why: "no"}, "Borealis challenged this evidence")
	sc.do(p2, &UpholdEvidence{Evidence: 1, Why: "found the signature"})
	sc.evidence(1, EvidenceUpheld)
	sc.do(p1, &RejectEvidence{Evidence: 2, Why: "you are right"})
	sc.evidence(2, EvidenceRejected)
	if _, ok := sc.l.Joint.Evidence[1].AcceptedAt(); !ok || sc.l.Joint.Evidence[2].Live() {
		t.Error("upheld evidence is accepted, rejected evidence is not live")
	}
	offer(sc, Date{2026, 3, 6})
	sc.refused(p3, &ClaimCommitmentDone{Commitment: 1, Evidence: []int{2}}, "Evidence 2 was rejected")
	sc.sameAfterReplay()
}

func TestEvidenceRefusals(t *testing.T) {
	sc := newScene(t)
	for _, c := range []struct {
		name, field string
		change      func(*Exhibit)
	}{
		{"no kind", "kind", func(x *Exhibit) { x.Kind = "rumour" }},
		{"no words", "what", func(x *Exhibit) { x.What = "" }},
		{"grade", "grade", func(x *Exhibit) { x.Grade = 5 }},
		{"negative grade", "grade", func(x *Exhibit) { x.Grade = -1 }},
		{"to come", "event", func(x *Exhibit) { x.Event = Date{2026, 3, 3} }},
		{"no day", "event", func(x *Exhibit) { x.Event = Date{2026, 2, 30} }},
		{"source to come", "source", func(x *Exhibit) { x.SourceAt = time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC) }},
		{"no year", "source", func(x *Exhibit) { x.SourceAt = time.Date(12026, 3, 5, 0, 0, 0, 0, time.UTC) }},
		{"before records", "source", func(x *Exhibit) { x.SourceAt = time.Date(-4, 3, 5, 0, 0, 0, 0, time.UTC) }},
		{"hashes", "hashes", func(x *Exhibit) { x.Hashes = slices.Repeat([]string{strings.Repeat("0", 64)}, 21) }},
		{"script", "link", func(x *Exhibit) { x.Link = "javascript:alert(1)" }},
		{"file", "link", func(x *Exhibit) { x.Link = "file:///etc/passwd" }},
		{"no host", "link", func(x *Exhibit) { x.Link = "https:///x" }},
		{"port alone", "link", func(x *Exhibit) { x.Link = "https://:80/x" }},
		{"relative", "link", func(x *Exhibit) { x.Link = "//example.org" }},
		{"credentials", "link", func(x *Exhibit) { x.Link = "https://kim:secret@example.org" }},
		{"disguise", "link", func(x *Exhibit) { x.Link = "https://bank.example@evil.example/" }},
		{"space", "link", func(x *Exhibit) { x.Link = "https://example.org/a b" }},
		{"line", "link", func(x *Exhibit) { x.Link = "https://example.org/\nX: y" }},
		{"long", "link", func(x *Exhibit) { x.Link = "https://example.org/" + strings.Repeat("a", 2000) }},
		{"hash", "hashes", func(x *Exhibit) { x.Hashes = []string{"abc"} }},
		{"author", "author", func(x *Exhibit) { x.Author = "p99" }},
		{"thing", "about", func(x *Exhibit) { x.About = []string{"objective 9"} }},
		{"no thing", "about", func(x *Exhibit) { x.About = []string{"everything"} }},
		{"odd thing", "about", func(x *Exhibit) { x.About = []string{"commitment 01"} }},
		{"itself", "about", func(x *Exhibit) { x.About = []string{"evidence 1"} }},
	} {
		x := minutes
		c.change(&x)
		for _, internal := range []bool{false, true} {
			if r := sc.refused(p3, &LogEvidence{Exhibit: x, Internal: internal}, ""); r.Field != c.field || r.Own != internal {
				t.Errorf("%s: field %q, own %v: %s", c.name, r.Field, r.Own, r.Reason)
			}
		}
	}
	if r := sc.refused(p3, &LogEvidence{Exhibit: Exhibit{Kind: Photo, What: "x", Link: "https://kim:secret@example.org"}}, "password"); strings.Contains(r.Reason, "secret") {
		t.Errorf("the refusal repeats the password: %s", r.Reason)
	}
}

func TestEvidenceDefaults(t *testing.T) {
	sc := newScene(t)
	sc.at = time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC) // still Monday in New York
	sc.do(p4, &LogEvidence{Exhibit: Exhibit{Kind: MessagePermalink, What: "we got it", Link: "https://x.slack.com/archives/C1/p2", Grade: 4, AuthorName: "A driver"}})
	e := sc.l.Joint.Evidence[1]
	if e.Grade != 1 || e.Event != (Date{2026, 3, 2}) || e.AuthorName != "A driver" {
		t.Errorf("a message alone has grade %d on %s by %q", e.Grade, e.Event, e.AuthorName)
	}
}

func TestPrivacyOfInternalEvidence(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	n := sc.l.Joint.Head().N
	x := minutes
	x.About = []string{"commitment 1"}
	sc.do(p3, &LogEvidence{Exhibit: x, Internal: true})
	if sc.l.Joint.Head().N != n || len(sc.l.Own["acme"].Noted) != 1 || len(sc.l.Own["borealis"].Noted) != 0 {
		t.Fatal("internal evidence belongs to the ledger of its own party alone")
	}
	if sc.l.Own["acme"].Last("evidence e1") == 0 {
		t.Error("internal evidence is not called e1")
	}
	if r := sc.l.Own["acme"].Noted[1]; r.What != x.What || r.Party != "acme" {
		t.Errorf("kept internally: %+v", r)
	}
	share, ok := sc.l.Own["acme"].ShareOf(1)
	if !ok {
		t.Fatal("nothing to share")
	}
	d := sc.do(p1, share)
	sc.evidence(1, EvidenceLinked)
	if got := sc.l.Own["acme"].Noted[1].SharedAs; got != 1 || d.Joint.Len() != 1 {
		t.Errorf("shared as %d with %d joint entries", got, d.Joint.Len())
	}
	for _, e := range sc.entries[Joint] {
		if strings.Contains(string(e.Facts), "private") || strings.Contains(string(e.Facts), "noted") {
			t.Errorf("joint speaks of the internal ledger: %s", e.Facts)
		}
	}
	own := sc.l.Own["borealis"].Head().N
	sc.do(p4, &LogEvidence{Exhibit: minutes})
	if got := sc.l.Own["borealis"].Head().N; got != own {
		t.Errorf("shared evidence wrote %d entries in the own ledger", got-own)
	}
	again, _ := sc.l.Own["acme"].ShareOf(1)
	if r := sc.refused(p1, again, "shared already, as evidence 1"); !r.Own {
		t.Error("the refusal comes from the own ledger and does not say so")
	}
	if _, ok := sc.l.Own["acme"].ShareOf(7); ok {
		t.Error("there is no e7 to share")
	}
	sc.refused(p2, &ShareEvidence{Exhibit: minutes, Private: 1}, "no internal evidence e1")
	sc.sameAfterReplay()
}

// A third party may end a challenge either way; neither of the two at odds may do it in its own favour.
func TestThirdPartyJudges(t *testing.T) {
	sc := newScene(t)
	sc.join("cassini", "Cassini")
	p5 := By{"p5", "cassini"}
	for id := 1; id <= 2; id++ {
		sc.do(p3, &LogEvidence{Exhibit: minutes})
		sc.do(p4, &ChallengeEvidence{Evidence: id, Why: "not ours"})
	}
	sc.do(p5, &UpholdEvidence{Evidence: 1})
	sc.evidence(1, EvidenceUpheld)
	sc.do(p5, &RejectEvidence{Evidence: 2, Why: "of another week"})
	sc.evidence(2, EvidenceRejected)
	sc.refused(p3, &MakeClaim{Kind: ClaimFailure, Text: "x"}, "Name the party concerned")
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "x", Against: "cassini"})
	sc.do(p4, &ContestClaim{Claim: 1, Text: "it was us"})
	sc.do(p5, &ResolveClaim{Claim: 1, Text: "agreed"})
	f := sc.l.Joint.EvidenceCoverage(sc.at, march)
	if len(f.Of) != 3 || f.Failures.Party != "borealis" || f.Failures.OK() {
		t.Errorf("%+v", f.Failures)
	}
}

// Evidence with a last day loses its words when that day is over, by the clock: it is expired then, nobody can build on
// it any more, and what was found of it before still counts.
func TestEvidenceExpires(t *testing.T) {
	sc := newScene(t)
	x := minutes
	x.Keep = DateOf(sc.at, time.UTC)
	sc.refused(p3, &LogEvidence{Exhibit: x}, "still to come")
	x.Keep = x.Keep.AddDays(30)
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "Two trucks came late"})
	x.About = []string{"claim 1"}
	sc.do(p3, &LogEvidence{Exhibit: x})
	sc.do(p3, &LogEvidence{Exhibit: x, Internal: true})
	sc.do(p2, &AcceptEvidence{Evidence: 1})
	sc.do(p4, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "kept", Grade: 2, Keep: x.Keep.AddDays(300)}})
	gone := x.Keep.AddDays(1).midnight()
	for _, of := range []string{"", "acme"} {
		if due := sc.ledgers(p1).View(of).forgetting(); len(due) != 1 || !due[0].At.Equal(gone.Add(forgetAt*time.Hour)) {
			t.Errorf("view of %q: %+v", of, due)
		}
	}
	sc.at = gone.Add(-time.Hour)
	for _, of := range []string{Joint, "acme"} {
		if d := sc.do(ByClock, &ForgetOld{Ledger: of}); !d.Empty() {
			t.Errorf("words went early from %s", of)
		}
	}
	sc.at = gone.Add(forgetAt * time.Hour)
	before := sc.figures()
	for _, of := range []string{Joint, "acme"} {
		sc.emptied(sc.do(ByClock, &ForgetOld{Ledger: of}))
	}
	joint, own := sc.l.Joint.Evidence[1], sc.l.Own["acme"].Noted[1]
	if joint.State() != EvidenceExpired || joint.What != "" || own.State() != EvidenceExpired || own.What != "" || sc.l.Joint.Evidence[2].State() != EvidenceLogged {
		t.Errorf("%+v %+v", joint, own)
	}
	if _, accepted := joint.AcceptedAt(); !accepted || !joint.Live() {
		t.Error("what was accepted counts no more")
	}
	if after := sc.figures(); !reflect.DeepEqual(before, after) {
		t.Errorf("figures were %v and are %v", before, after)
	}
	sc.do(p4, &MakeClaim{Kind: ClaimFailure, Text: "Another"})
	sc.refused(p3, &LinkEvidence{Evidence: 1, Thing: "claim 2"}, "expired on")
	sc.refused(p4, &MakeClaim{Kind: ClaimFailure, Text: "A third", Evidence: []int{1}}, "expired on")
	sc.sameAfterReplay()
}
