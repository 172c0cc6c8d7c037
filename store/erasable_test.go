package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// erasable are two relationships. In the first Vole manages Borealis, with the accounts vole@ and in Slack, of which one
// was taken away; in the second, under another name and the Slack account alone, Vole is a former member of Acme.
type erasable struct {
	*testing.T
	*Store
	first, second      string
	vole, ann          relationship.By
	byVole, namingVole int // joint entries of the first
}

const (
	voleMail, voleOld = "mail/-/vole&sons@acme.example", "mail/-/old@acme.example"
	voleSlack         = "slack/T1/U0VOLE"
)

// whatVoleIs are words that nothing may hold once Vole is erased, and whatVoleSaid those that were for their party alone.
var (
	whatVoleIs   = []string{"Quaggamire Vole", "Q. Volensky", "vole&sons", `vole\u0026sons`, "old@acme", "U0VOLE"}
	whatVoleSaid = []string{"privately hidden", "typed by the vole", "heard by the vole", "asked by the vole", "pointed at the vole", "called in the vole", "called the vole by"}
)

func newErasable(t *testing.T, o Options) *erasable {
	x := &erasable{T: t, Store: fresh(t, o), vole: relationship.By{Person: "p2", Party: "borealis"}, ann: relationship.By{Person: "p1", Party: "acme"}}
	x.first, x.second = begun(t, x.Store, 1), begun(t, x.Store, 2)
	x.do(x.first, x.ann, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	_, err := x.Record(x.first, Key{}, relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Party: "borealis", Invitation: 1, Account: voleMail,
		Person: relationship.NewPerson{Name: "Quaggamire Vole", Zone: "UTC"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range []string{voleOld, voleSlack} {
		x.do(x.first, x.vole, &relationship.AddAccount{Account: account})
	}
	x.do(x.first, x.vole, &relationship.RemoveAccount{Account: voleOld})
	x.do(x.first, x.vole, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Lee", Zone: "UTC"}, Role: relationship.Member, Account: "mail/-/lee@borealis.example"})
	x.do(x.first, x.vole, note("privately hidden words"))
	x.byVole = x.do(x.first, x.vole, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Text: "three trucks were late"}).Numbers[relationship.Joint][0]
	x.namingVole = x.do(x.first, x.ann, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Text: "the vole was late"}).Numbers[relationship.Joint][0]
	x.do(x.second, x.ann, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Q. Volensky", Zone: "UTC"}, Role: relationship.Member, Account: voleSlack})
	x.do(x.second, relationship.By{Person: "p2", Party: "acme"}, note("privately hidden as well"))
	x.do(x.second, x.ann, &relationship.RemovePerson{Person: "p2"})
	return x
}

func (x *erasable) do(rel string, by relationship.By, c relationship.Command) Answer {
	x.Helper()
	a, err := x.Record(rel, Key{ID: fmt.Sprint(rel, " ", x.Status().Commit)}, by, c)
	if err != nil {
		x.Fatalf("%T: %v", c, err)
	}
	return a
}

func (x *erasable) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x *erasable) say(place, ref string, row any) {
	x.Helper()
	_, err := x.Say(place, ref, kept(x.T, row))
	x.must(err)
}

// strew keeps something of Vole's in every place beside the record that keeps anything, and something of Ann's whose
// accounts begin alike.
func (x *erasable) strew() {
	type account struct{ Platform, Home, User string }
	mail, slack := account{"mail", "-", "vole&sons@acme.example"}, account{"slack", "T1", "U0VOLE"}
	until := x.Now().Add(time.Hour)
	for _, of := range []string{voleMail, voleSlack, "slack/T1/U0VOLES"} {
		x.must(x.PutDraft(of, "form", kept(x.T, map[string]any{"Typed": "typed by the vole"})))
		if of == "slack/T1/U0VOLES" {
			x.must(x.PutDraft(of, "form", kept(x.T, map[string]any{"Typed": "typed by Ann"})))
			x.must(x.PutDraft(of, "message 1", kept(x.T, map[string]any{"Author": slack, "AuthorName": "Quaggamire Vole", "Text": "pointed at the vole"})))
		}
		x.must(x.PutSession("session of "+of, kept(x.T, map[string]any{"Account": of}), until))
		x.deliver([]Delivery{{Key: "to " + of, Relationship: x.first, To: of, Kind: "wait", NotBefore: x.Now()}})
		x.Allow(of)
		x.must(x.EndSessions(of))
	}
	for _, way := range []any{map[string]any{"Account": mail, "Browser": "b"}, map[string]any{"Code": "C", "Address": voleMail}, map[string]any{"Of": voleSlack},
		map[string]any{"Account": account{"mail", "-", "lee@borealis.example"}, "By": "Quaggamire Vole"}} {
		_, err := x.Code(Key{}, "sign in", kept(x.T, way), until)
		x.must(err)
	}
	_, err := x.Code(Key{}, "install", []byte(voleMail), until)
	x.must(err)
	x.deliver([]Delivery{{Key: "about p2", Relationship: x.first, To: "web/-/elsewhere", Person: "p2", Kind: "due", NotBefore: x.Now()}})
	x.say(conversation(voleMail), "", map[string]any{"Text": "heard by the vole"})
	x.say(conversation(voleSlack), Reached, map[string]any{"User": "called the vole by their platform"})
	x.say(conversation(voleMail), "key", map[string]any{"Text": "heard by the vole under a key"})
	x.say("web/demo/c1", "", map[string]any{"Author": mail, "AuthorName": "Quaggamire Vole", "Text": "heard by the vole and others"})
	x.say("web/demo/c1", "", map[string]any{"To": slack, "Text": "heard by the vole alone"})
	x.say("web/demo/c1", "", map[string]any{"Text": "heard by everybody"})
	x.say(conversation("web:ann1"), "", map[string]any{"Text": "Quaggamire Vole promised it"})
	x.say(conversation("web:ann1"), "", map[string]any{"Text": "members invite Borealis vole&sons@acme.example"})
	x.say("asked/elsewhere", voleSlack, map[string]any{"Account": voleSlack, "Name": "asked by the vole"})
	for _, raw := range []string{`{"Kind":"i","Raw":{"user":{"id":"U0VOLE"},"view":"called in the vole"}}`, `{"Kind":"a","Raw":{"from":{"aadObjectId":"u0vole"},"text":"called in the vole"}}`, `{"Kind":"e","Raw":{"event":{"user":"U0VOLE","text":"called in the vole"}}}`,
		`{"Kind":"i","Raw":{"user":{"id":"U0ANN"},"view":"called by Ann"}}`} {
		_, err := x.Receive("slack", []byte(raw))
		x.must(err)
	}
}

// left are the words that are left: in the file, in a copy made now, and in any row opened with the key.
func (x *erasable) left(words ...string) (all []string) {
	x.Helper()
	copied := filepath.Join(x.TempDir(), "copy.db")
	x.must(x.BackupTo(x.Context(), copied))
	for _, path := range []string{x.Path(), copied} {
		file, err := os.ReadFile(path)
		x.must(err)
		for _, w := range holding(string(file), words) {
			all = append(all, filepath.Base(path)+": "+w)
		}
	}
	for b := range buckets {
		for _, raw := range x.rowsOpened(bucket(b)) {
			for _, w := range holding(raw, words) {
				all = append(all, bucketNames[b]+": "+w)
			}
		}
	}
	if _, err := VerifyFile(copied, x.options.Secret); err != nil {
		x.Error(err)
	}
	return all
}

// holding are the words that a text holds, but for the account that begins alike.
func holding(text string, words []string) (held []string) {
	text = strings.ReplaceAll(text, "U0VOLES", "")
	for _, w := range words {
		if strings.Contains(text, w) {
			held = append(held, w)
		}
	}
	return held
}

// rowsOpened are the rows of a bucket as whoever has the key reads them.
func (x *erasable) rowsOpened(b bucket) (all []string) {
	x.Helper()
	switch b {
	case entries:
		for _, rel := range x.Relationships() {
			for _, ledger := range []string{relationship.Joint, "acme", "borealis"} {
				list, err := x.stored(rel, x.secret.wordsAEAD(rel), ledger)
				x.must(err)
				for _, e := range list {
					all = append(all, string(e.Words)+string(e.Facts))
				}
			}
		}
		return all
	case deliveries:
		for _, d := range x.Deliveries() {
			all = append(all, fmt.Sprint(d))
		}
		return all
	}
	f := searching{Store: x.Store}
	x.must(x.db.View(func(tx *bbolt.Tx) error {
		f.tx = tx
		f.look(b, nil, func(k, v []byte) bool {
			at := map[bucket]int{drafts: 8}[b]
			if b == codes {
				r := reader{rest: v[8:]}
				r.field()
				v, at = r.rest, 0
			}
			all = append(all, string(f.opened(b, k, v[min(at, len(v)):])))
			return false
		})
		return nil
	}))
	return all
}

// stands is what must not change: facts, links and figures of every relationship.
func (x *erasable) stands() (all []string) {
	x.Helper()
	for _, rel := range x.Relationships() {
		_, err := x.Read(rel, "", func(v relationship.View) { // joint alone
			s, now := v.Shared, x.Now()
			trailing := relationship.Trailing(now, relationship.OperationsDays)
			all = append(all, fmt.Sprintf("%+v %+v %+v %+v %+v", s.Alignment(now), s.SayDo(now, trailing), s.Adherence(now), s.Delivery(now), s.EvidenceCoverage(now, trailing)))
		})
		x.must(err)
		for _, ledger := range []string{relationship.Joint, "acme", "borealis"} {
			list, err := x.stored(rel, x.secret.wordsAEAD(rel), ledger)
			x.must(err)
			for _, e := range list {
				all = append(all, fmt.Sprintf("%s %x", e.Facts, e.Link))
			}
		}
	}
	return all
}

func (x *erasable) erasedWell(done Erased) {
	x.Helper()
	if left := x.left(slices.Concat(whatVoleIs, whatVoleSaid)...); len(left) > 0 {
		x.Errorf("left: %q", left)
	}
	for _, of := range []string{voleMail, voleOld, voleSlack} {
		_, _, session := x.Session("session of " + of)
		if _, draft := x.Draft(of, "form"); draft || session || x.Allowed(of) || len(x.Memberships(of)) > 0 || x.Epoch(of) != 0 {
			x.Errorf("something is kept for %s", of)
		}
	}
	if n := len(x.Deliveries()); n != 1 || len(x.Ready(x.Now(), 10)) != 1 {
		x.Errorf("%d deliveries", n)
	}
	x.others()
	x.asked(done)
}

// others are let be: Lee whom Vole added, whoever has an account that begins alike, what everybody heard.
func (x *erasable) others() {
	x.Helper()
	typed, _ := x.Draft("slack/T1/U0VOLES", "form")
	_, _, session := x.Session("session of slack/T1/U0VOLES")
	if !strings.Contains(string(typed), "typed by Ann") || !session || !x.Allowed("slack/T1/U0VOLES") || x.Epoch("slack/T1/U0VOLES") != 1 {
		x.Error("somebody else lost something")
	}
	if got := talkIn(x.T, x.Store, "web/demo/c1", 0); !strings.Contains(got, "heard by everybody") {
		x.Error(got)
	}
	if waiting := x.Inbox("slack", 10); len(waiting) != 1 || !strings.Contains(string(waiting[0].Raw), "called by Ann") {
		x.Errorf("%d requests", len(waiting))
	}
	if got := x.Memberships("mail/-/lee@borealis.example"); len(got) != 1 {
		x.Error("Lee, whom Vole added, has no account any more")
	}
}

// asked is that joint words by or naming them wait for those who wrote them.
func (x *erasable) asked(done Erased) {
	x.Helper()
	_, err := x.Read(x.first, "", func(v relationship.View) { // joint alone
		e := v.Shared.Erasures[1]
		if e == nil || !slices.Equal(v.Shared.Undecided(e, "borealis"), []int{x.byVole}) || !slices.Equal(v.Shared.Undecided(e, "acme"), []int{x.namingVole}) {
			x.Errorf("asked %+v", e)
		}
		if got := v.Shared.PersonName("p2"); got != "former member 2 of Borealis" || v.Shared.PersonName("p3") != "Lee" || v.Shared.PartyName("borealis") != "Borealis" {
			x.Error(got, v.Shared.PersonName("p3"))
		}
	})
	x.must(err)
	for _, in := range done.In {
		if led := in.Relationship == x.first; slices.Contains(in.Unled, "borealis") != led || in.Shown == "" || in.Words == 0 {
			x.Errorf("%+v", in)
		}
	}
}
