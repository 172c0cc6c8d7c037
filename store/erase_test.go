package store

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
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
		x.Deliver([]Delivery{{Key: "to " + of, Relationship: x.first, To: of, Kind: "wait", NotBefore: x.Now()}})
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
	x.Deliver([]Delivery{{Key: "about p2", Relationship: x.first, To: "web/-/elsewhere", Person: "p2", Kind: "due", NotBefore: x.Now()}})
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

func TestPrivacyOfAnErasedPersonOfWhomNoByteIsLeft(t *testing.T) {
	for _, c := range []struct {
		key   []byte
		names []string
	}{{nil, []string{voleMail, voleOld, voleSlack, "first/p2", "second/p2"}}, {secret, []string{voleMail}}} {
		for _, by := range c.names {
			t.Run(fmt.Sprint(len(c.key), by), func(t *testing.T) {
				x := newErasable(t, Options{Secret: c.key})
				by = strings.NewReplacer("first", x.first, "second", x.second).Replace(by)
				x.strew()
				before, rows := x.stands(), len(rowsIn(t, x.Store))
				would, err := x.Erase(by, false)
				x.must(err)
				if now := len(rowsIn(t, x.Store)); now != rows || x.Unclean() || len(would.In) != 2 || !would.Installer {
					t.Errorf("%d rows of %d, would do %+v", now, rows, would)
				}
				done, err := x.Erase(by, true)
				x.must(err)
				if !reflect.DeepEqual(done, would) {
					t.Errorf("did %+v, said %+v", done, would)
				}
				x.erasedWell(done)
				if after := x.stands(); !slices.Equal(before, onlyOf(after, before)) {
					t.Error("a fact, a link or a figure changed")
				}
				sameAfterReopening(t, x.Store, x.first)
			})
		}
	}
}

// onlyOf are those of all that were there before: what was appended is no change.
func onlyOf(all, before []string) (kept []string) {
	for _, one := range all {
		if slices.Contains(before, one) {
			kept = append(kept, one)
		}
	}
	return kept
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

func TestErasingTwiceAndErasingNobody(t *testing.T) {
	x := newErasable(t, Options{})
	for _, nobody := range []string{"mail/-/nobody@acme.example", "nowhere/p1", x.first + "/p9", "p2", ""} {
		if _, err := x.Erase(nobody, true); err == nil || !strings.Contains(err.Error(), "nobody is known by that") {
			t.Errorf("%q: %v", nobody, err)
		}
	}
	done, err := x.Erase(voleMail, true)
	x.must(err)
	head, err := x.Head(x.first, relationship.Joint)
	x.must(err)
	again, err := x.Erase(x.first+"/p2", true)
	x.must(err)
	if len(done.In) != 2 || len(again.In) != 1 || again.In[0].Words != 0 || len(again.In[0].Asked) > 0 || again.Beside != 0 {
		t.Errorf("%+v, then %+v", done, again)
	}
	if now, _ := x.Head(x.first, relationship.Joint); now != head {
		t.Error("erasing somebody twice is recorded twice")
	}
	if _, err := x.Erase(voleMail, true); err == nil {
		t.Error("an account that was erased is known")
	}
}

// What is left undone when the process ends between two steps is done by saying it again.
func TestErasingIsCompletedAfterACrash(t *testing.T) {
	x := newErasable(t, Options{})
	x.strew()
	who, err := x.trace(voleMail)
	x.must(err)
	if len(who.members) != 2 || who.members[0].Relationship != x.first {
		t.Fatalf("%+v", who)
	}
	x.must(x.forgetBeside(who))
	_, err = x.Record(x.second, Key{}, relationship.ByOperator, &relationship.ErasePerson{Person: "p2"})
	x.must(err)
	x.must(x.PutDraft(voleSlack, "form", []byte(`"typed by the vole"`))) // still served
	done, err := x.Erase(voleMail, true)
	x.must(err)
	if len(done.In) != 1 {
		t.Errorf("%+v", done)
	}
	if left := x.left(slices.Concat(whatVoleIs, whatVoleSaid)...); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// An account that was passed on is whose it was last: erasing them, or whoever had it before, hurts nobody else.
func TestAnAccountThatWasPassedOn(t *testing.T) {
	x := newErasable(t, Options{})
	lee := relationship.By{Person: "p3", Party: "borealis"}
	x.do(x.first, lee, &relationship.AddAccount{Account: voleOld})
	x.must(x.PutDraft(voleOld, "form", []byte(`"typed by Lee"`)))
	if _, err := x.Erase(voleMail, true); err != nil {
		t.Fatal(err)
	}
	if _, draft := x.Draft(voleOld, "form"); !draft || len(x.Memberships(voleOld)) != 1 {
		t.Error("who has the account now lost it")
	}
	done, err := x.Erase(voleOld, true)
	if err != nil || len(done.In) != 1 || done.In[0].Person != "p3" {
		t.Errorf("%+v, %v", done, err)
	}
	if left := x.left(append(whatVoleIs, "typed by Lee")...); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// Somebody who only asked to be added, or began to type, can be forgotten as well.
func TestErasingWhoTakesPartInNothing(t *testing.T) {
	x := newErasable(t, Options{})
	x.say("asked/"+x.first, "slack/T9/U9", map[string]any{"Account": "slack/T9/U9", "Name": "Eve Stranger"})
	done, err := x.Erase("slack/T9/U9", true)
	if err != nil || done.Beside != 2 || len(done.In) > 0 {
		t.Errorf("%+v, %v", done, err)
	}
	if left := x.left("Eve Stranger"); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// A text from which a name was taken out before is found all the same when it is erased itself.
func TestTakingOutATextThatHasHoles(t *testing.T) {
	const hole = erasedText
	for _, c := range []struct{ in, text, want string }{
		{`pause "` + hole + ` is ill"`, "Dana Reyes is ill", `pause "` + hole + `"`},
		{`pause "call ` + hole + ` today, ` + hole + `!"`, "call Dana today, Dana Reyes!", `pause "` + hole + `"`},
		{`say "late is ` + hole + `"`, "late is Dana", `say "` + hole + `"`},
		{hole + " is well", "Dana Reyes is ill", hole + " is well"},
		{"a note, " + hole + ".", "Dana Reyes is ill", "a note, " + hole + "."},
		{"nothing", "Dana Reyes is ill", "nothing"},
		{hole, "Dana Reyes is ill", hole},
		{"é " + hole + " ü", "é Dana ü", hole},
	} {
		found := false
		if got := takeOut(c.in, c.text, &found); got != c.want || found != (c.in != c.want) {
			t.Errorf("%q out of %q: %q, %v", c.text, c.in, got, found)
		}
	}
}
